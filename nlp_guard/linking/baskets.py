"""Baskets made comparable: the goods, and the number on a scale of doublings."""

from __future__ import annotations

import math
import re
from functools import lru_cache

from nlp_guard.records import Order

Basket = tuple[str, int]
"""Goods (titles in one order, sorted) and the power of two nearest to the number of pieces."""

_BETWEEN_GOODS = re.compile(r"[，,;；|\n]")


def basket(order: Order) -> Basket:
    """Return what an order holds, roughly."""
    return _goods(order.title), number_class(order.pieces)


@lru_cache(maxsize=1 << 16)
def _goods(title: str) -> str:
    return "，".join(sorted({p.strip().casefold() for p in _BETWEEN_GOODS.split(title)} - {""}))


def number_class(pieces: int) -> int:
    """Return the power of two nearest to a number of pieces.

    Example:
        >>> [number_class(n) for n in (0, 1, 2, 3, 6, 7, 12, 80)]
        [0, 0, 1, 2, 3, 3, 4, 6]
    """
    return round(math.log2(max(pieces, 1)))
