"""Our weights against Splink's, in one run: the same shops, pairs grouped the same way after."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import fmean
from unittest.mock import patch

from nlp_guard.linking import LinkingConfig, link
from nlp_guard.linking.scoring import Scorer
from nlp_guard.records import Link, Network
from tests.bench.linking import RECIPES, SIZES, large_scene
from tests.bench.splink_scorer import judge_with_splink
from tests.fakes.scene import Scene, make_scene
from tests.fakes.yardstick import comparisons, rings_of, score

WAYS = {"ours": None, "splink, our m and u": False, "splink, u from random pairs": True}
"""Name of a way to whether it samples u; None for our own code."""


def compare_with_splink(n_seeds: int, sizes: Sequence[int]) -> Iterator[str]:
    """Give the lines of the comparison.

    Args:
        n_seeds: Shops per recipe.
        sizes: Numbers of orders at which time and memory are measured too; may be none.
    """
    yield f"{'':34}{'':30}pair F1  innocents drawn in  CPU s"
    # Memory only ever grows: what takes the least comes first.
    for n_orders in sizes:
        scene = large_scene(n_orders)
        for way in list(WAYS)[:2]:
            f1, drawn, spent_s = _measured(scene, way)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            yield (
                f"{len(scene.orders):<34,}{way:30}{f1:7.3f}{drawn:20}{spent_s:7.2f}"
                f"  {peak} MB at most so far"
            )
    for name, recipe in RECIPES.items():
        scenes = [
            make_scene(replace(recipe, seed=seed, ring_size=SIZES[seed % len(SIZES)]))
            for seed in range(n_seeds)
        ]
        for way in WAYS:
            found = [_measured(scene, way) for scene in scenes]
            yield (
                f"{name:34}{way:30}{fmean(f1 for f1, _, _ in found):7.3f}"
                f"{sum(drawn for _, drawn, _ in found):20}{fmean(s for _, _, s in found):7.2f}"
            )


def _measured(scene: Scene, way: str) -> tuple[float, int, float]:
    """Return pair F1, innocents drawn in and seconds of CPU."""
    start = time.process_time()
    network = _linked(scene, WAYS[way])
    spent_s = time.process_time() - start
    found = score(scene, rings_of(network, scene))
    return found.pair_f1, found.drawn_in, spent_s


def _linked(scene: Scene, samples_u: bool | None) -> Network:
    def judge(scorer: Scorer, pairs: object) -> Iterator[Link]:
        yield from judge_with_splink(scorer.profiles, LinkingConfig(), samples_u=bool(samples_u))

    if samples_u is None:
        return link(scene.orders, scene.detections, comparisons(), LinkingConfig())
    with patch.object(Scorer, "judge", judge):
        return link(scene.orders, scene.detections, comparisons(), LinkingConfig())
