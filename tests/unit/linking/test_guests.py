from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import pytest

from nlp_guard.linking import LinkingConfig, link
from nlp_guard.linking.companions import Unit
from nlp_guard.linking.guests import TIED_BITS, weigh_guests
from nlp_guard.records import (
    AccountId,
    Contribution,
    Judgement,
    Link,
    Membership,
)
from tests.fakes.scene import Recipe, make_scene
from tests.fakes.trade import asks, order, percent, talk
from tests.fakes.yardstick import comparisons

RING = tuple(AccountId(f"环{n}") for n in range(5))
GUEST = AccountId("客")
SPEAKERS = frozenset(RING[:1])


def tie(one: str, other: str, comparison: str = "phone") -> Link:
    left, right = sorted((AccountId(one), AccountId(other)))
    said = Contribution(comparison=comparison, level="same", weight_bits=30.0)
    return Link(
        left=left, right=right, prior_bits=-9.0, contributions=(said,), judgement=Judgement.MATCH
    )


def unlike(unit: Unit) -> float:
    return -8.0 if any("客" in account for account in unit) else 8.0


def alike(unit: Unit) -> float:
    return 8.0


CORE = [tie(one, other) for one, other in combinations(RING, 2)]


def weighed(
    ties: list[Link],
    likeness_bits: Callable[[Unit], float] = unlike,
    speakers: frozenset[AccountId] = SPEAKERS,
) -> dict[AccountId, float]:
    links = [*CORE, *ties]
    group = tuple(sorted({end for edge in links for end in (edge.left, edge.right)}))
    return weigh_guests(group, links, speakers, likeness_bits)


def out_of(found: dict[AccountId, float]) -> set[AccountId]:
    return {account for account, own in found.items() if own < 0.5}


def test_a_flatmate_who_orders_otherwise_hardly_belongs() -> None:
    found = weighed([tie(RING[1], GUEST)])
    assert out_of(found) == {GUEST}
    assert found[GUEST] == pytest.approx(1 / (1 + 2.0 ** (8.0 - TIED_BITS)))


def test_it_makes_no_difference_how_many_of_the_ring_share_the_door() -> None:
    assert out_of(weighed([tie(member, GUEST, "address") for member in RING[1:4]])) == {GUEST}


@pytest.mark.parametrize("comparison", ["payees", "demand", "wording", "voice"])
def test_whoever_is_tied_by_what_is_demanded_is_no_guest(comparison: str) -> None:
    assert GUEST not in weighed([tie(RING[1], GUEST, comparison)])


def test_whoever_orders_like_the_ring_or_speaks_stays() -> None:
    ties = [tie(RING[1], GUEST)]
    assert out_of(weighed(ties, alike)) == set()
    assert GUEST not in weighed(ties, speakers=SPEAKERS | {GUEST})


def test_flatmates_of_one_another_are_out_and_a_member_between_stays() -> None:
    second = AccountId("客二")
    assert out_of(weighed([tie(RING[1], GUEST), tie(GUEST, second)])) == {GUEST, second}
    member = AccountId("环9")
    assert out_of(weighed([tie(RING[1], member), tie(member, GUEST)])) == {GUEST}
    assert out_of(weighed([tie(RING[1], GUEST), tie(GUEST, member)])) == set()


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe(seed=0, shared=0.8, flatmates=2),
        Recipe(seed=0, shared=0.8, second_hand=2),
        Recipe(seed=0, shared=0.8, hurried_flatmates=2),
    ],
    ids=["flatmates", "second-hand numbers", "flatmates in the same minutes"],
)
def test_guests_are_out_or_likely_with_a_probability_of_their_own(recipe: Recipe) -> None:
    for seed in range(4):
        scene = make_scene(replace(recipe, seed=seed, ring_size=(8, 17)[seed % 2]))
        network = link(scene.orders, scene.detections, comparisons(), LinkingConfig())
        (ring,) = (
            c for c in network.clusters if scene.speakers & {m.account_id for m in c.members}
        )
        members = {m.account_id: m for m in ring.members}
        assert len(scene.guests) == 2
        for guest in scene.guests & members.keys():
            assert members[guest].membership is Membership.LIKELY
            assert members[guest].probability < 0.95
            assert members[guest].reasons
        assert len(scene.guests & members.keys()) < 2


def test_a_lone_speaker_keeps_whoever_shares_his_number_where_nothing_speaks_against_it() -> None:
    orders = [order("甲", phone="19900000017"), order("乙", phone="19900000017")]
    orders += [order(f"旁{n}", phone=f"1990000{n:04d}") for n in range(100, 160)]
    detections = [talk("甲", asks("给两成", percent(20)))]
    network = link(orders, detections, comparisons(), LinkingConfig())
    assert {m.account_id for m in network.clusters[0].members} == {"甲", "乙"}
