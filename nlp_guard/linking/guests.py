"""Who shares a door or a number with one of a ring, and orders like somebody else.

A flatmate, a parent, a colleague who lent a telephone: the tie is true, and says nothing about the
demand. Nobody needs such an account to be tied to the ring; its own ties are what a household
shares, and its manner of ordering speaks against the ring's. It is left out, and what tied it is
kept as bridges for people to look at. Whoever orders like the ring, speaks, or is named as a
payee, stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import islice
from statistics import fmean, median

import networkx as nx

from nlp_guard.linking.clusters import GROUP, Grouping
from nlp_guard.records import AccountId, Judgement, Link

UNLIKE_BITS = -0.7
"""Mean bits below which an account's manner speaks against the ring's. On invented shops
(tests/bench/linking.py) most flatmates had −1.8 to −0.7, members of the ring −0.3 and more."""
APART_BITS = 1.0
"""By how much it must be less alike than the ring's accounts are among themselves."""
_OF_A_HOUSEHOLD = frozenset({"phone", "address", "payer", "receiver", "timing", "basket"})
"""What people share who do nothing else together."""
_SAMPLED = 30


def without_guests(
    grouping: Grouping,
    links: Iterable[Link],
    speakers: AbstractSet[AccountId],
    manner: Callable[[AccountId, AccountId], float],
) -> Grouping:
    """Take the guests out of the groups that make a demand.

    Args:
        grouping: As the links alone give it.
        links: Judged pairs.
        speakers: Accounts that make a demand.
        manner: How alike two accounts order, in bits.

    Returns:
        The grouping; what tied the guests is among its bridges.
    """
    rings = [group for group in grouping.groups if len(group) > GROUP and speakers & set(group)]
    ring_of = {account: ring for ring in rings for account in ring}
    ties: dict[tuple[AccountId, ...], list[Link]] = {ring: [] for ring in rings}
    for link in links:
        ring = ring_of.get(link.left)
        if link.judgement is Judgement.MATCH and ring and ring_of.get(link.right) == ring:
            ties[ring].append(link)
    groups = [group for group in grouping.groups if group not in ties]
    bridges = list(grouping.bridges)
    for ring, own in ties.items():
        guests = list(_guests(ring, own, speakers, manner))
        out = frozenset[AccountId]().union(*guests)
        groups += [tuple(account for account in ring if account not in out)]
        groups += [tuple(sorted(side)) for side in guests if len(side) > 1]
        bridges += [link for link in own if (link.left in out) != (link.right in out)]
    return replace(
        grouping,
        groups=tuple(sorted(groups)),
        bridges=tuple(sorted(bridges, key=lambda link: (link.left, link.right))),
    )


def _guests(
    ring: Sequence[AccountId],
    ties: Sequence[Link],
    speakers: AbstractSet[AccountId],
    manner: Callable[[AccountId, AccountId], float],
) -> Iterator[frozenset[AccountId]]:
    graph: nx.Graph[AccountId] = nx.Graph()
    graph.add_nodes_from(ring)
    graph.add_edges_from((link.left, link.right) for link in ties)
    telling = {
        end for link in ties if not _is_of_a_household(link) for end in (link.left, link.right)
    }
    # A ring that makes most of a shop's orders is that shop's rhythm, and its own members seem to
    # order unlike one another: a guest is less alike than they are among themselves.
    usual = median(_likeness([one], [o for o in ring if o != one], manner) for one in ring)
    least = min(UNLIKE_BITS, usual - APART_BITS)
    seen: set[frozenset[AccountId]] = set()
    for away in _loose_ends(graph):
        others = [account for account in ring if account not in away]
        is_told = bool(away & (speakers | telling)) or away in seen
        if not is_told and _likeness(sorted(away), others, manner) < least:
            seen.add(away)
            yield away


def _loose_ends(graph: nx.Graph[AccountId]) -> Iterator[frozenset[AccountId]]:
    """Give the accounts, and the pairs on one joint, without whom the rest stays in one piece."""
    joints = sorted(nx.articulation_points(graph))
    yield from (frozenset({account}) for account in sorted(set(graph) - set(joints)))
    for joint in joints:
        rest = graph.subgraph(set(graph) - {joint})
        for side in sorted(map(sorted, nx.connected_components(rest))):
            if 1 < len(side) < GROUP:
                yield frozenset(side)


def _is_of_a_household(link: Link) -> bool:
    return all(c.comparison in _OF_A_HOUSEHOLD for c in link.contributions if c.weight_bits > 0.0)


def _likeness(
    side: Sequence[AccountId],
    others: Sequence[AccountId],
    manner: Callable[[AccountId, AccountId], float],
) -> float:
    return fmean(manner(one, other) for one in side for other in islice(others, _SAMPLED))
