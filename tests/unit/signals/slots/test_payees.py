"""Accounts that money is to go to."""

from __future__ import annotations

import pytest

from nlp_guard.records import Label, PayeeKind
from nlp_guard.signals.slots import read_slots
from nlp_guard.signals.slots.accounts import Shape, find_accounts

DEMAND = frozenset({Label.PAYMENT_DEMAND})


def _payees(
    text: str, *, previous: tuple[str, ...] = ()
) -> list[tuple[str, str | None, int | None]]:
    found = read_slots(text, labels=DEMAND, previous=previous).payees
    return [(payee.kind.value, payee.id, payee.count) for payee in found]


@pytest.mark.parametrize(
    ("text", "kind", "account"),
    [
        ("支付宝13800000017", "alipay", "13800000017"),
        ("支付宝 138 0000 0017", "alipay", "13800000017"),
        ("支付宝是138-0000-0017", "alipay", "13800000017"),
        ("支付宝 一三八 零零零零 零零幺七", "alipay", "13800000017"),
        ("支付宝一三八，零零零零，零零一七", "alipay", "13800000017"),
        ("打13800000017 支付宝", "alipay", "13800000017"),
        ("微信号 nobody_000 转", "wechat", "nobody_000"),
        ("打到卡 6222 0200 0000 0000", "bank", "6222020000000000"),
        ("农行尾号0017", "bank", "0017"),
        ("建行6217****0000", "bank", "6217****0000"),
        ("扣扣号 30000417", "qq", "30000417"),
        ("转支付宝 nobody@example.com", "alipay", "nobody@example.com"),
        ("我的QQ邮箱 1000@example.com", "email", "1000@example.com"),
        ("pay to PayPal nobody@example.com", "paypal", "nobody@example.com"),
        ("usdt trc20 TXabc000demo", "crypto", "TXabc000demo"),
        ("打bc1qfake0000demo", "crypto", "bc1qfake0000demo"),
        ("send it to $nobodyfake", "other", "$nobodyfake"),
    ],
)
def test_an_account_has_the_kind_named_nearest(text: str, kind: str, account: str) -> None:
    assert _payees(text) == [(kind, account, None)]


@pytest.mark.parametrize(
    ("text", "kind", "count"),
    [
        ("分别打到17个支付宝账号", "alipay", 17),
        ("打到 17个 支付宝 账号", "alipay", 17),
        ("支付宝，十七个账号", "alipay", 17),
        ("两个微信一边一半", "wechat", 2),
        ("打两张卡上", "bank", 2),
        ("话费充到这三个号上", "phone", 3),
    ],
)
def test_accounts_are_counted_when_a_number_is_spoken(text: str, kind: str, count: int) -> None:
    assert (kind, None, count) in _payees(text)


def test_each_account_is_one_payee_when_several_are_listed() -> None:
    text = "支付宝：13800000017、13800000018，138 0000 0019"
    assert [account for _, account, _ in _payees(text)] == [
        "13800000017",
        "13800000018",
        "13800000019",
    ]


def test_the_kind_is_the_one_asked_before_when_the_number_comes_alone() -> None:
    assert _payees("13800000017", previous=("支付宝账号发我",)) == [
        ("alipay", "13800000017", None)
    ]
    assert _payees("13800000017") == [("phone", "13800000017", None)]


@pytest.mark.parametrize(("text", "kind"), [("微信转我", "wechat"), ("打我侄女卡上", "bank")])
def test_a_way_to_pay_is_a_payee_when_no_account_is_given(text: str, kind: str) -> None:
    assert _payees(text) == [(kind, None, None)]


@pytest.mark.parametrize(
    "text",
    [
        "订单号2017051233445566赔我",
        "快递单号 88001234567890 赔不赔",
        "赔我4000",
        "微信群里说，赔钱",
        "0.5个比特币",
        "赔我一千二",
    ],
)
def test_no_payee_is_read_when_nothing_names_one(text: str) -> None:
    assert _payees(text) == []


def test_no_payee_is_read_when_the_turn_demands_nothing() -> None:
    assert read_slots("支付宝13800000017", labels=frozenset({Label.THREAT})).payees == ()


def test_a_card_is_told_from_other_digits_by_its_check_digit() -> None:
    shapes = [find_accounts(text, text)[0].shape for text in ("4111111111111111", "4" * 16)]
    assert shapes == [Shape.CARD, Shape.DIGITS]
    assert PayeeKind.BANK.value == _payees("转4111111111111111")[0][0]


def test_two_apps_are_two_payees_when_either_will_do() -> None:
    text = "send it by zelle or cash app"
    payees = read_slots(text, labels=DEMAND).payees
    assert [text[payee.span.slice] for payee in payees] == ["zelle", "cash app"]
