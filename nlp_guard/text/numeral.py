"""One number as it stands in a text."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from nlp_guard.records import CharSpan

MAX_DIGITS = 40
"""Longer strings of figures are no quantities, and reading them takes more than linear time."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number and where it stands.

    Args:
        span: Code points of the text.
        low: Lowest reading; equals ``high`` where exact.
        high: Highest reading.
        scale: The last multiplier in it (10000 for 3万5, 1000 for ``four thousand``); else 1.
        digits: Its figures, where it is nothing but figures (``0017``); else empty.
    """

    span: CharSpan
    low: Decimal
    high: Decimal
    scale: Decimal = Decimal(1)
    digits: str = ""

    @property
    def is_exact(self) -> bool:
        """Tell whether one value was said."""
        return self.low == self.high
