"""The lines on which LINE names a day, in every language of the app."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from nlp_guard.protocols import ReadingContext
from nlp_guard.sources.reading.day_month import DateNumbers, DateOrder, settle

Day = str
"""A day's line as it stands in the file."""

_YEAR_FIRST = re.compile(
    r"(\d{4})\s?[./\-年]\s?(\d{1,2})\s?[./\-月]\s?(\d{1,2})日?\.?(?:[,\s]*[(（]?[^\d\t:]{0,12}[)）]?)?"
)
_YEAR_LAST = re.compile(r"([^\d\t:]{2,12})[,،.]\s?(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def is_day(line: str) -> bool:
    """Tell whether a line names a day and nothing else.

    Example:
        >>> [is_day(line) for line in ("2017.09.03 Sunday", "2018/04/16(月)", "Fri, 1/30/2026")]
        [True, True, True]
        >>> is_day("2026/1/30周五"), is_day("2026/1/30 22:13 Ann")
        (True, False)
    """
    line = line.strip().lstrip("\ufeff")
    return bool(_YEAR_FIRST.fullmatch(line) or _YEAR_LAST.fullmatch(line))


def days_of(lines: Sequence[Day], context: ReadingContext) -> list[date | None]:
    """Return the dates that day lines name; None where there is no such day.

    Where the year comes last, the weekday tells day from month, or else the whole file does.
    """
    numbers = [_numbers(line) for line in lines]
    settled = _order([(line, n) for line, n in zip(lines, numbers, strict=True)], context)
    return [
        (DateOrder.YEAR_FIRST if found[0] > 99 else settled).possible(found) for found in numbers
    ]


def _numbers(line: Day) -> DateNumbers:
    found = _YEAR_FIRST.fullmatch(line.lstrip("\ufeff"))
    if found:
        return int(found[1]), int(found[2]), int(found[3])
    found = _YEAR_LAST.fullmatch(line.lstrip("\ufeff"))
    return (int(found[2]), int(found[3]), int(found[4])) if found else (0, 0, 0)


def _order(lines: Sequence[tuple[Day, DateNumbers]], context: ReadingContext) -> DateOrder:
    late = [(line, numbers) for line, numbers in lines if numbers[0] <= 99]
    if not late:
        return DateOrder.YEAR_FIRST
    orders = (DateOrder.MONTH_FIRST, DateOrder.DAY_FIRST)
    agreeing = {
        order: sum(_has_weekday(line, order.possible(n)) for line, n in late) for order in orders
    }
    best = max(orders, key=lambda order: agreeing[order])
    if len(set(agreeing.values())) > 1:
        return best
    settled = settle([numbers for _, numbers in late], context.now.date())
    if not settled.is_certain:
        context.note(f"nothing tells day from month in its dates; taken as {settled.order}")
    return settled.order


def _has_weekday(line: Day, day: date | None) -> bool:
    return day is not None and line[:3].lower() == _WEEKDAYS[day.weekday()]
