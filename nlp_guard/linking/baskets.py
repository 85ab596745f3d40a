"""Baskets made comparable: the goods, and the number on a scale of doublings."""

from __future__ import annotations

import math
import re

from nlp_guard.records import Order

Basket = tuple[str, int]
"""Goods (titles in one order, sorted) and the power of two nearest to the number of pieces."""

_BETWEEN_GOODS = re.compile(r"[，,;；|\n]")


def basket(order: Order) -> Basket:
    """Return what an order holds, roughly."""
    goods = sorted({part.strip().casefold() for part in _BETWEEN_GOODS.split(order.title)} - {""})
    return "，".join(goods), number_class(order.pieces)


def number_class(pieces: int) -> int:
    """Return the power of two nearest to a number of pieces.

    Example:
        >>> [number_class(n) for n in (0, 1, 2, 3, 6, 7, 12, 80)]
        [0, 0, 1, 2, 3, 3, 4, 6]
    """
    return round(math.log2(max(pieces, 1)))
