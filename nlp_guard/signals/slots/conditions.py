"""What happens if the demand is not met: the consequence alone.

Best is what stands behind the words of *if not*: 否则, 不给就, 再拖我就, ``or else``, ``unless``.
Where a turn only announces the harm, the clauses that name it are taken.
"""

from __future__ import annotations

import re

from nlp_guard.records import CharSpan, Condition, Label
from nlp_guard.signals.lexicon import built_in
from nlp_guard.signals.slots.page import Page
from nlp_guard.signals.slots.patterns import words

_THEN = r"(?:我们?|咱们?|俺|那|你们?|他们?)?(?:就(?!是|像|算|行|好)|只能|只好|便|立马|马上|直接)"
_OTHERWISE = re.compile(
    r"(?:否则|不然|要不然)(?:的话)?|要不(?=[就我][^要])|过期不候"
    r"|\b(?:or else|otherwise|if not|failing which|else)\b[,]?"
    r"|\bor (?=(?:i|we|my|they|the|it|you|he|she|one)\b)"
)
_UNLESS = re.compile(
    rf"(?:不|没|别|少|晚|迟|再|敢|过了?)(?:{words('condition.not_done')})"
    rf"[^，,。！!？?；;\n]{{0,8}}?[，, ]{{0,2}}(?={_THEN})"
)
_UNLESS_EN = re.compile(
    r"\b(?:if (?:you|u|it|i|we|there|this|that)?[ ]?"
    r"(?:do(?:es)?n'?t|dont|can'?t|won'?t|isn'?t|aren'?t|not|no)|without|unless|absent)\b"
    r"[^,.!?\n]{0,60}[,]\s*(?:then )?"
)
_ANNOUNCED = re.compile(rf"{_THEN}|\b(?:i'll|we'll|then)\b")
_CLAUSE = re.compile(r"(?:[^，,。！!？?\n；; ]|(?<=[a-z'0-9])[ ]|[ ](?=[a-z0-9]))+")
_READ = 4_000
"""Code points searched for the harm; a threat is not longer."""
_THREAT = "threat."
_STOP = re.compile(r"[。！!？?\n；;]|\.(?=\s|$)")
_TRIM = re.compile(rf"[，,、 \t]*(?:{_THEN}|那么|那|then\b)?[，, ]*")


def read_conditions(page: Page) -> tuple[Condition, ...]:
    """Find what the speaker says will happen otherwise.

    Args:
        page: The utterance.

    Returns:
        At most one, on a turn that may be a threat, to the end of the sentence or of the clauses
        that name the harm. Where nobody looked at the labels, only behind words of *if not*.

    Example:
        >>> from nlp_guard.signals.slots.page import lay_out
        >>> text = "十二点前打过来，否则我们集体退货。"
        >>> [text[c.span.slice] for c in read_conditions(lay_out(text))]
        ['我们集体退货']
    """
    if not page.has(Label.THREAT):
        return ()
    for pattern in (_OTHERWISE, _UNLESS, _UNLESS_EN):
        lead = pattern.search(page.plain)
        if lead is not None:
            return _trimmed(page.plain, lead.end(), None)
    return _named_harm(page.plain) if page.labels is not None else ()


def _named_harm(plain: str) -> tuple[Condition, ...]:
    """Give the run of clauses in which words of the threat vocabulary stand.

    Where the vocabulary knows none, the words behind 我就 or 那就 are taken for the harm.
    """
    hits = built_in().hits(plain[:_READ])
    spans = [hit.span for hit in hits if hit.group.startswith(_THREAT)]
    if not spans:
        then = _ANNOUNCED.search(plain)
        return _trimmed(plain, then.end(), None) if then else ()
    first, last = min(span.start for span in spans), max(span.end for span in spans)
    start, end = first, last
    for clause in _CLAUSE.finditer(plain):
        if clause.start() <= first < clause.end():
            start = clause.start()
        if clause.start() < last <= clause.end():
            end = clause.end()
    for then in _ANNOUNCED.finditer(plain, start, first):
        start = then.end()
    return _trimmed(plain, start, end)


def _trimmed(plain: str, start: int, end: int | None) -> tuple[Condition, ...]:
    trim = _TRIM.match(plain, start)
    start = trim.end() if trim else start
    stop = _STOP.search(plain, start) if end is None else None
    end = stop.start() if stop else len(plain) if end is None else end
    end = start + len(plain[start:end].rstrip("，,、 。.！!"))
    return (Condition(span=CharSpan(start, end)),) if end > start else ()
