"""Personal data covered without moving anything: a covered text is as long as the text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nlp_guard.records import CharSpan

_COVER = "•"
_NUMBER = re.compile(r"\d(?:[\s._-]?\d){6,}")
"""Telephone, card and account numbers, however they are set apart."""
_EMAIL = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


def masked_name(name: str) -> str:
    """Cover all but the first character of a name.

    Example:
        >>> masked_name("天若惜"), masked_name("")
        ('天••', '')
    """
    return name[:1] + _COVER * (len(name) - 1)


def masked_text(text: str, payees: Iterable[CharSpan] = (), names: Iterable[str] = ()) -> str:
    """Cover long numbers, addresses of e-mail, known names, and the places of payee accounts.

    Args:
        text: What is covered.
        payees: Where accounts to be paid stand in it.
        names: Of those who take part; a name of one character is left alone.

    Example:
        >>> masked_text("打到13800000000，写信a.b@c.de")
        '打到138••••••••，写信a•••••••'
    """
    covered = list(text)
    places = [(m.start(), m.end(), 3) for m in _NUMBER.finditer(text)]
    places += [(m.start(), m.end(), 1) for m in _EMAIL.finditer(text)]
    places += [(span.start, span.end, 0) for span in payees]
    known = [re.escape(name) for name in names if len(name) > 1]
    if known:
        longest_first = "|".join(sorted(known, key=len, reverse=True))
        places += [(m.start(), m.end(), 1) for m in re.finditer(longest_first, text)]
    for start, end, n_shown in places:
        for at in range(start + n_shown, min(end, len(covered))):
            if covered[at].isalnum() or n_shown == 1:
                covered[at] = _COVER
    return "".join(covered)
