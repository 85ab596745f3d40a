"""The arithmetic of the case that a newspaper reported in August 2015, figure by figure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from nlp_guard.cases import CasesConfig, assemble
from nlp_guard.linking import LinkingConfig, link
from nlp_guard.records import (
    AccountId,
    AskKind,
    AskReading,
    Case,
    Channel,
    OrderId,
    ShopFacts,
    Way,
)
from tests.fakes.trade import amount, asks, both, due, order, payees, percent, speaking_for, talk
from tests.fakes.yardstick import comparisons

FIRST = datetime(2015, 7, 23, 3, 19, tzinfo=UTC)
"""11:19 in China."""
NOON_NEXT_DAY = datetime(2015, 7, 24, 4, 0, tzinfo=UTC)
LEADER = "样例头目"
FACTS = ShopFacts(freight_per_kg=Decimal("5.50"), return_freight_per_kg=Decimal("3.20"))


@pytest.fixture(scope="module")
def case() -> Case:
    """17 accounts, 57 orders, 620 pieces, nearly 3 tons, 20,000 yuan, one phone in common."""
    leader = [
        order(LEADER, number=n, at=FIRST + timedelta(hours=4, minutes=36 + n), pieces=80,
              paid="2400.00", title="样品洗衣液4.8kg", phone="13800000000")
        for n in range(3)
    ]  # fmt: skip
    others = [
        order(f"样例买家{n % 16:02d}", number=n, at=FIRST + timedelta(seconds=30 * n),
              pieces=8 if n < 2 else 7, paid="237.20" if n else "237.00" if n else "234.40",
              title="样品洗衣液4.8kg", phone="13800000000")
        for n in range(54)
    ]  # fmt: skip
    detections = [
        talk(LEADER, asks("两成到三成，不给全退", percent(20, 30), speaking_for(17)),
             at=FIRST + timedelta(hours=6)),
        talk("13800000000", asks("四千，十七个支付宝", both(amount(4000), payees(count=17),
             due(NOON_NEXT_DAY))), channel=Channel.CALL, at=NOON_NEXT_DAY - timedelta(hours=2)),
    ]  # fmt: skip
    orders = [*leader, *others]
    network = link(orders, detections, comparisons(), LinkingConfig())
    (found,) = assemble(detections, orders, network, FACTS, CasesConfig())
    return found


def test_seventeen_accounts_place_57_orders_of_nearly_three_tons(case: Case) -> None:
    assert len(case.accounts) == 17
    assert len(case.orders) == 57
    assert case.exposure is not None
    assert case.exposure.pieces == 620
    assert Decimal(2900) < (case.exposure.weight_kg or 0) < Decimal(3000)
    assert case.exposure.turnover == Decimal("20006.00")
    leader = [o for o in case.orders if o.account == AccountId(LEADER)]
    assert sum(o.pieces for o in leader) == 240


def test_the_rate_is_four_to_six_thousand_and_the_sum_agrees_with_it(case: Case) -> None:
    (rate,) = [ask for ask in case.asks if ask.kind is AskKind.RATE]
    assert (rate.total_low, rate.total_high) == (Decimal("4001.20"), Decimal("6001.80"))
    sums = {ask.reading: ask for ask in case.asks if ask.kind is AskKind.SUM}
    assert sums[AskReading.TOTAL].total_low == 4000
    assert sums[AskReading.EACH].total_low == 68_000
    assert rate.id in sums[AskReading.TOTAL].agrees_with
    assert not sums[AskReading.EACH].agrees_with
    note = sums[AskReading.TOTAL].note
    assert note is not None
    assert "235.29" in note.en


def test_shipping_costs_more_than_16_000_and_holding_about_6_000(case: Case) -> None:
    assert case.exposure is not None
    assert case.exposure.ship == Decimal(620) * Decimal("4.8") * Decimal("5.50") == 16_368
    assert case.exposure.hold == sum(
        min(o.paid * Decimal("0.3"), Decimal(500)) for o in case.orders
    )
    # three of the orders are above 1,666.67, where the cap is reached
    assert case.exposure.hold == Decimal("5341.80")


def test_the_clock_ends_on_26_july_at_11_19_and_the_demand_on_the_24th_at_noon(
    case: Case,
) -> None:
    assert min(o.ship_by for o in case.orders if o.ship_by) == FIRST + timedelta(days=3)
    assert case.next_due is not None
    assert case.next_due.at == NOON_NEXT_DAY
    left = {o.id: o.left_s for o in case.orders}
    assert case.as_of is not None
    assert left[OrderId(f"1990样例买家00{0:04d}")] == int(
        (FIRST + timedelta(days=3) - case.as_of).total_seconds()
    )


def test_paying_is_dearer_than_neither_way_unless_each_is_meant(case: Case) -> None:
    assert case.exposure is not None
    way = {one.way: one for one in case.exposure.break_even}
    (each,) = [ask.id for ask in case.asks if ask.reading is AskReading.EACH]
    assert way[Way.HOLD].sum == case.exposure.hold
    assert way[Way.HOLD].exceeded_by == way[Way.SHIP].exceeded_by == (each,)
