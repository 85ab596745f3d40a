"""A time as said, and the moment it comes to.

Conventions (annotation guide): a bare date, ``by`` or 之前 is 23:59 of that day; 下班前 and 下午
18:00; 中午前 12:00; 今晚 23:59. An hour without a half of the day is the next one the clock shows.

dateparser and ctparse were tried: the first reads 三天内 and 周五之前 wrongly or not at all, finds
dates in order numbers and takes milliseconds; the second knows no Chinese. Hence our own.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from nlp_guard.records import CharSpan

END_OF_DAY = time(23, 59)
MOST_TIMES = 200
"""No message names more; beyond, they are a table or a flood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A time expression, part by part, before it is resolved.

    Args:
        span: Code points of the page.
        day: The date it names, where it names one.
        part: Which part of the day, as hours (from, to).
        clock: Hour and minute as said, 0-24.
        is_clock_exact: True where the hour counts to 24 as it stands (17:00).
        event: The hour something of the day ends or begins (下班 18).
        after: A stretch of time from now.
        is_open: True where no moment can be named (下播, next week).
    """

    span: CharSpan
    day: date | None = None
    part: tuple[int, int] | None = None
    clock: tuple[int, int] | None = None
    is_clock_exact: bool = False
    event: tuple[int, int] | None = None
    after: timedelta | None = None
    is_open: bool = False

    def joined(self, other: When) -> When | None:
        """Put 明天 and 下午三点 together; None where they contradict each other."""
        mine, theirs = _fields(self), _fields(other)
        if other.is_open and not self.is_open and not self.after:
            return replace(self, span=CharSpan(self.span.start, other.span.end), is_open=True)
        if mine == theirs == {"day"} or (mine == {"day"} and theirs > mine and not other.after):
            span = CharSpan(self.span.start, other.span.end)
            return replace(other, span=span)
        if mine & theirs or self.after or other.after or self.is_open or other.is_open:
            return None
        changes = {name: getattr(other, name) for name in theirs}
        span = CharSpan(self.span.start, other.span.end)
        exact = self.is_clock_exact or other.is_clock_exact
        return replace(self, **changes, span=span, is_clock_exact=exact)


def _fields(when: When) -> set[str]:
    return {name for name in ("day", "part", "clock", "event") if getattr(when, name) is not None}


def resolve(when: When, now: datetime) -> datetime | None:
    """Come to a moment.

    Args:
        when: A time expression.
        now: Aware time at which it was said.

    Returns:
        In the zone of ``now``; None where the words name no moment.

    Example:
        >>> now = datetime.fromisoformat("2015-07-24T09:15+08:00")
        >>> resolve(When(span=CharSpan(0, 4), clock=(12, 0)), now).isoformat()
        '2015-07-24T12:00:00+08:00'
    """
    if when.is_open:
        return None
    if when.after is not None:
        return now + when.after
    day = when.day or now.date()
    if when.clock is not None:
        return _at_clock(when, day, now)
    hour, minute = when.event or _end_of_part(when.part)
    moment = datetime.combine(day, time(hour, minute), now.tzinfo)
    if moment < now and when.day is None:
        moment += timedelta(days=1)
    return moment


def _end_of_part(part: tuple[int, int] | None) -> tuple[int, int]:
    if part is None or part[1] == 24:
        return END_OF_DAY.hour, END_OF_DAY.minute
    return part[1], 0


def _at_clock(when: When, day: date, now: datetime) -> datetime:
    hour, minute = when.clock or (0, 0)
    start = datetime.combine(day, time(0), now.tzinfo)
    if when.part is not None and hour <= 12:
        hour = _hour_in_part(hour, when.part)
        moment = start + timedelta(hours=hour, minutes=minute)
        return moment + timedelta(days=1) if moment < now and when.day is None else moment
    if when.is_clock_exact or hour > 12 or hour == 0:
        moment = start + timedelta(hours=hour, minutes=minute)
        return moment + timedelta(days=1) if moment < now else moment
    choices = [start + timedelta(hours=h, minutes=minute) for h in (hour, hour + 12)]
    if when.day is not None and when.day != now.date():
        return choices[0] if hour >= 8 else choices[1]
    return next((choice for choice in choices if choice > now), choices[0] + timedelta(days=1))


def _hour_in_part(hour: int, part: tuple[int, int]) -> int:
    """Tell 晚上八点 from 早上八点; 晚上十二点 is the end of the day."""
    if part[0] >= 12 and hour < 12:
        return hour + 12 if hour >= 1 and not (part == (18, 24) and hour < 5) else 24 + hour
    if part == (18, 24) and hour == 12:
        return 24
    if part == (0, 6) and hour == 12:
        return 0
    return hour


def weekday_from(now: date, weekday: int, weeks: int | None) -> date:
    """Find a day of the week.

    Args:
        now: The day it was said.
        weekday: Monday is 0.
        weeks: 0 this week, 1 next …; None the next such day.

    Example:
        >>> weekday_from(date(2015, 7, 24), 4, None), weekday_from(date(2015, 7, 24), 0, 1)
        (datetime.date(2015, 7, 31), datetime.date(2015, 7, 27))
    """
    if weeks is None:
        return now + timedelta(days=(weekday - now.weekday() - 1) % 7 + 1)
    return now + timedelta(days=weekday - now.weekday() + 7 * weeks)


def month_day(now: date, month: int | None, day: int, *, months: int = 0) -> date | None:
    """Find the next such day of a month.

    Args:
        now: The day it was said.
        day: 1-31.
        month: 1-12; None the running month, or the next where that day is past.
        months: How many months further.

    Returns:
        None where the calendar has no such day.

    Example:
        >>> month_day(date(2015, 7, 24), None, 20), month_day(date(2015, 12, 30), 1, 10)
        (datetime.date(2015, 8, 20), datetime.date(2016, 1, 10))
    """
    year = now.year
    if month is None:
        month = now.month + months + (1 if not months and day < now.day else 0)
        year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    elif (month, day) < (now.month, now.day):
        year += 1
    if year > date.max.year or not 1 <= month <= 12:
        return None
    return date(year, month, day) if 1 <= day <= calendar.monthrange(year, month)[1] else None


def end_of_month(now: date, months: int = 0) -> date:
    """Find the last day of this month, or of one some months on."""
    month = now.month + months
    year, month = now.year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, calendar.monthrange(year, month)[1])


def together(text: str, parts: Sequence[When], gaps: frozenset[str]) -> tuple[When, ...]:
    """Join neighbouring parts (明天 + 下午 + 三点) into whole expressions."""
    wholes: list[When] = []
    for part in parts:
        if wholes:
            last = wholes[-1]
            gap = text[last.span.end : part.span.start]
            whole = last.joined(part) if gap.strip() in gaps and len(gap) <= 4 else None
            if whole is not None:
                wholes[-1] = whole
                continue
        wholes.append(part)
    return tuple(wholes)
