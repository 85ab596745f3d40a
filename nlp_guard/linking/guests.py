"""Who shares a door or a number with one of a ring, and orders like somebody else.

A flatmate, a parent, a colleague who lent a telephone, whoever has a number now that was a
member's once: the tie is true, and says nothing about the demand. Nobody needs such an account to
be tied to the ring, and its own ties are what a household shares. How much like the ring it orders
(itself left out of the count) gives it a probability of its own: in, likely, or out; what tied
those who are out is kept as bridges for people to look at. Whoever speaks, or is tied by what is
demanded, stays.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet

import networkx as nx

from nlp_guard.linking.companions import Unit
from nlp_guard.records import AccountId, Judgement, Link

TIED_BITS = 2.0
"""What a true tie says before the manner of ordering is looked at: of five accounts at a door or
number of a ring, four are taken to be of it. On invented shops (tests/bench/linking.py) with two
guests of the ring it was six of seven; with 3 bits 0.13 % of the innocents came in, with 2 0.08 %.
"""
_OF_A_HOUSEHOLD = frozenset({"phone", "address", "payer", "receiver", "timing", "basket"})
"""What people share who do nothing else together."""


def weigh_guests(
    group: Unit,
    links: Sequence[Link],
    speakers: AbstractSet[AccountId],
    likeness_bits: Callable[[Unit], float],
) -> dict[AccountId, float]:
    """Give those of a group whom only a household's ties hold a probability of their own.

    Args:
        group: A ring, or accounts that order like one.
        links: Judged pairs within it.
        speakers: Accounts that make a demand.
        likeness_bits: How much like the ring some accounts order.

    Returns:
        The probability that it belongs, for each account that nobody else hangs on, or one that
        does not belong itself.
    """
    ties = [link for link in links if link.judgement is Judgement.MATCH]
    graph: nx.Graph[AccountId] = nx.Graph()
    graph.add_nodes_from(group)
    graph.add_edges_from((link.left, link.right) for link in ties)
    telling = {
        end for link in ties if not _is_of_a_household(link) for end in (link.left, link.right)
    }
    free = speakers | telling
    joints = set(nx.articulation_points(graph))
    found = {
        account: _probability(likeness_bits((account,)))
        for account in group
        if account not in joints | free
    }
    for account, held in _stems(graph, joints - free):
        # Whoever holds a member is needed by the ring, whatever else he does.
        held_probability = found.get(held, 1.0)
        found[account] = max(_probability(likeness_bits((account,))), held_probability)
    return found


def _stems(
    graph: nx.Graph[AccountId], joints: AbstractSet[AccountId]
) -> Iterator[tuple[AccountId, AccountId]]:
    """Give the accounts that one other hangs on and that hang on one themselves, with that one."""
    for joint in sorted(joints):
        neighbours = sorted(graph[joint])
        held = [account for account in neighbours if graph.degree(account) == 1]
        if len(neighbours) == 2 and len(held) == 1:
            yield joint, held[0]


def _probability(likeness_bits: float) -> float:
    bits = max(-60.0, min(60.0, TIED_BITS + likeness_bits))
    return 1.0 / (1.0 + math.exp2(-bits))


def _is_of_a_household(link: Link) -> bool:
    return all(c.comparison in _OF_A_HOUSEHOLD for c in link.contributions if c.weight_bits > 0.0)
