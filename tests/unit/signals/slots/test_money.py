"""Sums of money, whatever they are for."""

from __future__ import annotations

import pytest

from nlp_guard.signals.slots.money import find_sums
from nlp_guard.signals.slots.page import Taken, lay_out


def _sums(text: str) -> list[tuple[str, str, str | None]]:
    found = find_sums(lay_out(text), Taken())
    return [(f"{s.low:f}", f"{s.high:f}", s.currency) for s in found]


@pytest.mark.parametrize(
    ("text", "low", "high", "currency"),
    [
        ("四千块", 4000, 4000, "CNY"),
        ("4000元", 4000, 4000, "CNY"),
        ("四千 块", 4000, 4000, "CNY"),
        ("¥3万5", 35_000, 35_000, "CNY"),
        ("人民币五百", 500, 500, "CNY"),
        ("2k软妹币", 2000, 2000, "CNY"),
        ("三块五", "3.5", "3.5", "CNY"),
        ("38块8", "38.8", "38.8", "CNY"),
        ("两块半", "2.5", "2.5", "CNY"),
        ("一毛五", "0.15", "0.15", "CNY"),
        ("两张毛爷爷", 200, 200, "CNY"),
        ("五百刀", 500, 500, "USD"),
        ("350美金", 350, 350, "USD"),
        ("九块新币", 9, 9, "SGD"),
        ("港幣1,800", 1800, 1800, "HKD"),
        ("三千蚊", 3000, 3000, "HKD"),
        ("新臺幣六萬", 60_000, 60_000, "TWD"),
        ("800u", 800, 800, "USDT"),
        ("0.5个比特币", "0.5", "0.5", "BTC"),
        ("$1.2k", 1200, 1200, "USD"),
        ("£1,312.60", "1312.6", "1312.6", "GBP"),
        ("four thousand yuan", 4000, 4000, "CNY"),
        ("4k bucks", 4000, 4000, "USD"),
        ("forty pence", "0.4", "0.4", "GBP"),
        ("R9 000", 9000, 9000, "ZAR"),
        ("2 200 usdt", 2200, 2200, "USDT"),
        ("half a bitcoin", "0.5", "0.5", "BTC"),
        ("500 naira", 500, 500, "NGN"),
        ("RM3500", 3500, 3500, "MYR"),
        ("3000块到5000块", 3000, 5000, "CNY"),
        ("$200-$300", 200, 300, "USD"),
        ("几百块", 200, 999, "CNY"),
    ],
)
def test_a_sum_is_read_when_it_carries_a_currency(
    text: str, low: object, high: object, currency: str
) -> None:
    assert _sums(text) == [(str(low), str(high), currency)]


@pytest.mark.parametrize("text", ["4000", "三块肉", "17个", "7-3-3021", "五金店"])
def test_no_sum_is_read_when_no_currency_is_said(text: str) -> None:
    assert _sums(text) == []
