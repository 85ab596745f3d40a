"""Orders over the day: the ring's against everybody else's, bursts marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from nlp_guard.records import Case, CaseBurst, Order
from nlp_guard.reports.bilingual import word
from nlp_guard.reports.clock import Clock
from nlp_guard.reports.pictures.axis import TimeAxis
from nlp_guard.reports.pictures.svg import mark, picture, text

_BINS_MIN = (1, 2, 5, 10, 15, 30, 60, 180, 360, 720, 1440)
_HEIGHT, _TOP, _LEFT = 180.0, 40.0, 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRhythm:
    """Orders counted in equal steps of time.

    Args:
        start: Of the first step.
        step: Length of a step.
        ordinary: Orders of others per step.
        ring: Orders of the case per step.
    """

    start: datetime
    step: timedelta
    ordinary: tuple[int, ...]
    ring: tuple[int, ...]

    @property
    def end(self) -> datetime:
        """End of the last step."""
        return self.start + self.step * len(self.ring)

    @property
    def peak(self) -> int:
        """Most orders in one step."""
        return max((a + b for a, b in zip(self.ordinary, self.ring, strict=True)), default=0)


def rhythm(case: Case, orders: Sequence[Order], clock: Clock, max_bins: int) -> OrderRhythm | None:
    """Count a case's orders and everybody else's over the whole days of the case.

    Returns:
        None where no order of the case is dated.
    """
    dated = {order.id: order.paid_at for order in case.orders if order.paid_at}
    if not dated:
        return None
    first, last = clock.at(min(dated.values())), clock.at(max(dated.values()))
    start = first.replace(hour=0, minute=0, second=0, microsecond=0)
    days = (last.date() - start.date()).days + 1
    step = next(
        (timedelta(minutes=m) for m in _BINS_MIN if days * 1440 / m <= max_bins),
        timedelta(days=-(-days // max_bins)),
    )
    n = -(-timedelta(days=days) // step)
    ring = Counter((moment - start) // step for moment in dated.values())
    others = Counter(
        (moment - start) // step
        for order in orders
        if order.id not in dated and (moment := order.paid_at or order.created_at)
    )
    return OrderRhythm(
        start=start,
        step=step,
        ordinary=tuple(others[i] for i in range(n)),
        ring=tuple(ring[i] for i in range(n)),
    )


def burst_picture(case: Case, counted: OrderRhythm, clock: Clock, width: float) -> Markup:
    """Draw the counted orders as stacked bars, with the case's bursts above them."""
    axis = TimeAxis.whole(counted.start, counted.end, _LEFT, width - 6)
    base = _TOP + _HEIGHT
    children = [
        *_grid(counted.peak, width, base),
        *_bars(counted, width, base),
        *_bursts(case.bursts, axis, clock, width),
        *_ticks(axis, clock, base, width),
    ]
    return picture(width, base + 26, word("burst_picture"), children, "pic burst")


def _bars(counted: OrderRhythm, width: float, base: float) -> Iterator[Markup]:
    step_px = (width - 6 - _LEFT) / len(counted.ring)
    unit = _HEIGHT / max(counted.peak, 1)
    bar = max(step_px - (1.0 if step_px > 3 else 0.3), 0.8)
    for kind, counts, below in (
        ("ordinary", counted.ordinary, (0,) * len(counted.ring)),
        ("ring", counted.ring, counted.ordinary),
    ):
        path = "".join(
            f"M{_LEFT + i * step_px:.1f} {base - unit * low:.1f}h{bar:.1f}v{-unit * n:.1f}"
            f"h{-bar:.1f}z"
            for i, (n, low) in enumerate(zip(counts, below, strict=True))
            if n
        )
        if path:
            yield mark("path", d=path, class_=f"bar {kind}")


def _bursts(
    bursts: Sequence[CaseBurst], axis: TimeAxis, clock: Clock, width: float
) -> Iterator[Markup]:
    for n, case_burst in enumerate(bursts, start=1):
        burst = case_burst.burst
        x0, x1 = axis.x(burst.start), axis.x(burst.end)
        x1 = max(x1, x0 + 3)
        yield mark("rect", x=x0, y=_TOP - 6, width=x1 - x0, height=_HEIGHT + 6, class_="band")
        yield mark("path", d=f"M{x0:.1f} {_TOP - 2:.1f}v-6h{x1 - x0:.1f}v6", class_="bracket")
        said = word(
            "burst_mark" if width > 600 else "burst_mark_short",
            n=n,
            when=f"{clock.time(burst.start)}–{clock.time(burst.end)}",
            orders=len(burst.order_ids),
        )
        middle = (x0 + x1) / 2
        anchor = "start" if middle < width * 0.3 else "end" if middle > width * 0.8 else "middle"
        yield text(middle, _TOP - 14 - 13 * ((n - 1) % 2), said, class_="note", text_anchor=anchor)


def _grid(peak: int, width: float, base: float) -> Iterator[Markup]:
    step = next((s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500) if peak / s <= 4), 1000)
    for n in range(0, peak + 1, step):
        y = base - _HEIGHT * n / max(peak, 1)
        yield mark("line", x1=_LEFT, x2=width, y1=y, y2=y, class_="rule")
        yield text(_LEFT - 5, y + 4, str(n), class_="tick", text_anchor="end")


def _ticks(axis: TimeAxis, clock: Clock, base: float, width: float) -> Iterator[Markup]:
    for x, moment in axis.ticks(clock.zone, 52.0):
        if x > width - 20:
            continue
        yield mark("line", x1=x, x2=x, y1=base, y2=base + 4, class_="axis")
        is_midnight = clock.time(moment) == "00:00"
        said = clock.day(moment) if is_midnight else clock.time(moment)
        yield text(x, base + 18, said, class_="tick", text_anchor="start" if x < 60 else "middle")
