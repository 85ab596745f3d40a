"""Word lists as patterns."""

from __future__ import annotations

import re


def any_of(*lists: str) -> str:
    """Make an alternation of words, the longest first.

    Args:
        lists: Words parted by spaces; ``_`` stands for a space inside one.

    Example:
        >>> any_of("天 工作日", "per_cent")
        'per[ ]cent|工作日|天'
    """
    words = [word for words in lists for word in words.split()]
    return "|".join(
        re.escape(word).replace("_", "[ ]") for word in sorted(words, key=len, reverse=True)
    )
