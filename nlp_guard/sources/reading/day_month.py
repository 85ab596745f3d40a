"""Dates of three numbers: which is the day, the month, the year, settled over a whole file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import lru_cache

DateNumbers = tuple[int, int, int]
"""The three numbers of a date in the order in which they are written."""


class DateOrder(Enum):
    """Which number of a date stands where: places of year, month, day."""

    DAY_FIRST = (2, 1, 0)
    MONTH_FIRST = (2, 0, 1)
    YEAR_FIRST = (0, 1, 2)
    YEAR_DAY_MONTH = (0, 2, 1)

    def __str__(self) -> str:
        return "/".join(
            name for _, name in sorted(zip(self.value, ("year", "month", "day"), strict=True))
        )

    def possible(self, numbers: DateNumbers) -> date | None:
        """Return the date; a year of two digits is of this century. None if there is no such day.

        Example:
            >>> DateOrder.DAY_FIRST.possible((14, 11, 23))
            datetime.date(2023, 11, 14)
            >>> DateOrder.MONTH_FIRST.possible((14, 11, 23)) is None
            True
        """
        return _day(self.value, numbers)


@lru_cache(maxsize=1 << 14)
def _day(places: tuple[int, int, int], numbers: DateNumbers) -> date | None:
    """Remember days: a file has many messages of each."""
    year, month, day = (numbers[place] for place in places)
    if year < 100 and max(numbers) > 99:
        return None
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Settled:
    """What the dates of a file come to.

    Args:
        order: How to read them.
        is_certain: False where another reading fits as well.
    """

    order: DateOrder
    is_certain: bool


def settle(
    written: Sequence[DateNumbers], today: date, *, likely: DateOrder = DateOrder.DAY_FIRST
) -> Settled:
    """Find the order in which the dates of a file make most sense.

    That is the one in which fewest do not exist or lie after ``today``; of several, the one in
    which time runs backwards least: records are written in order.

    Args:
        written: As they stand in the file, in order.
        today: No message is later than the day after.
        likely: What to take where several fit equally well.

    Raises:
        ValueError: If no order fits a single date.

    Example:
        >>> settle([(1, 2, 19), (13, 2, 19)], date(2020, 1, 1))
        Settled(order=<DateOrder.DAY_FIRST: (2, 1, 0)>, is_certain=True)
        >>> settle([(1, 2, 2019), (2, 1, 2019)], date(2020, 1, 1)).order.name
        'MONTH_FIRST'
        >>> settle([(3, 4, 2019)], date(2020, 1, 1)).is_certain
        False
    """
    runs = [numbers for n, numbers in enumerate(written) if n == 0 or numbers != written[n - 1]]
    strain = {order: _strain(runs, order, today) for order in DateOrder}
    least = min(strain.values())
    if runs and least[0] == len(runs):
        raise ValueError("the dates fit no order of day, month and year")
    left = [order for order in DateOrder if strain[order] == least]
    # Few write a year of two digits first, and nobody year, day, month: where another order
    # explains the file these are no rivals.
    rare = {DateOrder.YEAR_DAY_MONTH}
    if not any(max(numbers) > 99 for numbers in runs):
        rare.add(DateOrder.YEAR_FIRST)
    left = [order for order in left if order not in rare - {likely}] or left
    read = {tuple(order.possible(numbers) for numbers in runs) for order in left}
    return Settled(likely if likely in left else left[0], is_certain=len(read) == 1)


def _strain(runs: Sequence[DateNumbers], order: DateOrder, today: date) -> tuple[int, int]:
    """Count the dates that cannot be, and those that lie before the one above them."""
    impossible = back = 0
    last = date.min
    for numbers in runs:
        here = order.possible(numbers)
        if here is None or here > today + timedelta(days=1):
            impossible += 1
            continue
        back += here < last
        last = here
    return impossible, back
