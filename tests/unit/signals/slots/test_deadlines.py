"""Deadlines, resolved against the utterance's own time."""

from __future__ import annotations

from datetime import datetime

import pytest

from nlp_guard.records import Label
from nlp_guard.signals.slots import read_slots

NOW = datetime.fromisoformat("2015-07-24T09:15:00+08:00")  # a Friday
DEMAND = frozenset({Label.PAYMENT_DEMAND})
THREAT = frozenset({Label.THREAT})


def _deadlines(text: str, labels: frozenset[Label] | None = DEMAND) -> list[tuple[str, str]]:
    found = read_slots(text, sent_at=NOW, labels=labels).deadlines
    return [(text[d.span.slice], d.at.strftime("%Y-%m-%d %H:%M") if d.at else "") for d in found]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("十二点之前打过来", "2015-07-24 12:00"),
        ("12点之前打过来", "2015-07-24 12:00"),
        ("中午前到账", "2015-07-24 12:00"),
        ("今晚打", "2015-07-24 23:59"),
        ("今晚八点前", "2015-07-24 20:00"),
        ("晚上十二点前", "2015-07-25 00:00"),
        ("下班前付清", "2015-07-24 18:00"),
        ("下午三点半前", "2015-07-24 15:30"),
        ("八点前", "2015-07-24 20:00"),
        ("明天给", "2015-07-25 23:59"),
        ("明早八点前", "2015-07-25 08:00"),
        ("明天下午三点之前", "2015-07-25 15:00"),
        ("后天中午", "2015-07-26 12:00"),
        ("大后天打", "2015-07-27 23:59"),
        ("三天内", "2015-07-27 09:15"),
        ("半小时内", "2015-07-24 09:45"),
        ("给你十分钟", "2015-07-24 09:25"),
        ("24小时", "2015-07-25 09:15"),
        ("周日之前", "2015-07-26 23:59"),
        ("下周一前", "2015-07-27 23:59"),
        ("礼拜天中午十二点", "2015-07-26 12:00"),
        ("这周付", "2015-07-26 23:59"),
        ("月底前", "2015-07-31 23:59"),
        ("15号之前", "2015-08-15 23:59"),
        ("8月5日零时前", "2015-08-05 00:00"),
        ("下月1号前", "2015-08-01 23:59"),
        ("国庆前", "2015-09-30 23:59"),
        ("双十一零点", "2015-11-11 00:00"),
        ("除夕之前", "2016-02-06 23:59"),
        ("腊月二十四", "2016-02-02 23:59"),
        ("17:50之前", "2015-07-24 17:50"),
        ("今天24:00前", "2015-07-25 00:00"),
        ("by friday", "2015-07-31 23:59"),
        ("by 5pm tomorrow", "2015-07-25 17:00"),
        ("within 48 hours", "2015-07-26 09:15"),
        ("in 3 hours", "2015-07-24 12:15"),
        ("pay by the end of the month", "2015-07-31 23:59"),
        ("by 8 October", "2015-10-08 23:59"),
        ("October 13", "2015-10-13 23:59"),
        ("by the 13th", "2015-08-13 23:59"),
        ("tonight, cash", "2015-07-24 23:59"),
        ("before noon", "2015-07-24 12:00"),
        ("by the first of December", "2015-12-01 23:59"),
        ("by monday morning", "2015-07-27 09:00"),
    ],
)
def test_a_deadline_is_resolved_when_it_names_a_moment(text: str, at: str) -> None:
    assert [moment for _, moment in _deadlines(text)] == [at]


@pytest.mark.parametrize("text", ["下播前转", "下周给我送来", "年前打给我", "next week then"])
def test_a_deadline_has_no_time_when_its_words_name_none(text: str) -> None:
    assert [moment for _, moment in _deadlines(text)] == [""]


@pytest.mark.parametrize(
    "text",
    [
        "昨天下午买的，赔钱",
        "一晚上没睡，赔我",
        "我上周三下的单",
        "说好七天无理由的",
        "今天8号了",
        "每天赔我",
        "一点都不过分",
        "last friday you promised",
        "$900 a month",
        "two hundred every week",
    ],
)
def test_a_time_is_no_deadline_when_nothing_is_due_then(text: str) -> None:
    assert _deadlines(text) == []


def test_the_span_takes_in_the_words_that_set_the_limit() -> None:
    assert [words for words, _ in _deadlines("明天下午三点之前打")] == ["明天下午三点之前"]
    assert [words for words, _ in _deadlines("pay by friday")] == ["by friday"]


def test_a_deadline_has_no_time_when_the_utterance_has_none() -> None:
    (deadline,) = read_slots("十二点之前打过来", labels=DEMAND).deadlines
    assert deadline.at is None


def test_the_time_of_harm_is_a_deadline_when_the_turn_threatens() -> None:
    assert _deadlines("明早九点我们集体退货", THREAT)[0][1] == "2015-07-25 09:00"


def test_only_limits_are_deadlines_when_nobody_looked_at_the_turn() -> None:
    assert _deadlines("明天送到吗", None) == []
    assert len(_deadlines("明天之前打过来", None)) == 1


def test_years_end_is_crossed_when_the_month_is_past() -> None:
    now = datetime.fromisoformat("2015-12-30T10:00:00+08:00")
    (deadline,) = read_slots("1月10号前付", sent_at=now, labels=DEMAND).deadlines
    assert deadline.at is not None
    assert deadline.at.isoformat() == "2016-01-10T23:59:00+08:00"


@pytest.mark.parametrize("text", ["2月31号前", "99点前", "13月5日前", "三千天内", "32号前"])
def test_nothing_breaks_when_the_calendar_has_no_such_time(text: str) -> None:
    assert all(moment == "" for _, moment in _deadlines(text))


@pytest.mark.parametrize("year", [1, 1899, 2201, 9999])
def test_nothing_breaks_when_the_year_is_outside_the_chinese_calendar(year: int) -> None:
    now = NOW.replace(year=year, month=12, day=31)
    read_slots("除夕之前，三天内，月底前，下周一前", sent_at=now, labels=DEMAND)


def test_hour_and_day_are_one_deadline_when_on_stands_between() -> None:
    assert [moment for _, moment in _deadlines("You have until noon on Saturday. Pay up.")] == [
        "2015-07-25 12:00"
    ]
