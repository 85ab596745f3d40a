"""Groups that withstand one false link, and one false account.

Connected components fall to a single wrong edge: a recycled number joins a ring and an office.
Here a component is cut where all that holds two groups of it together goes through one account
(an articulation point), unless the two also order alike. Who is more than its own speakers say it
is must order more alike than that, or those among it who say nothing are cut off. The links that
are cut are kept as bridges, for people to look at.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, product
from statistics import fmean

import networkx as nx

from nlp_guard.records import AccountId, Link

Manner = Callable[[AccountId, AccountId], float]
"""Bits for two accounts ordering alike (time and basket); negative against."""

Claim = Callable[[Iterable[AccountId]], int | None]
"""How many some accounts say they are; None where none of them says."""

GROUP = 3
"""From this size on a side is a group of its own, which one account does not draw in."""
ALIKE_BITS = 0.7
"""Mean bits from which two sides order alike. On invented shops (tests/bench/linking.py) parts of
one ring had 0.6 to 4.2, a ring and an office −1.9 to 0.6; what is cut wrongly is found again by
its manner of ordering, and listed as likely."""
CROWDED_BITS = 1.5
"""The same where the two sides together are more than they say: between the mean bits of an office
that happened to order while a ring did (0.8 to 1.4, once 2.9) and those of parts of one ring."""
_SAMPLED_PAIRS = 60


def _no_claim(accounts: Iterable[AccountId]) -> int | None:
    """Say nothing."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """Accounts taken together.

    Args:
        groups: Each in order of ids; accounts without a link are left out.
        bridges: Links that were not followed.
    """

    groups: tuple[tuple[AccountId, ...], ...] = ()
    bridges: tuple[Link, ...] = ()


def group_accounts(
    links: Iterable[Link], least_bits: float, manner: Manner, claim: Claim = _no_claim
) -> Grouping:
    """Group accounts by their links.

    Args:
        links: Judged pairs, in any order; the result does not depend on it.
        least_bits: Weight from which a link counts.
        manner: How alike two accounts order.
        claim: How many accounts say they are.

    Returns:
        The groups and the bridges between them.
    """
    strong = {(e.left, e.right): e for e in links if e.weight_bits >= least_bits}
    graph: nx.Graph[AccountId] = nx.Graph()
    for left, right in sorted(strong):
        graph.add_edge(left, right, bits=strong[left, right].weight_bits)
    groups: list[tuple[AccountId, ...]] = []
    open_parts = [frozenset(part) for part in nx.connected_components(graph)]
    while open_parts:
        part = graph.subgraph(open_parts.pop())
        split = _weakest_joint(part, manner, claim)
        if split is None:
            groups.append(tuple(sorted(part)))
        else:
            open_parts += split
    group_of = {account: group for group in groups for account in group}
    return Grouping(
        groups=tuple(sorted(group for group in groups if len(group) > 1)),
        bridges=tuple(
            strong[pair] for pair in sorted(strong) if group_of[pair[0]] != group_of[pair[1]]
        ),
    )


_Split = tuple[frozenset[AccountId], frozenset[AccountId]]


def _weakest_joint(part: nx.Graph[AccountId], manner: Manner, claim: Claim) -> _Split | None:
    """Return the two sides of the joint whose sides order least alike; None where all hold."""
    if len(part) < 2 * GROUP:
        return None
    claimed = claim(part)
    is_crowded = claimed is not None and len(part) > claimed

    def excess_bits(split: _Split) -> float:
        has_silent_side = is_crowded and None in map(claim, split)
        return _manner_of(split, manner) - (CROWDED_BITS if has_silent_side else ALIKE_BITS)

    splits = ((excess_bits(split), sorted(split[0]), split) for split in _splits(part))
    weakest = min(splits, key=lambda found: found[:2], default=None)
    return None if weakest is None or weakest[0] > 0.0 else weakest[2]


def _splits(part: nx.Graph[AccountId]) -> Iterator[_Split]:
    """Give every way to take a part in two at one account, both sides being groups."""
    everybody = frozenset(part)
    for joint in sorted(nx.articulation_points(part)):
        rest = part.subgraph(everybody - {joint})
        sides = sorted(map(sorted, nx.connected_components(rest)))
        # The account itself stays where its ties are strongest.
        home = max(sides, key=lambda side: (_tie_bits(part, joint, side), side))
        for side in sides:
            away = frozenset(side)
            if side is not home and len(away) >= GROUP and len(everybody - away) >= GROUP:
                yield everybody - away, away


def _tie_bits(part: nx.Graph[AccountId], joint: AccountId, side: Iterable[AccountId]) -> float:
    bits = (part.edges[joint, other]["bits"] for other in side if part.has_edge(joint, other))
    return math.fsum(bits)


def _manner_of(split: _Split, manner: Manner) -> float:
    """Return how alike the accounts of two sides order, on average."""
    pairs = islice(product(sorted(split[1]), sorted(split[0])), _SAMPLED_PAIRS)
    return fmean(manner(one, other) for one, other in pairs)
