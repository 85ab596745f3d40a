"""From groups to clusters with members, each with a probability and its reasons."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import networkx as nx

from nlp_guard.linking.companions import Companion
from nlp_guard.linking.demands import makes_demand
from nlp_guard.records import (
    AccountId,
    Cluster,
    Exhibit,
    Link,
    Member,
    Membership,
    Phrase,
    Profile,
    content_id,
)

_REASONS = 3


def demand_probability(profile: Profile) -> float:
    """Return how surely an account makes an extortionate demand, 0..1; 0 where it makes none."""
    return max((d.verdict_probability for d in profile.detections if makes_demand(d)), default=0.0)


def claimed_size(numbers: Iterable[int]) -> int | None:
    """Return how many the ring says it is: the number named most often, then the largest.

    Example:
        >>> claimed_size([17, 17, 300]), claimed_size([]) is None
        (17, True)
    """
    named = list(numbers)
    return max(set(named), key=lambda n: (named.count(n), n), default=None)


def cluster_of(
    group: Sequence[AccountId],
    links: Sequence[Link],
    profiles: Mapping[AccountId, Profile],
    companions: Sequence[Companion],
    tied: Mapping[AccountId, float],
    match_probability: float,
) -> Cluster:
    """Describe one group.

    Args:
        group: Its accounts.
        links: The links among them.
        profiles: All accounts by id.
        companions: Those tied to the group by manner alone, already above the threshold.
        tied: The probability of their own of those whom only a household's ties hold.
        match_probability: From here an account is a member, below it is likely one.

    Returns:
        The cluster; a member's probability is that of the best chain of links to somebody who
        makes the demand (or, where nobody does, to the best connected account), and never more
        than its own.
    """
    reached = _reach(group, links, profiles)
    by_account: dict[AccountId, list[Link]] = defaultdict(list)
    for link in links:
        by_account[link.left].append(link)
        by_account[link.right].append(link)
    members = [
        _member(
            profiles[account], min(reached[account], own), by_account[account], match_probability
        )
        for account, own in ((account, tied.get(account, 1.0)) for account in group)
    ]
    members += [
        _companion(profiles[account], companion, by_account[account], tied.get(account, 1.0))
        for companion in companions
        for account in companion.accounts
    ]
    members.sort(key=lambda member: member.account_id)
    return Cluster(id=content_id("ring", *(m.account_id for m in members)), members=tuple(members))


def _reach(
    group: Sequence[AccountId], links: Iterable[Link], profiles: Mapping[AccountId, Profile]
) -> dict[AccountId, float]:
    """Return the probability of each account's best chain to one that makes the demand."""
    graph: nx.Graph[AccountId] = nx.Graph()
    graph.add_nodes_from(group)
    for link in links:
        graph.add_edge(link.left, link.right, cost=-math.log(max(link.probability, 1e-9)))
    sources = [account for account in group if demand_probability(profiles[account]) > 0.0]
    if not sources:
        sources = [max(group, key=lambda account: (graph.degree(account), account))]
    costs = nx.multi_source_dijkstra_path_length(graph, set(sources), weight="cost")
    return {account: math.exp(-costs[account]) if account in costs else 0.0 for account in group}


def _member(
    profile: Profile, reached: float, links: Sequence[Link], match_probability: float
) -> Member:
    own = demand_probability(profile)
    is_firm = own > 0.0 or reached >= match_probability
    reasons, exhibits = _why(profile, links)
    if not is_firm:
        reasons = (
            *reasons,
            Phrase(
                zh="下单的时间、次数和货物与该团伙不够相像，不足以认定",
                en="the times, number and goods of its orders are not like enough to the ring's "
                "to be sure",
            ),
        )
    return Member(
        account_id=profile.account_id,
        membership=Membership.MEMBER if is_firm else Membership.LIKELY,
        probability=own if own > 0.0 and not links else reached,
        exhibits=exhibits,
        reasons=reasons,
    )


def _why(
    profile: Profile, links: Sequence[Link]
) -> tuple[tuple[Phrase, ...], tuple[Exhibit, ...]]:
    """Return the strongest reasons, one for each kind of tie, and what shows them."""
    reasons: list[Phrase] = []
    exhibits: list[Exhibit] = []
    if demand_probability(profile) > 0.0:
        reasons.append(Phrase(zh="自己提出了索款要求", en="makes the demand itself"))
    ties = sorted(
        (
            (contribution.weight_bits, link, contribution)
            for link in links
            for contribution in link.contributions
            if contribution.weight_bits > 0.0 and contribution.note
        ),
        key=lambda tie: (-tie[0], tie[1].left, tie[1].right, tie[2].comparison),
    )
    seen: set[str] = set()
    for _, link, contribution in ties:
        if contribution.comparison in seen or contribution.note is None:
            continue
        seen.add(contribution.comparison)
        other = link.right if link.left == profile.account_id else link.left
        note = contribution.note
        reasons.append(Phrase(zh=f"与 {other}：{note.zh}", en=f"with {other}: {note.en}"))
        exhibits.extend(contribution.exhibits)
        if len(seen) == _REASONS:
            break
    return tuple(reasons), tuple(exhibits)


def _companion(
    profile: Profile, companion: Companion, links: Sequence[Link], own: float
) -> Member:
    """Describe an account that is tied to the ring by how it orders, or by what it demands."""
    reasons, exhibits = _why(profile, links)
    n_orders = len(profile.orders)
    tie = Phrase(
        zh=f"只有下单时间和货物与该团伙相像（{n_orders} 单），账号电话地址都不同",
        en=f"only the time and the goods of its orders ({n_orders}) are like the ring's; "
        "no account, telephone or address is shared with it",
    )
    return Member(
        account_id=profile.account_id,
        membership=Membership.LIKELY,
        probability=min(companion.probability, own),
        exhibits=(*exhibits, *(order.exhibit() for order in profile.orders)),
        reasons=(*reasons, tie) if n_orders else reasons,
    )
