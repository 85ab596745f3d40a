"""Bursts: a ring's orders closer together than the shop's own rhythm would put them.

The clock is bent until the shop's other orders come evenly: in the minute a sale opens it runs
fast, at night it stands. On that clock orders that merely follow the shop's rhythm lie evenly, and
a rush of everybody is no burst. The test is a scan statistic (Naus, JASA 60, 1965; Kulldorff,
Commun. Stat. 26, 1997) on the ring's orders, the chance corrected for the number of stretches that
were looked at. Orders with no long pause between them are one sitting, and have at most one burst.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from nlp_guard.linking.rhythm import Rhythm, moment
from nlp_guard.records import Burst, Order

QUIET_S = 900.0
"""A longer pause ends a sitting."""
FEWEST = 3


@dataclass(frozen=True, slots=True)
class _Stretch:
    first: int
    last: int
    share: float
    surprise_bits: float


def find_bursts(orders: Sequence[Order], shop: Rhythm, false_alarm: float) -> tuple[Burst, ...]:
    """Find the bursts of some accounts' orders.

    Args:
        orders: Orders of the accounts in question.
        shop: Rhythm of all the shop's orders, these among them.
        false_alarm: Chance of any burst at all where the orders follow the shop's rhythm.

    Returns:
        In order of time.
    """
    timed = _timed(orders)
    least_bits = -math.log2(false_alarm)
    found: list[Burst] = []
    for sitting in _sittings(timed):
        best = _widest(sitting, len(timed), shop, least_bits)
        if best is not None:
            found.append(_burst(sitting[best.first : best.last + 1], best, len(timed)))
    return tuple(found)


def find_sittings(orders: Sequence[Order]) -> tuple[Burst, ...]:
    """Return every stretch in which several of the orders follow one another, burst or not.

    A ring that makes most of a shop's orders is that shop's rhythm, and shows no burst in it.
    """
    sittings = (sitting for sitting in _sittings(_timed(orders)) if len(sitting) > 1)
    return tuple(
        _burst(sitting, _Stretch(0, len(sitting) - 1, 0.0, 0.0), 0) for sitting in sittings
    )


def _timed(orders: Sequence[Order]) -> list[tuple[float, Order]]:
    return sorted(
        ((at.timestamp(), order) for order in orders if (at := moment(order))),
        key=lambda pair: (pair[0], pair[1].id),
    )


def _sittings(
    timed: Sequence[tuple[float, Order]],
) -> list[list[tuple[float, Order]]]:
    """Split orders where a long pause lies between them."""
    sittings: list[list[tuple[float, Order]]] = []
    for at_s, order in timed:
        if sittings and at_s - sittings[-1][-1][0] <= QUIET_S:
            sittings[-1].append((at_s, order))
        else:
            sittings.append([(at_s, order)])
    return sittings


def _widest(
    sitting: Sequence[tuple[float, Order]], n_orders: int, shop: Rhythm, least_bits: float
) -> _Stretch | None:
    """Return the stretch of a sitting with the most orders that chance still does not explain."""
    n_stretches = n_orders * (n_orders - 1) / 2 or 1.0
    for n_in in range(len(sitting), FEWEST - 1, -1):
        stretches = []
        for first in range(len(sitting) - n_in + 1):
            start_s, end_s = sitting[first][0], sitting[first + n_in - 1][0]
            share = shop.share(start_s, end_s, own_inside=n_in, own=n_orders)
            surprise = -_log2_tail(n_in, n_orders, share) - math.log2(n_stretches)
            stretches.append(_Stretch(first, first + n_in - 1, share, surprise))
        best = max(stretches, key=lambda stretch: stretch.surprise_bits)
        if best.surprise_bits >= least_bits:
            return best
    return None


def _log2_tail(n_in: int, n_orders: int, share: float) -> float:
    """Bound log2 of the chance of at least so many successes (Chernoff; Hoeffding 1963)."""
    part = n_in / n_orders
    if part <= share:
        return 0.0
    divergence = part * math.log2(part / share)
    if part < 1.0:
        divergence += (1.0 - part) * math.log2((1.0 - part) / (1.0 - share))
    return -n_orders * divergence


def _burst(stretch: Sequence[tuple[float, Order]], best: _Stretch, n_orders: int) -> Burst:
    orders = [order for _, order in stretch]
    times = [at for order in orders if (at := order.paid_at or order.created_at)]
    return Burst(
        start=min(times),
        end=max(times),
        order_ids=tuple(order.id for order in orders),
        account_ids=tuple(sorted({order.account_id for order in orders})),
        expected=n_orders * best.share,
        surprise_bits=best.surprise_bits,
    )
