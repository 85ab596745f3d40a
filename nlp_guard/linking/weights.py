"""Bits: what an agreement or a difference says about two accounts.

``m`` is the chance to see it where two accounts act together, ``u`` where they do not; the weight
is log2(m/u) (Fellegi and Sunter, JASA 64, 1969). Levels, m, u, match weight and prior mean
what they mean in Splink.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from nlp_guard.records import Contribution, Exhibit, Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One of the ordered levels of a comparison.

    Args:
        name: What holds.
        m: Chance of it where two accounts act together.
        u: Chance of it where they do not.
        said: The same for people; ``{}`` takes what is shared.
        crowding: How fast a shared value loses weight with the number of accounts that have it.
    """

    name: str
    m: float
    u: float
    said: Phrase
    crowding: float = 0.0

    def weight_bits(self, holders: int = 2) -> float:
        """Return log2(m/u), less where many have the shared value.

        What two have in common is theirs; what sixty have in common is a pick-up point, a
        forwarder, a dormitory. So u grows with a power of the other holders.

        Args:
            holders: Accounts that have the value, the two among them.

        Example:
            >>> same = Level(name="same number", m=0.3, u=1e-9, crowding=3.0,
            ...     said=Phrase(zh="同一电话 {}", en="same number {}"))
            >>> [round(same.weight_bits(n), 1) for n in (2, 4, 17, 60)]
            [28.2, 23.4, 16.2, 10.5]
        """
        chance = min(self.u * math.pow(max(holders - 1, 1), self.crowding), 1.0)
        return math.log2(self.m / chance)

    def contribution(
        self,
        comparison: str,
        *,
        weight_bits: float | None = None,
        exhibits: Sequence[Exhibit] = (),
        shared: str = "",
    ) -> Contribution:
        """Return what the level says about a pair.

        Args:
            comparison: Name of the comparison.
            weight_bits: Instead of log2(m/u), where it depends on the value.
            exhibits: The records that show it.
            shared: What is shared, for people.
        """
        return Contribution(
            comparison=comparison,
            level=self.name,
            weight_bits=math.log2(self.m / self.u) if weight_bits is None else weight_bits,
            exhibits=tuple(exhibits),
            note=Phrase(zh=self.said.zh.format(shared), en=self.said.en.format(shared)),
        )


def prior_bits(accounts: int, partners: float) -> float:
    """Return log2 of the odds that two accounts drawn at random act together.

    Args:
        accounts: In the shop.
        partners: Others that act with an account, on average.

    Example:
        >>> round(prior_bits(351, 0.5), 1), round(prior_bits(600_000, 0.5), 1)
        (-9.4, -20.2)
    """
    chance = min(0.5, partners / max(accounts - 1, 1))
    return math.log2(chance / (1.0 - chance))


def odds_bits(probability: float) -> float:
    """Return the probability as log2 odds.

    Example:
        >>> round(odds_bits(0.95), 2)
        4.25
    """
    return math.log2(probability / (1.0 - probability))
