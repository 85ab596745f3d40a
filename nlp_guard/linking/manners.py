"""How a ring orders, and how everybody else does: counted in the shop's own orders.

A manner is what can be counted of an account: whether it ordered in the ring's bursts only, how
often, which goods, how many. Each is smoothed towards the shop's own manner, so that a ring of
three known accounts does not stand for more than it shows.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from nlp_guard.linking.baskets import Basket, basket
from nlp_guard.linking.rhythm import moment
from nlp_guard.records import AccountId, Burst, Profile

MARGIN_S = 300.0
"""An order this soon before or after a burst counts to it."""
SMOOTHING = 1.0
"""Accounts (or orders) of the shop's manner that are mixed into what is seen of a ring."""
MANY_ORDERS = 4
"""From here on more orders say no more."""

ALL, SOME, NONE = "all", "some", "none"


@dataclass(frozen=True, slots=True)
class Traits:
    """What can be counted of one buyer.

    Args:
        moments_s: Of its orders, in seconds since the epoch.
        baskets: Of its orders, in the same order.
    """

    moments_s: tuple[float, ...]
    baskets: tuple[Basket, ...]

    @property
    def habit(self) -> int:
        """Number of orders, up to the number from which more say no more."""
        return min(len(self.baskets), MANY_ORDERS)

    def presence(self, bursts: Sequence[Burst]) -> str:
        """Tell whether all, some or none of the orders lie in the bursts."""
        inside = len(self.inside(bursts))
        return NONE if not inside else ALL if inside == len(self.moments_s) else SOME

    def inside(self, bursts: Sequence[Burst]) -> list[Basket]:
        """Return the baskets ordered in the bursts."""
        return [
            kind
            for at_s, kind in zip(self.moments_s, self.baskets, strict=True)
            if any(_start(burst) <= at_s <= _end(burst) for burst in bursts)
        ]


@dataclass(frozen=True, slots=True)
class Crowd:
    """All buyers of a shop, made countable once.

    Args:
        buyers: Accounts with orders.
        moments_s: Every order's moment, in seconds since the epoch, in order.
        by_moment: Who placed the order of that moment.
        manner: Of all buyers together.
    """

    buyers: Mapping[AccountId, Profile]
    moments_s: tuple[float, ...]
    by_moment: tuple[AccountId, ...]
    manner: Manner

    @classmethod
    def of(cls, profiles: Iterable[Profile]) -> Crowd:
        """Count the buyers of a shop."""
        buyers = {profile.account_id: profile for profile in profiles if profile.orders}
        placed: list[tuple[float, AccountId]] = []
        manner = Manner()
        for account, profile in buyers.items():
            traits = _traits(profile)
            manner.add(traits, NONE, 1.0)
            placed.extend((at_s, account) for at_s in traits.moments_s)
        placed.sort()
        return cls(buyers, tuple(at for at, _ in placed), tuple(a for _, a in placed), manner)

    def traits(self, account: AccountId) -> Traits:
        """Return what can be counted of a buyer."""
        return _traits(self.buyers[account])

    def present(self, bursts: Sequence[Burst]) -> set[AccountId]:
        """Return the buyers with an order in one of the bursts."""
        found: set[AccountId] = set()
        for burst in bursts:
            first = bisect_left(self.moments_s, _start(burst))
            last = bisect_right(self.moments_s, _end(burst))
            found.update(self.by_moment[first:last])
        return found


@dataclass(slots=True)
class Manner:
    """Weighted counts of traits; weights are probabilities of belonging."""

    presence: Counter[str] = field(default_factory=Counter)
    habit: Counter[int] = field(default_factory=Counter)
    goods: Counter[str] = field(default_factory=Counter)
    number: Counter[int] = field(default_factory=Counter)
    accounts: float = 0.0
    orders: float = 0.0

    def add(self, traits: Traits, presence: str, weight: float) -> None:
        """Count one buyer with a weight."""
        self.accounts += weight
        self.presence[presence] += weight  # type: ignore[assignment]
        self.habit[traits.habit] += weight  # type: ignore[assignment]
        share = weight / max(len(traits.baskets), 1)
        for goods, number in traits.baskets:
            self.goods[goods] += share  # type: ignore[assignment]
            self.number[number] += share  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Contrast:
    """A ring's manner against that of everybody else."""

    ring: Manner
    shop: Manner

    def bits(self, traits: Traits, bursts: Sequence[Burst], own: Manner) -> float:
        """Return what speaks for an account being of the ring, in bits.

        Args:
            traits: Of the account.
            bursts: When the ring ordered.
            own: What of the ring's manner was counted from the account itself, and from those it
                is linked to: nobody is like the ring for being like himself.
        """
        told = traits.inside(bursts) or traits.baskets
        total = self._bits("presence", traits.presence(bursts), own)
        total += self._bits("habit", traits.habit, own)
        # Orders of one account are alike: nine are heard three times, not nine.
        baskets = (self._bits("goods", g, own) + self._bits("number", n, own) for g, n in told)
        return total + math.fsum(baskets) / math.sqrt(len(told))

    def _bits(self, trait: str, kind: str | int, own: Manner) -> float:
        of_ring, of_shop, of_own = (
            getattr(manner, trait)[kind] for manner in (self.ring, self.shop, own)
        )
        rest = max(of_shop - of_ring, 0.0)
        usual = (rest + 0.5) / (self.shop.accounts - self.ring.accounts + 1.0)
        n_others = max(self.ring.accounts - own.accounts, 0.0)
        seen = (max(of_ring - of_own, 0.0) + SMOOTHING * usual) / (n_others + SMOOTHING)
        return math.log2(seen / usual)


def _traits(profile: Profile) -> Traits:
    timed = [(at.timestamp() if (at := moment(o)) else 0.0, basket(o)) for o in profile.orders]
    return Traits(tuple(at_s for at_s, _ in timed), tuple(kind for _, kind in timed))


def _start(burst: Burst) -> float:
    return burst.start.timestamp() - MARGIN_S


def _end(burst: Burst) -> float:
    return burst.end.timestamp() + MARGIN_S
