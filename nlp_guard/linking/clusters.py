"""Groups that withstand one false link.

Connected components fall to a single wrong edge: a recycled number joins a ring and an office.
Here two groups are joined only where more than one pair of *different* accounts ties them, or
where the groups also order alike; a lone account joins on one good link. The links that were not
followed are kept as bridges, for people to look at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice, product
from statistics import fmean

from nlp_guard.records import AccountId, Link

Manner = Callable[[AccountId, AccountId], float]
"""Bits for two accounts ordering alike (time and basket); negative against."""

GROUP = 3
"""From this size on a side is a group of its own, which one link does not draw in."""
_SAMPLED_PAIRS = 60


@dataclass(frozen=True, slots=True)
class Grouping:
    """Accounts taken together.

    Args:
        groups: Each in order of ids; accounts without a link are left out.
        bridges: Links that were not followed.
    """

    groups: tuple[tuple[AccountId, ...], ...] = ()
    bridges: tuple[Link, ...] = ()


@dataclass(slots=True)
class _Partition:
    """A partition of accounts that only ever grows coarser."""

    root: dict[AccountId, AccountId] = field(default_factory=dict)
    members: dict[AccountId, set[AccountId]] = field(default_factory=lambda: defaultdict(set))

    def group(self, account: AccountId) -> set[AccountId]:
        return self.members[self.root[account]]

    def add(self, account: AccountId) -> None:
        if account not in self.root:
            self.root[account] = account
            self.members[account] = {account}

    def join(self, left: AccountId, right: AccountId) -> None:
        kept, gone = sorted((self.root[left], self.root[right]))
        for account in self.members[gone]:
            self.root[account] = kept
        self.members[kept] |= self.members.pop(gone)


def group_accounts(links: Iterable[Link], least_bits: float, manner: Manner) -> Grouping:
    """Group accounts by their links.

    Args:
        links: Judged pairs, in any order; the result does not depend on it.
        least_bits: Weight from which a link counts.
        manner: How alike two accounts order.

    Returns:
        The groups and the bridges between them.
    """
    strong = sorted(
        (link for link in links if link.weight_bits >= least_bits),
        key=lambda link: (-link.weight_bits, link.left, link.right),
    )
    partition, neighbours = _Partition(), defaultdict[AccountId, set[AccountId]](set)
    for link in strong:
        partition.add(link.left)
        partition.add(link.right)
        neighbours[link.left].add(link.right)
        neighbours[link.right].add(link.left)
    open_links, is_growing = strong, True
    while is_growing:
        left_open = []
        for link in open_links:
            ours, theirs = partition.group(link.left), partition.group(link.right)
            if ours is theirs:
                continue
            if _belong_together(ours, theirs, neighbours, manner):
                partition.join(link.left, link.right)
            else:
                left_open.append(link)
        is_growing = len(left_open) < len(open_links)
        open_links = left_open
    groups = sorted(tuple(sorted(members)) for members in partition.members.values())
    return Grouping(tuple(group for group in groups if len(group) > 1), tuple(open_links))


def _belong_together(
    ours: set[AccountId],
    theirs: set[AccountId],
    neighbours: dict[AccountId, set[AccountId]],
    manner: Manner,
) -> bool:
    smaller, larger = sorted((ours, theirs), key=lambda side: (len(side), min(side)))
    if len(smaller) < GROUP or _has_two_disjoint_links(smaller, larger, neighbours):
        return True
    pairs = islice(product(sorted(smaller), sorted(larger)), _SAMPLED_PAIRS)
    return fmean(manner(a, b) for a, b in pairs) > 0.0


def _has_two_disjoint_links(
    smaller: set[AccountId], larger: set[AccountId], neighbours: dict[AccountId, set[AccountId]]
) -> bool:
    """Tell whether two links with four different ends tie the groups.

    They do unless all links between the groups meet in one account (König's theorem).
    """
    ties: Sequence[tuple[AccountId, AccountId]] = [
        (a, b) for a in smaller for b in neighbours[a] & larger
    ]
    if len(ties) < 2:
        return False
    return not any(all(end in tie for tie in ties) for end in ties[0])
