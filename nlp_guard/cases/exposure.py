"""What it costs to ship the ring's orders, and what it costs not to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from nlp_guard.cases.evidence import Evidence
from nlp_guard.cases.parcels import weight_of_order
from nlp_guard.records import (
    CaseOrder,
    Exposure,
    LateDeliveryRule,
    Order,
    ShopFacts,
)

CENT = Decimal("0.01")


class Standing(StrEnum):
    """Where an order stands, as far as money is concerned."""

    OPEN = "open"
    """Paid, not shipped: the clock runs."""
    SHIPPED = "shipped"
    UNPAID = "unpaid"
    UNPRICED = "unpriced"
    """Nothing, or less than nothing, was paid: a gift, a sample, a correction in the books."""
    CLOSED = "closed"
    """Cancelled or refunded: nothing is owed any more."""


COUNTING = (Standing.OPEN, Standing.SHIPPED)
"""Orders in which the shop's money is."""
_CLOSED = (
    "交易关闭",
    "交易取消",
    "已关闭",
    "退款成功",
    "已退款",
    "已取消",
    "refunded",
    "cancel",
    "voided",
    "closed",
)
_SHIPPED = (
    "已发货",
    "交易成功",
    "已签收",
    "待签收",
    "已收货",
    "待收货",
    "等待买家收货",
    "等待确认收货",
    "完成",
    "fulfilled",
    "shipped",
    "finished",
    "delivered",
)
_NOT_SHIPPED = ("等待卖家发货", "部分发货", "unfulfilled", "unshipped", "partial")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """The sums of a case.

    Args:
        orders: That count, in order of payment.
        left_out: Those that do not, each with its standing.
        exposure: None where no order counts.
        estimated: Orders whose weight is an estimate.
        other_currencies: Money paid in other currencies than the exposure's, never added to it.
    """

    orders: tuple[CaseOrder, ...] = ()
    left_out: tuple[tuple[Order, Standing], ...] = ()
    exposure: Exposure | None = None
    estimated: int = 0
    unweighed: int = 0
    other_currencies: tuple[tuple[str, Decimal], ...] = ()


def standing_of(order: Order) -> Standing:
    """Return where an order stands, by the report's own words.

    Example:
        >>> words = ("买家已付款，等待卖家发货", "卖家已发货，等待买家确认", "交易关闭")
        >>> [_standing_of_words(status).value for status in words]
        ['open', 'shipped', 'closed']
    """
    standing = _standing_of_words(order.status)
    if standing is Standing.CLOSED:
        return standing
    if order.paid is None or order.paid_at is None:
        return Standing.UNPAID
    if order.paid <= 0:
        return Standing.UNPRICED
    if order.refunded is not None and order.refunded >= order.paid:
        return Standing.CLOSED
    return standing


def _standing_of_words(status: str) -> Standing:
    # A part of the money back closes no order.
    words = status.casefold().replace("partially_refunded", "paid")
    if any(word in words for word in _CLOSED):
        return Standing.CLOSED
    if any(word in words for word in _NOT_SHIPPED):
        return Standing.OPEN
    if any(word in words for word in _SHIPPED):
        return Standing.SHIPPED
    return Standing.OPEN


def reckon(
    orders: Sequence[Order],
    facts: ShopFacts,
    rule: LateDeliveryRule,
    evidence: Evidence,
    since: datetime | None = None,
) -> Reckoning:
    """Reckon what the ring's orders cost.

    Args:
        orders: Of the ring's members.
        facts: The shop's own rates.
        rule: What the platform takes for late delivery.
        evidence: Takes the orders' rows.
        since: Earlier orders are no part of the affair and are passed over.

    Returns:
        Each order with its clock, and the sums over those in the commonest currency.
    """
    ours = [o for o in orders if not (since and o.paid_at and o.paid_at < since)]
    standings = [(order, standing_of(order)) for order in ours]
    counting = [(o, s) for o, s in standings if s in COUNTING]
    counted = tuple(_case_order(o, s, facts, rule, evidence) for o, s in counting)
    weights = [weight_of_order(order, facts) for order, _ in counting]
    paid = Counter[str]()
    for order in counted:
        paid[order.currency] += order.net  # type: ignore[assignment]
    currency = max(paid, key=lambda code: (paid[code], code), default=None)
    return Reckoning(
        orders=counted,
        left_out=tuple((o, s) for o, s in standings if s not in COUNTING),
        exposure=_exposure([o for o in counted if o.currency == currency], facts, rule)
        if currency
        else None,
        estimated=sum(bool(weight and weight.is_estimate) for weight in weights),
        unweighed=sum(weight is None for weight in weights),
        other_currencies=tuple(
            (code, Decimal(amount)) for code, amount in sorted(paid.items()) if code != currency
        ),
    )


def _case_order(
    order: Order,
    standing: Standing,
    facts: ShopFacts,
    rule: LateDeliveryRule,
    evidence: Evidence,
) -> CaseOrder:
    paid, is_shipped = order.paid or Decimal(0), standing is Standing.SHIPPED
    refunded = max(order.refunded or Decimal(0), Decimal(0))
    weight = weight_of_order(order, facts)
    rate = facts.freight_per_kg if facts.currency == order.currency else None
    return CaseOrder(
        id=order.id,
        account=order.account_id,
        paid=paid,
        currency=order.currency,
        pieces=order.pieces,
        paid_at=order.paid_at,
        ship_by=order.paid_at + timedelta(hours=rule.hours) if order.paid_at else None,
        hold=_hold(paid - refunded, rule)
        if order.currency == rule.currency and not is_shipped
        else Decimal(0),
        why=evidence.cite([order.exhibit()]),
        weight_kg=weight.kg if weight else None,
        ship=_cents(weight.kg * rate) if weight and rate is not None else None,
        is_shipped=is_shipped,
        refunded=refunded,
    )


def _hold(paid: Decimal, rule: LateDeliveryRule) -> Decimal:
    return _cents(min(paid * rule.rate, rule.cap))


def _exposure(orders: Sequence[CaseOrder], facts: ShopFacts, rule: LateDeliveryRule) -> Exposure:
    return Exposure(
        turnover=sum((order.net for order in orders), Decimal(0)),
        hold=sum((order.hold for order in orders), Decimal(0)),
        rule=rule,
        currency=orders[0].currency,
        pieces=sum(order.pieces for order in orders),
        ship=_total(order.ship for order in orders),
        return_freight=_return_freight(orders, facts),
        weight_kg=_total(order.weight_kg for order in orders),
        why=tuple(dict.fromkeys(key for order in orders for key in order.why)),
    )


def _return_freight(orders: Sequence[CaseOrder], facts: ShopFacts) -> Decimal | None:
    """Return what it costs if everything comes back."""
    per_kg, per_order = facts.return_freight_per_kg, facts.return_freight_per_order
    if facts.currency != orders[0].currency or (per_kg is None and per_order is None):
        return None
    total = (per_order or Decimal(0)) * len(orders)
    if per_kg is not None:
        weight = _total(order.weight_kg for order in orders)
        if weight is None:
            return None
        total += weight * per_kg
    return _cents(total)


def _total(values: Iterable[Decimal | None]) -> Decimal | None:
    """Add up; None where one is unknown, for a sum with a hole is no sum."""
    known = []
    for value in values:
        if value is None:
            return None
        known.append(value)
    return sum(known, Decimal(0))


def _cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, rounding=ROUND_HALF_UP)
