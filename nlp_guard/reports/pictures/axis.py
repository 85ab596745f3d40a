"""Time from left to right: one scale, with long silences cut out where that is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise

_STEPS_MIN = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080)
_MAX_BREAKS = 8
_GAP_PX = 26.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the axis without a cut: times and their places in px."""

    start: datetime
    end: datetime
    x0: float
    x1: float

    def x(self, moment: datetime) -> float:
        """Return the place of a moment."""
        share = (moment - self.start) / (self.end - self.start)
        return self.x0 + share * (self.x1 - self.x0)


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Stretches from left to right, all drawn to the same scale.

    Example:
        >>> from datetime import UTC
        >>> day = datetime(2015, 7, 23, tzinfo=UTC)
        >>> axis = TimeAxis.over([day, day + timedelta(hours=1), day + timedelta(days=3)], 0, 900)
        >>> len(axis.stretches)
        2
        >>> axis.x(day) < axis.x(day + timedelta(hours=1)) < axis.x(day + timedelta(days=3))
        True
    """

    stretches: tuple[Stretch, ...]

    @classmethod
    def over(cls, moments: Sequence[datetime], left: float, right: float) -> TimeAxis:
        """Return an axis that shows all moments and cuts long silences out.

        Args:
            moments: At least one.
            left: Place of the left end, px.
            right: Place of the right end, px.
        """
        groups = _groups(sorted(set(moments)))
        active = sum((g[-1] - g[0] for g in groups), timedelta(0))
        pad = max(active * 0.05, timedelta(minutes=2)) if len(groups) > 1 or active else _HALF_HOUR
        bounds = [(group[0] - pad, group[-1] + pad) for group in groups]
        total = sum((end - start for start, end in bounds), timedelta(0))
        scale = (right - left - _GAP_PX * (len(bounds) - 1)) / total.total_seconds()
        stretches, x = [], left
        for start, end in bounds:
            width = (end - start).total_seconds() * scale
            stretches.append(Stretch(start, end, x, x + width))
            x += width + _GAP_PX
        return cls(tuple(stretches))

    @classmethod
    def whole(cls, start: datetime, end: datetime, left: float, right: float) -> TimeAxis:
        """Return an axis without cuts."""
        return cls((Stretch(start, end, left, right),))

    def x(self, moment: datetime) -> float:
        """Return the place of a moment; what lies in a cut is put at its edge."""
        for stretch in self.stretches:
            if moment <= stretch.end:
                return stretch.x(max(moment, stretch.start))
        return self.stretches[-1].x1

    def cuts(self) -> Iterator[tuple[float, float, timedelta]]:
        """Give each cut: its two edges in px and the time left out."""
        for before, after in pairwise(self.stretches):
            yield before.x1, after.x0, after.start - before.end

    def ticks(self, zone: tzinfo, room_px: float) -> Iterator[tuple[float, datetime]]:
        """Give round times and their places, at least ``room_px`` apart; one in each stretch."""
        first = self.stretches[0]
        per_minute = (first.x1 - first.x0) / ((first.end - first.start) / timedelta(minutes=1))
        step = next((s for s in _STEPS_MIN if s * per_minute >= room_px), _STEPS_MIN[-1])
        last = float("-inf")
        for stretch in self.stretches:
            round_times = list(_round_times(stretch, zone, step))
            middle = stretch.start + (stretch.end - stretch.start) / 2
            room = room_px if round_times else room_px * 0.8
            for moment in round_times or [middle]:
                x = stretch.x(moment)
                if x - last >= room - 0.01:
                    yield x, moment
                    last = x


_HALF_HOUR = timedelta(minutes=30)


def _groups(moments: list[datetime]) -> list[list[datetime]]:
    """Cut at the longest silences, as long as one is a large part of what would be drawn."""
    gaps = sorted(
        ((b - a, i + 1) for i, (a, b) in enumerate(pairwise(moments))),
        reverse=True,
    )
    drawn = whole = moments[-1] - moments[0]
    cuts = []
    for gap, at in gaps[:_MAX_BREAKS]:
        if gap < max(_HALF_HOUR, drawn * 0.25, whole * 0.03):
            break
        cuts.append(at)
        drawn -= gap
    edges = [0, *sorted(cuts), len(moments)]
    return [moments[a:b] for a, b in pairwise(edges)]


def _round_times(stretch: Stretch, zone: tzinfo, step_min: int) -> Iterator[datetime]:
    local = stretch.start.astimezone(zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    step = timedelta(minutes=step_min)
    moment = midnight + step * -(-(local - midnight) // step)
    while moment <= stretch.end:
        yield moment
        moment += step
