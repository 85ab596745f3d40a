"""All slots of one utterance together."""

from __future__ import annotations

from datetime import datetime

import pytest

from nlp_guard.records import Label, Slots
from nlp_guard.signals.slots import read_slots

NOW = datetime.fromisoformat("2015-07-24T09:15:00+08:00")
ALL = frozenset(Label)


@pytest.mark.parametrize(
    "text",
    [
        "一共4000元，十七个支付宝账号，12点之前分别打过去，不然就投诉到天猫",
        "一共 四千 块 17个 支付宝 账号 12点之前 分别 打过去 不然 就 投诉 到 天猫",
        "一共４０００元，17个支付\u200b宝账号，１２点之前分别打过去，不然就投诉到天猫",
    ],
)
def test_the_demand_of_the_call_is_read_when_plain_heard_or_cloaked(text: str) -> None:
    slots = read_slots(text, sent_at=NOW, labels=ALL - {Label.PERCENTAGE_COMMISSION})
    (amount,), (payee,), (deadline,) = slots.amounts, slots.payees, slots.deadlines
    assert (int(amount.low), int(amount.high), amount.currency, amount.per) == (
        4000,
        4000,
        "CNY",
        None,
    )
    assert (payee.kind.value, payee.count) == ("alipay", 17)
    assert deadline.at is not None
    assert deadline.at.isoformat() == "2015-07-24T12:00:00+08:00"
    assert "投诉" in text[slots.conditions[0].span.slice].replace(" ", "")


def test_the_demand_by_rate_is_read_when_it_stands_on_turnover() -> None:
    slots = read_slots("我们17个买家，成交额的20%-30%打过来，不然全部退货", labels=ALL)
    (percent,) = slots.percents
    assert (int(percent.low), int(percent.high), percent.of) == (20, 30, "turnover")
    assert slots.on_behalf_of[0].count == 17
    assert slots.amounts == ()


def test_spans_are_those_of_the_original_when_the_words_are_cloaked() -> None:
    text = "打到支\u200b付宝，３\u200b０％"
    slots = read_slots(text, labels=ALL)
    assert text[slots.percents[0].span.slice] == "３\u200b０％"
    assert text[slots.payees[0].span.slice] == "支\u200b付宝"


def test_nothing_is_read_when_the_turn_carries_no_label() -> None:
    assert read_slots("4000元打过来", labels=frozenset()) == Slots()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "你好，请问发什么快递",
        "我的订单号是 20170512334455 谢谢",
        "这箱三公斤，298元包邮吗",
        "hello, when does it ship",
    ],
)
def test_nothing_is_read_when_ordinary_talk_demands_nothing(text: str) -> None:
    assert not read_slots(text, sent_at=NOW)
