"""What happens if the demand is not met: the consequence alone."""

from __future__ import annotations

import re

from nlp_guard.records import CharSpan, Condition, Label
from nlp_guard.signals.lexicon import built_in
from nlp_guard.signals.slots.page import Page

_LEAD = re.compile(
    r"否则的?话?|不然的?话?|要不然的?话?|要不(?=[就我][^要])"
    r"|(?:再|要是|如果)?(?:[你您]们?)?不(?:给|打|转|付|交|处理|解决|退|赔|发|来|办|弄|答应|同意|回|行|理|签|撤|出|送|结)"
    r"[^，,。！!？?\s就我]{0,6}(?:的话)?[，, ]?(?=就|我|明|今|后|下|全|那|统|咱|俺|直)"
    r"|\bor else[,]?|\botherwise[,]?|\bif (?:not|you don'?t|u dont|no)\b[^,.]{0,40}[,]"
    r"|\bor (?=i\b|we\b|my\b|they\b|the\b|it\b)"
)
_FILLER = re.compile(r"[，,、 \t]*(?:就|那就|那么|那)?[，, ]*")
_STOP = re.compile(r"[。！!？?\n；;]|\.(?=\s|$)")
_CLAUSE = re.compile(r"(?:[^，,。！!？?\n；; ]|(?<=[a-z'0-9])[ ]|[ ](?=[a-z0-9]))+")
_TRIM = re.compile(r"^[，,、 \t]*(?:(?:我们?|咱们?|俺)?就|那就|那么|那)?[，, ]*")
_THEN = re.compile(r"(?:我们?|咱们?|俺)?(?:就(?!是|像|算)|只能|只好|直接)|\b(?:i'll|we'll|then)\b")
_READ = 4_000
"""Code points searched for the harm; a threat is not longer."""
_THREAT = "threat."


def read_conditions(page: Page) -> tuple[Condition, ...]:
    """Find what the speaker says will happen otherwise.

    Args:
        page: The utterance.

    Returns:
        At most one, on a turn that may be a threat: the words behind 否则, 不然, ``or else``;
        where none of these stands, the clauses that name the harm.

    Example:
        >>> from nlp_guard.signals.slots.page import lay_out
        >>> text = "十二点前打过来，否则我们集体退货。"
        >>> [text[c.span.slice] for c in read_conditions(lay_out(text))]
        ['我们集体退货']
    """
    if not page.has(Label.THREAT):
        return ()
    lead = _LEAD.search(page.plain)
    if lead is not None:
        return _trimmed(page, lead.end(), _end_of_sentence(page.plain, lead.end()))
    return _named_harm(page) if page.labels is not None else ()


def _end_of_sentence(plain: str, start: int) -> int:
    filler = _FILLER.match(plain, start)
    stop = _STOP.search(plain, filler.end() if filler else start)
    return stop.start() if stop else len(plain)


def _named_harm(page: Page) -> tuple[Condition, ...]:
    """Give the run of clauses in which words of the threat vocabulary stand.

    Where the vocabulary knows none, the words behind 我就 or 那就 are taken for the harm.
    """
    hits = built_in().hits(page.plain[:_READ])
    spans = [hit.span for hit in hits if hit.group.startswith(_THREAT)]
    if not spans:
        then = _THEN.search(page.plain)
        end = _end_of_sentence(page.plain, then.end()) if then else 0
        return _trimmed(page, then.end(), end) if then else ()
    first, last = min(span.start for span in spans), max(span.end for span in spans)
    start, end = first, last
    for clause in _CLAUSE.finditer(page.plain):
        if clause.start() <= first < clause.end():
            start = clause.start()
        if clause.start() < last <= clause.end():
            end = clause.end()
    for then in _THEN.finditer(page.plain, start, first):
        start = then.end()
    return _trimmed(page, start, end)


def _trimmed(page: Page, start: int, end: int) -> tuple[Condition, ...]:
    words = page.plain[start:end]
    lead = _TRIM.match(words)
    start += len(lead[0]) if lead else 0
    end = start + len(page.plain[start:end].rstrip("，,、 。.！!"))
    return (Condition(span=CharSpan(start, end)),) if end > start else ()
