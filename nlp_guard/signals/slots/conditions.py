"""What happens if the demand is not met: the consequence alone."""

from __future__ import annotations

import re

from nlp_guard.records import CharSpan, Condition, Label
from nlp_guard.signals.slots.page import Page

_LEAD = re.compile(
    r"否则的?话?|不然的?话?|要不然?的?话?|要不(?=[就我])|(?:再)?不(?:给|打|转|付|交|处理|解决|退|赔|发|来|办|弄|答应|同意|回|行|理|签)(?:[^，,。！!？?\s就我]{0,6})(?:的话)?[，, ]?(?=就|我|明|今|后|下|全|那|统|咱|俺|直)"
    r"|\bor else[,]?|\botherwise[,]?|\bif (?:not|you don'?t|u dont|no)[^,.]{0,40}[,]|\bor (?=i|we|my|me|you)"
)
_FILLER = re.compile(r"[，,、 \t]*(?:就|那就|那|那么)?[，, ]*")
_END = re.compile(r"[。！!？?\n；;]|$")
_NO_DEADLINE_TAIL = re.compile(r"[，,、 。.！!]+$")


def read_conditions(page: Page) -> tuple[Condition, ...]:
    """Find what the speaker says will happen otherwise.

    Args:
        page: The utterance.

    Returns:
        At most one per turn of threat: the words after 否则, 不然, ``or else``.

    Example:
        >>> from nlp_guard.signals.slots.page import lay_out
        >>> text = "十二点前打过来，否则我们集体退货。"
        >>> [text[c.span.slice] for c in read_conditions(lay_out(text))]
        ['我们集体退货']
    """
    if not page.has(Label.THREAT):
        return ()
    lead = _LEAD.search(page.plain)
    if lead is None:
        return ()
    filler = _FILLER.match(page.plain, lead.end())
    start = filler.end() if filler else lead.end()
    end_match = _END.search(page.plain, start)
    end = end_match.start() if end_match else len(page.plain)
    tail = _NO_DEADLINE_TAIL.search(page.plain[start:end])
    end -= len(tail[0]) if tail else 0
    return (Condition(span=CharSpan(start, end)),) if end > start else ()
