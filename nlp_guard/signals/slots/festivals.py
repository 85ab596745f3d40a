"""When festivals and days of the Chinese calendar fall next.

The Chinese calendar is reckoned by lunar-python (MIT); lunardate would do as well, but is GPL.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

from lunar_python import LunarMonth, Solar

from nlp_guard.signals.slots.times import month_day

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
    "教师节": (9, 10),
    "国庆": (10, 1),
    "双十一": (11, 11),
    "双11": (11, 11),
    "双十二": (12, 12),
    "双12": (12, 12),
    "圣诞": (12, 25),
    "christmas": (12, 25),
    "xmas": (12, 25),
    "christmas eve": (12, 24),
    "new year": (1, 1),
    "valentine": (2, 14),
    "halloween": (10, 31),
    "australia day": (1, 26),
    "boxing day": (12, 26),
}
_LUNAR = {
    "小年": (12, 23),
    "除夕": (12, 30),
    "年三十": (12, 30),
    "大年三十": (12, 30),
    "大年初一": (1, 1),
    "春节": (1, 1),
    "元宵": (1, 15),
    "端午": (5, 5),
    "七夕": (7, 7),
    "中秋": (8, 15),
    "重阳": (9, 9),
}
_SUNDAYS = {"母亲节": (5, 2), "父亲节": (6, 3)}
"""Month, and which Sunday of it."""

NAMES = (*_SOLAR, *_LUNAR, *_SUNDAYS)
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_SUNDAY = 6


def festival(name: str, today: date) -> date | None:
    """Find the next day of that name.

    Args:
        name: One of ``NAMES``.
        today: From when on.

    Returns:
        None outside the years the Chinese calendar is reckoned for.

    Example:
        >>> festival("双十一", date(2015, 7, 24)), festival("除夕", date(2015, 7, 24))
        (datetime.date(2015, 11, 11), datetime.date(2016, 2, 7))
    """
    if name in _SOLAR:
        return month_day(today, *_SOLAR[name])
    if name in _LUNAR:
        return lunar_day(*_LUNAR[name], today)
    month, nth = _SUNDAYS[name]
    first = month_day(today.replace(day=1), month, 1)
    if first is None:
        return None
    return first + timedelta(days=(_SUNDAY - first.weekday()) % 7 + 7 * (nth - 1))


def lunar_day(month: int | None, day: int, today: date) -> date | None:
    """Find the next such day of the Chinese calendar.

    Args:
        month: 1-12; None for any month.
        day: 1-30; a month's last day may be the 29th.
        today: From when on.

    Example:
        >>> lunar_day(12, 24, date(2015, 7, 24))
        datetime.date(2016, 2, 2)
    """
    if not _FIRST_YEAR <= today.year <= _LAST_YEAR or not 1 <= day <= 30:
        return None
    months = range(1, 13) if month is None else (month,)
    for year, nth_month in product((today.year - 1, today.year, today.year + 1), months):
        found = LunarMonth.fromYm(year, nth_month)
        if found is None:
            return None
        nth = min(day, found.getDayCount())
        solar = Solar.fromJulianDay(found.getFirstJulianDay() + nth - 1)
        on = date(solar.getYear(), solar.getMonth(), solar.getDay())
        if on >= today:
            return on
    return None
