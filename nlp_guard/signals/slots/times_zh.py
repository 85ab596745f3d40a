"""Chinese times: 明天下午三点, 周五之前, 三天内, 月底, 年廿八之前."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import chain, islice

from nlp_guard.records import CharSpan
from nlp_guard.signals.slots.festivals import NAMES, festival, lunar_day
from nlp_guard.signals.slots.times import (
    MOST_TIMES,
    When,
    end_of_month,
    month_day,
    together,
    weekday_from,
)
from nlp_guard.text.numerals import read_number

_N = r"(?:\d{1,4}|[一二三四五六七八九十两廿百]{1,5})"
_DAYS = {"今": 0, "金": 0, "明": 1, "名": 1, "听": 1, "聽": 1, "后": 2, "後": 2}
_MORNING, _NOON, _AFTERNOON, _EVENING = (6, 9), (11, 12), (12, 18), (18, 24)
_PARTS = (
    dict.fromkeys(("清早", "早上", "早晨", "朝早", "一早", "大早", "早", "朝"), _MORNING)
    | dict.fromkeys(("午饭", "中午", "中饭", "晌午"), _NOON)
    | dict.fromkeys(("晚上", "夜里", "半夜", "夜", "晚"), _EVENING)
    | {"凌晨": (0, 6), "上午": (6, 12), "午前": (6, 12), "下午": _AFTERNOON, "傍晚": (17, 19)}
)
_EVENTS = {"下班": (18, 0), "收工": (18, 0), "上班": (9, 0), "打烊": (23, 59), "天黑": (19, 0)}
_WEEKDAYS = {char: day for day, char in enumerate("一二三四五六日")} | {"天": 6, "末": 6}
_UNITS = {
    "分钟": timedelta(minutes=1),
    "刻钟": timedelta(minutes=15),
    "小时": timedelta(hours=1),
    "钟头": timedelta(hours=1),
    "h": timedelta(hours=1),
    "天": timedelta(days=1),
    "日": timedelta(days=1),
    "工作日": timedelta(days=1),
    "周": timedelta(weeks=1),
    "星期": timedelta(weeks=1),
    "礼拜": timedelta(weeks=1),
    "月": timedelta(days=30),
}
_LUNAR_MONTHS = {"正月": 1, "腊月": 12, "臘月": 12, "冬月": 11, "年": 12}

_PATTERN = re.compile(
    rf"""
    (?P<third_day>大后[天日])(?!天)
    |(?P<day>(?:[今金明名听聽]|(?<![然以之往今])[后後])(?:天(?!天)|日(?![本常子用])|儿个?|田|曰)
        |今(?=[早晚夜晨])|[明名金听聽後后](?=[早晚朝]))
    |(?P<weekday>(?P<which>(?:下下|下|这|這|本|上)?个?(?:周|週|星期|礼拜|禮拜))
        (?<![一两几每]周)(?<![一两几每][星礼][期拜])(?P<nth>[一二三四五六日天末])(?![千百万块毛成]))
    |(?P<week>(?:下下|下|这|這|本)个?(?:周|週|星期|礼拜|禮拜)(?:之?内)?)
    |(?P<weekend>[周週]末)
    |(?P<lunar>(?P<lunar_month>正月|腊月|臘月|冬月|年(?=廿|二十|三十))初?(?P<lunar_day>{_N}))(?!个)
    |(?P<lunar_new>(?<=[,，。 月])初(?P<lunar_first>[一二三四五六七八九十])(?![中次步期]))
    |(?P<festival>(?:大年三十|年三十|除夕|大年初一|母亲节|父亲节|双十一|双11|双十二|双12|元旦|情人节
        |妇女节|清明|教师节|国庆|圣诞|小年|春节|元宵|端午|七夕|中秋|重阳
        |(?<![零一二三四五六七八九十百千万块毛黑\d])(?:六一八|618|三一五
        |五一(?![\d一二三四五六七八九十只个件])|六一(?![八\d只个件])))节?)
    |(?P<month>(?P<month_n>{_N})月(?P<month_day>{_N})[号號日]?)(?![月个])
    |(?P<date>(?P<date_month>下个?月|本月|这个?月|每个?月)?(?P<date_n>{_N})[号號]
        (?![线楼店馆院厅门车桌货人姑粉员兄弟称码枪机床位令召]))
    |(?P<month_end>(?P<end_month>(?:(?<!剩)下个?|本|这个?)?月)[底末尾])
    |(?P<month_start>月初(?=[一二三四五六七八九十]|之?前|[,，。 交付结]|$))
    |(?P<month_middle>月中(?=之?前|$|[,，。 ]))
    |(?P<whole_month>[这本]个?月|下个?月)(?:之?内)?
    |(?P<open>(?:开播|下播|发布|赶集|晚会结束|活动|暑假|过年|(?<![去今明前半一两三几])年)
        (?=之?前(?!面)|以前))
    |(?P<part>凌晨|清早|早上|早晨|朝早|一早|大早|上午|午前|午饭|中午|中饭|晌午|下午|傍晚|晚上|夜里
        |半夜|(?<=[今明])夜|(?<=[今明名听聽天日一二三四五六])[早朝晚](?![点會会])|早(?={_N}点))
    |(?P<midnight>[零0領领][点时時](?![\d零二三四五六七八九]|[一](?!过|到|开)))
    |(?P<clock>(?P<hour>(?<![零一二三四五六七八九十百千万\d.]){_N})
        (?:[点點](?![击评赞名点都也儿])|[时時](?=前|之前|以前|整|许|准))
        (?:[钟鐘整正]|(?P<half>半)|(?P<quarter>[一三])刻
        |(?P<minute>\d\d(?!\d)|[一二三四五]?十[一二三四五六七八九]?|零[一二三四五六七八九])分?
        (?![元块万千百个]))?(?!半?[一二三四五六七八九\d]|[.]|点))
    |(?P<clock24>(?<![\d:：])(?P<hour24>\d{{1,2}})[:：](?P<minute24>[0-5]\d)(?![\d:：]))
    |(?P<event>下班|收工|上班(?!了)|打烊|天黑)
    """,
    re.VERBOSE,
)
_STRETCH = re.compile(
    rf"(?P<n>{_N}|半)[ ]?(?P<each>个)?(?P<half>半)?[ ]?"
    r"(?P<unit>工作日|分钟|刻钟|小时|钟头|h(?![a-z])|天|日|周|星期|礼拜|月)"
    r"(?:之?内|以内|之?后|以后|时间|为期)?"
)
_GAPS = frozenset({"", "的", "那天", "当天", "第一次,", "第一次，"})
_SUFFIX = re.compile(r"[ ]?(?:那天|当天)?[ ]?(?:之?前|以前|之?内|以内|截止|为止|前头)")
_MOST = 1_000
_MOST_UNITS = 100
"""Longer stretches are no limits; 五百一天 is five hundred a day."""


def find_times(plain: str, now: datetime) -> tuple[When, ...]:
    """Find the times a Chinese text names.

    Args:
        plain: Text with number characters folded.
        now: Aware time at which it was said.

    Returns:
        In order; 之前 is not taken in, 三天内 is.

    Example:
        >>> now = datetime.fromisoformat("2015-07-24T09:15+08:00")
        >>> [(w.day, w.clock) for w in find_times("明天下午三点之前", now)]
        [(datetime.date(2015, 7, 25), (3, 0))]
    """
    found = chain(islice(_parts(plain, now), MOST_TIMES), islice(_stretches(plain), MOST_TIMES))
    parts = sorted(found, key=lambda when: when.span)
    free: list[When] = []
    for part in parts:
        if not free or free[-1].span.end <= part.span.start:
            free.append(part)
    return together(plain, free, _GAPS)


def suffix_end(plain: str, when: When) -> int | None:
    """Give the place after 之前 or 内 that follows a time, None where nothing such follows."""
    match = _SUFFIX.match(plain, when.span.end)
    return match.end() if match else None


def _parts(plain: str, now: datetime) -> Iterator[When]:
    for match in _PATTERN.finditer(plain):
        kind = match.lastgroup or ""
        span = CharSpan(*match.span())
        if kind in _DATES:
            day = _DATES[kind](match, now.date())
            if day is not None or kind == "week":
                yield When(span=span, day=day, is_open=day is None)
        elif kind in _OPEN:
            yield When(span=span, is_open=True)
        elif kind == "part":
            yield When(span=span, part=_PARTS[match[0]])
        elif kind == "event":
            yield When(span=span, event=_EVENTS[match[0]])
        else:
            when = _clock(match, span)
            if when is not None:
                yield when


def _clock(match: re.Match[str], span: CharSpan) -> When | None:
    if match["midnight"]:
        return When(span=span, clock=(0, 0), is_clock_exact=True)
    if match["clock24"]:
        hour, minute, is_exact = int(match["hour24"]), int(match["minute24"]), True
    else:
        hour = _int(match["hour"])
        quarter = {"一": 15, "三": 45}.get(match["quarter"] or "", 0)
        minute = 30 if match["half"] else quarter or _int(match["minute"] or "0")
        is_exact = hour > 12
    if hour > 24 or minute > 59:
        return None
    return When(span=span, clock=(hour, minute), is_clock_exact=is_exact)


def _int(text: str) -> int:
    """Read a small number; what is none becomes one no calendar or clock has."""
    value = read_number(text)
    return int(value) if value is not None and value < _MOST else 9_999


def _weekday(match: re.Match[str], today: date) -> date | None:
    which = match["which"]
    if which[0] == "上":
        return None
    weeks = 2 if which.startswith("下下") else 1 if which[0] == "下" else None
    return weekday_from(today, _WEEKDAYS[match["nth"]], 0 if which[0] in "这這本" else weeks)


def _sunday(_: re.Match[str], today: date) -> date:
    return today + timedelta(days=6 - today.weekday())


def _festival(match: re.Match[str], today: date) -> date | None:
    name = match["festival"]
    day = festival(name if name in NAMES else name.removesuffix("节"), today)
    is_eve = _SUFFIX.match(match.string, match.end()) and name != "小年"
    return day - timedelta(days=1) if day is not None and is_eve else day


def _date(match: re.Match[str], today: date) -> date | None:
    months = 1 if (match["date_month"] or "")[:1] == "下" else 0
    return month_day(today, None, _int(match["date_n"]), months=months)


def _last_of_month(match: re.Match[str], today: date) -> date:
    return end_of_month(today, 1 if match[0][0] == "下" else 0)


def _stretches(plain: str) -> Iterator[When]:
    for match in _STRETCH.finditer(plain):
        if match["unit"] == "月" and not match["each"]:
            continue
        n = 0.5 if match["n"] == "半" else float(_int(match["n"]))
        n += 0.5 if match["half"] else 0
        if n <= _MOST_UNITS:
            yield When(span=CharSpan(*match.span()), after=n * _UNITS[match["unit"]])


_DATES: Mapping[str, Callable[[re.Match[str], date], date | None]] = {
    "third_day": lambda _, today: today + timedelta(days=3),
    "day": lambda match, today: today + timedelta(days=_DAYS[match["day"][0]]),
    "weekday": _weekday,
    "weekend": _sunday,
    "week": lambda match, today: None if match["week"][0] == "下" else _sunday(match, today),
    "lunar": lambda match, today: lunar_day(
        _LUNAR_MONTHS[match["lunar_month"]], _int(match["lunar_day"]), today
    ),
    "lunar_new": lambda match, today: lunar_day(None, _int(match["lunar_first"]), today),
    "festival": _festival,
    "month": lambda match, today: month_day(
        today, _int(match["month_n"]), _int(match["month_day"])
    ),
    "date": _date,
    "month_end": _last_of_month,
    "month_middle": lambda _, today: month_day(today, None, 15),
    "whole_month": _last_of_month,
}
_OPEN = frozenset({"open", "month_start"})
