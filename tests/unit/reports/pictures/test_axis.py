from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_guard.reports.pictures.axis import TimeAxis

START = datetime(2015, 7, 23, 3, 19, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")
MINUTES = st.lists(st.integers(0, 60 * 24 * 30), min_size=1, max_size=40)


def _moments(*minutes: int) -> list[datetime]:
    return [START + timedelta(minutes=m) for m in minutes]


@pytest.mark.parametrize(
    ("minutes", "stretches"),
    [
        ((0,), 1),
        ((0, 29), 1),
        ((0, 29, 276, 283), 2),
        ((0, 29, 276, 283, 1380, 1480, 4320), 4),
        (tuple(range(0, 6000, 60)), 1),
    ],
)
def test_long_silences_are_cut(minutes: tuple[int, ...], stretches: int) -> None:
    assert len(TimeAxis.over(_moments(*minutes), 0, 900).stretches) == stretches


@given(MINUTES)
def test_every_moment_has_its_place_in_order(minutes: list[int]) -> None:
    moments = sorted(_moments(*minutes))
    axis = TimeAxis.over(moments, 50.0, 900.0)
    places = [axis.x(moment) for moment in moments]
    assert places == sorted(places)
    assert all(50.0 <= x <= 900.001 for x in places)


@given(MINUTES)
def test_all_stretches_are_drawn_to_one_scale(minutes: list[int]) -> None:
    axis = TimeAxis.over(_moments(*minutes), 0.0, 900.0)
    scales = [(s.x1 - s.x0) / (s.end - s.start).total_seconds() for s in axis.stretches]
    assert max(scales) == pytest.approx(min(scales))
    assert axis.stretches[-1].x1 == pytest.approx(900.0)


@given(MINUTES)
def test_ticks_are_round_times_that_leave_room(minutes: list[int]) -> None:
    ticks = list(TimeAxis.over(_moments(*minutes), 0.0, 900.0).ticks(SHANGHAI, 44.0))
    assert ticks
    places = [x for x, _ in ticks]
    assert all(b - a >= 44.0 * 0.79 for a, b in pairwise(places))


def test_ticks_stand_on_the_hours_of_the_zone() -> None:
    axis = TimeAxis.whole(START, START + timedelta(days=1), 0, 480)
    hours = [moment.astimezone(SHANGHAI).hour for _, moment in axis.ticks(SHANGHAI, 40)]
    assert hours == [12, 14, 16, 18, 20, 22, 0, 2, 4, 6, 8, 10]


def test_cuts_tell_how_much_is_left_out() -> None:
    axis = TimeAxis.over(_moments(0, 29, 276, 283), 0, 900)
    ((x0, x1, gap),) = axis.cuts()
    assert x1 - x0 == pytest.approx(26.0)
    assert timedelta(hours=4) < gap < timedelta(minutes=247)
