"""How far a figure would move with other conversations: bootstrap intervals.

Turns of one conversation stand or fall together, so whole conversations are drawn.

Source:
    Efron & Tibshirani, An Introduction to the Bootstrap (1993), sections 13.3 and 8.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.float64]

_LOW, _HIGH = 2.5, 97.5
"""Percentiles of a 95 % interval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure with its 95 % interval.

    Args:
        value: None where there is nothing to measure.
        low: As ``value``.
        high: As ``value``.
        n: How many things it is measured on.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0


class Resampler:
    """Draws conversations with replacement, always the same way.

    Args:
        n: Number of conversations.
        rounds: How often.
        seed: Of the generator.
    """

    def __init__(self, n: int, rounds: int = 1000, seed: int = 20150723) -> None:
        generator = np.random.default_rng(seed)
        even = np.full(n, 1 / n) if n else np.zeros(0)
        self.draws: Counts = (
            generator.multinomial(n, even, size=rounds).astype(float) if n else np.zeros((0, 0))
        )

    def figure(self, counts: Counts, ratio: Callable[[Counts], Counts], n: int) -> Figure:
        """Measure a figure that follows from sums over conversations.

        Args:
            counts: Shape (conversations, k).
            ratio: From sums of shape (…, k) to figures of shape (…); NaN where undefined.
            n: How many things it is measured on.
        """
        if not counts.size:
            return Figure(value=None)
        value = float(ratio(counts.sum(axis=0)))
        return _figure(value, ratio(self.draws @ counts), n)

    def figure_of(self, measure: Callable[[Counts], float], n: int) -> Figure:
        """Measure a figure that is not a matter of sums.

        Args:
            measure: From the weight of each conversation, shape (conversations,), to the figure.
            n: How many things it is measured on.
        """
        if not self.draws.size:
            return Figure(value=None)
        value = measure(np.ones(self.draws.shape[1]))
        return _figure(value, np.array([measure(draw) for draw in self.draws]), n)


def _figure(value: float, drawn: Counts, n: int) -> Figure:
    if np.isnan(value):
        return Figure(value=None, n=n)
    drawn = drawn[~np.isnan(drawn)]
    low, high = np.percentile(drawn, [_LOW, _HIGH]) if drawn.size else (value, value)
    return Figure(value=value, low=float(low), high=float(high), n=n)


def divided(above: Counts, below: Counts) -> Counts:
    """Return the quotient, NaN where there is nothing to divide by.

    Example:
        >>> divided(np.array([1.0, 0.0]), np.array([2.0, 0.0])).tolist()
        [0.5, nan]
    """
    above, below = np.asarray(above, float), np.asarray(below, float)
    out = np.full(np.broadcast(above, below).shape, np.nan)
    np.divide(above, below, out=out, where=below > 0)
    return out


def f1(counts: Counts) -> Counts:
    """Return F1 from (hits, false alarms, misses) in the last axis.

    Example:
        >>> float(f1(np.array([8.0, 2.0, 2.0])))
        0.8
    """
    hits, alarms, misses = (counts[..., n] for n in range(3))
    return divided(2 * hits, 2 * hits + alarms + misses)


def precision(counts: Counts) -> Counts:
    """Return precision from (hits, false alarms, misses) in the last axis."""
    return divided(counts[..., 0], counts[..., 0] + counts[..., 1])


def recall(counts: Counts) -> Counts:
    """Return recall from (hits, false alarms, misses) in the last axis."""
    return divided(counts[..., 0], counts[..., 0] + counts[..., 2])
