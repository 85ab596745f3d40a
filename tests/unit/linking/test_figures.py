"""The figures that linking is held to, on invented shops (`tests/fakes/scene.py`)."""

from __future__ import annotations

from statistics import fmean

import pytest

from nlp_guard.linking import LinkingConfig, link
from tests.fakes.scene import Recipe, make_scene
from tests.fakes.yardstick import (
    Score,
    bare_components,
    comparisons,
    rings_of,
    same_phone_or_address,
    score,
)

SIZES = (5, 8, 12, 17, 25, 40, 60)


def measured(**recipe: float) -> tuple[list[Score], list[Score], list[Score]]:
    """Return scores of linking, of bare components and of the simple rule."""
    ours, bare, simple = [], [], []
    for seed in range(7):
        scene = make_scene(
            Recipe(seed=seed, ring_size=SIZES[seed % len(SIZES)], **recipe)  # type: ignore[arg-type]
        )
        network = link(scene.orders, scene.detections, comparisons(), LinkingConfig())
        ours.append(score(scene, rings_of(network, scene)))
        bare.append(score(scene, bare_components(network, scene)))
        simple.append(score(scene, same_phone_or_address(scene)))
    return ours, bare, simple


def drawn_in(scores: list[Score]) -> float:
    return sum(s.drawn_in for s in scores) / sum(s.innocents for s in scores)


@pytest.mark.parametrize(
    ("shared", "listed", "least_f1"), [(1.0, 0.0, 0.97), (0.67, 0.0, 0.85), (0.0, 1.0, 0.97)]
)
def test_rings_are_found_and_innocents_left_out(
    shared: float, listed: float, least_f1: float
) -> None:
    ours, bare, simple = measured(shared=shared, listed=listed)
    assert fmean(s.pair_f1 for s in ours) >= least_f1
    assert fmean(s.b_cubed_f1 for s in ours) >= least_f1
    assert drawn_in(ours) <= 0.001
    for other in (bare, simple):
        assert fmean(s.pair_f1 for s in ours) >= fmean(s.pair_f1 for s in other)
    assert drawn_in(ours) < drawn_in(simple)


@pytest.mark.parametrize(
    "recipe",
    [
        {"flatmates": 2},
        {"hurried_flatmates": 2},
        {"second_hand": 2},
        {"families": 2},
        {"office_at": True},
        {"says_size": False},
        {"stragglers": 0.17},
    ],
    ids=lambda recipe: next(iter(recipe)),
)
def test_innocents_who_share_or_order_like_the_ring_are_left_out(
    recipe: dict[str, float],
) -> None:
    ours, _, simple = measured(shared=0.8, **recipe)
    assert drawn_in(ours) <= 0.001
    assert drawn_in(ours) < drawn_in(simple)
    assert fmean(s.pair_f1 for s in ours) >= 0.85


def test_a_false_bridge_does_not_draw_in_an_office() -> None:
    ours, bare, _ = measured(shared=1.0, bridged=True)
    assert drawn_in(ours) <= 0.001
    assert drawn_in(bare) > 0.01
    assert fmean(s.pair_f1 for s in ours) >= 0.97
