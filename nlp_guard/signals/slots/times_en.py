"""English times: by Friday, within 48 hours, 5pm tomorrow, the end of the month, 8 October."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from nlp_guard.records import CharSpan
from nlp_guard.signals.slots.times import (
    When,
    end_of_month,
    month_day,
    together,
    weekday_from,
)
from nlp_guard.text.numerals import read_number

_WEEKDAYS = {name: day for day, name in enumerate("mon tue wed thu fri sat sun".split())}
_MONTHS = {
    name: month
    for month, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)
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
_FESTIVALS = {
    "christmas": (12, 25),
    "xmas": (12, 25),
    "christmas eve": (12, 24),
    "new year": (1, 1),
    "valentine": (2, 14),
    "halloween": (10, 31),
    "australia day": (1, 26),
    "boxing day": (12, 26),
}
_ORDINALS = {
    name: n
    for n, name in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
        "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth "
        "twentieth".split(),
        1,
    )
}
_HOURS = {
    name: n
    for n, name in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), 1
    )
}
_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:days?)?"
_WORD_HOUR = "|".join(_HOURS)
_ORDINAL = "|".join(_ORDINALS)
_N = rf"(?:\d{{1,3}}|{_WORD_HOUR}|a|an|half[ ]an|a[ ]couple[ ]of|fifteen|twenty(?:[- ]four)?|thirty|forty(?:[- ]eight)?|sixty|seventy[- ]two|ninety)"

_PATTERN = re.compile(
    rf"""\b(?:
    (?P<today>today(?:[ ]itself)?|tonight|tonite|2nite|2night|this[ ](?=evening|afternoon|morning))
    |(?P<tomorrow>tomorrow|tomorow|tommorow|tmrw|tmw|2moro|2morrow)
    |(?P<end>(?:the[ ])?(?:end|close)[ ]of[ ](?:the[ ]|this[ ])?(?:(?P<end_day>business|(?:working[ ])?day)|(?P<end_week>week)|(?P<end_month>month)|(?P<end_of>{_MONTH}))|eod|eow|eom)
    |(?P<last_working>(?:the[ ])?last[ ](?:working[ ])?day[ ]of[ ]the[ ]month|every[ ]month[ ]end)
    |(?P<first>(?:the[ ])?first[ ]of[ ]the[ ]month)
    |(?P<habit>(?:every|each)[ ](?:single[ ])?(?:week|day|month|morning|night|{_WEEKDAY}|\d\w*)|last[ ](?:week|month|{_WEEKDAY}|night)|since[ ]{_WEEKDAY})
    |(?P<open>next[ ](?:week|wk|month))
    |(?P<this_week>(?:this|the)[ ](?:week(?:end)?)|weekend)\b
    |(?P<dm>(?P<dm_day>\d{{1,2}})(?:st|nd|rd|th)?[ ](?:of[ ])?(?P<dm_month>{_MONTH})\b|(?P<om_day>{_ORDINAL})[ ](?:of[ ])?(?P<om_month>{_MONTH})\b)
    |(?P<md>(?P<md_month>{_MONTH})[ ](?P<md_day>\d{{1,2}})(?:st|nd|rd|th)?)\b(?![:.]\d)
    |(?P<nth>(?P<nth_day>\d{{1,2}})(?:st|nd|rd|th)\b|(?<=the[ ])(?P<nth_word>{_ORDINAL})\b(?![ ]\w))
    |(?<!last[ ])(?<!since[ ])(?<!the[ ])(?P<weekday>(?!sat\b|sun\b|may\b|wed\b){_WEEKDAY})\b(?:'s\b)?
    |(?P<festival>christmas[ ]eve|christmas|xmas|new[ ]year|valentine|halloween|australia[ ]day|boxing[ ]day)(?:'?s)?(?:[ ]day)?\b
    |(?P<part>morning|afternoon|evening|night)\b
    |(?P<noon>noon|midday|lunch(?:time)?)\b|(?P<midnight>midnight)\b
    |(?P<clock>(?P<h>\d{{1,2}})(?:[:.](?P<m>[0-5]\d))?[ ]?(?P<ampm>[ap])\.?m\b)
    |(?P<clock24>(?P<h24>\d{{1,2}}):(?P<m24>[0-5]\d))\b
    |(?P<oclock>(?P<ho>\d{{1,2}}|{_WORD_HOUR})[ ]?o[' ]?clock)
    |(?<=at[ ])(?P<at>\d{{1,2}}|{_WORD_HOUR})\b(?![ ]?(?:%|percent|a[ ]|per|each|of|quid|dollars|euro|pounds|k\b|bucks)|[.,]\d)
    |(?<=by[ ])(?P<by>\d{{1,2}}|{_WORD_HOUR})\b(?=[ ](?:tonight|today|tomorrow|sharp)|[ ]?[.!?,]|$)
    |(?P<stretch>(?P<lead>(?:with)?in[ ]|after[ ]|(?:you|u)[ ](?:have|got|get)[ ]|next[ ])?(?P<n>(?<!in[ ]the[ ]){_N})[ -]?(?P<unit>mi(?:n(?:ute)?s?)\b|h(?:(?:ou)?rs?)?\b|(?:business[ ]|working[ ])?days?\b|weeks?\b|wks?\b|months?\b))
    |(?P<by_month>(?<=by[ ]){_MONTH})\b
    )""",
    re.VERBOSE,
)
_GAPS = frozenset({"", "at", ",", "in the", "the", "by"})
_CUE = re.compile(r"[a-z]{3}|\d[ap]m")


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
    parts = [when for match in _PATTERN.finditer(plain) if (when := _read(match, now))]
    return together(plain, parts, _GAPS)


def _read(match: re.Match[str], now: datetime) -> When | None:
    span = CharSpan(*match.span())
    today = now.date()
    for name, reader in _DATE_READERS:
        if match[name]:
            day = reader(match, today)
            return When(span=span, day=day) if day is not None else None
    if match["today"]:
        is_night = match["today"][0] in "2" or "ni" in match["today"]
        return When(span=span, day=today, part=(18, 24) if is_night else None)
    if match["habit"]:
        return None
    if match["open"]:
        return When(span=span, is_open=True)
    if match["part"]:
        return When(span=span, part=_PARTS[match["part"]])
    if match["noon"]:
        return When(span=span, clock=(12, 0), is_clock_exact=True)
    if match["midnight"]:
        return When(span=span, clock=(24, 0), is_clock_exact=True)
    if match["stretch"]:
        return _stretch(match, span)
    return _clock(match, span)


def _clock(match: re.Match[str], span: CharSpan) -> When | None:
    if match["clock24"]:
        return _at(span, int(match["h24"]), int(match["m24"]), is_exact=True)
    if match["clock"]:
        hour = int(match["h"]) % 12 + (12 if match["ampm"] == "p" else 0)
        return _at(span, hour, int(match["m"] or 0), is_exact=True)
    hour_text = match["ho"] or match["at"] or match["by"]
    hour = _HOURS.get(hour_text) or (int(hour_text) if hour_text.isdecimal() else 99)
    return _at(span, hour, 0, is_exact=False)


def _at(span: CharSpan, hour: int, minute: int, *, is_exact: bool) -> When | None:
    if hour > 24:
        return None
    return When(span=span, clock=(hour, minute), is_clock_exact=is_exact or hour > 12)


def _stretch(match: re.Match[str], span: CharSpan) -> When | None:
    text = match["n"]
    is_short = match["unit"].startswith(("h", "mi")) and text not in ("a", "an")
    if not match["lead"] and not is_short:
        return None
    unit = next(value for key, value in _UNITS.items() if match["unit"].startswith(key))
    n = {"a": 1.0, "an": 1.0, "half an": 0.5, "a couple of": 2.0}.get(text)
    if n is None:
        value = read_number(text)
        n = float(value) if value is not None else None
    return When(span=span, after=n * unit) if n is not None else None


def _end(match: re.Match[str], today: date) -> date:
    if match["end_week"] or match[0] == "eow":
        return today + timedelta(days=6 - today.weekday())
    if match["end_of"]:
        month = _MONTHS[match["end_of"][:3]]
        first = month_day(today.replace(day=1), month, 1)
        return end_of_month(first or today)
    return end_of_month(today) if match["end_month"] or match[0] == "eom" else today


def _day_month(match: re.Match[str], today: date) -> date | None:
    if match["om_day"]:
        return month_day(today, _MONTHS[match["om_month"][:3]], _ORDINALS[match["om_day"]])
    return month_day(today, _MONTHS[match["dm_month"][:3]], int(match["dm_day"]))


def _nth(match: re.Match[str], today: date) -> date | None:
    day = int(match["nth_day"]) if match["nth_day"] else _ORDINALS[match["nth_word"]]
    return month_day(today, None, day)


def _first_of_month(_: re.Match[str], today: date) -> date:
    return end_of_month(today) + timedelta(days=1)


def _weekday(match: re.Match[str], today: date) -> date:
    return weekday_from(today, _WEEKDAYS[match["weekday"][:3]], None)


_DATE_READERS: tuple[tuple[str, Callable[[re.Match[str], date], date | None]], ...] = (
    ("tomorrow", lambda _, today: today + timedelta(days=1)),
    ("end", _end),
    ("last_working", lambda _, today: end_of_month(today)),
    ("first", _first_of_month),
    ("this_week", lambda _, today: today + timedelta(days=6 - today.weekday())),
    ("dm", _day_month),
    ("md", lambda m, today: month_day(today, _MONTHS[m["md_month"][:3]], int(m["md_day"]))),
    ("nth", _nth),
    ("weekday", _weekday),
    ("festival", lambda m, today: month_day(today, *_FESTIVALS[m["festival"]])),
    ("by_month", lambda m, today: month_day(today, _MONTHS[m["by_month"][:3]], 1)),
)
