from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from nlp_guard.cases.config import TMALL_2015
from nlp_guard.cases.evidence import Evidence
from nlp_guard.cases.exposure import Reckoning, Standing, reckon, standing_of
from nlp_guard.records import Order, ShopFacts
from tests.fakes.trade import NOON, order

FACTS = ShopFacts(freight_per_kg=Decimal("5.50"), return_freight_per_kg=Decimal("3.20"))


def reckoned(*orders: Order, facts: ShopFacts = FACTS) -> Reckoning:
    return reckon(orders, facts, TMALL_2015, Evidence())


@pytest.mark.parametrize(
    ("paid", "hold"),
    [
        ("100.00", "30.00"),
        ("1666.66", "500.00"),
        ("1666.67", "500.00"),
        ("2286.50", "500.00"),
        ("0.01", "0.00"),
        ("0.05", "0.02"),
        ("286.30", "85.89"),
    ],
)
def test_late_delivery_is_thirty_percent_and_at_most_five_hundred(paid: str, hold: str) -> None:
    (found,) = reckoned(order("甲", paid=paid)).orders
    assert found.hold == Decimal(hold)


def test_the_clock_runs_from_payment() -> None:
    (found,) = reckoned(order("甲", at=NOON)).orders
    assert found.ship_by == NOON + timedelta(hours=72)


def test_the_sums_are_those_of_the_orders() -> None:
    found = reckoned(*(order("甲", number=n, paid="2000.00", pieces=10) for n in range(3)))
    assert found.exposure is not None
    assert found.exposure.turnover == Decimal("6000.00")
    assert found.exposure.hold == Decimal(1500)
    assert found.exposure.weight_kg == Decimal(120)
    assert found.exposure.ship == Decimal("660.00")
    assert found.exposure.return_freight == Decimal("384.00")
    assert found.exposure.pieces == 30
    assert len(found.exposure.why) == 3


@pytest.mark.parametrize(
    ("status", "paid", "standing"),
    [
        ("买家已付款，等待卖家发货", "10", Standing.OPEN),
        ("卖家部分发货", "10", Standing.OPEN),
        ("卖家已发货，等待买家确认", "10", Standing.SHIPPED),
        ("交易成功", "10", Standing.SHIPPED),
        ("交易关闭", "10", Standing.CLOSED),
        ("退款成功", "10", Standing.CLOSED),
        ("等待买家付款", None, Standing.UNPAID),
        ("买家已付款，等待卖家发货", "0", Standing.UNPRICED),
        ("买家已付款，等待卖家发货", "-5", Standing.UNPRICED),
        ("paid / unfulfilled", "10", Standing.OPEN),
        ("paid / fulfilled", "10", Standing.SHIPPED),
        ("refunded", "10", Standing.CLOSED),
        ("", "10", Standing.OPEN),
        ("等待出库", "10", Standing.OPEN),
        ("完成", "10", Standing.SHIPPED),
        ("已发货，待签收 无售后或售后取消", "10", Standing.SHIPPED),
        ("交易取消", "10", Standing.CLOSED),
        ("已关闭", "10", Standing.CLOSED),
        ("partially_refunded unfulfilled", "10", Standing.OPEN),
        ("refunded fulfilled", "10", Standing.CLOSED),
    ],
)
def test_where_an_order_stands_is_read_off_the_report(
    status: str, paid: str | None, standing: Standing
) -> None:
    assert standing_of(order("甲", status=status, paid=paid)) is standing


def test_closed_and_unpaid_orders_are_left_out_and_named() -> None:
    found = reckoned(
        order("甲", number=1),
        order("甲", number=2, status="交易关闭"),
        order("甲", number=3, paid=None, status="等待买家付款"),
    )
    assert len(found.orders) == 1
    assert [standing for _, standing in found.left_out] == [Standing.CLOSED, Standing.UNPAID]


def test_a_shipped_order_counts_as_turnover_and_owes_nothing() -> None:
    found = reckoned(order("甲", status="卖家已发货，等待买家确认"))
    assert found.exposure is not None
    assert found.exposure.turnover == Decimal("100.00")
    assert found.exposure.hold == 0
    assert found.orders[0].is_shipped


def test_two_currencies_are_never_added() -> None:
    found = reckoned(
        order("甲", number=1, paid="500"),
        order("甲", number=2, paid="900", currency="USD"),
        order("甲", number=3, paid="600"),
    )
    assert found.exposure is not None
    assert found.exposure.currency == "CNY"
    assert found.exposure.turnover == Decimal(1100)
    assert found.other_currencies == (("USD", Decimal(900)),)


def test_the_rule_is_not_applied_to_another_currency() -> None:
    (found,) = reckoned(order("甲", currency="USD")).orders
    assert found.hold == 0
    assert found.ship is None


@pytest.mark.parametrize(
    ("facts", "ship", "back"),
    [
        (ShopFacts(), None, None),
        (ShopFacts(freight_per_kg=Decimal(2)), Decimal("8.00"), None),
        (ShopFacts(return_freight_per_order=Decimal(7)), None, Decimal("7.00")),
        (
            ShopFacts(return_freight_per_order=Decimal(7), return_freight_per_kg=Decimal(1)),
            None,
            Decimal("11.00"),
        ),
        (ShopFacts(freight_per_kg=Decimal(2), currency="USD"), None, None),
    ],
)
def test_freight_is_told_only_where_the_shop_says_its_rates(
    facts: ShopFacts, ship: Decimal | None, back: Decimal | None
) -> None:
    found = reckoned(order("甲"), facts=facts).exposure
    assert found is not None
    assert (found.ship, found.return_freight) == (ship, back)


def test_one_order_of_unknown_weight_leaves_the_cost_of_shipping_unknown() -> None:
    found = reckoned(order("甲", number=1), order("甲", number=2, title="样品"))
    assert found.exposure is not None
    assert found.exposure.ship is None
    assert found.unweighed == 1


def test_earlier_orders_are_no_part_of_the_affair() -> None:
    old = order("甲", number=1, at=NOON - timedelta(days=90))
    found = reckon([old, order("甲", number=2)], FACTS, TMALL_2015, Evidence(), NOON)
    assert [row.id for row in found.orders] == ["1990甲0002"]


def test_a_ring_without_orders_has_nothing_at_stake_in_orders() -> None:
    assert reckoned() == Reckoning()
