"""What is bought, and how many: the same unusual basket says something, the usual one little."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from nlp_guard.linking.baskets import Basket, basket
from nlp_guard.linking.weights import Level
from nlp_guard.records import Contribution, Phrase, Profile

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

    def __init__(self, shares: Mapping[Basket, float] | None = None) -> None:
        self._shares = shares or {}

    def fitted(self, profiles: Sequence[Profile]) -> BasketLikeness:
        """Return the comparison with the baskets that are usual in this shop."""
        buyers = [profile for profile in profiles if profile.orders]
        holders = Counter(kind for profile in buyers for kind in set(map(basket, profile.orders)))
        return BasketLikeness({k: (n + 0.5) / (len(buyers) + 1.0) for k, n in holders.items()})

    def keys(self, profile: Profile) -> Iterable[str]:
        """Return nothing: a basket alone is no reason to be compared."""
        return ()

    def compare(self, left: Profile, right: Profile) -> Contribution | None:
        """Return what the baskets say; None where one bought nothing."""
        ours = {basket(order): order for order in reversed(left.orders)}
        theirs = {basket(order): order for order in reversed(right.orders)}
        if not (ours and theirs):
            return None
        shared = min(ours.keys() & theirs.keys(), key=self._rarity, default=None)
        if shared is None:
            return OTHER.contribution(self.name)
        bits = math.log2(SAME.m / self._rarity(shared)[0])
        return SAME.contribution(
            self.name,
            weight_bits=max(-MOST_BITS, min(MOST_BITS, bits)),
            exhibits=(ours[shared].exhibit(), theirs[shared].exhibit()),
        )

    def _rarity(self, kind: Basket) -> tuple[float, Basket]:
        return self._shares.get(kind, 0.5), kind
