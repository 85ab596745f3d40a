"""Where a text may be cloaked at all: decided for ordinary messages in a few microseconds.

Each character becomes one code: the class of its sound, or what sort of mark it is; letters stay.
One search of the codes, for the domain's words by sound and spelling, finds every candidate.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import ahocorasick

from nlp_guard.text.folding.cloaked import CloakedWord, all_cloaked
from nlp_guard.text.folding.forms import is_form_of_another
from nlp_guard.text.folding.names import written_names
from nlp_guard.text.folding.script import script_characters
from nlp_guard.text.folding.slots import Slot, picture_syllables
from nlp_guard.text.folding.sounds import is_syllable, meant_readings, merged, readings
from nlp_guard.text.folding.spacing import is_set_apart
from nlp_guard.text.folding.spelled_out import may_be_spelled_out
from nlp_guard.text.words import word_cost

_MARKED, _OTHER, _DIGIT, _PICTURE, _GAP, _STOP = "\x01", "\x02", "0", "\x03", " ", ","
"""Codes of other forms of characters, of what does not matter, of digits, of pictures, of what may
separate characters, and of commas and line ends, which do so only one by one."""
_GAPS = " \t.·•・‧∙_~*/|\\^=+`…▪■●◆┆┃&@#:-"
_STOPS = "\n、,，"
_WORD, _SPELLED, _MIXED, _NAME = 1, 2, 4, 8
"""What a pattern tells, as bits: a word by sound, one in letters, a seam of both, a name."""
_FIRST_CLASS = 0xE000
_SOUND = "[\ue000-\uefff]"
_SINGLE = re.compile(f" [a-z0](?![a-z0])| {_SOUND}(?: |,|$)|,{_SOUND}(?:,|$)")
_APART = re.compile("([^ ,]) +(?=([^ ,]))")
_LETTERS_APART = re.compile(
    "(?<![A-Za-z0-9])[A-Za-z0-9][ ._~*-]{1,2}[A-Za-z0-9](?![A-Za-z0-9])"
    "|[A-Za-z]{2}[~*_^|][A-Za-z]{2}"
)
_SYLLABLE = re.compile(f"(?<={_SOUND})[a-z]{{2,6}}(?![a-z0])|(?<![a-z0])[a-z]{{2,6}}(?={_SOUND})")
_REACH = 8
"""Characters between the start of a word and the letters or the picture within it, at most."""


class _Codes(NamedTuple):
    table: dict[int, str]
    patterns: ahocorasick.Automaton
    pairs: frozenset[tuple[str, str]]
    """Codes that follow one another in some pattern, pairs of letters apart."""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What makes a text worth a second look.

    Args:
        starts: Places where a word of the domain may begin, in order.
        is_marked: Whether it holds other forms or writings of characters.
        is_set_apart: Whether characters or digits stand apart.
        has_names: Whether it holds another name of something.
        has_syllables: Whether a spelled syllable stands beside a character.
        is_spelled_out: Whether numbers or sentences may be spelled out in pinyin.
    """

    starts: tuple[int, ...]
    is_marked: bool
    is_set_apart: bool
    has_names: bool
    has_syllables: bool
    is_spelled_out: bool


def suspect(text: str) -> Suspicion | None:
    """Look for signs of a cloak.

    Returns:
        None for an ordinary text.

    Example:
        >>> suspect("您好，请问什么时候发货？") is None
        True
        >>> suspect("加我薇信").starts
        (2,)
    """
    table, patterns, pairs = _codes()
    codes = text.translate(table)
    starts: set[int] = set()
    has_names = False
    for last, (length, found) in patterns.iter(codes):
        start = last + 1 - length
        if found & _WORD and _is_unusual(text[start : last + 1]):
            starts.add(start)
        if found & _SPELLED and not _continues(codes, start):
            starts.add(start)
        if found & _MIXED:
            starts.update(range(max(0, last - _REACH), last + 1))
        if found & _NAME and not has_names:
            is_name = text[start : last + 1].lower() in written_names()
            has_names = is_name and not (_continues(codes, start) or _continues(codes, last + 1))
    is_apart = False
    if (_GAP in codes or _STOP in codes) and _may_be_apart(text, codes, pairs):
        apart, has_names_apart = _apart(text, codes, patterns)
        starts.update(apart)
        has_names |= has_names_apart
        is_apart = is_set_apart(text)
    is_marked = _MARKED in codes or "0o" in codes or "0 o" in codes
    has_letters = codes.islower()
    has_syllables = has_letters and not codes.isascii() and _has_syllables(codes)
    is_spelled_out = has_letters and may_be_spelled_out(text)
    if starts or is_marked or is_apart or has_names or has_syllables or is_spelled_out:
        return Suspicion(
            tuple(sorted(starts)), is_marked, is_apart, has_names, has_syllables, is_spelled_out
        )
    return None


def _is_unusual(written: str) -> bool:
    return written not in _plain_words() and word_cost(written) is None


def _continues(codes: str, at: int) -> bool:
    """Tell whether a letter goes on a run of letters."""
    return 0 < at < len(codes) and "a" <= codes[at] <= "z" and "a" <= codes[at - 1] <= "z"


def _may_be_apart(text: str, codes: str, pairs: frozenset[tuple[str, str]]) -> bool:
    if codes.isascii():
        return bool(_LETTERS_APART.search(text))
    if _SINGLE.search(codes):
        return True
    return _GAP in codes and not pairs.isdisjoint(_APART.findall(codes))


def _apart(text: str, codes: str, patterns: ahocorasick.Automaton) -> tuple[set[int], bool]:
    """Give the starts of words whose characters stand apart, and whether a name does."""
    places = [at for at, code in enumerate(codes) if code not in {_GAP, _STOP}]
    closed = "".join(codes[at] for at in places)
    starts: set[int] = set()
    has_names = False
    for last, (length, found) in patterns.iter(closed):
        first = last + 1 - length
        if places[last] - places[first] > last - first:
            starts.update(places[max(0, first - _REACH) : first + 1])
            written = "".join(text[at] for at in places[first : last + 1]).lower()
            has_names |= bool(found & _NAME) and written in written_names()
    return starts, has_names


def _has_syllables(codes: str) -> bool:
    return any(is_syllable(match.group()) for match in _SYLLABLE.finditer(codes))


@cache
def _plain_words() -> frozenset[str]:
    return frozenset(word.text for word in all_cloaked())


@cache
def _codes() -> _Codes:
    syllables = {merged(syllable) for ways in readings().values() for syllable, _ in ways}
    code_of = {each: chr(_FIRST_CLASS + at) for at, each in enumerate(sorted(syllables))}
    sounds = {character: code_of[merged(ways[0][0])] for character, ways in readings().items()}
    table = _Table({ord(character): code for character, code in sounds.items()})
    table |= {code: chr(code).lower() for code in range(0x20, 0x7F)}
    table |= dict.fromkeys(map(ord, "0123456789"), _DIGIT)
    table |= dict.fromkeys(map(ord, _GAPS), _GAP) | dict.fromkeys(map(ord, _STOPS), _STOP)
    table |= dict.fromkeys(map(ord, script_characters()), _MARKED)
    table |= dict.fromkeys(map(ord, picture_syllables()), _PICTURE)
    found: dict[str, int] = defaultdict(int)
    for word in all_cloaked():
        for pattern in _by_sound(word, code_of, sounds):
            found[pattern] |= _WORD
        for pattern in _by_letters(word):
            found[pattern] |= _SPELLED
        for pattern in _seams(word, sounds):
            found[pattern] |= _MIXED
    for written in written_names():
        found[written.translate(table)] |= _NAME
    patterns = ahocorasick.Automaton()
    for pattern, what in found.items():
        patterns.add_word(pattern, (len(pattern), what))
    patterns.make_automaton()
    pairs = itertools.chain.from_iterable(map(itertools.pairwise, found))
    return _Codes(
        table, patterns, frozenset(pair for pair in pairs if not "".join(pair).isascii())
    )


class _Table(dict[int, str]):
    """Codes; a character that is not listed is looked at when it is first seen."""

    def __missing__(self, code: int) -> str:
        found = _MARKED if is_form_of_another(chr(code)) else _OTHER
        self[code] = found
        return found


def _by_sound(word: CloakedWord, code_of: dict[str, str], sounds: dict[str, str]) -> Iterator[str]:
    """Give a word as codes: by sound, and with one slot by look or in parts."""
    ways = [
        sorted(
            {sounds[each.character]}
            | {code_of[merged(syllable)] for syllable, _ in meant_readings(each.character)}
        )
        for each in word.slots
    ]
    for codes in itertools.product(*ways):
        yield "".join(codes)
        for at, each in enumerate(word.slots):
            for other in (*each.looks, *each.parts):
                if all(character in sounds for character in other):
                    instead = "".join(sounds[character] for character in other)
                    yield "".join((*codes[:at], instead, *codes[at + 1 :]))


def _by_letters(word: CloakedWord) -> Iterator[str]:
    """Give a word spelled out, closed and with its syllables apart."""
    for spelled in itertools.product(*(each.spellings for each in word.slots)):
        yield "".join(spelled)
        yield " ".join(spelled)


def _seams(word: CloakedWord, sounds: dict[str, str]) -> Iterator[str]:
    """Give each seam between the characters of a word and letters or a picture."""
    for left, right in itertools.pairwise(word.slots):
        yield from (sounds[left.character] + letter for letter in right.initials)
        yield from (letter + sounds[right.character] for letter in left.initials)
        yield from (spelling[-1] + sounds[right.character] for spelling in left.spellings)
        if _has_picture(right):
            yield sounds[left.character] + _PICTURE
        if _has_picture(left):
            yield _PICTURE + sounds[right.character]


def _has_picture(each: Slot) -> bool:
    return any(True for picture in picture_syllables() for _ in each.ways(picture, 0))
