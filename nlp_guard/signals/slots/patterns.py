"""Word lists as patterns; the words themselves are data (``words.toml``)."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files


def any_of(*lists: str) -> str:
    """Make an alternation of words, the longest first.

    Args:
        lists: Words parted by white space; ``_`` stands for a space inside one.

    Example:
        >>> any_of("天 工作日", "per_cent")
        'per[ ]cent|工作日|天'
    """
    words = {word for words in lists for word in words.split()}
    return "|".join(
        re.escape(word).replace("_", "[ ]")
        for word in sorted(words, key=lambda word: (-len(word), word))
    )


def words(*names: str) -> str:
    """Make an alternation of lists of ``words.toml``.

    Args:
        names: ``table.list``, e.g. ``money.asks_before``.

    Raises:
        KeyError: If there is no such list.

    Example:
        >>> "赠" in words("goods.give").split("|")
        True
    """
    return any_of(*(_lists()[name] for name in names))


@cache
def _lists() -> dict[str, str]:
    text = (files("nlp_guard.signals.slots") / "words.toml").read_text("utf-8")
    tables = tomllib.loads(text)
    return {
        f"{table}.{key}": value for table, lists in tables.items() for key, value in lists.items()
    }
