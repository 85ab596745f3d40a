"""Chinese times: 明天下午三点, 周五之前, 三天内, 月底, 年廿八之前."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from lunar_python import LunarMonth, Solar

from nlp_guard.records import CharSpan
from nlp_guard.signals.slots.times import (
    When,
    end_of_month,
    month_day,
    together,
    weekday_from,
)
from nlp_guard.text.numerals import read_number

_N = r"(?:\d{1,4}|[一二三四五六七八九十两廿百]{1,5})"
_DAYS = {"今": 0, "金": 0, "明": 1, "名": 1, "听": 1, "聽": 1, "后": 2, "後": 2}
_PARTS = {
    "凌晨": (0, 6),
    "清早": (6, 9),
    "早上": (6, 9),
    "早晨": (6, 9),
    "朝早": (6, 9),
    "一早": (6, 9),
    "大早": (6, 9),
    "早": (6, 9),
    "朝": (6, 9),
    "上午": (6, 12),
    "午前": (6, 12),
    "午饭": (11, 12),
    "中午": (11, 12),
    "中饭": (11, 12),
    "晌午": (11, 12),
    "下午": (12, 18),
    "傍晚": (17, 19),
    "晚上": (18, 24),
    "夜里": (18, 24),
    "半夜": (18, 24),
    "夜": (18, 24),
    "晚": (18, 24),
}
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
    "晚": timedelta(days=1),
    "工作日": timedelta(days=1),
    "周": timedelta(weeks=1),
    "星期": timedelta(weeks=1),
    "礼拜": timedelta(weeks=1),
    "月": timedelta(days=30),
}
_SOLAR = {
    "元旦": (1, 1),
    "情人节": (2, 14),
    "妇女节": (3, 8),
    "三一五": (3, 15),
    "清明": (4, 4),
    "五一": (5, 1),
    "六一": (6, 1),
    "六一八": (6, 18),
    "618": (6, 18),
    "七一": (7, 1),
    "八一": (8, 1),
    "教师节": (9, 10),
    "国庆": (10, 1),
    "十一黄金周": (10, 1),
    "双十一": (11, 11),
    "双11": (11, 11),
    "双十二": (12, 12),
    "双12": (12, 12),
    "圣诞": (12, 25),
}
_LUNAR = {
    "小年": (12, 23),
    "春节": (1, 1),
    "元宵": (1, 15),
    "端午": (5, 5),
    "七夕": (7, 7),
    "中秋": (8, 15),
    "重阳": (9, 9),
}
_LUNAR_MONTHS = {"正月": 1, "腊月": 12, "臘月": 12, "冬月": 11, "年": 12}

_PATTERN = re.compile(
    rf"""
    (?P<bigday>大后[天日])(?!天)
    |(?P<day>(?:[今金明名听聽]|(?<![然以之往今])[后後])(?:天(?!天)|日(?![本常子用])|儿个?|田|曰)|今(?=[早晚夜晨])|[明名金听聽後](?=[早晚朝]))
    |(?P<which>(?:下下|下|这|這|本|上)?个?(?:周|週|星期|礼拜|禮拜))(?<![一两几每]周)(?<![一两几每][星礼][期拜])(?P<weekday>[一二三四五六日天末](?![千百万块毛成]))
    |(?P<week>(?:下下|下|这|這|本)个?(?:周|週|星期|礼拜|禮拜))(?:之?内)?
    |周末|(?P<weekend>週末)
    |(?P<lunar>正月|腊月|臘月|冬月|年(?=廿|二十|三十))(?:初)?(?P<lunar_day>{_N})|大年三十|年三十|除夕|大年初一
    |(?<![零一二三四五六七八九十百千万块毛\d])(?P<festival>六一八|618|双十一|双11|双十二|双12|元旦|情人节|妇女节|三一五|清明|五一(?![\d一二三四五六七八九十只个件])|六一(?![八\d只个件])|教师节|国庆|圣诞|小年|春节|元宵|端午|七夕|中秋|重阳)节?
    |(?P<month>{_N})月(?P<of_month>{_N})[号號日]?
    |(?P<that_month>下个?月|本月|这个?月|每个?月)?(?P<date>{_N})[号號](?![线楼店馆院厅门车桌货人姑粉员兄弟称码枪机床位令召])
    |(?P<month_word>(?:下个?|本|这个?)?月)(?P<month_end>[底末尾]|初(?=[一二三四五六七八九十]|前|$))
    |(?P<this_month>[这本]个?月|下个?月)(?:之?内)?
    |(?P<part>凌晨|清早|早上|早晨|朝早|一早|大早|上午|午前|午饭|中午|中饭|晌午|下午|傍晚|晚上|夜里|半夜|(?<=[今明])夜|(?<=[今明名听聽天日一二三四五六])[早朝晚](?![点會会])|早(?={_N}点))
    |(?P<zero>[零0領领][点时時](?![\d零二三四五六七八九]|[一](?!过|到|开)))
    |(?P<hour>(?<![零一二三四五六七八九十百千万\d.]){_N})(?:[点點](?![击评赞名点都也儿])|[时時](?=前|之前|以前|整|许|准))(?:[钟鐘整正]|(?P<half>半)|(?P<quarter>[一三])刻|(?P<minute>\d\d(?!\d)|[一二三四五]?十[一二三四五六七八九]?|零[一二三四五六七八九])分?(?![元块万千百个]))?(?!半?[一二三四五六七八九\d]|[.]|点)
    |(?<![\d:：])(?P<hour24>\d{{1,2}})[:：](?P<minute24>[0-5]\d)(?![\d:：])
    |(?P<event>下班|收工|上班|打烊|天黑)
    """,
    re.VERBOSE,
)
_STRETCH = re.compile(
    rf"(?P<n>{_N}|半|几)[ ]?(?P<each>个)?(?P<half>半)?[ ]?(?P<unit>工作日|分钟|刻钟|小时|钟头|h(?![a-z])|天|日|周|星期|礼拜|月)(?P<after>之?内|以内|内|之?后|以后|时间|为期)?"
)
_FIRST_LUNAR_YEAR, _LAST_LUNAR_YEAR = 1900, 2200
_GAPS = frozenset({"", "的", "那天", "当天", "第一次,", "第一次,中"})
_SUFFIX = re.compile(
    r"[ ]?(?:那天|当天)?[ ]?(?P<before>之?前|以前|之?内|以内|截止|为止|前头|之钱)"
)


def find_times(plain: str, now: datetime) -> tuple[When, ...]:
    """Find the times a Chinese text names.

    Args:
        plain: Text with number characters folded.
        now: Aware time at which it was said.

    Returns:
        In order; the span takes in 之前, 内 and the like.

    Example:
        >>> now = datetime.fromisoformat("2015-07-24T09:15+08:00")
        >>> [(w.day, w.clock) for w in find_times("明天下午三点之前", now)]
        [(datetime.date(2015, 7, 25), (3, 0))]
    """
    parts = sorted([*_parts(plain, now), *_stretches(plain)], key=lambda when: when.span)
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
        when = _read(match, now)
        if when is not None:
            yield when


def _read(match: re.Match[str], now: datetime) -> When | None:
    span = CharSpan(*match.span())
    today = now.date()
    for name, reader in _DATE_READERS:
        if match[name] is not None:
            day = reader(match, today)
            is_open = day is None and name in _OPEN_WHERE_UNKNOWN
            return When(span=span, day=day, is_open=is_open) if day or is_open else None
    if match["part"]:
        return When(span=span, part=_PARTS[match["part"]])
    if match["event"]:
        return When(span=span, event=_EVENTS[match["event"]])
    if match["zero"]:
        return When(span=span, clock=(0, 0), is_clock_exact=True)
    if match["hour24"]:
        return _clock(span, int(match["hour24"]), int(match["minute24"]), is_exact=True)
    if match["hour"]:
        minute = 30 if match["half"] else 15 * _int(match["quarter"] or "0")
        return _clock(span, _int(match["hour"]), minute or _int(match["minute"] or "0"))
    return _named(match[0], span, today)


def _clock(span: CharSpan, hour: int, minute: int, *, is_exact: bool = False) -> When | None:
    if hour > 24 or minute > 59:
        return None
    return When(span=span, clock=(hour, minute), is_clock_exact=is_exact or hour > 12)


def _int(text: str) -> int:
    value = read_number(text)
    return int(value) if value is not None and value < 10_000 else 9_999


def _weekday(match: re.Match[str], today: date) -> date:
    which = match["which"]
    weeks = 2 if which.startswith("下下") else 1 if which[0] == "下" else None
    if which[0] in "这這本":
        weeks = 0
    return weekday_from(today, _WEEKDAYS[match["weekday"]], weeks)


def _lunar_day(match: re.Match[str], today: date) -> date | None:
    return _lunar(_LUNAR_MONTHS[match["lunar"]], _int(match["lunar_day"]), today)


def _lunar(month: int, day: int, today: date) -> date | None:
    """Find the next such day of the Chinese calendar; a year's last day may be the 29th."""
    if not _FIRST_LUNAR_YEAR <= today.year <= _LAST_LUNAR_YEAR:
        return None
    for year in (today.year - 1, today.year, today.year + 1):
        found = LunarMonth.fromYm(year, month)
        if found is None or not 1 <= day <= 30:
            return None
        nth = min(day, found.getDayCount())
        solar = Solar.fromJulianDay(found.getFirstJulianDay() + nth - 1)
        on = date(solar.getYear(), solar.getMonth(), solar.getDay())
        if on >= today:
            return on
    return None


def _festival(match: re.Match[str], today: date) -> date | None:
    name = match["festival"]
    if name in _SOLAR:
        day = month_day(today, *_SOLAR[name])
    else:
        day = _lunar(*_LUNAR[name], today)
    if day is not None and _SUFFIX.match(match.string, match.end()) and name != "小年":
        return day - timedelta(days=1)
    return day


def _that_month(match: re.Match[str], today: date) -> date | None:
    months = 1 if (match["that_month"] or "")[:1] == "下" else 0
    return month_day(today, None, _int(match["date"]), months=months)


def _month_end(match: re.Match[str], today: date) -> date | None:
    if match["month_end"] == "初":
        return None
    return end_of_month(today, 1 if match["month_word"][0] == "下" else 0)


_DATE_READERS: tuple[tuple[str, Callable[[re.Match[str], date], date | None]], ...] = (
    ("bigday", lambda _, today: today + timedelta(days=3)),
    ("day", lambda match, today: today + timedelta(days=_DAYS[match["day"][0]])),
    ("weekday", _weekday),
    (
        "week",
        lambda match, today: (
            None if match["week"][0] == "下" else today + timedelta(days=6 - today.weekday())
        ),
    ),
    ("lunar", _lunar_day),
    ("festival", _festival),
    (
        "month",
        lambda match, today: month_day(today, _int(match["month"]), _int(match["of_month"])),
    ),
    ("date", _that_month),
    ("month_end", _month_end),
    ("this_month", lambda match, today: end_of_month(today, 1 if match[0][0] == "下" else 0)),
)


_OPEN_WHERE_UNKNOWN = frozenset({"week", "month_end"})
"""下周 and 月初 name a stretch, not a moment; a day the calendar does not have names nothing."""


def _named(name: str, span: CharSpan, today: date) -> When:
    if name.endswith("末"):
        return When(span=span, day=today + timedelta(days=6 - today.weekday()))
    month, day = (1, 1) if name == "大年初一" else (12, 30)
    found = _lunar(month, day, today)
    return When(span=span, day=found, is_open=found is None)


def _stretches(plain: str) -> Iterator[When]:
    for match in _STRETCH.finditer(plain):
        unit = _UNITS[match["unit"]]
        if match["n"] == "几":
            continue
        n = 0.5 if match["n"] == "半" else float(_int(match["n"]))
        n += 0.5 if match["half"] else 0
        if n >= 1_000:
            continue
        if match["unit"] == "月" and not match["each"]:
            continue
        yield When(span=CharSpan(*match.span()), after=n * unit)
