from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from nlp_guard.cases.asks import Base, find_asks
from nlp_guard.cases.evidence import Evidence
from nlp_guard.cases.register import Register
from nlp_guard.cases.ring import gather_ring
from nlp_guard.records import (
    AccountId,
    Ask,
    AskKind,
    AskReading,
    CasePayment,
    Channel,
    Cluster,
    Detection,
    Member,
    Membership,
    Network,
    Party,
    Role,
    Slots,
)
from nlp_guard.records.slots import SecondReading
from tests.fakes.trade import (
    NOON,
    amount,
    asks,
    both,
    due,
    payees,
    percent,
    says,
    speaking_for,
    talk,
)

BASE = Base(turnover=Decimal("20000.00"), currency="CNY", orders=57, pieces=620)
TOLERANCE = Decimal("0.02")


def found(*detections: Detection, base: Base = BASE) -> tuple[Ask, ...]:
    """Find the asks of a ring that said these things."""
    names = [AccountId(str(d.conversation.account_id)) for d in detections]
    parties = tuple(
        Party(conversation_id=d.conversation.id, account_id=name)
        for d, name in zip(detections, names, strict=True)
    )
    ring = gather_ring(
        Cluster(
            id="ring",
            members=tuple(
                Member(account_id=name, membership=Membership.MEMBER, probability=1.0)
                for name in dict.fromkeys(names)
            ),
        ),
        Register(detections, (), Network(parties=parties)),
    )
    return find_asks(list(ring.said()), base, Evidence(), TOLERANCE)


def ends(ask: Ask) -> tuple[int, int]:
    return int(ask.low), int(ask.high)


def test_a_share_comes_to_money_by_the_turnover() -> None:
    (ask,) = found(talk("甲", asks("两成到三成", percent(20, 30))))
    assert (ask.kind, ask.unit) == (AskKind.RATE, "percent")
    assert ends(ask) == (20, 30)
    assert (ask.total_low, ask.total_high) == (Decimal("4000.00"), Decimal("6000.00"))
    assert ask.note is not None
    assert "57" in ask.note.zh


def test_a_sum_whose_meaning_is_open_is_given_in_both_readings() -> None:
    whole, each = found(talk("甲", asks("四千，十七个号", amount(4000), payees(count=17))))
    assert (whole.reading, whole.payees, whole.total_low) == (AskReading.TOTAL, 17, Decimal(4000))
    assert (each.reading, each.payees, each.total_low) == (AskReading.EACH, 17, Decimal(68000))
    assert whole.note is not None
    assert "235.29" in whole.note.en
    assert whole.agrees_with == each.agrees_with == ()


def test_a_share_and_a_sum_that_come_to_the_same_money_point_at_each_other() -> None:
    rate, whole, each = found(
        talk("甲", asks("两成到三成", percent(20, 30))),
        talk("乙", asks("四千，十七个号", amount(4000), payees(count=17)), channel=Channel.CALL),
        base=Base(turnover=Decimal("20126.00"), currency="CNY", orders=57),
    )
    assert rate.agrees_with == (whole.id,)
    assert whole.agrees_with == (rate.id,)
    assert each.agrees_with == ()


@pytest.mark.parametrize(
    ("sum_asked", "agrees"),
    [(4000, True), (3921, False), (3930, True), (6100, True), (6200, False)],
)
def test_agreement_ends_at_the_tolerance(sum_asked: int, agrees: bool) -> None:
    rate, whole = found(
        talk("甲", asks("两成到三成", percent(20, 30))), talk("乙", asks("给", amount(sum_asked)))
    )
    assert bool(rate.agrees_with) is bool(whole.agrees_with) is agrees


def test_the_same_demand_of_several_accounts_is_one_ask_with_all_its_evidence() -> None:
    (ask,) = found(
        talk("甲", asks("二十个点", percent(20))),
        talk("乙", asks("给两成", percent(20, of="order"))),
        talk("丙", asks("百分之二十", percent(20, of=None))),
    )
    assert len(ask.why) == len(ask.series) == 3
    assert {step.account for step in ask.series} == {"甲", "乙", "丙"}
    assert ask.of in ("turnover", "order")


def test_haggling_is_a_series_in_order_of_time() -> None:
    (ask,) = found(
        talk(
            "甲",
            asks("三成", percent(30)),
            asks("两成半", percent(25)),
            asks("两成，最低了", percent(20)),
        )
    )
    assert [step.low for step in ask.series] == [30, 25, 20]
    assert ends(ask) == (20, 30)
    times = [step.at for step in ask.series]
    assert times == sorted(times, key=lambda at: at or NOON)


def test_shares_of_different_things_stay_apart_and_an_unknown_base_comes_to_no_sum() -> None:
    turnover, profit = found(
        talk("甲", asks("两成", percent(20)), asks("利润一半", percent(50, of="profit")))
    )
    assert turnover.total_low == Decimal("4000.00")
    assert profit.total_low is None
    assert profit.note is not None


def test_a_vague_sum_beside_an_exact_one_is_the_same_ask() -> None:
    (ask,) = found(
        talk("甲", asks("四千多", amount(4000, 4999))),
        talk("乙", asks("四千", amount(4000)), asks("四千块", amount(4000))),
    )
    assert ends(ask) == (4000, 4000)
    assert len(ask.series) == 3


def test_sums_that_differ_are_different_asks() -> None:
    one, other = found(talk("甲", asks("四百", amount(400)), asks("四千", amount(4000))))
    assert ends(one) + ends(other) == (400, 400, 4000, 4000)


@pytest.mark.parametrize(
    ("per", "total"), [("order", 57 * 10), ("piece", 620 * 10), ("day", None), ("payee", 30)]
)
def test_a_sum_for_each_of_something_is_multiplied_where_that_is_counted(
    per: str, total: int | None
) -> None:
    (ask,) = found(talk("甲", asks("每个十块", amount(10, per=per), payees(count=3))))
    assert ask.total_low == total


def test_a_sum_for_each_without_a_number_of_payees_has_no_total() -> None:
    (ask,) = found(talk("甲", asks("每人二百", amount(200, per="person"))))
    assert (ask.reading, ask.total_low) == (AskReading.EACH, None)


def test_without_orders_a_share_comes_to_no_sum_and_says_so() -> None:
    (ask,) = found(talk("甲", asks("两成", percent(20))), base=Base(turnover=None, currency="CNY"))
    assert ask.total_low is None
    assert ask.note is not None
    assert "without orders" in ask.note.en


def test_a_share_of_nothing_named_gives_the_other_base_too() -> None:
    base = Base(turnover=Decimal(20000), currency="CNY", orders=5, shop_turnover=Decimal(100000))
    (ask,) = found(talk("甲", asks("两成", percent(20, of=None))), base=base)
    assert ask.of is None
    assert ask.note is not None
    assert "20,000.00" in ask.note.zh
    assert "100,000.00" in ask.note.zh


def test_the_deadline_is_the_one_named_with_the_sum() -> None:
    until = NOON + timedelta(days=1)
    (ask,) = found(talk("甲", asks("四千，十二点前", both(amount(4000), due(until)))))
    assert ask.deadline == until


def test_a_price_that_is_no_demand_and_what_the_shop_says_are_no_asks() -> None:
    assert (
        found(
            talk("甲", says("我买的时候四千块", amount(4000)), asks("赔钱")),
            talk("甲", asks("您是要两成吗", percent(20)), role=Role.AGENT, number=1),
        )
        == ()
    )


def test_a_share_spread_over_several_messages_counts() -> None:
    (ask,) = found(talk("甲", says("百分之二十五", percent(25)), asks("转给我们")))
    assert ask.low == 25


def test_sums_in_two_currencies_are_never_one_ask() -> None:
    yuan, dollars = found(
        talk("甲", asks("四千", amount(4000)), asks("4000 dollars", amount(4000, currency="USD")))
    )
    assert {yuan.currency, dollars.currency} == {"CNY", "USD"}
    assert yuan.agrees_with == dollars.agrees_with == ()


def test_a_sum_that_is_moved_in_one_conversation_is_one_ask_and_the_last_figure_stands() -> None:
    (ask,) = found(
        talk(
            "甲",
            asks("五千", amount(5000)),
            asks("四千五", amount(4500)),
            asks("三千", amount(3000)),
        )
    )
    assert ends(ask) == (3000, 3000)
    assert [int(step.low) for step in ask.series] == [5000, 4500, 3000]


def test_sums_far_apart_in_one_conversation_are_two_asks() -> None:
    asked = found(talk("甲", asks("四千", amount(4000)), asks("运费二百", amount(200))))
    assert sorted(int(ask.low) for ask in asked) == [200, 4000]


def test_what_was_paid_is_taken_off_every_total_of_its_currency() -> None:
    payment = CasePayment(amount=Decimal(2500), currency="CNY", why=())
    base = replace(BASE, payments=(payment,))
    rate, *sums = found(
        talk("甲", asks("两成", percent(20)), asks("两千", amount(2000))),
        talk("乙", asks("$100", amount(100, currency="USD"))),
        base=base,
    )
    assert (rate.paid, rate.outstanding_low) == (Decimal(2500), Decimal(1500))
    left = {ask.currency: (ask.paid, ask.outstanding_high) for ask in sums}
    assert left == {"CNY": (Decimal(2500), Decimal(0)), "USD": (Decimal(0), Decimal(100))}


def test_a_figure_heard_twice_and_not_the_same_gives_way_to_a_clear_one() -> None:
    heard = amount(4000).amounts[0]
    unclear = replace(heard, second=SecondReading(words="七千", slot=None, agrees=False))
    garbled = asks("四千还是七千", Slots(amounts=(replace(unclear, high=Decimal(7000)),)))
    (alone,) = found(talk("甲", garbled))
    assert alone.is_unclear
    (both_said,) = found(talk("甲", asks("四千", amount(4000)), garbled))
    assert ends(both_said) == (4000, 4000)
    assert not both_said.is_unclear


def test_on_whose_behalf_it_is_made_is_kept() -> None:
    (ask,) = found(talk("甲", asks("两成", both(percent(20), speaking_for(17)))))
    assert ask.speaks_for == 17
