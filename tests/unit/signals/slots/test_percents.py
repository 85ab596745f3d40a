"""Which shares go to somebody, and of what."""

from __future__ import annotations

import pytest

from nlp_guard.records import Label
from nlp_guard.signals.slots import read_slots

SHARE = frozenset({Label.PERCENTAGE_COMMISSION})
DEMANDED = SHARE | {Label.PAYMENT_DEMAND}


def _percents(text: str, labels: frozenset[Label] | None = SHARE) -> list[tuple[str, str]]:
    return [(f"{p.low:f}", f"{p.high:f}") for p in read_slots(text, labels=labels).percents]


@pytest.mark.parametrize(
    "text",
    ["含棉30%的那款", "年化20%", "涨了三成", "退货率70%", "首付三成", "税率6%", "完成了80%"],
)
def test_a_figure_is_no_share_when_it_measures_something_else(text: str) -> None:
    assert _percents(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [("佣金25能上首页", "25"), ("22行不行", "22"), ("得十五", "15"), ("两个半低了", "2.5")],
)
def test_a_bare_figure_is_a_share_when_the_turn_speaks_of_shares(text: str, value: str) -> None:
    assert _percents(text) == [(value, value)]


def test_a_bare_figure_is_no_share_when_nobody_looked_at_the_turn() -> None:
    assert _percents("22行不行", labels=None) == []


def test_a_bare_fraction_is_percent_when_it_is_demanded() -> None:
    assert _percents("成交额给我0.3", DEMANDED) == [("30", "30")]
    assert _percents("别家才0.6", SHARE) == [("0.6", "0.6")]


@pytest.mark.parametrize(
    ("text", "of"),
    [
        ("成交额的两成", "turnover"),
        ("每月流水抽12%", "turnover"),
        ("净利三成", "profit"),
        ("每单抽五个点", "order"),
        ("运费的一成", "freight"),
        ("我要20%", None),
        ("10% of monthly sales", "turnover"),
    ],
)
def test_the_base_is_named_when_the_turn_names_it(text: str, of: str | None) -> None:
    (percent,) = read_slots(text, labels=SHARE).percents
    assert percent.of == of


def test_a_share_is_given_once_when_it_is_repeated() -> None:
    assert _percents("八个点，八个点听见没") == [("8", "8")]


def test_nothing_is_read_when_the_turn_speaks_of_no_share() -> None:
    assert _percents("退我20%", frozenset({Label.PAYMENT_DEMAND})) == []
