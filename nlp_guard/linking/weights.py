"""Bits: what an agreement or a difference says about two accounts.

``m`` is the chance to see it where two accounts act together, ``u`` where they do not; the weight
is log2(m/u) (Fellegi and Sunter, JASA 64, 1969). The vocabulary and the treatment of frequent
values are those of Splink, so that its engine can take over without a change of meaning.
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
        certainty: 0..1, how far ``u`` withstands the frequency of the value in the shop: at 1
            the frequency is not looked at, at 0 it replaces ``u``.
    """

    name: str
    m: float
    u: float
    said: Phrase
    certainty: float = 1.0

    def weight_bits(self, *, holders: int = 2, accounts: int = 0) -> float:
        """Return log2(m/u), less where the shared value is common.

        Args:
            holders: Accounts that have the value, the two among them.
            accounts: Accounts in the shop; 0 leaves the frequency out.

        Example:
            >>> same = Level(name="same number", m=0.5, u=1e-6, said=Phrase(zh="", en=""),
            ...     certainty=0.5)
            >>> [round(same.weight_bits(holders=n, accounts=300), 1) for n in (2, 4, 60)]
            [18.9, 12.6, 10.2]
        """
        return math.log2(self.m / self._chance(holders, accounts))

    def _chance(self, holders: int, accounts: int) -> float:
        # The pair itself is left out of the count: two holders say nothing about frequency.
        frequency = max(holders - 2, 0) / accounts if accounts else 0.0
        if frequency <= self.u:
            return self.u
        return math.pow(self.u, self.certainty) * math.pow(frequency, 1.0 - self.certainty)

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
