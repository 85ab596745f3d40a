"""Accounts tied to a ring by nothing but its manner of ordering.

Whoever ordered while the ring did is weighed: does it order like the ring, or like everybody else
in this shop? Accounts that are linked among themselves are weighed together. A ring that says how
many it is leaves only so many places to fill; the best candidates take them first. Both manners
are counted anew with the candidates' probabilities until these settle (expectation and
maximisation; Dempster, Laird and Rubin, J. R. Stat. Soc. B 39, 1977), always anchored in the
accounts that are known. The outcome is a probability of its own, and never more than *likely*.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from statistics import fmean

from nlp_guard.linking.manners import NONE, Contrast, Crowd, Manner
from nlp_guard.linking.weights import odds_bits
from nlp_guard.records import AccountId, Burst

Unit = tuple[AccountId, ...]
"""Accounts that are linked among themselves, or one account."""

ROUNDS = 6
_GROUP_VOICE = 1.5
"""How often a group is heard that is linked among itself: an office orders alike as well."""
_EXHAUSTED = 0.02
"""Places that are left although all that were claimed are filled: rings miscount."""


@dataclass(frozen=True, slots=True)
class Companion:
    """A unit that orders like a ring.

    Args:
        probability: That it belongs to the ring, 0..1.
    """

    accounts: Unit
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Where companions are looked for.

    Args:
        core: Accounts known to belong to the ring.
        apart: Accounts that are tied to the ring, and known not to belong.
        unit_of: The unit of every account that is linked to others.
        claimed: How many the ring says it is; None where it does not say.
        manner_share: Share of a ring that is tied to it by manner alone, where it does not say.
        speech_bits: What speaks for a unit besides its manner of ordering.
        find_sittings: Finds when some accounts ordered together: bursts, where there are any.
    """

    core: Sequence[AccountId]
    apart: AbstractSet[AccountId] = frozenset()
    unit_of: Mapping[AccountId, Unit]
    claimed: int | None
    manner_share: float
    speech_bits: Callable[[Unit], float]
    find_sittings: Callable[[Sequence[AccountId]], tuple[Burst, ...]]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much like a ring accounts order, as far as the ring is known.

    Args:
        crowd: All buyers of the shop.
        contrast: The ring's manner against that of everybody else.
        bursts: When the ring ordered.
        weights: What each account counts for in the ring's manner, 0..1.
    """

    crowd: Crowd
    contrast: Contrast
    bursts: Sequence[Burst]
    weights: Mapping[AccountId, float]

    @classmethod
    def of(
        cls, crowd: Crowd, weights: Mapping[AccountId, float], bursts: Sequence[Burst]
    ) -> Likeness:
        """Count the manner of a ring, and that of the shop with those present in their places."""
        ring, shop = Manner(), crowd.manner
        for account, weight in weights.items():
            traits = crowd.traits(account)
            ring.add(traits, traits.presence(bursts), weight)
        at_work = Manner(
            habit=shop.habit, goods=shop.goods, number=shop.number, accounts=shop.accounts
        )
        for account in crowd.present(bursts):
            at_work.presence[crowd.traits(account).presence(bursts)] += 1
        at_work.presence[NONE] = len(crowd.buyers) - at_work.presence.total()
        return cls(crowd, Contrast(ring, at_work), bursts, weights)

    def bits(self, unit: Unit) -> float:
        """Return what the manner of a unit says; 0 where none of it orders."""
        buyers = {a: self.crowd.traits(a) for a in unit if a in self.crowd.buyers}
        if not buyers:
            return 0.0
        own = Manner()
        for account, traits in buyers.items():
            if weight := self.weights.get(account, 0.0):
                own.add(traits, traits.presence(self.bursts), weight)
        # People who are linked order alike anyway: they are not heard once for each.
        each = (self.contrast.bits(traits, self.bursts, own) for traits in buyers.values())
        return fmean(each) * min(len(buyers), _GROUP_VOICE)


def find_companions(
    crowd: Crowd, search: Search, least: float
) -> tuple[tuple[Companion, ...], Likeness]:
    """Find the units that order like a ring.

    Args:
        crowd: All buyers of the shop.
        search: The ring and what is known of it.
        least: Probability from which a unit is taken.

    Returns:
        The units, the likeliest first, and the ring's manner with them in it.
    """
    buyers = {account: 1.0 for account in search.core if account in crowd.buyers}
    found: tuple[Companion, ...] = ()
    likeness = Likeness.of(crowd, buyers, search.find_sittings(list(buyers)))
    for _ in range(ROUNDS):
        if not likeness.bursts:
            return (), likeness
        taken = [a for companion in found for a in companion.accounts if a in crowd.buyers]
        missing = _missing(search, len(buyers), len(taken))
        weighed = [
            (likeness.bits(unit) + search.speech_bits(unit), unit)
            for unit in _units(crowd, search, likeness.bursts)
        ]
        ranked = _rank(weighed, missing, len(crowd.buyers), is_counted=search.claimed is not None)
        now = tuple(companion for companion in ranked if companion.probability >= least)
        weights = {a: c.probability for c in ranked for a in c.accounts if a in crowd.buyers}
        taken = [a for companion in now for a in companion.accounts if a in crowd.buyers]
        bursts = search.find_sittings([*buyers, *taken])
        likeness = Likeness.of(crowd, buyers | weights, bursts)
        if now == found:
            break
        found = now
    return found, likeness


def _units(crowd: Crowd, search: Search, bursts: Sequence[Burst]) -> list[Unit]:
    """Return who ordered in the bursts, and every group: a ring may have had another sitting."""
    core = {*search.core, *search.apart}
    alone = {(a,) for a in crowd.present(bursts) - core if a not in search.unit_of}
    groups = {unit for unit in search.unit_of.values() if core.isdisjoint(unit)}
    return sorted(alone | groups)


def _missing(search: Search, n_known: int, n_found: int) -> float:
    """Return how many of the ring are tied to it by manner alone, as far as can be told."""
    if search.claimed is not None:
        return float(search.claimed - n_known)
    return (n_known + n_found) * search.manner_share / (1.0 - search.manner_share)


def _rank(
    weighed: Sequence[tuple[float, Unit]], missing: float, n_buyers: int, *, is_counted: bool
) -> list[Companion]:
    """Give every unit its probability.

    Where the ring says how many it is, the best candidates take the places there are, and
    whoever comes after them has hardly any.
    """
    n_taken, ranked = 0, []
    for bits, unit in sorted(weighed, key=lambda pair: (-pair[0], pair[1])):
        places = _EXHAUSTED if is_counted and n_taken >= missing else missing
        share = min(places / max(n_buyers, 1), 0.5)
        total = max(-60.0, min(60.0, odds_bits(share) + bits))
        probability = 1.0 / (1.0 + math.exp2(-total))
        n_taken += len(unit)
        ranked.append(Companion(unit, probability))
    return ranked
