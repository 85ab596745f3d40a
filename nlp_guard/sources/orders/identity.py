"""What an order and its buyer are called, where the report does not say it whole."""

from __future__ import annotations

from dataclasses import replace as with_changes

from nlp_guard.records import AccountId, Order, OrderId, content_id


def account_of(name: str, order_number: str) -> AccountId:
    """Return a buyer's account; a masked name, or none, names nobody but this order's buyer.

    Example:
        >>> account_of("样例买家", "1930000000000001")
        '样例买家'
        >>> account_of("t**1", "1930000000000001"), account_of("", "7")
        ('t**1 (1930000000000001)', '? (7)')
    """
    if name and "*" not in name:
        return AccountId(name)
    return AccountId(f"{name or '?'} ({order_number})")


def with_own_name(order: Order) -> Order:
    """Return an order whose number a spreadsheet rounded, under a name of our own.

    Many orders share a rounded number. The name is made of what the row says that never
    changes, so that the same order in another export gets the same one.
    """
    said = (order.account_id, str(order.created_at), order.title, str(order.pieces))
    name = OrderId(content_id("lost", order.id, *said))
    return with_changes(order, id=name, is_id_lost=True)
