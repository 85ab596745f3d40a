"""What the slot reader must hold on any text whatever."""

from __future__ import annotations

import time
from dataclasses import fields
from datetime import UTC, datetime

import cn2an
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_guard.records import Label
from nlp_guard.signals.slots import read_slots
from nlp_guard.text.numerals import find_numerals, fold_figures, read_number

PIECES = (
    *"一二三五十百千万两几半零点成块元毛号个单天周月底前内后今明晚早",
    *"0123456789.,-/%￥$ @kw",
    *(
        "支付宝",
        "微信",
        "账号",
        "百分之",
        "我们",
        "不然",
        "之前",
        "每人",
        "卖一块钱给我两毛",
        "你七我三",
    ),
    *("by ", "friday", "thousand ", "a few ", "or else ", "percent", "within ", "hours", " of us"),
    *("13800000017", "bc1q0000", "a@b.cn", "\ud800", "\u200b", "\u202e", "İ", "１", "贰"),
)
demand_like = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
anything = demand_like | st.text(st.characters(codec=None), max_size=60)
some_labels = st.none() | st.frozensets(st.sampled_from(Label))
FLOODS = ("1", "一", "十", "1,", "1k", "one ", "三点", "100元", "20%-", "今天三点", "13800000017 ")


@settings(deadline=None)
@given(anything, some_labels)
def test_spans_lie_in_the_original_and_values_in_order(
    text: str, labels: frozenset[Label] | None
) -> None:
    slots = read_slots(text, sent_at=datetime(2024, 2, 29, 23, 59, tzinfo=UTC), labels=labels)
    for field in fields(slots):
        for slot in getattr(slots, field.name):
            assert 0 <= slot.span.start < slot.span.end <= len(text)
    for amount in slots.amounts:
        assert 0 <= amount.low <= amount.high
    for percent in slots.percents:
        assert 0 <= percent.low <= percent.high <= 100


@settings(deadline=None)
@given(demand_like)
def test_a_label_more_never_takes_a_payee_or_condition_away(text: str) -> None:
    fewer = read_slots(text, labels=frozenset({Label.PAYMENT_DEMAND}))
    more = read_slots(text, labels=frozenset({Label.PAYMENT_DEMAND, Label.THREAT}))
    assert fewer.payees == more.payees
    assert len(fewer.conditions) <= len(more.conditions)


@given(anything)
def test_numbers_follow_one_another_and_places_stay(text: str) -> None:
    assert len(fold_figures(text)) == len(text)
    end = 0
    for numeral in find_numerals(text):
        assert end <= numeral.span.start < numeral.span.end <= len(text)
        assert numeral.low <= numeral.high
        end = numeral.span.end


@given(st.integers(0, 10**12), st.sampled_from(("low", "up")))
def test_clean_chinese_numbers_are_read_as_cn2an_writes_them(value: int, style: str) -> None:
    assert read_number(cn2an.an2cn(value, style)) == value


@given(st.integers(0, 10**9))
def test_figures_are_read_with_and_without_commas(value: int) -> None:
    assert read_number(str(value)) == read_number(f"{value:,}") == value


@pytest.mark.parametrize("flood", FLOODS)
def test_time_grows_with_the_length_when_figures_flood(flood: str) -> None:
    def cost(n_chars: int) -> float:
        text = (flood * n_chars)[:n_chars]
        begin = time.process_time()
        read_slots(text, sent_at=datetime(2024, 1, 1, tzinfo=UTC), labels=frozenset(Label))
        return time.process_time() - begin

    cost(100)
    assert cost(20_000) < 12 * cost(5_000) + 0.5
