"""English times: by Friday, within 48 hours, 5pm tomorrow, the end of the month, 8 October."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from itertools import islice

from nlp_guard.records import CharSpan
from nlp_guard.signals.slots.festivals import festival
from nlp_guard.signals.slots.times import (
    MOST_TIMES,
    When,
    end_of_month,
    month_day,
    together,
    weekday_from,
)
from nlp_guard.text.numerals import read_number

_WEEKDAYS = {
    name: day for day, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
}
_MONTHS = {
    "jan": 1,
    "feb": 2,
    "mar": 3,
    "apr": 4,
    "may": 5,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
_UNITS = {
    "mi": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "b": timedelta(days=1),
    "w": timedelta(weeks=1),
    "mo": timedelta(days=30),
}
_PARTS = {"morning": (6, 9), "afternoon": (12, 18), "evening": (18, 24), "night": (18, 24)}
_MEALS = {"breakfast": (9, 0), "tea": (17, 0), "dinner": (19, 0), "closing": (18, 0)}
_ORDINALS = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
)
_HOURS = (
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:days?)?"
_HOUR = rf"(?:\d{{1,2}}|{'|'.join(_HOURS)})"
_ORDINAL = rf"(?:{'|'.join(_ORDINALS)})"
_N = (
    rf"(?:\d{{1,3}}|{'|'.join(_HOURS)}|an?|half[ ]an|a[ ]couple[ ]of|fifteen|twenty(?:[- ]four)?"
    r"|thirty|forty(?:[- ]eight)?|sixty|seventy[- ]two|ninety)"
)
_LEADS = ("on", "by", "due", "on the", "by the", "before the", "until the", "till the", "'s the")
_AFTER_LEAD = "|".join(f"(?<={lead.replace(' ', '[ ]')}[ ])" for lead in _LEADS)
_NO_DATE = "of|time|one|notice|refusal|star|floor|party|place|day|week|month|order|call"
_NO_HOUR = r"%|percent|a[ ]|per|each|of|quid|dollars|euro|pounds|bucks|k\b"

_PATTERN = re.compile(
    rf"""\b(?:
    (?P<tonight>tonight|tonite|2nite|2night)
    |(?P<today>today(?:[ ]itself)?|this[ ](?=evening|afternoon|morning))
    |(?P<tomorrow>tomorrow|tomorow|tommorow|tmrw|tmw|2moro|2morrow)
    |(?P<end>(?:the[ ])?(?:end|close)[ ]of[ ](?:the[ ]|this[ ])?(?:business|(?:working[ ])?day
        |(?P<end_week>week)|(?P<end_month>month)|(?P<end_of>{_MONTH}))|eod|(?P<eow>eow)|(?P<eom>eom))
    |(?P<last_day>(?:the[ ])?last[ ](?:working[ ])?day[ ]of[ ]the[ ]month|every[ ]month[ ]end)
    |(?P<first_day>(?:the[ ])?first[ ]of[ ]the[ ]month)
    |(?P<habit>(?:every|each)[ ](?:single[ ])?(?:week|day|month|morning|night|{_WEEKDAY}|\d\w*)
        |last[ ](?:week|month|{_WEEKDAY}|night)|since[ ]{_WEEKDAY})
    |(?P<open>next[ ](?:week|wk|month))
    |(?P<this_week>(?:this|the)[ ](?:week(?:end)?)|weekend)\b
    |(?P<day_month>(?P<dm_day>\d{{1,2}})(?:st|nd|rd|th)?[ ](?:of[ ])?(?P<dm_month>{_MONTH})\b)
    |(?P<ordinal_month>(?P<om_day>{_ORDINAL})[ ](?:of[ ])?(?P<om_month>{_MONTH})\b)
    |(?P<month_day>(?P<md_month>{_MONTH})[ ](?P<md_day>\d{{1,2}})(?:st|nd|rd|th)?\b)(?![:.]\d)
    |(?:{_AFTER_LEAD})(?P<nth>(?P<nth_day>\d{{1,2}})(?:st|nd|rd|th)\b
        |(?<=the[ ])(?P<nth_word>{_ORDINAL})\b(?![ ](?:{_NO_DATE})))
    |(?<!the[ ])(?P<weekday>(?!sat\b|sun\b|wed\b){_WEEKDAY})\b(?:'s\b)?
    |(?P<festival>christmas[ ]eve|christmas|xmas|new[ ]year|valentine|halloween|australia[ ]day
        |boxing[ ]day)(?:'?s)?(?:[ ]day)?\b
    |(?P<part>morning|afternoon|evening|night)\b
    |(?P<meal>(?<=by[ ])breakfast|(?<=before[ ])(?:breakfast|dinner|tea)
        |(?<=by[ ])(?:dinner|tea|closing))\b
    |(?P<noon>noon|midday|(?<=by[ ])lunch(?:time)?|(?<=before[ ])lunch)\b
    |(?P<midnight>midnight)\b
    |(?P<half_day>(?P<hd_hour>\d{{1,2}})(?:[:.](?P<hd_minute>[0-5]\d))?[ ]?(?P<ampm>[ap])\.?m\b)
    |(?P<clock24>(?P<c24_hour>\d{{1,2}}):(?P<c24_minute>[0-5]\d)\b)
    |(?P<hour>(?P<oclock>{_HOUR})[ ]?o[' ]?clock
        |(?<=at[ ])(?P<at>{_HOUR})\b(?![ ]?(?:{_NO_HOUR})|[.,-]\w)
        |(?:(?<=by[ ])|(?<=b4[ ]))(?P<by>{_HOUR})\b
        (?=[ ](?:tonight|today|tomorrow|sharp)|[ ]?(?:[.!?,]|[^\x00-\x7f])|$))
    |(?P<stretch>(?P<lead>(?:with)?in[ ]|after[ ]|(?:you|u)[ ](?:have|got|get)[ ]|next[ ])?
        (?P<n>(?<!in[ ]the[ ]){_N})[ -]?(?P<unit>mi(?:n(?:ute)?s?)\b|h(?:(?:ou)?rs?)?\b
        |(?:business[ ]|working[ ])?days?\b|weeks?\b|wks?\b|months?\b))
    |(?P<month>(?<=by[ ]){_MONTH})\b
    )""",
    re.VERBOSE,
)
_GAPS = frozenset({"", "at", ",", "in the", "the", "by", "on"})
_CUE = re.compile(r"[a-z]{3}|\d[ap]m|\d:\d")
_NO_HOUR_OF_THE_DAY = 99


def find_times(plain: str, now: datetime) -> tuple[When, ...]:
    """Find the times an English text names.

    Args:
        plain: Text in small letters.
        now: Aware time at which it was said.

    Returns:
        In order.

    Example:
        >>> now = datetime.fromisoformat("2015-07-24T09:15+08:00")
        >>> [(w.day, w.clock) for w in find_times("by 5pm tomorrow", now)]
        [(datetime.date(2015, 7, 25), (17, 0))]
    """
    if not _CUE.search(plain):
        return ()
    parts = (when for match in _PATTERN.finditer(plain) if (when := _read(match, now)))
    return together(plain, list(islice(parts, MOST_TIMES)), _GAPS)


def _read(match: re.Match[str], now: datetime) -> When | None:
    kind = match.lastgroup or ""
    span = CharSpan(*match.span())
    if kind in _DATES:
        day = _DATES[kind](match, now.date())
        return When(span=span, day=day) if day is not None else None
    if kind in _CLOCKS:
        return _at(span, *_CLOCKS[kind](match))
    if kind == "stretch":
        return _stretch(match, span)
    others = {
        "tonight": When(span=span, day=now.date(), part=_PARTS["night"]),
        "part": When(span=span, part=_PARTS.get(match[0])),
        "meal": When(span=span, event=_MEALS.get(match[0])),
        "open": When(span=span, is_open=True),
    }
    return others.get(kind)


def _at(span: CharSpan, hour: int, minute: int, is_exact: bool) -> When | None:
    if hour > 24:
        return None
    return When(span=span, clock=(hour, minute), is_clock_exact=is_exact or hour > 12)


def _half_day(match: re.Match[str]) -> tuple[int, int, bool]:
    hour = int(match["hd_hour"]) % 12 + (12 if match["ampm"] == "p" else 0)
    return hour, int(match["hd_minute"] or 0), True


def _hour(match: re.Match[str]) -> tuple[int, int, bool]:
    word = match["oclock"] or match["at"] or match["by"]
    hour = int(word) if word.isdecimal() else _HOURS.index(word) + 1
    return (hour if hour <= 24 else _NO_HOUR_OF_THE_DAY), 0, False


def _stretch(match: re.Match[str], span: CharSpan) -> When | None:
    word = match["n"]
    is_short = match["unit"].startswith(("h", "mi")) and word not in ("a", "an")
    if not match["lead"] and not is_short:
        return None
    unit = next(value for key, value in _UNITS.items() if match["unit"].startswith(key))
    n = {"a": 1.0, "an": 1.0, "half an": 0.5, "a couple of": 2.0}.get(word)
    if n is None:
        value = read_number(word)
        n = float(value) if value is not None else None
    return When(span=span, after=n * unit) if n is not None else None


def _end(match: re.Match[str], today: date) -> date:
    if match["end_week"] or match["eow"]:
        return today + timedelta(days=6 - today.weekday())
    if match["end_of"]:
        first = month_day(today.replace(day=1), _month(match["end_of"]), 1)
        return end_of_month(first or today)
    return end_of_month(today) if match["end_month"] or match["eom"] else today


def _month(name: str) -> int:
    return _MONTHS[name[:3]]


def _nth(match: re.Match[str], today: date) -> date | None:
    word = match["nth_word"]
    return month_day(today, None, _ORDINALS.index(word) + 1 if word else int(match["nth_day"]))


def _this_week(match: re.Match[str], today: date) -> date:
    """By the weekend is Friday night; this week ends on Sunday."""
    last = 6 if match["this_week"].endswith("week") else 4
    return today + timedelta(days=(last - today.weekday()) % 7)


_DATES: Mapping[str, Callable[[re.Match[str], date], date | None]] = {
    "today": lambda _, today: today,
    "tomorrow": lambda _, today: today + timedelta(days=1),
    "end": _end,
    "last_day": lambda _, today: end_of_month(today),
    "first_day": lambda _, today: end_of_month(today) + timedelta(days=1),
    "this_week": _this_week,
    "day_month": lambda m, today: month_day(today, _month(m["dm_month"]), int(m["dm_day"])),
    "ordinal_month": lambda m, today: month_day(
        today, _month(m["om_month"]), _ORDINALS.index(m["om_day"]) + 1
    ),
    "month_day": lambda m, today: month_day(today, _month(m["md_month"]), int(m["md_day"])),
    "nth": _nth,
    "weekday": lambda m, today: weekday_from(today, _WEEKDAYS[m["weekday"][:3]], None),
    "festival": lambda m, today: festival(m["festival"], today),
    "month": lambda m, today: month_day(today, _month(m["month"]), 1),
}
_CLOCKS: Mapping[str, Callable[[re.Match[str]], tuple[int, int, bool]]] = {
    "noon": lambda _: (12, 0, True),
    "midnight": lambda _: (24, 0, True),
    "half_day": _half_day,
    "clock24": lambda m: (int(m["c24_hour"]), int(m["c24_minute"]), True),
    "hour": _hour,
}
