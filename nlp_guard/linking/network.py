"""Which accounts act together: the whole of linking in its order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property, partial

from nlp_guard.linking.blocking import candidate_pairs
from nlp_guard.linking.bursts import find_bursts, find_sittings
from nlp_guard.linking.clusters import group_accounts
from nlp_guard.linking.companions import Companion, Likeness, Search, Unit, find_companions
from nlp_guard.linking.config import LinkingConfig
from nlp_guard.linking.demands import read_terms
from nlp_guard.linking.guests import weigh_guests
from nlp_guard.linking.manners import Crowd
from nlp_guard.linking.profiles import read_profiles
from nlp_guard.linking.rhythm import Rhythm
from nlp_guard.linking.rings import claimed_size, cluster_of, demand_probability
from nlp_guard.linking.scoring import Scorer
from nlp_guard.linking.weights import odds_bits
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
    each_once,
)

_ROUNDS = 3
"""How often a ring is looked at anew after guests were taken out of it."""


def link(
    orders: Sequence[Order],
    detections: Sequence[Detection],
    comparisons: Sequence[Comparison],
    config: LinkingConfig,
) -> Network:
    """Find the accounts that act together.

    Args:
        orders: All orders of the shop; may be none.
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
    profiles, parties = read_profiles(each_once(orders), detections)
    scorer = Scorer(profiles, comparisons, config)
    judged = list(scorer.judge(candidate_pairs(profiles, scorer.comparisons, config.block_size)))
    by_id = {profile.account_id: profile for profile in profiles}
    grouping = group_accounts(
        judged, odds_bits(config.match_probability), scorer.manner_bits, partial(_claimed, by_id)
    )
    found = _Findings(profiles, grouping.groups, judged, scorer, config)
    found.describe_rings()
    found.describe_others()
    return Network(
        links=tuple(sorted(found.links, key=lambda edge: (edge.left, edge.right))),
        clusters=tuple(sorted(found.clusters, key=lambda cluster: cluster.members[0].account_id)),
        bursts=tuple(sorted(found.bursts, key=lambda burst: (burst.start, burst.end))),
        parties=parties,
        bridges=tuple(
            sorted((*grouping.bridges, *found.bridges), key=lambda edge: (edge.left, edge.right))
        ),
    )


class _Findings:
    """Collects clusters, their links and their bursts."""

    def __init__(
        self,
        profiles: Sequence[Profile],
        groups: Sequence[Unit],
        links: Sequence[Link],
        scorer: Scorer,
        config: LinkingConfig,
    ) -> None:
        self.clusters: list[Cluster] = []
        self.links: list[Link] = []
        self.bursts: list[Burst] = []
        self.bridges: list[Link] = []
        self._by_id = {profile.account_id: profile for profile in profiles}
        self._speakers = frozenset(p.account_id for p in profiles if demand_probability(p) > 0.0)
        self._unit_of = {account: group for group in groups for account in group}
        self._inner = _inner_links(groups, links)
        self._unsure = [edge for edge in links if edge.judgement is Judgement.UNSURE]
        self._scorer = scorer
        self._config = config
        self._described: set[Unit] = set()

    @cached_property
    def _crowd(self) -> Crowd:
        return Crowd.of(self._by_id.values())

    @cached_property
    def _rhythm(self) -> Rhythm:
        return Rhythm.of(order for profile in self._by_id.values() for order in profile.orders)

    def describe_rings(self) -> None:
        """Describe the groups and lone accounts that make a demand, the largest first."""
        units = {self._unit_of.get(account, (account,)) for account in self._speakers}
        for unit in sorted(units, key=lambda unit: (-len(unit), unit)):
            if unit not in self._described:
                self._describe_ring(unit)

    def describe_others(self) -> None:
        """Describe the groups that demand nothing."""
        for group in sorted(set(self._unit_of.values()) - self._described):
            self.bursts += self._bursts_of(group)
            self._add(group, (), {})

    def _describe_ring(self, core: Unit) -> None:
        apart: set[AccountId] = set()
        for _ in range(_ROUNDS):
            companions, likeness = self._companions_of(core, apart)
            tied: dict[AccountId, float] = {}
            for unit in (core, *(companion.accounts for companion in companions)):
                links = self._inner.get(unit, ())
                if links and likeness.bursts:
                    tied |= weigh_guests(unit, links, self._speakers, likeness.bits)
            out = {a for a, own in tied.items() if own < self._config.likely_probability}
            if not out:
                break
            apart |= out
            for unit in {self._unit_of[account] for account in out}:
                left = self._split(unit, out)
                core = left if unit == core else core
        self._described.update((core, *(companion.accounts for companion in companions)))
        everybody = [*core, *(a for companion in companions for a in companion.accounts)]
        self.bursts += self._bursts_of(everybody)
        self._add(core, companions, tied)

    def _companions_of(
        self, core: Unit, apart: AbstractSet[AccountId]
    ) -> tuple[list[Companion], Likeness]:
        search = Search(
            core=core,
            apart=apart,
            unit_of=self._unit_of,
            claimed=_claimed(self._by_id, core),
            manner_share=self._config.manner_share,
            speech_bits=partial(self._speech_bits, core),
            find_sittings=self._sittings_of,
        )
        likely, likeness = find_companions(self._crowd, search, self._config.likely_probability)
        by_unit = {c.accounts: c for c in (*self._by_speech(core), *likely)}
        return [c for c in by_unit.values() if c.accounts not in self._described], likeness

    def _split(self, unit: Unit, out: AbstractSet[AccountId]) -> Unit:
        """Take guests out of a unit; those who are tied to one another stay together."""
        links = self._inner.pop(unit)
        inside, outside = (
            tuple(account for account in unit if (account in out) is is_out)
            for is_out in (False, True)
        )
        for part in (inside, outside):
            own = [edge for edge in links if edge.left in part and edge.right in part]
            for account in part:
                if own:
                    self._unit_of[account] = part
                else:
                    self._unit_of.pop(account)
            if own:
                self._inner[part] = own
        self.bridges += [
            edge
            for edge in links
            if (edge.left in out) != (edge.right in out) and edge.judgement is Judgement.MATCH
        ]
        return inside

    def _add(
        self, core: Unit, companions: Sequence[Companion], tied: Mapping[AccountId, float]
    ) -> None:
        units = [core, *(companion.accounts for companion in companions)]
        links = [edge for unit in units for edge in self._inner.get(unit, ())]
        self.links += _shown(links, self._config.shown_links)
        self.links += self._ties(core, companions)
        self.clusters.append(
            cluster_of(core, links, self._by_id, companions, tied, self._config.match_probability)
        )

    def _by_speech(self, core: Unit) -> Iterator[Companion]:
        """Give the units that a link almost ties to a ring, by what they demand."""
        best: dict[Unit, float] = {}
        for edge in self._unsure:
            units = [self._unit_of.get(end, (end,)) for end in (edge.left, edge.right)]
            if units.count(core) == 1:
                units.remove(core)
                best[units[0]] = max(best.get(units[0], 0.0), edge.probability)
        for unit, probability in best.items():
            if probability >= self._config.likely_probability and self._speaks(unit):
                yield Companion(unit, probability)

    def _speaks(self, unit: Unit) -> bool:
        return any(demand_probability(self._by_id[account]) > 0.0 for account in unit)

    def _bursts_of(self, accounts: Sequence[AccountId]) -> tuple[Burst, ...]:
        orders = [order for account in accounts for order in self._by_id[account].orders]
        return find_bursts(orders, self._rhythm, self._config.false_alarm)

    def _sittings_of(self, accounts: Sequence[AccountId]) -> tuple[Burst, ...]:
        orders = [order for account in accounts for order in self._by_id[account].orders]
        return self._bursts_of(accounts) or find_sittings(orders)

    def _speech_bits(self, core: Unit, unit: Unit) -> float:
        """Return what the demands of two units say about each other; 0 where one makes none."""
        ours, theirs = (sorted(self._speakers.intersection(accounts)) for accounts in (core, unit))
        said = (self._scorer.speech_bits(one, other) for one in ours for other in theirs)
        return max(said, default=0.0)

    def _ties(self, core: Unit, companions: Sequence[Companion]) -> Iterator[Link]:
        """Give each companion's strongest link, which alone would not have held."""
        for companion in companions:
            for account in companion.accounts:
                compared = (self._scorer.compare(account, member) for member in core)
                yield max(compared, key=lambda edge: (edge.weight_bits, edge.left, edge.right))


def _claimed(by_id: Mapping[AccountId, Profile], accounts: Iterable[AccountId]) -> int | None:
    """Return how many some accounts say they are; None where none of them says."""
    talk = (by_id[account].detections for account in accounts)
    read = (read_terms(detections) for detections in talk if detections)
    return claimed_size(int(v) for t in read if t for kind, v in t.terms if kind == "number")


def _inner_links(groups: Iterable[Unit], links: Iterable[Link]) -> dict[Unit, list[Link]]:
    """Return the links that lie within each group."""
    group_of = {account: group for group in groups for account in group}
    inner: dict[Unit, list[Link]] = defaultdict(list)
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
