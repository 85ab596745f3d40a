"""Which pairs are compared at all: those that share a key of some comparison."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from nlp_guard.protocols import Comparison
from nlp_guard.records import Profile

Pair = tuple[int, int]
"""Places of two profiles in their sequence, the smaller first."""
_NEIGHBOURS = 3


def candidate_pairs(
    profiles: Sequence[Profile], comparisons: Sequence[Comparison], block_size: int
) -> set[Pair]:
    """Return the pairs that share a key.

    Args:
        profiles: In order of their ids.
        comparisons: Already fitted to the shop.
        block_size: Where more accounts share a key, each is paired with the next three only, so
            that the cost stays linear in the number of accounts.
    """
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, profile in enumerate(profiles):
        for comparison in comparisons:
            for key in comparison.keys(profile):
                blocks[comparison.name, key].append(place)
    pairs: set[Pair] = set()
    for block in blocks.values():
        # An account that gives a key twice still stands once in its block.
        pairs.update(_pairs(sorted(set(block)), block_size))
    return pairs


def _pairs(block: Sequence[int], block_size: int) -> Iterator[Pair]:
    if len(block) <= block_size:
        yield from combinations(block, 2)
        return
    for step in range(1, _NEIGHBOURS + 1):
        yield from zip(block, block[step:], strict=False)
