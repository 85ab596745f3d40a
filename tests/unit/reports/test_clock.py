from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from nlp_guard.records import Investigation
from nlp_guard.reports.clock import Clock, clock_of, how_long, newest, seconds

SHANGHAI = Clock(ZoneInfo("Asia/Shanghai"))
NOON = datetime(2015, 7, 24, 4, 0, tzinfo=UTC)


def test_times_are_written_in_the_zone_of_the_clock() -> None:
    assert SHANGHAI.stamp(NOON, seconds=True) == "2015-07-24 12:00:00"
    assert SHANGHAI.time(NOON) == "12:00"
    assert SHANGHAI.moment(NOON).en == "24 July 12:00"


@pytest.mark.parametrize(
    ("clock", "name"),
    [
        (SHANGHAI, "Asia/Shanghai (UTC+08:00)"),
        (Clock(UTC), "UTC"),
        (Clock(timezone(timedelta(hours=-3, minutes=-30))), "UTC-03:30"),
    ],
)
def test_zone_is_named_with_its_offset(clock: Clock, name: str) -> None:
    assert clock.zone_name(NOON) == name


def test_stretch_names_the_day_once_when_it_is_the_same() -> None:
    later = NOON + timedelta(minutes=29)
    assert SHANGHAI.stretch(NOON, later).zh == "7月24日 12:00–12:29"
    next_day = NOON + timedelta(days=1)
    assert SHANGHAI.stretch(NOON, next_day).en == "24 July 12:00 – 25 July 12:00"


def test_clock_is_that_of_the_records(ring: Investigation) -> None:
    assert clock_of(ring).zone == ZoneInfo("Asia/Shanghai")


def test_newest_record_is_the_last_word_heard(ring: Investigation) -> None:
    last = ring.detections[-1].conversation.utterances[-1].sent_at
    assert newest(ring) == last


def test_clock_is_utc_when_nothing_is_dated(ring: Investigation) -> None:
    undated = replace(ring, detections=(), orders=())
    assert clock_of(undated).zone is UTC
    assert newest(undated) is None


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (timedelta(0), "less than 1 min"),
        (timedelta(minutes=34, seconds=50), "34 min"),
        (timedelta(hours=3), "3 h"),
        (timedelta(hours=71, minutes=59), "2 d 23 h"),
        (timedelta(minutes=-90), "1 h 30 min"),
    ],
)
def test_length_of_time_is_said_in_two_units(gap: timedelta, said: str) -> None:
    assert how_long(gap).en == said


@pytest.mark.parametrize(
    ("at_s", "written"),
    [(0.0, "0:00.0"), (59.96, "1:00.0"), (61.24, "1:01.2"), (3600.0, "1:00:00.0")],
)
def test_place_in_a_recording_is_written_to_the_tenth(at_s: float, written: str) -> None:
    assert seconds(at_s) == written
