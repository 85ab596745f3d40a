from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_guard.reports.pictures.layout import CIRCLE_UP_TO, ring_layout

Edge = tuple[str, str, float]


def _chain(n: int, step: int = 1) -> tuple[list[str], list[Edge]]:
    nodes = [f"n{i:03d}" for i in range(n)]
    return nodes, [(a, b, 8.0) for a, b in zip(nodes, nodes[step:], strict=False)]


@pytest.mark.parametrize("n", [1, 2, 5, 17, CIRCLE_UP_TO, CIRCLE_UP_TO + 1, 120])
def test_nodes_lie_apart_in_the_unit_square(n: int) -> None:
    nodes, edges = _chain(n)
    places = ring_layout(nodes, edges)
    assert sorted(places) == nodes
    assert all(-1e-9 <= c <= 1 + 1e-9 for place in places.values() for c in place)
    gaps = (math.dist(a, b) for a, b in itertools.combinations(places.values(), 2))
    assert min(gaps, default=1.0) > 0.005


def test_linked_accounts_stand_side_by_side_on_the_circle() -> None:
    nodes, edges = _chain(20, 10)
    places = ring_layout(nodes, edges)
    linked = [math.dist(places[a], places[b]) for a, b, _ in edges]
    assert max(linked) == pytest.approx(math.sin(math.pi / 20), rel=0.01)


def test_parts_of_a_large_ring_stand_apart() -> None:
    left, left_edges = _chain(30)
    right = [f"r{node}" for node in left]
    edges = [*left_edges, *((f"r{a}", f"r{b}", w) for a, b, w in left_edges)]
    places = ring_layout([*left, *right], edges)
    boxes = [
        (min(places[n][0] for n in part), max(places[n][0] for n in part))
        for part in (left, right)
    ]
    boxes.sort()
    rows_apart = min(places[n][1] for n in right) > max(places[n][1] for n in left) or min(
        places[n][1] for n in left
    ) > max(places[n][1] for n in right)
    assert boxes[0][1] < boxes[1][0] or rows_apart


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from([9, 60]))
def test_layout_does_not_depend_on_the_order_of_its_input(random: object, n: int) -> None:
    nodes, edges = _chain(n)
    first = ring_layout(nodes, edges)
    random.shuffle(nodes)  # type: ignore[attr-defined]
    random.shuffle(edges)  # type: ignore[attr-defined]
    assert ring_layout(nodes, edges) == first
