"""Orders placed at the same time, as far as the shop's rhythm does not explain it.

In the minute a sale opens, everybody orders at the same time, and it says nothing; at a quiet
hour it says something, and twice more than once. It never says enough by itself.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from nlp_guard.linking.rhythm import Rhythm, moment
from nlp_guard.linking.weights import Level
from nlp_guard.records import Contribution, Order, Phrase, Profile

NEAR_S = 600.0
"""Orders this close were placed at the same time: accounts are worked through one by one."""
DAY_S = 86_400.0
MOST_BITS = 4.0

REPEATEDLY = Level(
    name="repeatedly at the same time",
    m=0.4,
    u=0.4,
    said=Phrase(zh="多次同时下单", en="ordered at the same time more than once"),
)
ONCE = Level(
    name="once at the same time",
    m=0.3,
    u=0.3,
    said=Phrase(zh="曾同时下单", en="ordered at the same time once"),
)
SAME_DAY = Level(
    name="same day",
    m=0.25,
    u=0.5,
    said=Phrase(zh="同日下单，不同时", en="ordered on the same day, not at the same time"),
)
OTHER_DAYS = Level(
    name="other days",
    m=0.05,
    u=0.5,
    said=Phrase(zh="从未在同一天下单", en="never ordered within a day of each other"),
)


class Timing:
    """Compares the moments at which accounts order."""

    name = "timing"

    def __init__(self, rhythm: Rhythm | None = None) -> None:
        self._rhythm = rhythm or Rhythm()

    def fitted(self, profiles: Sequence[Profile]) -> Timing:
        """Return the comparison with this shop's rhythm."""
        return Timing(Rhythm.of(order for profile in profiles for order in profile.orders))

    def keys(self, profile: Profile) -> Iterable[str]:
        """Return nothing: time alone is no reason to be compared."""
        return ()

    def compare(self, left: Profile, right: Profile) -> Contribution | None:
        """Return what the moments say; None where one has no order with a time."""
        ours, theirs = _moments(left), _moments(right)
        if not (ours and theirs):
            return None
        near = _near(ours, theirs, NEAR_S)
        if near:
            return self._together(near, ours, theirs)
        level = SAME_DAY if _near(ours, theirs, DAY_S) else OTHER_DAYS
        return level.contribution(self.name)

    def _together(
        self,
        near: Sequence[tuple[Order, Order]],
        ours: Sequence[tuple[float, Order]],
        theirs: Sequence[tuple[float, Order]],
    ) -> Contribution:
        """Weigh coincidences against those that chance would bring (a Poisson count)."""
        expected = (self._expected(ours, theirs) + self._expected(theirs, ours)) / 2.0
        n_times = min(len(near), len(_near(theirs, ours, NEAR_S)))
        none, once = math.exp(-expected), expected * math.exp(-expected)
        level, chance = (REPEATEDLY, 1.0 - none - once) if n_times > 1 else (ONCE, once)
        bits = math.log2(level.m / max(chance, 1e-6))
        first = near[0]
        return level.contribution(
            self.name,
            weight_bits=max(-MOST_BITS, min(MOST_BITS, bits)),
            exhibits=(first[0].exhibit(), first[1].exhibit()),
        )

    def _expected(
        self, ours: Sequence[tuple[float, Order]], theirs: Sequence[tuple[float, Order]]
    ) -> float:
        """Return how many of our orders would have one of theirs near them by chance."""
        shares = (self._rhythm.share(at_s - NEAR_S, at_s + NEAR_S) for at_s, _ in ours)
        return len(theirs) * math.fsum(shares)


def _moments(profile: Profile) -> tuple[tuple[float, Order], ...]:
    timed = ((moment(order), order) for order in profile.orders)
    return tuple(sorted(((at.timestamp(), o) for at, o in timed if at), key=lambda t: t[0]))


def _near(
    ours: Sequence[tuple[float, Order]], theirs: Sequence[tuple[float, Order]], within_s: float
) -> list[tuple[Order, Order]]:
    """Pair each of our orders with the nearest of theirs inside the stretch."""
    times = [at_s for at_s, _ in theirs]
    pairs = []
    for at_s, order in ours:
        low, high = bisect_left(times, at_s - within_s), bisect_right(times, at_s + within_s)
        if low < high:
            nearest = min(range(low, high), key=lambda i: abs(times[i] - at_s))
            pairs.append((order, theirs[nearest][1]))
    return pairs
