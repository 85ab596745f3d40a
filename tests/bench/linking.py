"""How well and how fast accounts are linked, on invented shops.

``python -m tests.bench.linking`` prints the figures over many seeds, beside bare connected
components and a rule 'same phone or same building', and how sure members really are; ``--scale``
prints what 10 000, 100 000 and 1 000 000 orders cost, with the same two beside it. ``--splink``
lets Splink weigh the same pairs in the same run, with our m and u and with u from random pairs
(extra ``bench``).
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import fmean

from nlp_guard.linking import LinkingConfig, link
from nlp_guard.records import Membership
from tests.fakes.scene import Recipe, Scene, make_scene
from tests.fakes.yardstick import (
    Score,
    bare_components,
    comparisons,
    rings_of,
    same_phone_or_address,
    score,
)

SIZES = (5, 8, 12, 17, 25, 40, 60)
RECIPES = {
    "everybody shares something": Recipe(seed=0, shared=1.0),
    "a third shares nothing": Recipe(seed=0, shared=0.67),
    "a false bridge to an office": Recipe(seed=0, shared=1.0, bridged=True),
    "two flatmates of the ring": Recipe(seed=0, shared=0.8, flatmates=2),
    "two flatmates in the ring's minutes": Recipe(seed=0, shared=0.8, hurried_flatmates=2),
    "two second-hand numbers": Recipe(seed=0, shared=0.8, second_hand=2),
    "two families in those minutes": Recipe(seed=0, shared=0.67, families=2),
    "the office in those minutes": Recipe(seed=0, shared=0.67, office_at=True),
    "half shares nothing": Recipe(seed=0, shared=0.5),
    "two thirds share nothing": Recipe(seed=0, shared=0.33),
    "nobody shares anything": Recipe(seed=0, shared=0.0),
    "nobody shares, all payees listed": Recipe(seed=0, shared=0.0, listed=1.0),
    "a third nothing, small baskets": Recipe(seed=0, shared=0.67, bulk=2.0),
    "a third nothing, size unsaid": Recipe(seed=0, shared=0.67, says_size=False),
    "a sixth of orders at other times": Recipe(seed=0, shared=1.0, stragglers=0.17),
    "a third nothing, 3 000 orders": Recipe(seed=0, shared=0.67, n_orders=3000, days=7),
}
BINS = (0.0, 0.8, 0.9, 0.95, 0.99, 0.999, 1.0001)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; return the exit code."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=int, default=35)
    options.add_argument("--scale", action="store_true")
    options.add_argument("--splink", action="store_true")
    options.add_argument("--orders", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    chosen = options.parse_args(arguments)
    lines: Iterable[str]
    if chosen.splink:
        from tests.bench.against_splink import compare_with_splink

        lines = compare_with_splink(chosen.seeds, chosen.orders if chosen.scale else ())
    else:
        lines = _scale(chosen.orders) if chosen.scale else _quality(chosen.seeds)
    for line in lines:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    return 0


def _quality(n_seeds: int) -> Iterable[str]:
    sureness: dict[Membership, list[tuple[float, bool]]] = defaultdict(list)
    yield f"{'':36}{'':12}pair F1  B-cubed  worst  innocents drawn in"
    for name, recipe in RECIPES.items():
        found: dict[str, list[Score]] = defaultdict(list)
        for seed in range(n_seeds):
            scene = make_scene(replace(recipe, seed=seed, ring_size=SIZES[seed % len(SIZES)]))
            for way, one in _scores(scene, sureness).items():
                found[way].append(one)
        for way, scores in found.items():
            yield _row(name if way == "linking" else "", way, scores)
    yield ""
    yield "stated probability of membership (mean), share that are of the ring, accounts"
    for membership, stated in sureness.items():
        yield f"  {membership}"
        for low, high in pairwise(BINS):
            held = [one for one in stated if low <= one[0] < high]
            if held:
                yield (
                    f"  {low:.2f}-{min(high, 1.0):.2f}  {fmean(p for p, _ in held):.3f}"
                    f"  {fmean(right for _, right in held):.3f}  {len(held)}"
                )


def _scores(
    scene: Scene, sureness: dict[Membership, list[tuple[float, bool]]]
) -> dict[str, Score]:
    network = link(scene.orders, scene.detections, comparisons(), LinkingConfig())
    for cluster in network.clusters:
        if any(member.account_id in scene.speakers for member in cluster.members):
            for member in cluster.members:
                is_of_ring = member.account_id in scene.ring
                sureness[member.membership].append((member.probability, is_of_ring))
    return {
        "linking": score(scene, rings_of(network, scene)),
        "components": score(scene, bare_components(network, scene)),
        "phone/house": score(scene, same_phone_or_address(scene)),
    }


def _row(name: str, way: str, scores: Sequence[Score]) -> str:
    drawn, innocents = sum(s.drawn_in for s in scores), sum(s.innocents for s in scores)
    return (
        f"{name:36}{way:12}{fmean(s.pair_f1 for s in scores):7.3f}"
        f"{fmean(s.b_cubed_f1 for s in scores):9.3f}{min(s.pair_f1 for s in scores):7.2f}"
        f"  {drawn}/{innocents} = {100 * drawn / innocents:.3f} %"
    )


def large_scene(n_orders: int) -> Scene:
    """Make a shop of some size, with households and pick-up points in proportion."""
    return make_scene(
        Recipe(
            seed=3,
            shared=0.8,
            n_orders=n_orders,
            days=max(1, n_orders // 3000),
            households=n_orders // 60,
            pickup=n_orders // 500,
        )
    )


def _scale(sizes: Iterable[int]) -> Iterable[str]:
    yield (
        "orders    accounts  seconds  µs/order  MB in all  pair F1  innocents drawn in"
        "  (components; same phone or house: pair F1, drawn in)"
    )
    for n_orders in sizes:
        scene = large_scene(n_orders)
        start = time.process_time()
        network = link(scene.orders, scene.detections, comparisons(), LinkingConfig())
        spent = time.process_time() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        one = score(scene, rings_of(network, scene))
        simple = (bare_components(network, scene), same_phone_or_address(scene))
        beside = "; ".join(
            f"{other.pair_f1:.3f}, {other.drawn_in}"
            for other in (score(scene, rings) for rings in simple)
        )
        yield (
            f"{len(scene.orders):<10}{len(scene.accounts):<10}{spent:7.1f}"
            f"{1e6 * spent / len(scene.orders):10.1f}{peak:11}{one.pair_f1:9.3f}"
            f"  {one.drawn_in}/{one.innocents}  ({beside})"
        )


if __name__ == "__main__":
    sys.exit(main())
