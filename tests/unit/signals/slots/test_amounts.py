"""Sums and goods that are asked for."""

from __future__ import annotations

from datetime import datetime

import pytest

from nlp_guard.records import Label
from nlp_guard.signals.slots import read_slots

DEMAND = frozenset({Label.PAYMENT_DEMAND})


def _amounts(text: str, labels: frozenset[Label] | None = DEMAND) -> list[str]:
    return [
        f"{a.low:f}" if a.low == a.high else f"{a.low:f}-{a.high:f}"
        for a in read_slots(text, labels=labels).amounts
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("要三万二", ["32000"]),
        ("四千 块 打到 17个 支付宝 账号", ["4000"]),
        ("五百到八百都行", ["500-800"]),
        ("给我八千，不然投诉", ["8000"]),
        ("470不行，要四万七", ["47000"]),
        ("我花288买的，你赔我3000", ["3000"]),
        ("九千，今晚九千", ["9000"]),
        ("一瓶2680，假一赔十，赔我26800", ["26800"]),
        ("一条链接两百，六条一千二", ["200", "1200"]),
        ("pay nine hundred pounds or the reviews stay", ["900"]),
        ("the lamp was £85, i want 8 grand", ["8000"]),
    ],
)
def test_the_sums_asked_for_are_read_when_others_stand_beside(
    text: str, expected: list[str]
) -> None:
    assert _amounts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "转过来，不给就打12315",
        "第八条写着呢，赔钱",
        "打给我，订单号20170512331",
        "我们三十个人都等着",
        "三公斤的那箱赔不赔",
        "今天3号了，快打钱",
        "转我，尾号0017",
    ],
)
def test_a_figure_is_no_sum_when_it_counts_something_else(text: str) -> None:
    assert _amounts(text) == []


def test_prices_are_no_amounts_when_nobody_looked_at_the_turn() -> None:
    assert _amounts("这个299元吗", None) == []
    assert _amounts("打4000元过来", None) == ["4000"]


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("每人两百", "person"),
        ("一单五块", "order"),
        ("两千/月", "month"),
        ("一个月三千", "month"),
        ("五百一天", "day"),
        ("各充1k", "payee"),
        ("每个账号打300元", "payee"),
        ("一盏返50块", "盏"),
        ("$400/mo", "month"),
        ("two hundred a week", "week"),
        ("forty dollars each", "each"),
        ("四千块", None),
    ],
)
def test_what_each_sum_is_for_is_read_when_said(text: str, per: str | None) -> None:
    (amount,) = read_slots(text, labels=DEMAND).amounts
    assert amount.per == per


@pytest.mark.parametrize(
    ("text", "sent_at", "currency"),
    [
        ("要三万二", None, "CNY"),
        ("pay 900 now", "2020-05-01T10:00:00-05:00", "USD"),
        ("pay 900 now", "2020-05-01T10:00:00+01:00", "GBP"),
        ("pay 900 now", "2020-05-01T10:00:00+02:00", None),
    ],
)
def test_the_currency_is_that_of_the_talk_or_zone_when_unsaid(
    text: str, sent_at: str | None, currency: str | None
) -> None:
    when = datetime.fromisoformat(sent_at) if sent_at else None
    (amount,) = read_slots(text, sent_at=when, labels=DEMAND).amounts
    assert amount.currency == currency


def test_the_currency_is_the_one_named_before_when_the_turn_names_none() -> None:
    (amount,) = read_slots("900 then", previous=("it cost me €40",), labels=DEMAND).amounts
    assert amount.currency == "EUR"


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("再给我寄两箱", 2, "箱"),
        ("三盒免费送到我家", 3, "盒"),
        ("外加两条烟", 2, "条"),
        ("send me 20 boxes or we talk", 20, "boxes"),
    ],
)
def test_goods_are_amounts_without_currency_when_handed_over(
    text: str, number: int, unit: str
) -> None:
    (amount,) = read_slots(text, labels=DEMAND).amounts
    assert (int(amount.low), amount.currency, amount.unit) == (number, None, unit)


@pytest.mark.parametrize(
    ("heard", "value"),
    [("今晚三签八打过来", "3800"), ("那就无万", "50000"), ("先付五签", "5000"), ("八快一件", "8")],
)
def test_a_sum_is_read_when_it_was_misheard(heard: str, value: str) -> None:
    assert _amounts(heard) == [value]
