"""Orders as they really come: what cannot be relied on is left out of the sums, and said."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone
from decimal import Decimal

import pytest

from nlp_guard.cases import CasesConfig, assemble
from nlp_guard.linking import LinkingConfig, link
from nlp_guard.records import AccountId, Case, Detection, Network, Order, OrderId, ShopFacts
from tests.fakes.trade import NOON, asks, order, percent, talk
from tests.fakes.yardstick import comparisons

DEMAND = talk("甲", asks("两成", percent(20)))
CHINA = timezone(timedelta(hours=8))


def network(orders: list[Order], *detections: Detection) -> Network:
    return link(orders, detections, comparisons(), LinkingConfig())


def case_of(*orders: Order, demand: Detection = DEMAND) -> Case:
    rows = list(orders)
    (found,) = assemble([demand], rows, network(rows, demand), ShopFacts(), CasesConfig())
    return found


def told(case: Case) -> str:
    return " ".join(phrase.en for phrase in case.unresolved)


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (order("甲", number=1, paid="0"), "priced at nothing or less (1)"),
        (order("甲", number=1, paid="-20.00"), "priced at nothing or less (1)"),
        (order("甲", number=1, paid=None), "unpaid (1)"),
        (order("甲", number=1, status="交易关闭"), "closed or refunded (1)"),
        (order("甲", number=1, refunded=Decimal("100.00")), "closed or refunded (1)"),
    ],
)
def test_orders_without_money_are_in_no_sum_and_the_reason_is_said(bad: Order, words: str) -> None:
    case = case_of(order("甲"), bad)
    assert case.exposure is not None
    assert case.exposure.turnover == Decimal("100.00")
    assert [row.id for row in case.orders] == [order("甲").id]
    assert words in told(case)


def test_an_order_refunded_in_part_counts_with_what_is_left() -> None:
    case = case_of(order("甲", refunded=Decimal("40.00")))
    assert case.exposure is not None
    assert (case.exposure.turnover, case.exposure.hold) == (Decimal("60.00"), Decimal("18.00"))
    assert case.asks[0].total_low == Decimal("12.00")
    assert "refunded in part (1)" in told(case)


def test_money_of_two_currencies_is_never_added() -> None:
    case = case_of(order("甲"), order("甲", number=1, paid="70.00", currency="USD"))
    assert case.exposure is not None
    assert (case.exposure.turnover, case.exposure.currency) == (Decimal("100.00"), "CNY")
    assert case.asks[0].total_low == Decimal("20.00")
    assert "70.00 USD" in told(case)


def test_an_order_that_stands_in_two_exports_counts_once_as_it_stands_in_the_newer() -> None:
    old = order("甲")
    later = replace(old.provenance, uri="orders/invented_later.csv")
    new = replace(old, provenance=later, status="卖家已发货，等待买家确认")
    for rows in ([old, new], [new, old]):
        case = case_of(*rows)
        assert [(row.paid, row.is_shipped) for row in case.orders] == [(Decimal("100.00"), True)]


def test_numbers_lost_to_a_spreadsheet_are_said_and_tie_nobody() -> None:
    lost = [
        replace(order(who, number=n), id=OrderId(f"lost-{n}"), is_id_lost=True)
        for n, who in enumerate("甲乙")
    ]
    assert network(lost, DEMAND).links == ()
    assert "rounded (1) are lost" in told(case_of(*lost))


def test_masked_nicks_phones_and_payers_tie_nobody() -> None:
    masked = [
        replace(
            order("t**1", number=n, phone="138****0000", payer="t***@example.com"),
            account_id=AccountId(f"t**1 (193000000000000{n})"),
        )
        for n in range(3)
    ]
    found = network(masked, DEMAND, talk("t**1", asks("两成", percent(20))))
    speakers = {"甲", "t**1"}
    assert {party.account_id for party in found.parties} == speakers
    assert all({edge.left, edge.right} <= speakers for edge in found.links)


def test_clocks_that_do_not_go_together_are_said() -> None:
    backwards = replace(order("甲"), created_at=NOON + timedelta(hours=1))
    assert "paid before they were placed (1)" in told(case_of(backwards))
    elsewhere = replace(order("甲"), paid_at=NOON.astimezone(CHINA))
    assert "UTC+0800, conversations in UTC+0000" in told(case_of(elsewhere))
    assert "zones" not in told(case_of(order("甲")))
    (row,) = case_of(elsewhere).orders
    assert row.ship_by == NOON + timedelta(hours=72)
