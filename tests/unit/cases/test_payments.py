from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from nlp_guard.cases.evidence import Evidence
from nlp_guard.cases.payments import allot, find_payments
from nlp_guard.cases.ring import Said
from nlp_guard.records import (
    AccountId,
    CasePayment,
    CharSpan,
    Detection,
    Exhibit,
    Role,
    StatedPayment,
)
from tests.fakes.trade import CHAT, NOON, asks, says, talk

DEMAND = asks("四千块，不给就全退")


def dialogue(detection: Detection) -> list[Said]:
    account = AccountId(str(detection.conversation.account_id))
    pairs = zip(detection.conversation.utterances, detection.turns, strict=True)
    return [Said(detection=detection, account=account, utterance=u, turn=t) for u, t in pairs]


def paid(
    role: Role, *texts: str, noted: tuple[StatedPayment, ...] = ()
) -> tuple[CasePayment, ...]:
    """Find what is paid where one side says these words after the demand."""
    detection = talk("甲", DEMAND, *(says(text) for text in texts))
    first, *rest = detection.conversation.utterances
    spoken = replace(
        detection.conversation, utterances=(first, *(replace(u, role=role) for u in rest))
    )
    return find_payments(
        dialogue(replace(detection, conversation=spoken)), noted, "CNY", Evidence()
    )


@pytest.mark.parametrize(
    ("role", "text", "amount", "currency"),
    [
        (Role.AGENT, "已经转了2000", 2000, "CNY"),
        (Role.AGENT, "刚给你打过去两千块", 2000, "CNY"),
        (Role.AGENT, "1500元已经付给你们了", 1500, "CNY"),
        (Role.AGENT, "we paid you $300", 300, "USD"),
        (Role.BUYER, "收到2000了，还差一半", 2000, "CNY"),
        (Role.BUYER, "你们转了两千，还差两千", 2000, "CNY"),
        (Role.BUYER, "received €500", 500, "EUR"),
    ],
)
def test_a_payment_is_read_where_it_is_stated(
    role: Role, text: str, amount: int, currency: str
) -> None:
    (found,) = paid(role, text)
    assert (found.amount, found.currency) == (Decimal(amount), currency)
    assert found.why


@pytest.mark.parametrize(
    ("role", "text"),
    [
        (Role.AGENT, "还没转2000"),
        (Role.AGENT, "马上给你转2000"),
        (Role.AGENT, "已经发了20件"),
        (Role.AGENT, "转了2000吗"),
        (Role.AGENT, "如果转了2000你们就停手"),
        (Role.BUYER, "收到2000就停手，必须今天收到2000"),
        (Role.BUYER, "我付了2000买你们的货"),
        (Role.BUYER, "还没收到2000"),
        (Role.BUYER, "给我转2000"),
        (Role.SYSTEM, "已经转了2000"),
        (Role.BUYER, "if we received $500"),
        (Role.AGENT, "we will have paid you $300"),
    ],
)
def test_what_is_asked_denied_or_announced_is_no_payment(role: Role, text: str) -> None:
    assert paid(role, text) == ()


def test_the_same_sum_said_twice_is_one_payment_with_all_its_words() -> None:
    (found,) = paid(Role.AGENT, "已经转了2000", "真的，已经转了2000")
    assert found.amount == 2000
    assert len(found.why) == 2


def noted(amount: int, payee: str | None = None, line: int = 0) -> StatedPayment:
    span = CharSpan(100 * line, 100 * line + 20)
    return StatedPayment(
        amount=Decimal(amount),
        currency="CNY",
        at=NOON,
        payee=payee,
        exhibit=Exhibit(
            provenance=replace(CHAT, uri="case.toml"), quote="[[paid]] amount = 2000", span=span
        ),
    )


def test_what_the_shop_wrote_down_is_paid_to_whom_it_says() -> None:
    (found,) = paid(Role.AGENT, "没有转过", noted=(noted(2000, "yang@example.com"),))
    assert (found.amount, found.at, found.payee) == (
        Decimal(2000),
        NOON,
        "yang@example.com",
    )
    assert len(found.why) == 1


def test_what_is_said_of_a_payment_that_was_written_down_is_the_same_payment() -> None:
    first, second, third = paid(
        Role.AGENT, "已经转了2000", "已经转了300", noted=(noted(2000), noted(2000, line=1))
    )
    assert [p.amount for p in (first, second, third)] == [2000, 2000, 300]
    assert [len(p.why) for p in (first, second, third)] == [2, 1, 1]
    assert first.account == "甲"


def test_of_several_rings_the_one_that_named_the_payee_was_paid() -> None:
    rings = [frozenset({"yang@example.com"}), frozenset({"19900000017"})]
    known, strange, unsaid = noted(5, " Yang@example.com "), noted(6, "x@example.com"), noted(7)
    assert allot([known, strange, unsaid], rings) == ([[known], []], [strange, unsaid])
    assert allot([strange, unsaid], rings[:1]) == ([[strange, unsaid]], [])
    assert allot([known], []) == ([], [known])
