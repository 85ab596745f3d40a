from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from nlp_guard.sources.orders.values import amount, count, moment


def time_of(text: str) -> datetime | None:
    return moment(text, UTC)


@pytest.mark.parametrize(
    ("text", "value"),
    [("￥1,234.50 元", "1234.50"), ("0", "0"), ("-0.01", "-0.01"), ("1E3", "1000"), (" 7 ", "7")],
)
def test_an_amount_is_read_exactly(text: str, value: str) -> None:
    assert amount(text) == Decimal(value)


@pytest.mark.parametrize(
    ("read", "text"),
    [
        *(
            (amount, text)
            for text in ("x", "NaN", "1E99", "1E-999999999", "1" + " " * 10**6 + "x")
        ),
        *((count, text) for text in ("x", "-1", "1.5", "1E9", "0E+999999999", "Infinity")),
        *(
            (time_of, text)
            for text in ("07/23/2015", "2015-13-01", "2015-02-30", "2015-07-23 25:00", "9" * 10**6)
        ),
    ],
)
def test_a_cell_is_refused_at_once_when_it_holds_something_else(
    read: Callable[[str], object], text: str
) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read(text)


@pytest.mark.parametrize(
    "text",
    ["2015-07-23 11:19:00", "2015/7/23 11:19", "2015年7月23日 11:19:00", "2015-07-23T11:19:00Z"],
)
def test_a_time_is_read_in_every_way_it_is_written(text: str) -> None:
    assert time_of(text) == datetime(2015, 7, 23, 11, 19, tzinfo=UTC)
