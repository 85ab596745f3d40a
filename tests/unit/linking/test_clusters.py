from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

import pytest

from nlp_guard.linking.clusters import Grouping, group_accounts
from nlp_guard.records import AccountId, Contribution, Link

RING = [AccountId(f"环{n}") for n in range(6)]
OFFICE = [AccountId(f"司{n}") for n in range(5)]


def tie(left: str, right: str, bits: float = 20.0) -> Link:
    one, other = sorted((AccountId(left), AccountId(right)))
    said = Contribution(comparison="phone", level="same number", weight_bits=bits)
    return Link(left=one, right=other, prior_bits=-8.0, contributions=(said,))


def clique(names: list[AccountId]) -> list[Link]:
    return [tie(one, other) for one, other in combinations(names, 2)]


def apart(left: AccountId, right: AccountId) -> float:
    return -2.0


def alike(left: AccountId, right: AccountId) -> float:
    return 2.0


def groups(grouping: Grouping) -> list[int]:
    return sorted(len(group) for group in grouping.groups)


@pytest.mark.parametrize(
    ("bridges", "sizes"),
    [
        ([("环0", "司0")], [5, 6]),
        ([("环0", "司0"), ("环0", "司1")], [5, 6]),
        ([("环0", "司0"), ("环1", "司0")], [5, 6]),
        ([("环0", "司0"), ("环1", "司1")], [11]),
    ],
)
def test_one_false_link_or_one_false_account_joins_no_two_groups(
    bridges: list[tuple[str, str]], sizes: list[int]
) -> None:
    links = [*clique(RING), *clique(OFFICE), *(tie(*bridge, bits=30.0) for bridge in bridges)]
    grouping = group_accounts(links, 4.0, apart)
    assert groups(grouping) == sizes
    assert len(grouping.bridges) == (0 if sizes == [11] else len(bridges))


def test_groups_that_also_order_alike_are_joined_by_one_link() -> None:
    links = [*clique(RING), *clique(OFFICE), tie("环0", "司0")]
    assert groups(group_accounts(links, 4.0, alike)) == [11]


def test_a_lone_account_joins_on_one_good_link() -> None:
    assert groups(group_accounts([*clique(RING), tie("环0", "独")], 4.0, apart)) == [7]


def test_a_weak_link_joins_nobody() -> None:
    grouping = group_accounts([tie("甲", "乙", bits=9.0)], 4.0, alike)
    assert grouping == Grouping()


def test_a_chain_of_pairs_holds_while_it_grows_one_by_one() -> None:
    chain = [tie(f"链{n}", f"链{n + 1}") for n in range(8)]
    assert groups(group_accounts(chain, 4.0, alike)) == [9]


def test_nobody_is_grouped_where_there_are_no_links() -> None:
    assert group_accounts([], 4.0, alike) == Grouping()


def test_sides_that_order_only_a_little_alike_are_still_cut() -> None:
    links = [*clique(RING), *clique(OFFICE), tie("环0", "司0")]
    assert groups(group_accounts(links, 4.0, lambda left, right: 0.3)) == [5, 6]


@pytest.mark.parametrize(("claimed", "sizes"), [(6, [5, 6]), (11, [11]), (None, [11])])
def test_who_is_more_than_it_says_must_order_more_alike(
    claimed: int | None, sizes: list[int]
) -> None:
    def claim(accounts: Iterable[AccountId]) -> int | None:
        return claimed if RING[0] in set(accounts) else None

    links = [*clique(RING), *clique(OFFICE), tie("环0", "司0")]
    assert groups(group_accounts(links, 4.0, lambda left, right: 1.2, claim)) == sizes
