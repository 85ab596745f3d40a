"""The words of the domain, found in whatever way they are written."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from nlp_guard.text.folding.draft import FoldKind
from nlp_guard.text.folding.slots import Slot, picture_syllables, slot
from nlp_guard.text.folding.sounds import is_syllable, meant_readings, merged, readings
from nlp_guard.text.tables import cloaked_words

FAMILIAR = 9.0
"""Nats. The rarity of a domain word among shops; newspapers, from which jieba counts, speak of
支付宝 once in sixteen million words, shops in every tenth message."""
_SEPARATOR, _WIDE_SEPARATOR = 1.5, 3.0
_NOTHING_PLAIN, _NOTHING_PLAIN_SHORT = 4.0, 6.0
"""On top where no character of a word stands as it should, two-character words apart."""
_BETWEEN = re.compile(r"[ \t]{1,3}|[ ]?[-.·•・‧∙_~*/|\\^=+`…▪■●◆┆┃&@#:][ ]?|[\n、,，]")
_WIDE = frozenset("\n、,，")

_Path = tuple[int, float, tuple[FoldKind | None, ...], tuple[tuple[int, int], ...]]
"""The first characters of a word as read so far: end, cost, kinds, where each was read."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A reading of a stretch of text, to be judged by the words around it.

    Args:
        start: First character of the stretch.
        end: After the last.
        text: What it may stand for.
        kind: How it would be written then.
        cost: Nats, the word's own rarity included.
        sources: Per character of ``text``, the stretch it is read from.
    """

    start: int
    end: int
    text: str
    kind: FoldKind
    cost: float
    sources: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class CloakedWord:
    """A word of the domain with its slots."""

    text: str
    slots: tuple[Slot, ...]
    is_by_initial: bool

    def proposals(self, text: str, lowered: str, start: int) -> Iterator[Proposal]:
        """Read the word from a place of a text in every way it allows.

        Args:
            text: The text.
            lowered: The same in small letters, of the same length.
            start: Where the word is to begin.
        """
        paths: list[_Path] = [(start, 0.0, (), ())]
        for number, each in enumerate(self.slots):
            paths = _cheapest(_steps(each, lowered, paths, may_be_apart=number > 0))
        for end, cloak, kinds, sources in paths:
            written = lowered[start:end]
            kind = self._kind(kinds, is_small=text[start:end] == written)
            around = lowered[max(0, start - 1) : end + 1]
            # 外buchang500 is said, kefu02 and vx500 are names.
            may_touch_digits = FoldKind.INITIALS not in kinds and not around.isascii()
            is_whole = _is_apart(lowered, sources) and not _splits_letters(
                lowered, start, end, may_touch_digits=may_touch_digits
            )
            if kind and is_whole and not is_syllable(written):
                cost = FAMILIAR + cloak + self._strangeness(kinds)
                yield Proposal(start, end, self.text, kind, cost, sources)

    def _kind(self, kinds: tuple[FoldKind | None, ...], *, is_small: bool) -> FoldKind | None:
        """Give the way most characters are written; None where that is no cloak or too little."""
        ways = [kind for kind in kinds if kind and kind is not FoldKind.SEPARATOR]
        if FoldKind.INITIALS in ways and not self._may_be_initial(ways, is_small=is_small):
            return None
        if ways:
            return max(ways, key=lambda kind: (ways.count(kind), kind))
        return FoldKind.SEPARATOR if FoldKind.SEPARATOR in kinds else None

    def _may_be_initial(self, ways: Sequence[FoldKind], *, is_small: bool) -> bool:
        if len(self.slots) == 2:  # the other stands plainly; S码 and B站 are names of their own
            return self.is_by_initial and is_small and len(ways) == 1
        letters = ways.count(FoldKind.INITIALS) + ways.count(FoldKind.PINYIN)
        return letters < len(self.slots)

    def _strangeness(self, kinds: tuple[FoldKind | None, ...]) -> float:
        alike = sum(kind in {FoldKind.SOUND, FoldKind.LOOK} for kind in kinds)
        if alike < len(self.slots):
            return 0.0
        return _NOTHING_PLAIN_SHORT if len(self.slots) == 2 else _NOTHING_PLAIN


def words_starting(written: str) -> tuple[CloakedWord, ...]:
    """Give the words whose first character may be written with this one or a small letter."""
    return _starts().get(written, ())


@cache
def all_cloaked() -> tuple[CloakedWord, ...]:
    """Give every word of the domain with its slots."""
    return tuple(
        CloakedWord(
            word.text,
            tuple(slot(each, is_by_sound=word.is_by_sound) for each in word.text),
            word.is_by_initial,
        )
        for word in cloaked_words()
    )


@cache
def _starts() -> Mapping[str, tuple[CloakedWord, ...]]:
    by_class: dict[str, set[str]] = defaultdict(set)
    for character, ways in readings().items():
        for syllable, _ in ways:
            by_class[merged(syllable)].add(character)
    keys_of: dict[str, set[str]] = {}
    starts: dict[str, list[CloakedWord]] = defaultdict(list)
    for word in all_cloaked():
        first = word.slots[0]
        keys = keys_of.setdefault(first.character, _first_keys(first, by_class))
        for key in keys:
            starts[key].append(word)
    return {key: tuple(words) for key, words in starts.items()}


def _first_keys(first: Slot, by_class: Mapping[str, set[str]]) -> set[str]:
    keys = {first.character, *first.looks, *first.initials, *(each[0] for each in first.parts)}
    for syllable, _ in meant_readings(first.character):
        keys |= by_class[merged(syllable)]
    pictures = picture_syllables().items()
    return keys | {picture for picture, likes in pictures if keys.intersection(likes)}


def _cheapest(paths: Iterator[_Path]) -> list[_Path]:
    best: dict[int, _Path] = {}
    for path in paths:
        if path[0] not in best or path[1] < best[path[0]][1]:
            best[path[0]] = path
    return list(best.values())


def _steps(each: Slot, lowered: str, paths: list[_Path], *, may_be_apart: bool) -> Iterator[_Path]:
    """Read one more character, directly or behind a separator."""
    for at, cost, kinds, sources in paths:
        for end, more, kind in each.ways(lowered, at):
            yield end, cost + more, (*kinds, kind), (*sources, (at, end))
        gap = _BETWEEN.match(lowered, at) if may_be_apart else None
        if gap:
            apart = cost + (_WIDE_SEPARATOR if gap.group() in _WIDE else _SEPARATOR)
            for end, more, kind in each.ways(lowered, gap.end()):
                kinds_apart = (*kinds, FoldKind.SEPARATOR, kind)
                yield end, apart + more, kinds_apart, (*sources, (gap.end(), end))


def _is_apart(lowered: str, sources: tuple[tuple[int, int], ...]) -> bool:
    """Tell separators from punctuation: a comma must stand between all characters and around."""
    gaps = [lowered[left[1] : right[0]] for left, right in pairwise(sources)]
    if not _WIDE.intersection(gaps):
        return True
    start, end = sources[0][0], sources[-1][1]
    before, after = lowered[max(0, start - 1) : start], lowered[end : end + 1]
    return len(set(gaps)) == 1 and before in {"", gaps[0]} and after in {"", gaps[0]}


def _splits_letters(lowered: str, start: int, end: int, *, may_touch_digits: bool) -> bool:
    """Tell whether a stretch begins or ends inside a run of letters (and digits)."""
    for at in (start, end):
        if 0 < at < len(lowered) and _is_latin(lowered[at - 1]) and _is_latin(lowered[at]):
            is_seam = lowered[at - 1].isdigit() != lowered[at].isdigit()
            if not (is_seam and may_touch_digits):
                return True
    return False


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
