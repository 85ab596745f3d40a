"""Whether a probability means what it says: expected calibration error and its diagram."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nlp_guard.evaluation.resampling import Counts

N_BINS = 10
_SIZE, _MARGIN = 320, 44
"""Of the diagram, in pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Predictions of about the same probability.

    Args:
        low: Lower edge, 0..1.
        high: Upper edge.
        mean: Mean probability.
        rate: Share that came true.
        n: How many.
    """

    low: float
    high: float
    mean: float
    rate: float
    n: int


def reliability(probabilities: Sequence[float], truths: Sequence[bool]) -> tuple[Bin, ...]:
    """Sort predictions into ten bins of equal width.

    Args:
        probabilities: 0..1.
        truths: Whether each came true; as many.

    Returns:
        The bins that are not empty.

    Example:
        >>> [(b.n, round(b.mean, 2), b.rate) for b in reliability([0.1, 0.15, 0.9], [0, 1, 1])]
        [(2, 0.12, 0.5), (1, 0.9, 1.0)]
    """
    chances, came = np.asarray(probabilities, float), np.asarray(truths, float)
    where = np.minimum((chances * N_BINS).astype(int), N_BINS - 1)
    return tuple(
        Bin(
            low=n / N_BINS,
            high=(n + 1) / N_BINS,
            mean=float(chances[where == n].mean()),
            rate=float(came[where == n].mean()),
            n=int((where == n).sum()),
        )
        for n in range(N_BINS)
        if (where == n).any()
    )


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """Return the mean gap between probability and rate, weighted by size; None for no bins.

    Source:
        Naeini, Cooper & Hauskrecht, Obtaining Well Calibrated Probabilities Using Bayesian
        Binning (AAAI 2015).

    Example:
        >>> calibration_error(reliability([0.8] * 5, [True] * 4 + [False]))
        0.0
    """
    total = sum(b.n for b in bins)
    if not total:
        return None
    return round(sum(b.n * abs(b.mean - b.rate) for b in bins) / total, 12)


def binned_counts(
    probabilities: Sequence[float], truths: Sequence[bool], owners: Sequence[int], n_owners: int
) -> Counts:
    """Count per conversation what the calibration error sums over.

    Returns:
        Shape (conversations, 3 x bins): number, sum of probabilities, sum of truths per bin.
    """
    counts = np.zeros((n_owners, 3, N_BINS))
    for chance, truth, owner in zip(probabilities, truths, owners, strict=True):
        where = min(int(chance * N_BINS), N_BINS - 1)
        counts[owner, :, where] += (1.0, chance, float(truth))
    return counts.reshape(n_owners, 3 * N_BINS)


def error_of(sums: Counts) -> Counts:
    """Return the calibration error from sums of `binned_counts`, over the last axis."""
    shaped = sums.reshape(*sums.shape[:-1], 3, N_BINS)
    n, chance, came = shaped[..., 0, :], shaped[..., 1, :], shaped[..., 2, :]
    total = n.sum(axis=-1)
    gaps = np.abs(chance - came).sum(axis=-1)
    out: Counts = np.full(np.shape(total), np.nan)
    np.divide(gaps, total, out=out, where=total > 0)
    return out


def diagram(curves: Sequence[tuple[str, Sequence[Bin]]]) -> str:
    """Draw reliability diagrams side by side, as SVG.

    Args:
        curves: Title and bins of each; the size of a dot shows how many predictions it holds.
    """
    panels = [_panel(title, bins, n * _SIZE) for n, (title, bins) in enumerate(curves)]
    width = _SIZE * len(curves)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {_SIZE}" '
        f'width="{width}" height="{_SIZE}" font-family="sans-serif" font-size="11">'
        f'<rect width="100%" height="100%" fill="white"/>{"".join(panels)}</svg>'
    )


def _panel(title: str, bins: Sequence[Bin], left: float) -> str:
    inner = _SIZE - 2 * _MARGIN

    def at(x: float, y: float) -> tuple[float, float]:
        return round(left + _MARGIN + x * inner, 1), round(_SIZE - _MARGIN - y * inner, 1)

    def text(x: float, y: float, words: str, anchor: str = "middle") -> str:
        return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{words}</text>'

    (x0, y0), (x1, y1) = at(0, 0), at(1, 1)
    largest = max((b.n for b in bins), default=1)
    points = [at(b.mean, b.rate) for b in bins]
    line = " ".join(f"{x},{y}" for x, y in points)
    dots = "".join(
        f'<circle cx="{x}" cy="{y}" r="{2 + 5 * (b.n / largest) ** 0.5:.1f}" fill="#1f5fa8">'
        f"<title>{b.n}</title></circle>"
        for (x, y), b in zip(points, bins, strict=True)
    )
    ticks = "".join(
        text(at(v, 0)[0], y0 + 14, f"{v:g}") + text(x0 - 6, at(0, v)[1] + 4, f"{v:g}", "end")
        for v in (0, 0.5, 1)
    )
    error = calibration_error(bins)
    caption = f"{title} (ECE {error:.3f})" if error is not None else title
    return (
        f'<rect x="{x0}" y="{y1}" width="{inner}" height="{inner}" fill="none" stroke="#999"/>'
        f'<line x1="{x0}" y1="{y0}" x2="{x1}" y2="{y1}" stroke="#bbb" stroke-dasharray="4"/>'
        f'<polyline points="{line}" fill="none" stroke="#1f5fa8"/>{dots}{ticks}'
        f"{text((x0 + x1) / 2, y1 - 14, caption)}"
        f"{text((x0 + x1) / 2, _SIZE - 12, 'probability → share that came true')}"
    )
