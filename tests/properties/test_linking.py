"""What holds for any links and any shop."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_guard.linking import LinkingConfig, link
from nlp_guard.linking.addresses import parse_address
from nlp_guard.linking.clusters import group_accounts
from nlp_guard.records import AccountId, Contribution, Link, Order
from tests.fakes.trade import NOON, asks, order, percent, talk
from tests.fakes.yardstick import comparisons

NAMES = [AccountId(f"样{n:02d}") for n in range(14)]
pairs = st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda p: p[0] < p[1])
ties = st.dictionaries(pairs, st.floats(-5, 30), max_size=40)


def links_of(found: dict[tuple[AccountId, AccountId], float]) -> list[Link]:
    return [
        Link(
            left=left,
            right=right,
            prior_bits=-8.0,
            contributions=(
                Contribution(comparison="phone", level="same number", weight_bits=bits + 8.0),
            ),
        )
        for (left, right), bits in found.items()
    ]


def manner(left: AccountId, right: AccountId) -> float:
    return float(int(left[1:]) % 2 == int(right[1:]) % 2) - 0.5


@settings(max_examples=40, deadline=None)
@given(ties, st.randoms(use_true_random=False))
def test_groups_refine_components_and_do_not_depend_on_order(
    found: dict[tuple[AccountId, AccountId], float], rng: object
) -> None:
    links = links_of(found)
    shuffled = list(links)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    grouping = group_accounts(links, 4.0, manner)
    assert grouping == group_accounts(shuffled, 4.0, manner)
    graph: nx.Graph[AccountId] = nx.Graph()
    graph.add_edges_from((e.left, e.right) for e in links if e.weight_bits >= 4.0)
    components = [set(part) for part in nx.connected_components(graph)]
    for group in grouping.groups:
        assert any(set(group) <= component for component in components)
        assert nx.is_connected(graph.subgraph(group))
    inside = {a for group in grouping.groups for a in group}
    assert sum(map(len, grouping.groups)) == len(inside)


@settings(max_examples=40, deadline=None)
@given(ties)
def test_groups_that_order_alike_are_the_components(
    found: dict[tuple[AccountId, AccountId], float],
) -> None:
    links = links_of(found)
    grouping = group_accounts(links, 4.0, lambda left, right: 1.0)
    graph: nx.Graph[AccountId] = nx.Graph()
    graph.add_edges_from((e.left, e.right) for e in links if e.weight_bits >= 4.0)
    assert {frozenset(group) for group in grouping.groups} == set(
        map(frozenset, nx.connected_components(graph))
    )
    assert grouping.bridges == ()


@settings(max_examples=40, deadline=None)
@given(st.floats(-40, 40), st.lists(st.floats(-30, 30), max_size=9))
def test_a_weight_is_its_prior_and_its_contributions(prior: float, parts: list[float]) -> None:
    said = tuple(Contribution(comparison="x", level="y", weight_bits=bits) for bits in parts)
    found = Link(left=NAMES[0], right=NAMES[1], prior_bits=prior, contributions=said)
    assert found.weight_bits == pytest.approx(prior + sum(parts), abs=1e-9)
    assert 0.0 <= found.probability <= 1.0


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=40))
def test_any_text_can_be_asked_for_its_address(text: str) -> None:
    place = parse_address(text)
    assert place is None or place.numbers


rows = st.builds(
    order,
    st.sampled_from(NAMES),
    number=st.integers(0, 10_000),
    at=st.one_of(st.none(), st.just(NOON)),
    paid=st.sampled_from([None, "0", "9.90"]),
    pieces=st.integers(0, 50),
    payer=st.sampled_from(["", "yang@example.com", "y***@example.com"]),
    phone=st.sampled_from(["", "19900000017", "199****0017", "1.99E+10", "null"]),
    address=st.sampled_from(["", "样例省 样例市 示例区 样路1号2幢3室", "**", "样村"]),
    receiver=st.sampled_from(["", "样某", "样**"]),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(rows, max_size=12), st.sets(st.sampled_from(NAMES), max_size=3))
def test_any_shop_can_be_linked(orders: list[Order], speakers: set[AccountId]) -> None:
    detections = [talk(name, asks("给两成", percent(20))) for name in sorted(speakers)]
    network = link(orders, detections, comparisons(), LinkingConfig())
    members = [m.account_id for cluster in network.clusters for m in cluster.members]
    assert len(members) == len(set(members))
    assert speakers <= set(members)
    assert all(edge.left < edge.right for edge in network.links)
    assert all(
        0.0 <= m.probability <= 1.0 for cluster in network.clusters for m in cluster.members
    )
