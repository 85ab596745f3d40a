from __future__ import annotations

from dataclasses import replace

import pytest

from nlp_guard.cases.accounts import find_payees
from nlp_guard.cases.evidence import Evidence
from nlp_guard.cases.register import Register
from nlp_guard.cases.ring import gather_ring
from nlp_guard.records import (
    AccountId,
    CasePayee,
    CharSpan,
    Cluster,
    Detection,
    Member,
    Membership,
    Network,
    Order,
    Party,
    Payee,
    PayeeKind,
    Provenance,
    Slots,
)
from tests.fakes.trade import REPORT, asks, order, says, talk

SHOPIFY = replace(REPORT, tools=("shopify_orders@1",))


def named(kind: PayeeKind, account: str) -> Slots:
    return Slots(payees=(Payee(span=CharSpan(0, 2), kind=kind, id=account),))


def payees_of(detection: Detection, *orders: Order) -> tuple[CasePayee, ...]:
    name = AccountId(str(detection.conversation.account_id))
    party = Party(conversation_id=detection.conversation.id, account_id=name)
    members = {name, *(row.account_id for row in orders)}
    ring = gather_ring(
        Cluster(
            id="ring",
            members=tuple(
                Member(account_id=account, membership=Membership.MEMBER, probability=1.0)
                for account in sorted(members)
            ),
        ),
        Register([detection], orders, Network(parties=(party,))),
    )
    return find_payees(ring, Evidence())


@pytest.mark.parametrize(
    ("said", "provenance", "kind"),
    [
        (PayeeKind.EMAIL, REPORT, PayeeKind.ALIPAY),
        (PayeeKind.OTHER, REPORT, PayeeKind.ALIPAY),
        (PayeeKind.ALIPAY, REPORT, PayeeKind.ALIPAY),
        (PayeeKind.EMAIL, SHOPIFY, PayeeKind.EMAIL),
    ],
)
def test_an_account_that_paid_on_taobao_is_an_alipay_account(
    said: PayeeKind, provenance: Provenance, kind: PayeeKind
) -> None:
    row = replace(order("乙", payer="Yang@example.com"), provenance=provenance)
    (payee,) = payees_of(talk("甲", asks("打到", named(said, "yang@example.com"))), row)
    assert (payee.kind, payee.id, payee.account) == (kind, "yang@example.com", "乙")


def test_a_wechat_name_is_not_taken_for_the_payer_of_the_same_number() -> None:
    row = order("乙", payer="19900000017")
    (payee,) = payees_of(talk("甲", asks("加微信", named(PayeeKind.WECHAT, "19900000017"))), row)
    assert payee.account is None


def test_a_word_for_the_kind_outweighs_the_look_of_the_account() -> None:
    detection = talk(
        "甲",
        asks("打到", named(PayeeKind.PHONE, "19900000017")),
        says("就是支付宝", named(PayeeKind.ALIPAY, "19900000017")),
    )
    (payee,) = payees_of(detection)
    assert payee.kind is PayeeKind.ALIPAY
    assert len(payee.why) == 2


def test_an_account_nobody_paid_from_counts_only_where_it_was_read_as_a_payee() -> None:
    assert payees_of(talk("甲", asks("问问19900000099"))) == ()


def test_payees_come_in_the_order_of_naming() -> None:
    rows = [order("乙", payer="yang@example.com"), order("丙", payer="19900000017")]
    found = payees_of(talk("甲", asks("打到19900000017和yang@example.com")), *rows)
    assert [payee.account for payee in found] == ["丙", "乙"]
