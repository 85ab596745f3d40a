from __future__ import annotations

from datetime import datetime

import pytest

from nlp_guard.sources.screenshots.clocks import Calendar, read_clock, taken_by_name
from tests.fakes.reading import SHANGHAI

TAKEN = datetime(2026, 4, 4, 22, 0)  # noqa: DTZ001 - as pictures tell it


@pytest.mark.parametrize(
    ("shown", "meant"),
    [
        ("2026年4月3日 上午9:05", "2026-04-03 09:05"),
        ("2026年4月3日下午9:05", "2026-04-03 21:05"),
        ("2026-04-03 09:05:12", "2026-04-03 09:05:12"),
        ("2026-04-0309:05:12", "2026-04-03 09:05:12"),
        ("2026/4/3 9:05", "2026-04-03 09:05"),
        ("昨天 21:40", "2026-04-03 21:40"),
        ("昨天晚上9:40", "2026-04-03 21:40"),
        ("Yesterday 9:40 PM", "2026-04-03 21:40"),
        ("星期三 10:12", "2026-04-01 10:12"),
        ("Wednesday 10:12", "2026-04-01 10:12"),
        ("4月3日 晚上8:00", "2026-04-03 20:00"),
        ("04-03 09:05", "2026-04-03 09:05"),
        ("12月30日 20:00", "2025-12-30 20:00"),
        ("April 3, 2026 at 9:05 AM", "2026-04-03 09:05"),
        ("凌晨12:10", "2026-04-04 00:10"),
        ("10:30", "2026-04-04 10:30"),
        ("10：30", "2026-04-04 10:30"),
    ],
)
def test_a_time_means_what_it_shows_when_the_day_of_the_picture_is_known(
    shown: str, meant: str
) -> None:
    clock = read_clock(shown)
    assert clock is not None
    expected = datetime.fromisoformat(meant).replace(tzinfo=SHANGHAI)
    assert Calendar(SHANGHAI, TAKEN).moment(clock) == expected


@pytest.mark.parametrize("shown", ["昨天 21:40", "星期三 10:12", "4月3日 20:00", "10:30"])
def test_a_time_that_counts_from_the_picture_means_nothing_when_its_day_is_unknown(
    shown: str,
) -> None:
    clock = read_clock(shown)
    assert clock is not None
    assert Calendar(SHANGHAI).moment(clock) is None


@pytest.mark.parametrize("shown", ["23:30", "星期六 10:12", "2026年2月30日 10:00"])
def test_a_time_means_nothing_when_it_cannot_be(shown: str) -> None:
    clock = read_clock(shown)
    assert clock is not None
    assert Calendar(SHANGHAI, TAKEN).moment(clock) is None


def test_a_time_alone_belongs_to_the_line_with_a_date_above_it() -> None:
    calendar = Calendar(SHANGHAI)
    day, hour = read_clock("April 3, 2026"), read_clock("10:30")
    assert day is not None
    assert hour is not None
    assert calendar.moment(day) is None
    assert calendar.moment(hour) == datetime(2026, 4, 3, 10, 30, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "shown", ["", "在吗", "10:30前给我", "25:99", "一共2026单", "13800000000", "3-5件", "周三"]
)
def test_other_words_are_no_time_of_day(shown: str) -> None:
    clock = read_clock(shown)
    assert clock is None or clock.at is None


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("Screenshot_2026-04-03-21-05-12-123_com.tencent.mm.jpg", "2026-04-03 21:05:12"),
        ("Screenshot_20260403_210512_WeChat.jpg", "2026-04-03 21:05:12"),
        ("Screenshot 2026-04-03 at 21.05.12.png", "2026-04-03 21:05:12"),
        ("屏幕截图 2026-04-03 210512.png", "2026-04-03 21:05:12"),
        ("微信截图_20260403210512.png", "2026-04-03 21:05:12"),
        ("截图2026-04-03.png", "2026-04-03 23:59:59"),
        ("IMG_20260403_210512.jpg", None),
        ("screenshot-1.png", None),
        ("Screenshot_20261303-210512.png", None),
    ],
)
def test_the_name_of_a_screenshot_tells_when_it_was_taken(name: str, taken: str | None) -> None:
    found = taken_by_name(name)
    assert (found and str(found)) == taken
