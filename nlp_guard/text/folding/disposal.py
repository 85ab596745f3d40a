"""Context disposes: a reading is taken where the talk makes better words with it than without.

Both are scored alike, as the most probable way to cut the stretch into words (a unigram model over
jieba's dictionary, as jieba itself cuts); a cloaked reading brings the cost of its cloak.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from nlp_guard.text.folding.cloaked import FAMILIAR, Proposal
from nlp_guard.text.folding.draft import Edit, FoldKind
from nlp_guard.text.tables import domain_words
from nlp_guard.text.words import words_at

_CONTEXT = 10
"""Characters looked at on either side: longer than all but a handful of jieba's words."""
_UNKNOWN, _PICTURE, _MARK, _SPACE = 16.0, 10.0, 2.0, 0.5
_LETTERS, _LETTER, _NUMBER = 6.0, 2.5, 4.0
_RUN = re.compile(r"[A-Za-z]+|[0-9]+")
_IN_WORDS, _STRADDLES = 100.0, 4.0
"""Against reading by sound what wholly consists of ordinary words, or cuts into one."""
_ALIKE = frozenset({FoldKind.SOUND, FoldKind.LOOK})


def choose(text: str, proposals: Iterable[Proposal]) -> list[Edit]:
    """Choose the readings to take.

    Args:
        text: The text they are readings of.
        proposals: In any order; they may overlap.

    Returns:
        Edits in order, without overlap.
    """
    edits: list[Edit] = []
    for group in _groups(sorted(proposals, key=lambda proposal: (proposal.start, proposal.end))):
        first = max(0, group[0].start - _CONTEXT)
        last = min(len(text), max(proposal.end for proposal in group) + _CONTEXT)
        edits += (
            Edit(taken.start, taken.end, taken.text, taken.kind, taken.sources)
            for taken in _best(text, first, last, group)
        )
    return edits


def _groups(proposals: Sequence[Proposal]) -> Iterator[list[Proposal]]:
    group: list[Proposal] = []
    reach = 0
    for proposal in proposals:
        if group and proposal.start > reach + _CONTEXT:
            yield group
            group = []
        group.append(proposal)
        reach = max(reach, proposal.end)
    if group:
        yield group


def _best(text: str, first: int, last: int, proposals: Sequence[Proposal]) -> list[Proposal]:
    arcs = {at: list(_plain_arcs(text, at, last)) for at in range(first, last)}
    ordinary = [
        (start, end) for start, end, _ in _cheapest_path(arcs, first, last) if end - start > 1
    ]
    readings: dict[tuple[int, int, float], Proposal] = {}
    for proposal in proposals:
        cost = proposal.cost + _resistance(proposal, ordinary)
        arcs[proposal.start].append((proposal.end, cost))
        readings.setdefault((proposal.start, proposal.end, cost), proposal)
    return [readings[step] for step in _cheapest_path(arcs, first, last) if step in readings]


def _resistance(proposal: Proposal, ordinary: Sequence[tuple[int, int]]) -> float:
    """Tell how much ordinary words, in order, speak against a reading."""
    if proposal.kind not in _ALIKE and proposal.kind is not FoldKind.SLANG:
        return 0.0
    touching = []
    at = bisect_left(ordinary, (proposal.end, 0)) - 1
    while at >= 0 and ordinary[at][1] > proposal.start:
        touching.append(ordinary[at])
        at -= 1
    covered = sum(min(end, proposal.end) - max(start, proposal.start) for start, end in touching)
    if proposal.kind in _ALIKE and covered == proposal.end - proposal.start:
        return _IN_WORDS
    straddles = any(start < proposal.start or proposal.end < end for start, end in touching)
    return _STRADDLES if straddles else 0.0


def _cheapest_path(
    arcs: dict[int, list[tuple[int, float]]], first: int, last: int
) -> list[tuple[int, int, float]]:
    costs = {last: 0.0}
    steps: dict[int, tuple[int, float]] = {}
    for at in range(last - 1, first - 1, -1):
        end, cost = min(arcs[at], key=lambda arc: arc[1] + costs[arc[0]])
        costs[at] = cost + costs[end]
        steps[at] = (end, cost)
    path = []
    at = first
    while at < last:
        end, cost = steps[at]
        path.append((at, end, cost))
        at = end
    return path


def _plain_arcs(text: str, at: int, last: int) -> Iterator[tuple[int, float]]:
    run = _RUN.match(text, at, last)
    if run:
        length = run.end() - at
        yield run.end(), _LETTERS + _LETTER * length if text[at].isalpha() else _NUMBER
    else:
        yield at + 1, _single_cost(text[at])
    domain = _domain()
    for end, cost in words_at(text, at):
        if end <= last:
            yield end, min(cost, FAMILIAR) if text[at:end] in domain else cost


@cache
def _domain() -> frozenset[str]:
    return frozenset(domain_words())


def _single_cost(character: str) -> float:
    if character.isspace():
        return _SPACE
    if character.isalnum():
        return _UNKNOWN
    return _MARK if ord(character) < 0x2600 or 0x3000 <= ord(character) < 0x10000 else _PICTURE
