"""Single syllables in Latin letters within Chinese words: 精神损shi费, 良xin, 甲quan."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp_guard.text.folding.cloaked import Proposal
from nlp_guard.text.folding.draft import FoldKind
from nlp_guard.text.folding.sounds import characters_of
from nlp_guard.text.words import word_cost

_HAN = "[一-鿿]"
_SYLLABLE = re.compile(
    f"(?<={_HAN})[a-z]{{2,6}}(?![A-Za-z0-9])|(?<![A-Za-z0-9])[a-z]{{2,6}}(?={_HAN})"
)
_CLOAK = 4.0
_RAREST = 14.0
_NEIGHBOURS = 2
_ALTERNATIVES = 50
"""Characters tried per syllable, the most used first; beyond them only names are found."""


def spelled(text: str) -> Iterator[Proposal]:
    """Give the words that a syllable in Latin letters makes with the characters beside it."""
    for match in _SYLLABLE.finditer(text):
        start, end = match.span()
        for character in characters_of().get(match.group(), "")[:_ALTERNATIVES]:
            for before in range(_NEIGHBOURS + 1):
                for after in range(_NEIGHBOURS + 1):
                    if before <= start and before + after:
                        yield from _word(text, start, end, character, before, after)


def _word(
    text: str, start: int, end: int, character: str, before: int, after: int
) -> Iterator[Proposal]:
    left, right = text[start - before : start], text[end : end + after]
    word = left + character + right
    cost = word_cost(word)
    if cost is not None and cost < _RAREST and len(word) == before + after + 1:
        places = [(at, at + 1) for at in range(start - before, start)]
        places.append((start, end))
        places += [(at, at + 1) for at in range(end, end + after)]
        yield Proposal(
            start - before, end + after, word, FoldKind.PINYIN, cost + _CLOAK, tuple(places)
        )
