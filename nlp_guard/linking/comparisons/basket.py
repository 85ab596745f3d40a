"""What is bought, and how many: the same unusual basket says something, the usual one little."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from nlp_guard.linking.baskets import Basket, basket
from nlp_guard.linking.weights import Level
from nlp_guard.records import AccountId, Contribution, Order, Phrase, Profile

MOST_BITS = 3.0
SAME = Level(
    name="same basket",
    m=0.5,
    u=0.5,
    said=Phrase(zh="买的东西和数量相近", en="the same goods in like numbers"),
)
OTHER = Level(
    name="other basket",
    m=0.5,
    u=0.9,
    said=Phrase(zh="买的东西或数量不同", en="other goods or other numbers"),
)


class BasketLikeness:
    """Compares the goods that accounts buy and their numbers."""

    name = "basket"

    def __init__(
        self,
        baskets: Mapping[AccountId, Mapping[Basket, Order]] | None = None,
        shares: Mapping[Basket, float] | None = None,
    ) -> None:
        self._baskets = baskets or {}
        self._shares = shares or {}

    def fitted(self, profiles: Sequence[Profile]) -> BasketLikeness:
        """Return the comparison with the baskets that are usual in this shop."""
        baskets: dict[AccountId, dict[Basket, Order]] = {}
        holders: Counter[Basket] = Counter()
        for profile in profiles:
            mine: dict[Basket, Order] = {}
            for order in profile.orders:
                mine.setdefault(basket(order), order)
            if mine:
                baskets[profile.account_id] = mine
                holders.update(mine.keys())
        n_accounts = len(baskets)
        shares = {kind: (n + 0.5) / (n_accounts + 1.0) for kind, n in holders.items()}
        return BasketLikeness(baskets, shares)

    def keys(self, profile: Profile) -> Iterable[str]:
        """Return nothing: a basket alone is no reason to be compared."""
        return ()

    def compare(self, left: Profile, right: Profile) -> Contribution | None:
        """Return what the baskets say; None where one bought nothing."""
        ours = self._baskets.get(left.account_id)
        theirs = self._baskets.get(right.account_id)
        if not (ours and theirs):
            return None
        shared = min(
            ours.keys() & theirs.keys(), key=lambda kind: (self._shares[kind], kind), default=None
        )
        if shared is None:
            return OTHER.contribution(self.name)
        bits = math.log2(SAME.m / self._shares[shared])
        return SAME.contribution(
            self.name,
            weight_bits=max(-MOST_BITS, min(MOST_BITS, bits)),
            exhibits=(ours[shared].exhibit(), theirs[shared].exhibit()),
        )
