"""What a parcel weighs, by the words of its title."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from nlp_guard.records import Order, ShopFacts

_UNITS = {
    "kg": Decimal(1),
    "千克": Decimal(1),
    "公斤": Decimal(1),
    "斤": Decimal("0.5"),
    "g": Decimal("0.001"),
    "克": Decimal("0.001"),
    # A litre of what shops sell by the litre weighs about a kilogram.
    "l": Decimal(1),
    "升": Decimal(1),
    "ml": Decimal("0.001"),
    "毫升": Decimal("0.001"),
}
_WEIGHT = re.compile(
    r"(?:(?P<before>\d{1,3})\s*[瓶袋包桶盒箱支块件个]?\s*[*x×]\s*)?"
    r"(?<![\d.])(?P<n>\d+(?:\.\d+)?)\s*(?P<unit>kg|千克|公斤|斤|ml|毫升|g|克|l|升)(?![a-z])"
    r"(?:\s*[*x×]\s*(?P<after>\d{1,3}))?",
    re.IGNORECASE,
)
_NO_GRAMS = frozenset(["2", "3", "4", "5", "6", "8", "16", "32", "64", "128", "256", "512"])
"""4G is a network and 64G a memory."""
_BETWEEN_GOODS = re.compile(r"[，,;；|\n]")


@dataclass(frozen=True, slots=True)
class Weight:
    """Weight of an order.

    Args:
        kg: Of all its pieces.
        is_estimate: True where an order holds goods of different weights and the report does
            not say how many of each; the middle is taken.
    """

    kg: Decimal
    is_estimate: bool = False


def weight_of_title(title: str) -> Decimal | None:
    """Return the weight of one piece in kg, as its title states it.

    Example:
        >>> [str(weight_of_title(title)) for title in (
        ...     "洗衣液2kg*4瓶", "洗衣液4kg/桶", "皂200g×4块", "洗衣液1.5kg+袋装500g", "毛巾")]
        ['8', '4', '0.800', '2.000', 'None']
    """
    plain = unicodedata.normalize("NFKC", title)
    total = Decimal(0)
    for found in _WEIGHT.finditer(plain):
        if found["unit"] == "G" and found["n"] in _NO_GRAMS:
            continue
        times = Decimal(found["before"] or found["after"] or 1)
        total += Decimal(found["n"]) * _UNITS[found["unit"].lower()] * times
    return total or None


def weight_of_order(order: Order, facts: ShopFacts) -> Weight | None:
    """Return what an order weighs; None where neither its titles nor the shop tell."""
    titles = [title for title in _BETWEEN_GOODS.split(order.title) if title.strip()]
    pieces = [weight_of_title(title) or facts.weight_kg_per_piece for title in titles]
    known = [kg for kg in pieces if kg is not None]
    if not known or len(known) < len(titles):
        if facts.weight_kg_per_piece is None:
            return None
        known = known or [facts.weight_kg_per_piece]
    lightest, heaviest = min(known), max(known)
    if lightest == heaviest:
        return Weight(lightest * order.pieces)
    # Each article is there at least once; the other pieces may be any of them.
    spare = max(order.pieces - len(known), 0)
    once = sum(known, Decimal(0))
    return Weight(once + spare * (lightest + heaviest) / 2, is_estimate=True)
