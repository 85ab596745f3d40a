"""What happened when: orders, messages, calls and deadlines in four lanes over one time axis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from nlp_guard.records import Case, ExhibitId, Happening, Phrase
from nlp_guard.reports.bilingual import word
from nlp_guard.reports.citations import Citations
from nlp_guard.reports.clock import Clock, how_long
from nlp_guard.reports.pictures.axis import TimeAxis
from nlp_guard.reports.pictures.svg import link, mark, picture, text

LANES = (Happening.ORDER, Happening.MESSAGE, Happening.CALL, Happening.DEADLINE)
_LANE_PX = 40.0
_TOP_PX = 34.0
_HOUR = timedelta(hours=1)
_CUT_LABEL_PX = 84.0
_TOUCH_PX = 15.0
"""Marks closer than this in one lane are drawn as one, with their number."""


@dataclass(frozen=True, slots=True)
class _Event:
    """What one mark stands for."""

    at: datetime
    text: Phrase
    why: tuple[ExhibitId, ...]


@dataclass(frozen=True, slots=True)
class _Flock:
    """Events of one lane that would overlap."""

    x: float
    events: tuple[_Event, ...]


def timeline_picture(
    case: Case, clock: Clock, cites: Citations, newest: datetime | None, width: float
) -> Markup:
    """Draw the timeline of a case.

    Args:
        case: With at least one entry on its timeline, or one dated order.
        clock: The case's zone.
        cites: Where the evidence of the case stands on the page.
        newest: Time of the newest record read; marked as such.
        width: In px.
    """
    left = 64.0 if width > 600 else 46.0
    lanes = {lane: _events(case, lane) for lane in LANES}
    moments = [event.at for events in lanes.values() for event in events]
    axis = TimeAxis.over([*moments, newest] if newest else moments, left, width - 14)
    bottom = _TOP_PX + _LANE_PX * len(LANES)
    children = [
        *_frame(axis, clock, bottom, width),
        *_lane_names(),
        *(_now(axis.x(newest), bottom) if newest else ()),
    ]
    for n, (lane, events) in enumerate(lanes.items()):
        y = _TOP_PX + _LANE_PX * (n + 0.5)
        children += [_flock_mark(f, lane, y, clock, cites) for f in _flocks(events, axis)]
    return picture(width, bottom + 44, word("timeline_picture"), children, "pic timeline")


def _events(case: Case, lane: Happening) -> list[_Event]:
    """Return a lane's events in order of time; orders one by one, where they are dated."""
    if lane is Happening.ORDER and any(order.paid_at for order in case.orders):
        found = [
            _Event(order.paid_at, word("n_pieces", n=order.pieces), order.why)
            for order in case.orders
            if order.paid_at
        ]
    else:
        nothing = Phrase(zh="", en="")
        found = [_Event(e.at, e.text or nothing, e.why) for e in case.timeline if e.what is lane]
    return sorted(found, key=lambda event: event.at)


def _flocks(entries: Sequence[_Event], axis: TimeAxis) -> Iterator[_Flock]:
    gathered: list[_Event] = []
    for entry in entries:
        if gathered and axis.x(entry.at) - axis.x(gathered[-1].at) > _TOUCH_PX:
            yield _flock(gathered, axis)
            gathered = []
        gathered.append(entry)
    if gathered:
        yield _flock(gathered, axis)


def _flock(entries: list[_Event], axis: TimeAxis) -> _Flock:
    x = (axis.x(entries[0].at) + axis.x(entries[-1].at)) / 2
    return _Flock(x, tuple(entries))


def _flock_mark(
    flock: _Flock, lane: Happening, y: float, clock: Clock, cites: Citations
) -> Markup:
    n, first, last = len(flock.events), flock.events[0], flock.events[-1]
    label = word(
        "timeline_mark",
        what=word(f"happening.{lane}"),
        n=n,
        when=clock.moment(first.at) if n == 1 else clock.stretch(first.at, last.at),
        text=first.text if n == 1 else Phrase(zh="", en=""),
    )
    why = next((key for event in flock.events for key in event.why), None)
    shapes = [_shape(lane, flock.x, y, 6.0 if n == 1 else min(15.0, 8.0 + n**0.5))]
    if n > 1:
        shapes.append(text(flock.x, y + 4, str(n), class_="count", text_anchor="middle"))
    body = mark("g", *shapes, class_=f"mark h-{lane}")
    return link(cites.anchor(why), label, body) if why else body


def _shape(lane: Happening, x: float, y: float, r: float) -> Markup:
    match lane:
        case Happening.ORDER:
            return mark("circle", cx=x, cy=y, r=r)
        case Happening.MESSAGE:
            return mark("rect", x=x - r, y=y - r * 0.85, width=2 * r, height=1.7 * r, rx=2.5)
        case Happening.CALL:
            return mark(
                "path",
                d=f"M{x:.1f} {y - r:.1f}l{r:.1f} {r:.1f}l{-r:.1f} {r:.1f}l{-r:.1f} {-r:.1f}z",
            )
        case Happening.DEADLINE:
            return mark("path", d=f"M{x:.1f} {y + r:.1f}l{r:.1f} {-1.8 * r:.1f}h{-2 * r:.1f}z")


def _frame(axis: TimeAxis, clock: Clock, bottom: float, width: float) -> Iterator[Markup]:
    for n in range(len(LANES) + 1):
        y = _TOP_PX + _LANE_PX * n
        yield mark("line", x1=0, x2=width, y1=y, y2=y, class_="rule")
    last = 0.0
    for x0, x1, gap in axis.cuts():
        yield mark("rect", x=x0, y=_TOP_PX, width=x1 - x0, height=bottom - _TOP_PX, class_="cut")
        middle = (x0 + x1) / 2
        long = (
            how_long(gap)
            if middle - last > _CUT_LABEL_PX
            else word("n_hours", n=round(gap / _HOUR))
        )
        yield text(middle, _TOP_PX - 6, long, class_="tick", text_anchor="middle")
        last = middle
    day = ""
    for x, moment in axis.ticks(clock.zone, 44.0):
        yield mark("line", x1=x, x2=x, y1=_TOP_PX, y2=bottom + 4, class_="grid")
        yield text(x, bottom + 18, clock.time(moment), class_="tick", text_anchor="middle")
        name = clock.day(moment)
        if name.en != day:
            yield text(x, bottom + 34, name, class_="tick day", text_anchor="middle")
            day = name.en


def _lane_names() -> Iterator[Markup]:
    for n, lane in enumerate(LANES):
        y = _TOP_PX + _LANE_PX * (n + 0.5) + 4
        yield text(0, y, word(f"happening.{lane}"), class_="lane")


def _now(x: float, bottom: float) -> Iterator[Markup]:
    yield mark("line", x1=x, x2=x, y1=14, y2=bottom, class_="now")
    anchor = "end" if x > 200 else "start"
    yield text(
        x - 4 if anchor == "end" else x + 4,
        12,
        word("newest_record"),
        class_="tick now",
        text_anchor=anchor,
    )
