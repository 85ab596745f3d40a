"""Where the accounts of a ring stand: reckoned once, the same on every run."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import networkx as nx

_SEED = 17
_EXACT_UP_TO = 80
"""Nodes up to which the slower, more even layout is used."""

Places = Mapping[str, tuple[float, float]]


def ring_layout(nodes: Sequence[str], edges: Sequence[tuple[str, str, float]]) -> Places:
    """Place nodes in the unit square so that strongly linked ones stand together.

    Args:
        nodes: Names, unique.
        edges: Pairs of them with a weight above 0.

    Returns:
        x and y of each node, 0..1.

    Example:
        >>> places = ring_layout(["a", "b", "c"], [("a", "b", 1.0)])
        >>> sorted(places), all(0 <= x <= 1 for x, _ in places.values())
        (['a', 'b', 'c'], True)
    """
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted(nodes))
    graph.add_weighted_edges_from(sorted(edges))
    if graph.number_of_nodes() <= 2 or not graph.number_of_edges():
        return _circle(sorted(nodes))
    # Springs start from a circle, so that no random start decides how a ring looks.
    start = {node: (x - 0.5, y - 0.5) for node, (x, y) in _circle(sorted(nodes)).items()}
    room = 2.2 / math.sqrt(len(nodes))
    iterations = 200 if len(nodes) <= _EXACT_UP_TO else 60
    placed = nx.spring_layout(
        graph, k=room, pos=start, seed=_SEED, iterations=iterations, weight="weight"
    )
    return _into_square({node: (float(x), float(y)) for node, (x, y) in placed.items()})


def _circle(nodes: Sequence[str]) -> dict[str, tuple[float, float]]:
    turn = 2 * math.pi / max(len(nodes), 1)
    return {
        node: (0.5 + 0.45 * math.sin(turn * i), 0.5 - 0.45 * math.cos(turn * i))
        for i, node in enumerate(nodes)
    }


def _into_square(places: Places) -> Places:
    xs, ys = zip(*places.values(), strict=True)
    width, height = max(max(xs) - min(xs), 1e-9), max(max(ys) - min(ys), 1e-9)
    return {
        node: ((x - min(xs)) / width, (y - min(ys)) / height) for node, (x, y) in places.items()
    }
