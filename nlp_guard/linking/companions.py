"""Accounts tied to a ring by nothing but its manner of ordering.

Whoever ordered while the ring did is weighed: does it order like the ring (when, how often, which
goods, how many), or like everybody else in this shop? Both manners are counted in the shop's own
orders. A ring that says how many it is leaves only so many places to fill; the best candidates
take them first. The outcome is a probability of its own, and never more than *likely*.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from statistics import fmean

from nlp_guard.linking.baskets import basket
from nlp_guard.linking.rhythm import moment
from nlp_guard.linking.weights import odds_bits
from nlp_guard.records import AccountId, Burst, Order, Profile

MARGIN_S = 60.0
"""An order this soon before or after a burst counts to it."""
SMOOTHING = 2.0
"""Orders by the shop's manner that are mixed into what is seen of the ring's."""
MANY_ORDERS = 4
_EXHAUSTED = 0.02
"""Places that are left although all that were claimed are filled: rings miscount."""


@dataclass(frozen=True, slots=True)
class Companion:
    """An account that orders like a ring.

    Args:
        probability: That it belongs to the ring, 0..1.
        orders: Those that speak for it.
    """

    account_id: AccountId
    probability: float
    orders: tuple[Order, ...]


@dataclass(frozen=True, slots=True)
class _Manner:
    """How often something is seen with some accounts, smoothed towards the shop's manner."""

    counts: Counter[Hashable]
    total: float
    background: _Manner | None = None

    def share(self, kind: Hashable) -> float:
        if self.background is None:
            return (self.counts[kind] + 0.5) / (self.total + 1.0)
        usual = self.background.share(kind)
        return (self.counts[kind] + SMOOTHING * usual) / (self.total + SMOOTHING)


def find_companions(
    ring: Sequence[Profile], others: Sequence[Profile], bursts: Sequence[Burst], missing: float
) -> tuple[Companion, ...]:
    """Find the accounts that order like a ring.

    Args:
        ring: Accounts known to belong to it.
        others: All other buyers of the shop.
        bursts: Of the ring's orders.
        missing: Accounts of the ring still to be found, as far as can be told.

    Returns:
        Everybody who ordered in a burst, the likeliest first.
    """
    buyers = [profile for profile in ring if profile.orders]
    present = [p for p in others if any(_is_in(order, bursts) for order in p.orders)]
    if len(buyers) < 3 or not present:
        return ()
    weights = _weigh(buyers, others, present, bursts)
    ranked = sorted(zip(weights, present, strict=True), key=lambda t: (-t[0], t[1].account_id))
    found, left = [], missing
    for bits, profile in ranked:
        share = min(max(left, _EXHAUSTED) / len(others), 0.5)
        probability = 1.0 / (1.0 + math.exp2(-max(-60.0, min(60.0, bits + odds_bits(share)))))
        left -= probability
        orders = tuple(order for order in profile.orders if _is_in(order, bursts))
        found.append(Companion(profile.account_id, probability, orders))
    return tuple(found)


def _weigh(
    buyers: Sequence[Profile],
    others: Sequence[Profile],
    present: Sequence[Profile],
    bursts: Sequence[Burst],
) -> list[float]:
    """Return, for each account present, the bits that speak for the ring's manner."""
    presence = _manners(buyers, others, lambda p: [_presence(p, bursts)])
    habit = _manners(buyers, others, lambda p: [min(len(p.orders), MANY_ORDERS)])
    goods = _manners(buyers, others, lambda p: [basket(o)[0] for o in p.orders])
    number = _manners(buyers, others, lambda p: [basket(o)[1] for o in p.orders])
    weights = []
    for profile in present:
        baskets = [basket(order) for order in profile.orders if _is_in(order, bursts)]
        weights.append(
            _bits(presence, _presence(profile, bursts))
            + _bits(habit, min(len(profile.orders), MANY_ORDERS))
            # Orders of one account are alike: they are heard once, not each.
            + fmean(_bits(goods, kind) + _bits(number, n) for kind, n in baskets)
        )
    return weights


def _manners(
    buyers: Sequence[Profile],
    others: Sequence[Profile],
    read: Callable[[Profile], Sequence[Hashable]],
) -> tuple[_Manner, _Manner]:
    """Count what is seen with the ring and with everybody else."""
    usual = Counter(kind for profile in others for kind in read(profile))
    rings = Counter(kind for profile in buyers for kind in read(profile))
    background = _Manner(usual, usual.total())
    return _Manner(rings, rings.total(), background), background


def _bits(manners: tuple[_Manner, _Manner], kind: Hashable) -> float:
    ring, shop = manners
    return math.log2(ring.share(kind) / shop.share(kind))


def _presence(profile: Profile, bursts: Sequence[Burst]) -> str:
    inside = sum(_is_in(order, bursts) for order in profile.orders)
    return "all" if inside == len(profile.orders) else "some" if inside else "none"


def _is_in(order: Order, bursts: Sequence[Burst]) -> bool:
    at = moment(order)
    return at is not None and any(
        burst.start.timestamp() - MARGIN_S <= at.timestamp() <= burst.end.timestamp() + MARGIN_S
        for burst in bursts
    )
