"""Other names of things: initials, slang, pictures that stand for a word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import ahocorasick

from nlp_guard.text.folding.cloaked import Proposal
from nlp_guard.text.folding.draft import FoldKind
from nlp_guard.text.tables import cloaked_words, english_names, read_rows

_COST = 8.0
"""Nats: less than two ordinary characters; a name wins unless longer words speak against it."""
_EDGE = re.compile(r"[\s，。！？；：、,.!?;:()（）「」“”\"'~…]")
_NUMBER = re.compile("[0-9零〇一二两三四五六七八九十百千万几半壹贰叁肆伍陆柒捌玖拾佰仟]")
_REACH = 20
_HAN = re.compile("[一-鿿]")
_GAPS = frozenset(" .·•・‧∙_~*|^-")


@dataclass(frozen=True, slots=True)
class _Name:
    """A way to name something.

    Args:
        written: As written, in small letters.
        text: What it stands for.
        before: One of these right before …
        after: … or one of these right after; where both are empty, nothing is asked.
        is_small: Whether only small letters will do (CP, PC and SD are things of their own).
    """

    written: str
    text: str
    kind: FoldKind
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    is_small: bool = False

    def may_stand_alone(self, before: str) -> bool:
        """Tell whether it is read in a text without Chinese characters.

        Args:
            before: What the text holds before it; in English talk its letters are no name.
        """
        is_english = self.written in english_names()
        is_doubtful = self.kind is FoldKind.EMOJI or self.is_small or is_english
        return not is_doubtful and not any(character.isalpha() for character in before)

    def fits(self, text: str, start: int, end: int) -> bool:
        """Tell whether the cues that the name needs are there."""
        if not self.before and not self.after:
            return True
        return _stands_before(text, start, self.before) or _stands_after(text, end, self.after)


def named(text: str, lowered: str) -> Iterator[Proposal]:
    """Give the readings of other names found in a text, also of names set apart (v x, 扣-扣).

    Args:
        text: The text.
        lowered: The same in small letters, of the same length.
    """
    yield from _named(text, lowered)
    places = [at for at, character in enumerate(text) if character not in _GAPS]
    if len(places) == len(text):
        return
    closed = "".join(text[at] for at in places)
    for found in _named(closed, "".join(lowered[at] for at in places)):
        start, end = places[found.start], places[found.end - 1] + 1
        length = found.end - found.start
        if length > 1 and end - start >= 2 * length - 1 and _is_free(text, start, end):
            whole = ((start, end),) * len(found.text)
            yield Proposal(start, end, found.text, found.kind, found.cost, whole)


def _named(text: str, lowered: str) -> Iterator[Proposal]:
    is_chinese = bool(_HAN.search(text))
    for last, names in _automaton().iter(lowered):
        for name in names:
            start, end = last + 1 - len(name.written), last + 1
            if not is_chinese and not name.may_stand_alone(text[:start]):
                continue
            if name.kind is FoldKind.EMOJI:
                if start and text[start - 1] == name.written:
                    continue  # 💰💰💰 is read once
                end = _end_of_run(text, start)
            if _may_stand(name, text, start, end) and name.fits(text, start, end):
                whole = ((start, end),) * len(name.text)
                yield Proposal(start, end, name.text, name.kind, _COST, whole)


def _end_of_run(text: str, start: int) -> int:
    end = start + 1
    while end < len(text) and text[end] == text[start]:
        end += 1
    return end


def _may_stand(name: _Name, text: str, start: int, end: int) -> bool:
    """Tell whether a name is written as it should be, and is no part of a longer word."""
    if _says_so_already(text, start, end, name.text):
        return False
    if name.is_small and text[start:end] != name.written:
        return False
    return _stands_alone(text, start, end, name)


def _is_free(text: str, start: int, end: int) -> bool:
    """Tell whether no letter or digit touches a stretch."""
    around = text[max(0, start - 1) : start] + text[end : end + 1]
    return not any(_is_latin(character) for character in around)


@cache
def written_names() -> Mapping[str, tuple[_Name, ...]]:
    """Give every way in the tables to write a name, in small letters."""
    by_written: dict[str, list[_Name]] = {}
    for name in (*_disguises(), *_initials(), *_pictures()):
        by_written.setdefault(name.written, []).append(name)
    return {written: tuple(names) for written, names in by_written.items()}


def _says_so_already(text: str, start: int, end: int, meant: str) -> bool:
    """Tell whether what is written is part of the very word that it stands for (微 in 微信)."""
    around = text[max(0, start - len(meant) + 1) : end + len(meant) - 1]
    return meant in around and text[start:end] in meant


def _stands_alone(text: str, start: int, end: int, name: _Name) -> bool:
    """Tell whether a name in Latin letters is a word of its own; others always are."""
    previous = text[start - 1] if start else " "
    if _is_latin(text[start]) and (_is_latin(previous) or previous in "@-_./]"):
        return False
    if text[start] == "+" and _is_latin(previous):
        return False  # ctrl+v
    if not _is_latin(text[end - 1]) or end == len(text):
        return True
    if name.kind is FoldKind.INITIALS and not name.is_small and text[end].isdigit():
        return True  # zfb13800000000
    return not _is_latin(text[end]) and text[end] not in "@-_["


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _stands_before(text: str, start: int, cues: tuple[str, ...]) -> bool:
    before = text[max(0, start - _REACH) : start].rstrip(" ")
    return any(
        not before or bool(_EDGE.match(before[-1]))
        if cue == "|"
        else bool(before and _NUMBER.match(before[-1]))
        if cue == "#"
        else before.endswith(cue)
        for cue in cues
    )


def _stands_after(text: str, end: int, cues: tuple[str, ...]) -> bool:
    after = text[end : end + _REACH].lstrip(" ")
    return any(
        not after or bool(_EDGE.match(after[0]))
        if cue == "|"
        else bool(after and _NUMBER.match(after[0]))
        if cue == "#"
        else after.startswith(cue)
        for cue in cues
    )


def _disguises() -> Iterator[_Name]:
    for written, text, *cues in read_rows("disguises.tsv"):
        before, after = (tuple(cue.split()) for cue in (*cues, "", "")[:2])
        yield _Name(written.lower(), text, FoldKind.SLANG, before, after)


def _initials() -> Iterator[_Name]:
    for word in cloaked_words():
        for letters in word.initials:
            yield _Name(letters, word.text, FoldKind.INITIALS)
        for letters in word.doubtful_initials:
            yield _Name(
                letters, word.text, FoldKind.INITIALS, word.before, word.after, is_small=True
            )


def _pictures() -> Iterator[_Name]:
    for pictures, _, *rest in (row for row in read_rows("emoji.tsv") if len(row) > 2):
        text, *cues = rest
        before, after = (tuple(cue.split()) for cue in (*cues, "", "")[:2])
        if text and (before or after):
            for picture in pictures:
                yield _Name(picture, text, FoldKind.EMOJI, before, after)


@cache
def _automaton() -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for written, names in written_names().items():
        automaton.add_word(written, names)
    automaton.make_automaton()
    return automaton
