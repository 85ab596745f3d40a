"""How much time is left, as of the newest record: evidence has no other now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from nlp_guard.records import Ask, CaseOrder, Due, Phrase


def with_time_left(orders: Iterable[CaseOrder], as_of: datetime | None) -> tuple[CaseOrder, ...]:
    """Give each order that waits to be shipped the time that is left to it.

    Args:
        orders: Of a case.
        as_of: Now, to the evidence; None where nothing is dated.
    """
    return tuple(
        replace(order, left_s=_seconds(order.ship_by, as_of))
        if as_of and order.ship_by and not order.is_shipped
        else order
        for order in orders
    )


def next_due(
    asks: Sequence[Ask], orders: Sequence[CaseOrder], as_of: datetime | None
) -> Due | None:
    """Return what expires first from now on; None where nothing does."""
    if as_of is None:
        return None
    ahead = (due for due in _dues(asks, orders, as_of) if due.left_s >= 0)
    return min(ahead, key=lambda due: (due.at, due.order_id or ""), default=None)


def _dues(asks: Sequence[Ask], orders: Sequence[CaseOrder], as_of: datetime) -> Iterator[Due]:
    for ask in asks:
        if ask.deadline:
            yield Due(
                at=ask.deadline,
                left_s=_seconds(ask.deadline, as_of),
                text=Phrase(zh="对方给出的期限", en="the deadline that was set"),
                why=ask.why,
            )
    for order in orders:
        if order.ship_by and not order.is_shipped:
            yield Due(
                at=order.ship_by,
                left_s=_seconds(order.ship_by, as_of),
                text=Phrase(zh=f"订单 {order.id} 的发货时限", en=f"time to ship order {order.id}"),
                why=order.why,
                order_id=order.id,
            )


def _seconds(at: datetime, as_of: datetime) -> int:
    return int((at - as_of).total_seconds())
