"""One character of a domain word, and every way to write it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from nlp_guard.text.folding.draft import FoldKind
from nlp_guard.text.folding.sounds import meant_readings, sound_cost
from nlp_guard.text.tables import read_rows
from nlp_guard.text.words import word_cost

_LOOK, _PINYIN, _INITIAL, _PICTURE, _PARTS = 3.0, 1.0, 3.0, 1.5, 1.5
"""Nats that each way of writing costs; the more deliberate it looks, the less."""
_COMMON, _COMMON_FACTOR = 8.0, 1.5
"""Nats. A character more common than this (为, 是, 大) is hardly chosen for a disguise …"""
_RARE, _RAREST = 11.2, 20.0
"""… and one rarer than this is hardly there for anything else."""
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
_FREE_RADICALS = {
    "讠": "言", "扌": "手", "亻": "人", "钅": "金", "氵": "水", "忄": "心", "饣": "食",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slot:
    """One character of a word and what may stand in its place.

    Args:
        character: The right one.
        looks: Characters that look like it.
        spellings: Its syllable in Latin letters, longest first.
        initials: First letters of the spellings.
        parts: Pairs of free-standing characters that make it up (言斥 for 诉).
        is_by_sound: Whether any character that sounds alike may stand here, or rare ones only.
    """

    character: str
    looks: frozenset[str]
    spellings: tuple[str, ...]
    initials: frozenset[str]
    parts: tuple[str, ...]
    is_by_sound: bool = True

    def ways(self, lowered: str, at: int) -> Iterator[tuple[int, float, FoldKind | None]]:
        """Give the ways in which the character may be written here.

        Args:
            lowered: A text in small letters.
            at: A place in it, or its end.

        Yields:
            Where it ends, what it costs in nats, and how it is written; None where plainly.
        """
        if at >= len(lowered):
            return
        written = lowered[at]
        if written == self.character:
            yield at + 1, 0.0, None
        elif written in _LETTERS:
            yield from self._letters(lowered, at)
        elif written in picture_syllables():
            yield from self._picture(written, at)
        else:
            yield from self._alike(written, at)
        for parts in self.parts:
            if lowered.startswith(parts, at):
                yield at + len(parts), _PARTS, FoldKind.PARTS

    def _letters(self, lowered: str, at: int) -> Iterator[tuple[int, float, FoldKind]]:
        for spelling in self.spellings:
            if lowered.startswith(spelling, at):
                yield at + len(spelling), _PINYIN, FoldKind.PINYIN
        if lowered[at] in self.initials:
            yield at + 1, _INITIAL, FoldKind.INITIALS

    def _picture(self, picture: str, at: int) -> Iterator[tuple[int, float, FoldKind]]:
        syllables = picture_syllables()[picture]
        if self.character in syllables:
            yield at + 1, _PICTURE, FoldKind.EMOJI
            return
        costs = [sound_cost(syllable, self.character) for syllable in syllables]
        known = [cost for cost in costs if cost is not None]
        if known:
            yield at + 1, _PICTURE + min(known), FoldKind.EMOJI

    def _alike(self, written: str, at: int) -> Iterator[tuple[int, float, FoldKind]]:
        cost = sound_cost(written, self.character)
        if cost is not None and (self.is_by_sound or _rarity(written) > _RARE):
            yield (
                at + 1,
                cost + _COMMON_FACTOR * max(0.0, _COMMON - _rarity(written)),
                FoldKind.SOUND,
            )
        if written in self.looks and (cost is None or cost > _LOOK):
            yield at + 1, _LOOK, FoldKind.LOOK


@lru_cache(maxsize=1 << 12)
def _rarity(written: str) -> float:
    cost = word_cost(written)
    return _RAREST if cost is None else cost


@cache
def slot(character: str, *, is_by_sound: bool) -> Slot:
    """Give the slot of a character.

    Example:
        >>> at_fault = slot("诉", is_by_sound=True)
        >>> [next(at_fault.ways(written, 0))[2].value for written in ("素", "拆", "su", "言斥")]
        ['sound', 'look', 'pinyin', 'parts']
    """
    spellings = {syllable for syllable, _ in meant_readings(character)}
    spellings |= {syllable.replace("v", "u") for syllable in spellings}
    spellings |= {re.sub(r"^([zcs])h", r"\1", syllable) for syllable in spellings}
    return Slot(
        character=character,
        looks=frozenset(_look_alikes().get(character, "")),
        spellings=tuple(sorted(spellings, key=lambda each: (-len(each), each))),
        initials=frozenset(syllable[0] for syllable in spellings),
        parts=tuple(parts for parts, whole in _free_parts().items() if whole == character),
        is_by_sound=is_by_sound,
    )


@cache
def picture_syllables() -> Mapping[str, str]:
    """Give per picture the characters it may stand for inside a word.

    Example:
        >>> picture_syllables()["🐱"]
        '猫'
    """
    return {
        picture: row[1].replace(" ", "")
        for row in read_rows("emoji.tsv")
        for picture in row[0]
        if len(row) > 1
    }


@cache
def _look_alikes() -> Mapping[str, str]:
    return {row[0]: row[1] for row in read_rows("lookalikes.tsv")}


@cache
def _free_parts() -> Mapping[str, str]:
    parts = {"木艮": "银", "羊工": "差", "车专": "转", "贝长": "账", "贝音": "赔"}
    for side, pairs in read_rows("parts.tsv"):
        radical = _FREE_RADICALS.get(side.strip("-"))
        if radical:
            parts |= {radical + pair[0]: pair[1] for pair in pairs.split()}
    return parts
