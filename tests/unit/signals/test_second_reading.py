from __future__ import annotations

from datetime import UTC, datetime

import pytest

from nlp_guard.records import (
    CharSpan,
    Label,
    Role,
    SecondHearing,
    Slots,
    Utterance,
    UtteranceId,
)
from nlp_guard.records.slots import is_unclear
from nlp_guard.signals.second_reading import heard_twice
from nlp_guard.signals.slots import read_slots

AT = datetime(2015, 7, 24, 1, 15, tzinfo=UTC)
DEMAND = frozenset({Label.PAYMENT_DEMAND, Label.THREAT, Label.PERCENTAGE_COMMISSION})


def read(text: str) -> Slots:
    return read_slots(text, sent_at=AT, labels=DEMAND)


def twice(first: str, *again: tuple[int, int, str]) -> Slots:
    hearings = tuple(
        SecondHearing(span=CharSpan(start, end), text=text, settings="other")
        for start, end, text in again
    )
    utterance = Utterance(
        id=UtteranceId("u"), role=Role.BUYER, text=first, second_hearings=hearings
    )
    return heard_twice(read(first), utterance, read)


@pytest.mark.parametrize(
    ("first", "again", "agrees"),
    [
        ("给我四千块", "给我4000块", True),
        ("给我四千块", "给我四万块", False),
        ("给我四千块", "给我吃前块", False),
        ("成交额的百分之三十", "成交额的30%", True),
        ("成交额的百分之三十", "成交额的百分之十三", False),
        ("打到17个支付宝账号", "打到十七个支付宝账号", True),
        ("打到17个支付宝账号", "打到七个支付宝账号", False),
        ("十二点之前打四千块过来", "12点之前打四千块过来", True),
        ("十二点之前打四千块过来", "两点之前打四千块过来", False),
        ("我代表17个买家", "我代表七十个买家", False),
    ],
)
def test_both_hearings_are_compared_by_value(first: str, again: str, *, agrees: bool) -> None:
    slots = twice(first, (0, len(first), again))
    assert slots.values
    assert all(slot.second for slot in slots.values)
    assert (
        all(is_unclear(slot) for slot in slots.values) != agrees
        or any(is_unclear(slot) for slot in slots.values) != agrees
    )
    assert any(is_unclear(slot) for slot in slots.values) == (not agrees)


def test_both_readings_are_kept_where_they_differ() -> None:
    (amount,) = twice("先打四千块", (0, 5, "先打四万块")).amounts
    assert amount.low == 4000
    assert amount.second is not None
    assert amount.second.words == "四万块"
    assert amount.second.slot is not None
    assert amount.second.slot.low == amount.second.slot.high == 40000
    assert amount.second.slot.span == CharSpan(2, 5)


def test_only_the_part_that_was_heard_again_is_compared() -> None:
    slots = twice("每人四百块，一共六千八百块打给我", (6, 16, "一共六千块打给我"))
    by_low = {int(amount.low): amount for amount in slots.amounts}
    assert by_low[400].second is None
    assert is_unclear(by_low[6800])


def test_equal_values_are_paired_before_others() -> None:
    slots = twice("先给三千块，再给五千块", (0, 11, "再给五千块"))
    by_low = {int(amount.low): amount for amount in slots.amounts}
    assert not is_unclear(by_low[5000])
    assert is_unclear(by_low[3000])
    assert by_low[3000].second is not None
    assert by_low[3000].second.slot is None


def test_nothing_changes_when_nothing_was_heard_again() -> None:
    assert twice("给我四千块") == read("给我四千块")
