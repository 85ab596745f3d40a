from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import pytest

from nlp_guard.linking.clusters import Grouping, group_accounts
from nlp_guard.linking.guests import without_guests
from nlp_guard.records import AccountId, Contribution, Judgement, Link

RING = [AccountId(f"环{n}") for n in range(5)]
GUEST = AccountId("客")
SPEAKERS = frozenset(RING[:1])


def tie(one: str, other: str, comparison: str = "phone") -> Link:
    left, right = sorted((AccountId(one), AccountId(other)))
    said = Contribution(comparison=comparison, level="same", weight_bits=30.0)
    return Link(
        left=left, right=right, prior_bits=-9.0, contributions=(said,), judgement=Judgement.MATCH
    )


def unlike(left: AccountId, right: AccountId) -> float:
    return -2.0 if "客" in left + right else 1.0


def alike(left: AccountId, right: AccountId) -> float:
    return 1.0


CORE = [tie(one, other) for one, other in combinations(RING, 2)]


def left_in(
    ties: list[Link],
    manner: Callable[[AccountId, AccountId], float] = unlike,
    speakers: frozenset[AccountId] = SPEAKERS,
) -> Grouping:
    links = [*CORE, *ties]
    return without_guests(group_accounts(links, 4.0, alike), links, speakers, manner)


def test_a_flatmate_who_orders_otherwise_is_left_out_and_the_tie_is_kept_as_a_bridge() -> None:
    found = left_in([tie(RING[1], GUEST)])
    assert found.groups == (tuple(RING),)
    assert found.bridges == (tie(RING[1], GUEST),)


def test_it_makes_no_difference_how_many_of_the_ring_share_the_door() -> None:
    ties = [tie(member, GUEST, "address") for member in RING[1:4]]
    assert left_in(ties).groups == (tuple(RING),)


@pytest.mark.parametrize("comparison", ["payees", "demand", "wording", "voice"])
def test_whoever_is_tied_by_what_is_demanded_stays(comparison: str) -> None:
    assert GUEST in left_in([tie(RING[1], GUEST, comparison)]).groups[0]


def test_whoever_orders_like_the_ring_or_speaks_stays() -> None:
    ties = [tie(RING[1], GUEST)]
    assert GUEST in left_in(ties, manner=alike).groups[0]
    assert GUEST in left_in(ties, speakers=SPEAKERS | {GUEST}).groups[0]


def test_a_group_that_demands_nothing_is_left_as_it_is() -> None:
    assert GUEST in left_in([tie(RING[1], GUEST)], speakers=frozenset()).groups[0]


def test_flatmates_of_one_another_stay_together_outside() -> None:
    second = AccountId("客二")
    found = left_in([tie(RING[1], GUEST), tie(GUEST, second)])
    assert set(found.groups) == {tuple(RING), tuple(sorted((GUEST, second)))}
    assert found.bridges == (tie(RING[1], GUEST),)
