from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from nlp_guard.cases.break_even import with_break_even
from nlp_guard.cases.config import TMALL_2015
from nlp_guard.cases.evidence import Evidence
from nlp_guard.cases.exposure import reckon
from nlp_guard.records import Ask, AskKind, Exposure, Order, ShopFacts, Way
from tests.fakes.trade import order

FACTS = ShopFacts(freight_per_kg=Decimal(5), return_freight_per_kg=Decimal(3))
SHIPPED = "卖家已发货，等待买家确认"


def weighed(*orders: Order, facts: ShopFacts = FACTS, asks: tuple[Ask, ...] = ()) -> Exposure:
    reckoning = reckon(orders, facts, TMALL_2015, Evidence())
    found = with_break_even(reckoning.exposure, reckoning.orders, asks)
    assert found is not None
    return found


def ask(total: int, currency: str = "CNY", paid: int = 0) -> Ask:
    figure = Decimal(total)
    return Ask(
        id=f"a{total}", kind=AskKind.SUM, low=figure, high=figure, unit=currency,
        currency=currency, why=(), total_low=figure, total_high=figure, paid=Decimal(paid),
    )  # fmt: skip


def costs(exposure: Exposure) -> dict[Way, Decimal]:
    return {one.way: one.sum for one in exposure.break_even}


def test_each_other_way_has_its_price() -> None:
    found = weighed(order("甲", paid="100.00", pieces=10), order("乙", paid="100.00", pieces=10))
    assert costs(found) == {Way.HOLD: Decimal("60.00"), Way.SHIP: Decimal(80 * (5 + 3))}
    assert found.assumptions


def test_what_has_left_costs_only_its_way_back() -> None:
    found = weighed(order("甲", pieces=10, status=SHIPPED))
    assert costs(found) == {Way.HOLD: Decimal(0), Way.SHIP: Decimal(40 * 3)}


def test_a_way_whose_cost_is_unknown_is_left_out() -> None:
    found = weighed(order("甲"), facts=ShopFacts())
    assert costs(found).keys() == {Way.HOLD}
    dollars = weighed(order("甲", currency="USD"), facts=ShopFacts())
    assert (dollars.break_even, dollars.assumptions) == ((), ())


@pytest.mark.parametrize(
    ("asked", "above"),
    [
        (ask(31), ("a31",)),
        (ask(30), ()),
        (ask(99, "USD"), ()),
        (ask(99, paid=70), ()),
        (replace(ask(99), total_low=None), ()),
    ],
)
def test_an_ask_exceeds_it_by_what_is_outstanding_in_the_same_currency(
    asked: Ask, above: tuple[str, ...]
) -> None:
    (hold, _) = weighed(order("甲", paid="100.00"), asks=(asked,)).break_even
    assert hold.exceeded_by == above
