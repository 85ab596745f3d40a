"""How well a ring was found: pairs, B-cubed, innocents drawn in; and two simpler ways."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import networkx as nx

from nlp_guard.linking.addresses import parse_address
from nlp_guard.linking.comparisons.address import Address
from nlp_guard.linking.comparisons.basket import BasketLikeness
from nlp_guard.linking.comparisons.demand import Demand
from nlp_guard.linking.comparisons.payees import Payees
from nlp_guard.linking.comparisons.payer import Payer
from nlp_guard.linking.comparisons.phone import Phone
from nlp_guard.linking.comparisons.receiver import Receiver
from nlp_guard.linking.comparisons.timing import Timing
from nlp_guard.linking.comparisons.wording import Wording
from nlp_guard.protocols import Comparison
from nlp_guard.records import AccountId, Network, Order
from nlp_guard.text.identifiers import phone_number
from tests.fakes.scene import Scene

Accounts = frozenset[AccountId]


def comparisons() -> list[Comparison]:
    """Return the comparisons that come with the package."""
    kinds = (
        Address, BasketLikeness, Demand, Payees, Payer, Phone, Receiver, Timing, Wording,
    )  # fmt: skip
    return [kind() for kind in kinds]


@dataclass(frozen=True, slots=True)
class Score:
    """How one ring was found.

    Args:
        pair_f1: Of pairs of accounts that act together.
        b_cubed_f1: Mean over the accounts of truth and finding (Bagga and Baldwin, 1998).
        drawn_in: Innocents in the ring.
        innocents: Innocents in the shop.
    """

    pair_f1: float
    b_cubed_f1: float
    drawn_in: int
    innocents: int


def score(scene: Scene, rings: Sequence[Accounts]) -> Score:
    """Compare the rings found with the one there is."""
    truth = scene.ring
    pairs = sum(_pairs(len(ring)) for ring in rings)
    right = sum(_pairs(len(ring & truth)) for ring in rings)
    precision = right / pairs if pairs else 0.0
    recall = right / _pairs(len(truth))
    found = frozenset[AccountId]().union(*rings)
    of_ring = {account: ring for ring in rings for account in ring}
    involved = truth | found
    own = {account: of_ring.get(account, frozenset({account})) for account in involved}
    real = {account: truth if account in truth else frozenset({account}) for account in involved}
    b_precision = sum(len(own[a] & real[a]) / len(own[a]) for a in involved) / len(involved)
    b_recall = sum(len(own[a] & real[a]) / len(real[a]) for a in involved) / len(involved)
    return Score(
        pair_f1=_f1(precision, recall),
        b_cubed_f1=_f1(b_precision, b_recall),
        drawn_in=len(found - truth),
        innocents=len(scene.accounts - truth),
    )


def rings_of(network: Network, scene: Scene) -> list[Accounts]:
    """Return the clusters with somebody who demands."""
    groups = (frozenset(m.account_id for m in cluster.members) for cluster in network.clusters)
    return [group for group in groups if group & scene.speakers]


def bare_components(network: Network, scene: Scene) -> list[Accounts]:
    """Return connected components of all links that hold, followed through every bridge."""
    edges = [
        (link.left, link.right)
        for link in (*network.links, *network.bridges)
        if link.judgement == "match"
    ]
    return _components(edges, scene)


def same_phone_or_address(scene: Scene) -> list[Accounts]:
    """Return what the simple rule finds: one phone or one building makes one group."""
    holders: dict[str, list[AccountId]] = {}
    for order in scene.orders:
        for value in _values(order):
            holders.setdefault(value, []).append(order.account_id)
    edges = [(one, other) for accounts in holders.values() for one, other in pairwise(accounts)]
    return _components(edges, scene)


def _values(order: Order) -> Iterable[str]:
    number, place = phone_number(order.phone), parse_address(order.address)
    if number:
        yield f"phone {number}"
    if place:
        yield f"place {place.building or place.door}"


def _components(edges: Iterable[tuple[AccountId, AccountId]], scene: Scene) -> list[Accounts]:
    graph: nx.Graph[AccountId] = nx.Graph()
    graph.add_nodes_from(scene.speakers)
    graph.add_edges_from(edges)
    groups = map(frozenset, nx.connected_components(graph))
    return [group for group in groups if group & scene.speakers]


def _pairs(n: int) -> int:
    return n * (n - 1) // 2


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
