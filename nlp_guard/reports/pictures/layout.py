"""Where the accounts of a ring stand: reckoned once, the same on every run.

A small ring stands on a circle, in an order that keeps strongly linked accounts side by side, so
that every name can be read and no mark covers another. A large one is pulled together by its
links, each connected part by itself.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

CIRCLE_UP_TO = 40
"""Accounts up to which all stand on one circle."""

_ITERATIONS = 80

Places = Mapping[str, tuple[float, float]]


def ring_layout(nodes: Sequence[str], edges: Sequence[tuple[str, str, float]]) -> Places:
    """Place nodes in the unit square.

    Args:
        nodes: Names, unique.
        edges: Pairs of them with a weight above 0.

    Returns:
        x and y of each node, 0..1.

    Example:
        >>> places = ring_layout(["a", "b", "c"], [("a", "c", 1.0)])
        >>> [(name, round(x, 2), round(y, 2)) for name, (x, y) in places.items()]
        [('a', 0.5, 0.0), ('c', 0.93, 0.75), ('b', 0.07, 0.75)]
    """
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted(nodes))
    graph.add_weighted_edges_from(sorted(edges))
    if len(nodes) <= CIRCLE_UP_TO:
        return _circle(_side_by_side(graph))
    return _parts(graph)


def _side_by_side(graph: nx.Graph[str]) -> list[str]:
    """Walk from each node to the one most strongly linked to the last three walked."""
    left = sorted(graph, key=lambda n: (-float(graph.degree(n, weight="weight")), n))
    order: list[str] = []
    while left:
        tail = order[-3:]
        pull = {n: sum(graph[n][t]["weight"] for t in tail if graph.has_edge(n, t)) for n in left}
        step = max(left, key=lambda n: pull[n])
        order.append(step)
        left.remove(step)
    return order


def _circle(nodes: Sequence[str]) -> Places:
    turn = 2 * math.pi / max(len(nodes), 1)
    return {
        node: (0.5 + 0.5 * math.sin(turn * i), 0.5 - 0.5 * math.cos(turn * i))
        for i, node in enumerate(nodes)
    }


def _parts(graph: nx.Graph[str]) -> Places:
    """Lay out every connected part by itself and set them in rows, the largest first."""
    parts = sorted(nx.connected_components(graph), key=lambda part: (-len(part), min(part)))
    sides = [math.sqrt(len(part)) for part in parts]
    row_width = max(sides[0], math.sqrt(sum(side * side for side in sides)))
    boxes, x, y, row_height = [], 0.0, 0.0, 0.0
    for side in sides:
        if x and x + side > row_width * 1.001:
            x, y, row_height = 0.0, y + row_height, 0.0
        boxes.append((x, y))
        x, row_height = x + side, max(row_height, side)
    height = y + row_height
    places = {}
    for part, side, (left, top) in zip(parts, sides, boxes, strict=True):
        for node, (u, v) in _springs(graph.subgraph(part)).items():
            inner_u, inner_v = 0.08 + 0.84 * u, 0.08 + 0.84 * v
            places[node] = ((left + side * inner_u) / row_width, (top + side * inner_v) / height)
    return places


def _springs(part: nx.Graph[str]) -> Places:
    """Let linked nodes pull and all nodes push, until they rest.

    Source:
        Fruchterman and Reingold, "Graph Drawing by Force-directed Placement", Software:
        Practice and Experience 21(11), 1991.
    """
    if len(part) == 1:
        return dict.fromkeys(part, (0.5, 0.5))
    # Started from a circle, so that no random start decides how a ring looks.
    nodes = list(nx.dfs_preorder_nodes(part, min(part, key=lambda n: (-part.degree(n), n))))
    at = np.array(list(_circle(nodes).values()))
    pull = nx.to_numpy_array(part, nodelist=nodes, weight="weight")
    pull /= pull.max()
    room = 1.0 / math.sqrt(len(nodes))
    for step in np.linspace(0.1, 0.002, _ITERATIONS):
        apart = at[:, None, :] - at[None, :, :]
        distance = np.maximum(np.linalg.norm(apart, axis=-1), 0.01)
        force = room**2 / distance**2 - pull * distance / room
        move = np.einsum("ijk,ij->ik", apart, force)
        length = np.maximum(np.linalg.norm(move, axis=-1, keepdims=True), 0.01)
        at += move * step / length
    return _evened(nodes, at)


def _evened(nodes: Sequence[str], at: NDArray[np.float64]) -> Places:
    """Stretch to the unit square; half by rank, so that outliers do not squeeze the rest."""
    low, high = at.min(axis=0), at.max(axis=0)
    placed = (at - low) / np.maximum(high - low, 1e-9)
    ranks = at.argsort(axis=0).argsort(axis=0) / max(len(nodes) - 1, 1)
    mixed = (placed + ranks) / 2
    return {node: (float(x), float(y)) for node, (x, y) in zip(nodes, mixed, strict=True)}
