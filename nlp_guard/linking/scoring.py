"""Pairs of accounts weighed by all comparisons, and judged by the threshold."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from nlp_guard.linking.config import LinkingConfig
from nlp_guard.linking.weights import prior_bits
from nlp_guard.protocols import Comparison
from nlp_guard.records import AccountId, Judgement, Link, Profile

_MANNER = frozenset({"timing", "basket"})
"""Comparisons of how accounts order, which by themselves make nobody a member."""
_SPEECH = frozenset({"demand", "wording"})
"""Comparisons of what accounts demand."""
_DISMISSED = 0.05


class Scorer:
    """Weighs pairs of accounts by the comparisons, fitted to the shop.

    Args:
        profiles: All accounts, in order of their ids.
        comparisons: The installed ones.
        config: Which of them to use, the prior and the threshold.
    """

    def __init__(
        self, profiles: Sequence[Profile], comparisons: Sequence[Comparison], config: LinkingConfig
    ) -> None:
        chosen = [c for c in comparisons if not config.comparisons or c.name in config.comparisons]
        self.comparisons = [comparison.fitted(profiles) for comparison in chosen]
        self.profiles = profiles
        self._by_id = {profile.account_id: profile for profile in profiles}
        self._prior_bits = prior_bits(len(profiles), config.partners)
        self._match_probability = config.match_probability

    def judge(self, pairs: Iterable[tuple[int, int]]) -> Iterator[Link]:
        """Give a link for each pair of places in the profiles."""
        for left, right in sorted(pairs):
            yield self._link(self.profiles[left], self.profiles[right])

    def compare(self, left: AccountId, right: AccountId) -> Link:
        """Weigh one pair of accounts."""
        first, second = sorted((left, right))
        return self._link(self._by_id[first], self._by_id[second])

    def manner_bits(self, left: AccountId, right: AccountId) -> float:
        """Return what speaks for two accounts ordering alike."""
        return self._bits(_MANNER, left, right)

    def speech_bits(self, left: AccountId, right: AccountId) -> float:
        """Return what speaks for two accounts making one demand."""
        return self._bits(_SPEECH, left, right)

    def _bits(self, names: frozenset[str], left: AccountId, right: AccountId) -> float:
        pair = self._by_id[left], self._by_id[right]
        said = (c.compare(*pair) for c in self.comparisons if c.name in names)
        return math.fsum(contribution.weight_bits for contribution in said if contribution)

    def _link(self, left: Profile, right: Profile) -> Link:
        said = (comparison.compare(left, right) for comparison in self.comparisons)
        link = Link(
            left=left.account_id,
            right=right.account_id,
            prior_bits=self._prior_bits,
            contributions=tuple(contribution for contribution in said if contribution),
            judged_by=f"probability {self._match_probability:g}",
        )
        return replace(link, judgement=self._judgement(link.probability))

    def _judgement(self, probability: float) -> Judgement:
        if probability >= self._match_probability:
            return Judgement.MATCH
        return Judgement.NON_MATCH if probability < _DISMISSED else Judgement.UNSURE
