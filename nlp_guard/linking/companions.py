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
        unit_of: The unit of every account that is linked to others.
        missing: Accounts of the ring still to be found, as far as can be told.
        speech_bits: What speaks for a unit besides its manner of ordering.
        find_sittings: Finds when some accounts ordered together: bursts, where there are any.
    """

    core: Sequence[AccountId]
    unit_of: Mapping[AccountId, Unit]
    missing: float
    speech_bits: Callable[[Unit], float]
    find_sittings: Callable[[Sequence[AccountId]], tuple[Burst, ...]]


def find_companions(crowd: Crowd, search: Search, least: float) -> tuple[Companion, ...]:
    """Find the units that order like a ring.

    Args:
        crowd: All buyers of the shop.
        search: The ring and what is known of it.
        least: Probability from which a unit is taken.

    Returns:
        The likeliest first.
    """
    buyers = [account for account in search.core if account in crowd.buyers]
    found: tuple[Companion, ...] = ()
    weights: dict[AccountId, float] = {}
    for _ in range(ROUNDS):
        taken = [a for companion in found for a in companion.accounts if a in crowd.buyers]
        bursts = search.find_sittings([*buyers, *taken])
        if not bursts:
            return ()
        units = _units(crowd, search, bursts)
        contrast = _contrast(crowd, buyers, weights, bursts)
        ranked = _rank(crowd, search, units, contrast, bursts)
        weights = {a: c.probability for c in ranked for a in c.accounts if a in crowd.buyers}
        now = tuple(companion for companion in ranked if companion.probability >= least)
        if now == found:
            break
        found = now
    return found


def _units(crowd: Crowd, search: Search, bursts: Sequence[Burst]) -> list[Unit]:
    """Return who ordered in the bursts, and every group: a ring may have had another sitting."""
    core = set(search.core)
    alone = {(a,) for a in crowd.present(bursts) - core if a not in search.unit_of}
    groups = {unit for unit in search.unit_of.values() if core.isdisjoint(unit)}
    return sorted(alone | groups)


def _contrast(
    crowd: Crowd,
    buyers: Sequence[AccountId],
    weights: Mapping[AccountId, float],
    bursts: Sequence[Burst],
) -> Contrast:
    """Count the manner of the ring, and that of the shop with those present in their places."""
    ring, shop = Manner(), crowd.manner
    for account, weight in (*((b, 1.0) for b in buyers), *weights.items()):
        traits = crowd.traits(account)
        ring.add(traits, traits.presence(bursts), weight)
    at_work = Manner(
        habit=shop.habit, goods=shop.goods, number=shop.number, accounts=shop.accounts
    )
    for account in crowd.present(bursts):
        at_work.presence[crowd.traits(account).presence(bursts)] += 1
    at_work.presence[NONE] = len(crowd.buyers) - at_work.presence.total()
    return Contrast(ring, at_work)


def _rank(
    crowd: Crowd,
    search: Search,
    units: Sequence[Unit],
    contrast: Contrast,
    bursts: Sequence[Burst],
) -> list[Companion]:
    """Give every unit its probability; the best candidates take the places that are left."""
    weighed = sorted((-_bits(crowd, search, unit, contrast, bursts), unit) for unit in units)
    left, ranked = search.missing, []
    for minus_bits, unit in weighed:
        share = min(max(left, _EXHAUSTED) / max(len(crowd.buyers), 1), 0.5)
        bits = max(-60.0, min(60.0, odds_bits(share) - minus_bits))
        probability = 1.0 / (1.0 + math.exp2(-bits))
        left -= probability * len(unit)
        ranked.append(Companion(unit, probability))
    return ranked


def _bits(
    crowd: Crowd, search: Search, unit: Unit, contrast: Contrast, bursts: Sequence[Burst]
) -> float:
    buyers = [crowd.traits(account) for account in unit if account in crowd.buyers]
    if not buyers:
        return search.speech_bits(unit)
    # People who are linked order alike anyway: they are not heard once for each.
    manner = fmean(contrast.bits(traits, bursts) for traits in buyers)
    return manner * min(len(buyers), _GROUP_VOICE) + search.speech_bits(unit)
