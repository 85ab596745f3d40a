"""An utterance laid out for the slot readers: numbers found once, what is taken marked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from nlp_guard.records import CharSpan, Label
from nlp_guard.signals.slots.misheard import mend
from nlp_guard.text.numerals import Numeral, find_numerals, fold_figures

_STOP = re.compile(r"[,，。.;；!！?？\n]")
_REACH = 40
_MOST_NUMERALS = 1_000
"""No message says more; beyond, figures are a table or a flood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What every slot reader looks at.

    Args:
        text: The words, de-cloaked.
        plain: ``text`` with number characters folded and ASCII letters small; same length.
        numerals: All numbers of ``text``.
        sent_at: When it was said; None where unknown.
        previous: What was said before, oldest first.
        labels: What the turn was found to do; None where nobody looked.
    """

    text: str
    plain: str
    numerals: tuple[Numeral, ...]
    sent_at: datetime | None = None
    previous: tuple[str, ...] = ()
    labels: frozenset[Label] | None = None

    def has(self, *labels: Label) -> bool:
        """Tell whether the turn may carry one of these labels."""
        return self.labels is None or not self.labels.isdisjoint(labels)

    def before(self, at: int, length: int) -> str:
        """Give the code points just before a place."""
        return self.plain[max(0, at - length) : at]

    def clause(self, span: CharSpan) -> CharSpan:
        """Give the clause a span stands in, at most forty code points to either side."""
        least = max(0, span.start - _REACH)
        before = _STOP.search(self.plain[least : span.start][::-1])
        start = span.start - before.start() if before else least
        behind = _STOP.search(self.plain, span.end, span.end + _REACH)
        end = behind.start() if behind else min(len(self.plain), span.end + _REACH)
        return CharSpan(start, end)


def lay_out(
    text: str,
    *,
    sent_at: datetime | None = None,
    previous: tuple[str, ...] = (),
    labels: frozenset[Label] | None = None,
) -> Page:
    """Find the numbers of an utterance and fold its number characters.

    Example:
        >>> lay_out("贰拾个点").plain
        '二十个点'
    """
    plain = fold_figures(text).translate(_SMALL)
    if labels:
        plain = mend(plain)
    return Page(
        text=text,
        plain=plain,
        numerals=find_numerals(plain)[:_MOST_NUMERALS],
        sent_at=sent_at,
        previous=previous,
        labels=labels,
    )


_SMALL = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
"""``str.lower`` may lengthen a text (İ); this does not."""


@dataclass(slots=True)
class Taken:
    """Code points that already belong to a slot, or to what is none."""

    _places: set[int] = field(default_factory=set)

    def add(self, spans: Iterable[CharSpan]) -> None:
        """Mark spans as taken."""
        for span in spans:
            self._places.update(range(span.start, span.end))

    def holds(self, span: CharSpan) -> bool:
        """Tell whether any code point of a span is taken."""
        return any(place in self._places for place in range(span.start, span.end))
