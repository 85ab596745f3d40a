"""Small bars that stand in table cells: a sum on a common scale, a step of a waterfall."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from nlp_guard.records import Link, Phrase
from nlp_guard.reports.bilingual import word
from nlp_guard.reports.pictures.svg import mark


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a waterfall: what it is, from where to where, in bits."""

    name: Phrase
    note: Phrase | None
    start: float
    end: float
    is_total: bool = False

    @property
    def bits(self) -> float:
        """What the step adds; for the total, the weight itself."""
        return self.end - self.start


def waterfall(link: Link) -> tuple[Step, ...]:
    """Return a link's match weight as prior, one step per comparison, and total.

    Example:
        >>> from nlp_guard.records import Contribution
        >>> shared = Contribution(comparison="phone", level="same number", weight_bits=11.0)
        >>> link = Link(left="a", right="b", prior_bits=-9.0, contributions=(shared,))
        >>> [(step.name.en, step.bits) for step in waterfall(link)]
        [('prior', -9.0), ('telephone: same number', 11.0), ('match weight', 2.0)]
    """
    steps = [Step(word("prior"), word("prior_note"), 0.0, link.prior_bits)]
    ordered = sorted(link.contributions, key=lambda c: -abs(c.weight_bits))
    for contribution in ordered:
        at = steps[-1].end
        name = comparison_name(contribution.comparison)
        if contribution.note is None:
            name = word("comparison_level", comparison=name, level=contribution.level)
        steps.append(Step(name, contribution.note, at, at + contribution.weight_bits))
    steps.append(Step(word("match_weight"), None, 0.0, link.weight_bits, is_total=True))
    return tuple(steps)


def comparison_name(comparison: str) -> Phrase:
    """Name a comparison for people; its own name where it is a plug-in's."""
    try:
        return word(f"comparison.{comparison}")
    except KeyError:
        return Phrase(zh=comparison, en=comparison)


def step_bar(step: Step, steps: Sequence[Step]) -> Markup:
    """Draw one step on the scale of all."""
    low = min(min(s.start, s.end) for s in steps)
    high = max(max(s.start, s.end) for s in steps)
    scale = 100.0 / max(high - low, 1e-9)
    x0, x1 = sorted(((step.start - low) * scale, (step.end - low) * scale))
    kind = "total" if step.is_total else "for" if step.bits >= 0 else "against"
    zero = (0.0 - low) * scale
    return _bar(
        mark("line", x1=zero, x2=zero, y1=0, y2=10, class_="zero"),
        mark("rect", x=x0, y=1, width=max(x1 - x0, 0.6), height=8, class_=f"step {kind}"),
    )


def money_bar(low: Decimal, high: Decimal, top: Decimal, kind: str) -> Markup:
    """Draw a sum, or a range of sums, on a scale from nothing to ``top``."""
    scale = 100 / float(top or 1)
    x0, x1 = float(low) * scale, float(high) * scale
    return _bar(
        mark("line", x1=0, x2=0, y1=0, y2=10, class_="zero"),
        mark("rect", x=0, y=1, width=x0, height=8, class_=f"sum {kind}"),
        *_range(x0, x1, kind),
    )


def _range(x0: float, x1: float, kind: str) -> Iterator[Markup]:
    if x1 > x0:
        yield mark("rect", x=x0, y=1, width=x1 - x0, height=8, class_=f"sum {kind} upto")


def _bar(*marks: Markup) -> Markup:
    return Markup(
        '<svg class="rowbar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        "{}</svg>"
    ).format(Markup("").join(marks))
