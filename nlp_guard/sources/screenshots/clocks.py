"""Times as chat windows show them: ``昨天 21:40``, ``2026年4月3日 上午9:05``, ``10:30``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

_EN_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAYS = {name: n for names in ("一二三四五六日", _EN_DAYS) for n, name in enumerate(names)}
_WEEKDAYS["天"] = _WEEKDAYS["日"]
_DAYS_AGO = {"今天": 0, "today": 0, "昨天": 1, "yesterday": 1, "前天": 2}
_EN_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: n for n, name in enumerate(_EN_MONTHS, start=1)}
_LATE = frozenset({"下午", "晚上", "傍晚", "pm"})
_EARLY = frozenset({"凌晨", "早上", "上午", "am"})

_MONTH = rf"(?:{'|'.join(_MONTHS)})[a-z]*\.?"
_DATE = rf"""(?:
    (?P<year>20\d\d)[-/.年]\s*(?P<month>\d{{1,2}})[-/.月]\s*(?P<day>\d{{1,2}})日?
  | (?P<month2>\d{{1,2}})(?:月|[-/](?=\d{{1,2}}\s*\S?\d{{1,2}}[:：]))\s*(?P<day2>\d{{1,2}})日?
  | (?P<en_month>{_MONTH})\s*(?P<en_day>\d{{1,2}})(?:\s*,\s*(?P<en_year>20\d\d))?,?
  | (?P<en_day2>\d{{1,2}})\s+(?P<en_month2>{_MONTH})\s*(?P<en_year2>20\d\d)?,?
  | (?P<ago>{"|".join(_DAYS_AGO)}),?
)"""
_WEEKDAY = (
    r"(?:星期|周|礼拜)(?P<weekday>[一二三四五六日天])"
    r"|(?P<en_weekday>mon|tue|wed|thu|fri|sat|sun)(?:[a-z]*day)?,?"
)
_TIME = r"""(?P<half>凌晨|早上|上午|中午|下午|傍晚|晚上|am|pm)?\s*
    (?P<hour>\d{1,2})[:：](?P<minute>\d\d)(?:[:：](?P<second>\d\d))?\s*(?P<half2>am|pm)?"""
_SHOWN = re.compile(
    rf"(?:{_DATE})?\s*(?:{_WEEKDAY})?\s*(?:at\s+)?(?:{_TIME})?", re.VERBOSE | re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A time as it is shown; whatever is not shown is None.

    Args:
        year: Only ever with month and day.
        days_ago: Before the day the picture was taken.
        weekday: From Monday, 0, of the days before the picture was taken.
        at: Time of day.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    days_ago: int | None = None
    weekday: int | None = None
    at: time | None = None

    @property
    def names_a_day(self) -> bool:
        """Tell whether it is more than a time of day."""
        return any(part is not None for part in (self.day, self.days_ago, self.weekday))


def read_clock(text: str) -> Clock | None:
    """Return the time a line shows; None where it is anything else.

    Example:
        >>> read_clock("昨天21:40")
        Clock(year=None, month=None, day=None, days_ago=1, weekday=None, at=datetime.time(21, 40))
        >>> read_clock("2026年4月3日上午9:05").at, read_clock("晚上 8:00").at
        (datetime.time(9, 5), datetime.time(20, 0))
        >>> read_clock("10:30前给我"), read_clock("")
        (None, None)
    """
    found = _SHOWN.fullmatch(text.strip())
    if found is None or not text.strip():
        return None
    part = {name: value.lower() for name, value in found.groupdict().items() if value}
    try:
        return Clock(
            year=_number(part, "year", "en_year", "en_year2"),
            month=_month(part),
            day=_number(part, "day", "day2", "en_day", "en_day2"),
            days_ago=_DAYS_AGO[part["ago"]] if "ago" in part else None,
            weekday=_WEEKDAYS.get(part.get("weekday") or part.get("en_weekday", "")),
            at=_time(part) if "hour" in part else None,
        )
    except ValueError:
        return None


@dataclass(slots=True)
class Calendar:
    """What shown times mean.

    A time of day alone belongs to the day the last line with a date named, if that line named no
    time itself: windows that set days apart by such lines show it so. Others show a time alone
    for the day of the picture only.

    Args:
        zone: In which times are shown.
        taken_at: When the picture was taken; None where nobody knows, and then times that count
            from that day mean nothing.

    Example:
        >>> from datetime import UTC
        >>> calendar = Calendar(UTC, datetime(2026, 4, 4, 20, 0))
        >>> str(calendar.moment(read_clock("昨天 21:40")))
        '2026-04-03 21:40:00+00:00'
        >>> str(calendar.moment(read_clock("星期三 10:12")))
        '2026-04-01 10:12:00+00:00'
        >>> Calendar(UTC).moment(read_clock("昨天 21:40")) is None
        True
    """

    zone: tzinfo
    taken_at: datetime | None = None
    _day: date | None = None

    def moment(self, clock: Clock) -> datetime | None:
        """Return the time a line shows; a date alone is kept for the times below it."""
        day = self._day_of(clock)
        if clock.at is None:
            self._day = day
            return None
        if clock.names_a_day:
            self._day = None
        return None if day is None else datetime.combine(day, clock.at, self.zone)

    def _day_of(self, clock: Clock) -> date | None:
        if clock.month is not None and clock.day is not None:
            return self._date(clock.year, clock.month, clock.day)
        if not clock.names_a_day and self._day is not None:
            return self._day
        if self.taken_at is None:
            return None
        taken = self.taken_at.date()
        if clock.days_ago is not None:
            return taken - timedelta(days=clock.days_ago)
        if clock.weekday is not None:
            back = (taken.weekday() - clock.weekday) % 7
            return taken - timedelta(days=back) if back else None
        is_past = clock.at is not None and clock.at <= self.taken_at.time()
        return taken if is_past else None

    def _date(self, year: int | None, month: int, day: int) -> date | None:
        """Return a date; one without a year is the last before the picture was taken."""
        if year is None and self.taken_at is None:
            return None
        try:
            if year is not None or self.taken_at is None:
                return date(year or 1, month, day)
            taken = self.taken_at.date()
            shown = date(taken.year, month, day)
            return shown if shown <= taken else date(taken.year - 1, month, day)
        except ValueError:
            return None


_NAMED = re.compile(
    r"(?:screen|截|快照|scr-|snip).{0,12}?(20\d\d)[-_.年]?(\d\d)[-_.月]?(\d\d)日?"
    r"(?:[-_.\sT]*(?:at\s+)?(\d\d)[-_.:时]?(\d\d)[-_.:分]?(\d\d))?(?!\d{4})",
    re.IGNORECASE,
)


def taken_by_name(name: str) -> datetime | None:
    """Return when a screenshot was taken by the name its maker gave it; None if that is silent.

    Names of saved pictures tell when they were saved, so they are not asked.

    Example:
        >>> str(taken_by_name("Screenshot_20260403-210512.png"))
        '2026-04-03 21:05:12'
        >>> str(taken_by_name("截屏2026-04-03 21.05.12.png"))
        '2026-04-03 21:05:12'
        >>> taken_by_name("微信图片_20260403210512.jpg") is None
        True
    """
    found = _NAMED.search(name)
    if found is None:
        return None
    year, month, day, *clock = found.groups()
    # Without a time of day, the whole day may be in the picture.
    hour, minute, second = map(int, clock) if clock[0] else (23, 59, 59)
    try:
        return datetime(int(year), int(month), int(day), hour, minute, second)  # noqa: DTZ001
    except ValueError:
        return None


def _number(part: dict[str, str], *names: str) -> int | None:
    return next((int(part[name]) for name in names if name in part), None)


def _month(part: dict[str, str]) -> int | None:
    named = part.get("en_month") or part.get("en_month2")
    return _MONTHS[named[:3]] if named else _number(part, "month", "month2")


def _time(part: dict[str, str]) -> time:
    hour, half = int(part["hour"]), part.get("half") or part.get("half2", "")
    if (half in _LATE and hour < 12) or (half == "中午" and hour < 4):
        hour += 12
    elif half in _EARLY and hour == 12:
        hour = 0
    return time(hour, int(part["minute"]), int(part.get("second", "0")))
