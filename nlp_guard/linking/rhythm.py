"""The shop's own rhythm: when its orders come."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from nlp_guard.records import Order


def moment(order: Order) -> datetime | None:
    """Return when an order was placed, or paid where only that is known."""
    return order.created_at or order.paid_at


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The moments of a shop's orders, in order, as seconds since the epoch."""

    moments_s: tuple[float, ...] = ()

    @classmethod
    def of(cls, orders: Iterable[Order]) -> Rhythm:
        """Return the rhythm of some orders."""
        found = (moment(order) for order in orders)
        return cls(tuple(sorted(at.timestamp() for at in found if at)))

    def share(self, start_s: float, end_s: float, *, own_inside: int = 0, own: int = 0) -> float:
        """Return the share of the others' orders that came in a stretch of time, ends included.

        Args:
            start_s: Seconds since the epoch.
            end_s: Seconds since the epoch.
            own_inside: Orders in that stretch to leave out of the count.
            own: Orders to leave out in all.

        Returns:
            0..1, never quite 0: one order more is assumed to have come at any time.
        """
        inside = bisect_right(self.moments_s, end_s) - bisect_left(self.moments_s, start_s)
        others = max(len(self.moments_s) - own, 0)
        return min((max(inside - own_inside, 0) + 0.5) / (others + 1.0), 1.0)
