"""Which accounts act together: the whole of linking in its order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from nlp_guard.linking.blocking import candidate_pairs
from nlp_guard.linking.bursts import find_bursts
from nlp_guard.linking.clusters import group_accounts
from nlp_guard.linking.companions import Companion, find_companions
from nlp_guard.linking.config import LinkingConfig
from nlp_guard.linking.demands import read_terms
from nlp_guard.linking.profiles import read_profiles
from nlp_guard.linking.rhythm import Rhythm
from nlp_guard.linking.rings import claimed_size, cluster_of, demand_probability
from nlp_guard.linking.weights import odds_bits, prior_bits
from nlp_guard.protocols import Comparison
from nlp_guard.records import (
    AccountId,
    Burst,
    Cluster,
    Detection,
    Judgement,
    Link,
    Network,
    Order,
    Profile,
)

_MANNER = frozenset({"timing", "basket"})
"""Comparisons of how accounts order, which by themselves make nobody a member."""
_DISMISSED = 0.05


def link(
    orders: Sequence[Order],
    detections: Sequence[Detection],
    comparisons: Sequence[Comparison],
    config: LinkingConfig,
) -> Network:
    """Find the accounts that act together.

    Args:
        orders: All orders of the shop, each once; may be none.
        detections: All conversations, as read; may be none.
        comparisons: The ways to compare two accounts.
        config: Settings.

    Returns:
        Links, clusters (a ring is one with a member whose conversation is extortion), bursts of
        the rings' orders, and who speaks in each conversation. The order of the arguments'
        elements does not matter.

    Example:
        >>> link((), (), (), LinkingConfig())
        Network(links=(), clusters=(), bursts=(), parties=(), bridges=())
    """
    profiles, parties = read_profiles(orders, detections)
    scorer = _Scorer(profiles, comparisons, config)
    judged = list(scorer.judge(candidate_pairs(profiles, scorer.comparisons, config.block_size)))
    grouping = group_accounts(judged, odds_bits(config.match_probability), scorer.manner)
    by_id = {profile.account_id: profile for profile in profiles}
    grouped = {account for group in grouping.groups for account in group}
    lone = [
        (p.account_id,) for p in profiles if p.account_id not in grouped and demand_probability(p)
    ]
    inner = _inner_links(grouping.groups, judged)
    found = _Found(by_id, scorer, config)
    for group in sorted([*grouping.groups, *lone]):
        found.add(group, inner.get(group, []))
    return Network(
        links=tuple(sorted(found.links, key=lambda edge: (edge.left, edge.right))),
        clusters=tuple(found.clusters),
        bursts=tuple(sorted(found.bursts, key=lambda burst: (burst.start, burst.end))),
        parties=parties,
        bridges=grouping.bridges,
    )


class _Scorer:
    """Weighs pairs of accounts by the fitted comparisons."""

    def __init__(
        self, profiles: Sequence[Profile], comparisons: Sequence[Comparison], config: LinkingConfig
    ) -> None:
        chosen = [c for c in comparisons if not config.comparisons or c.name in config.comparisons]
        self.comparisons = [comparison.fitted(profiles) for comparison in chosen]
        self._manners = [c for c in self.comparisons if c.name in _MANNER]
        self._profiles = profiles
        self._by_id = {profile.account_id: profile for profile in profiles}
        self._prior_bits = prior_bits(len(profiles), config.partners)
        self._match_probability = config.match_probability

    def judge(self, pairs: Iterable[tuple[int, int]]) -> Iterator[Link]:
        """Give a link for each pair."""
        for left, right in sorted(pairs):
            yield self.compare(self._profiles[left], self._profiles[right])

    def compare(self, left: Profile, right: Profile) -> Link:
        """Weigh one pair by all comparisons and judge it by the threshold."""
        if right.account_id < left.account_id:
            left, right = right, left
        said = (comparison.compare(left, right) for comparison in self.comparisons)
        link = Link(
            left=left.account_id,
            right=right.account_id,
            prior_bits=self._prior_bits,
            contributions=tuple(contribution for contribution in said if contribution),
        )
        return Link(
            left=link.left,
            right=link.right,
            prior_bits=link.prior_bits,
            contributions=link.contributions,
            judgement=self._judgement(link.probability),
            judged_by=f"probability {self._match_probability:g}",
        )

    def _judgement(self, probability: float) -> Judgement:
        if probability >= self._match_probability:
            return Judgement.MATCH
        return Judgement.NON_MATCH if probability < _DISMISSED else Judgement.UNSURE

    def manner(self, left: AccountId, right: AccountId) -> float:
        """Return the bits for two accounts ordering alike."""
        pair = self._by_id[left], self._by_id[right]
        said = (comparison.compare(*pair) for comparison in self._manners)
        return sum(contribution.weight_bits for contribution in said if contribution)


class _Found:
    """Collects clusters, their links and their bursts."""

    def __init__(
        self, profiles: Mapping[AccountId, Profile], scorer: _Scorer, config: LinkingConfig
    ) -> None:
        self.clusters: list[Cluster] = []
        self.links: list[Link] = []
        self.bursts: list[Burst] = []
        self._profiles = profiles
        self._scorer = scorer
        self._config = config

    def add(self, group: Sequence[AccountId], links: Sequence[Link]) -> None:
        """Describe one group; look for bursts and companions where it makes a demand."""
        companions: Sequence[Companion] = ()
        members = [self._profiles[account] for account in group]
        if any(map(demand_probability, members)):
            companions = self._companions(members)
        shown = [*_shown(links, self._config.shown_links), *self._ties(members, companions)]
        self.links.extend(shown)
        self.clusters.append(
            cluster_of(group, links, self._profiles, companions, self._config.match_probability)
        )

    def _companions(self, members: Sequence[Profile]) -> Sequence[Companion]:
        ring = {profile.account_id for profile in members}
        others = [p for p in self._profiles.values() if p.orders and p.account_id not in ring]
        orders = [order for profile in members for order in profile.orders]
        shop = Rhythm.of(order for profile in others for order in profile.orders)
        bursts = find_bursts(orders, shop, self._config.false_alarm)
        found = find_companions(members, others, bursts, self._missing(members))
        likely = [c for c in found if c.probability >= self._config.likely_probability]
        orders += [order for companion in likely for order in companion.orders]
        self.bursts.extend(find_bursts(orders, shop, self._config.false_alarm))
        return likely

    def _missing(self, members: Sequence[Profile]) -> float:
        """Return how many of the ring are still to be found, as far as can be told."""
        n_buyers = sum(bool(profile.orders) for profile in members)
        read = (read_terms(profile.detections) for profile in members)
        numbers = (int(v) for t in read if t for kind, v in t.terms if kind == "number")
        claimed = claimed_size(numbers)
        if claimed is not None:
            return float(claimed - n_buyers)
        share = self._config.manner_share
        return n_buyers * share / (1.0 - share)

    def _ties(self, members: Sequence[Profile], companions: Sequence[Companion]) -> Iterator[Link]:
        """Give the strongest link of each companion, which alone would not have held."""
        buyers = [profile for profile in members if profile.orders]
        for companion in companions:
            profile = self._profiles[companion.account_id]
            compared = (self._scorer.compare(profile, buyer) for buyer in buyers)
            yield max(compared, key=lambda edge: (edge.weight_bits, edge.left, edge.right))


def _inner_links(
    groups: Iterable[tuple[AccountId, ...]], links: Iterable[Link]
) -> dict[tuple[AccountId, ...], list[Link]]:
    """Return the links that lie within each group."""
    group_of = {account: group for group in groups for account in group}
    inner: dict[tuple[AccountId, ...], list[Link]] = defaultdict(list)
    for edge in links:
        group = group_of.get(edge.left)
        if group is not None and group_of.get(edge.right) == group:
            inner[group].append(edge)
    return inner


def _shown(links: Sequence[Link], most: int) -> list[Link]:
    """Return the strongest links of each account; every account keeps some."""
    ranked = sorted(links, key=lambda edge: (-edge.weight_bits, edge.left, edge.right))
    n_shown: dict[AccountId, int] = defaultdict(int)
    shown = []
    for edge in ranked:
        if edge.judgement is Judgement.MATCH and (
            n_shown[edge.left] < most or n_shown[edge.right] < most
        ):
            n_shown[edge.left] += 1
            n_shown[edge.right] += 1
            shown.append(edge)
    return shown
