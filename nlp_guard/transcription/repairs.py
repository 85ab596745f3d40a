"""Words of the domain that a recogniser spelled by their sound: 之付保, 头诉, 插评.

Recognisers write what they heard with characters that sound alike, and take for alike what many
speakers do not tell apart. A word of the domain is proposed where its syllables were heard, tones
aside; the words around decide whether it reads better than what stands there. What was heard is
never replaced: the repair stands beside it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from nlp_guard.records import CharSpan, Repair
from nlp_guard.text.folding.cloaked import FAMILIAR, Proposal
from nlp_guard.text.folding.disposal import choose
from nlp_guard.text.folding.draft import FoldKind
from nlp_guard.text.folding.sounds import meant_readings, readings
from nlp_guard.text.tables import cloaked_words

_SAME_SOUND = 1.0
_MERGED_SOUND = 2.0
"""zh/z, ch/c, sh/s; in/ing, en/eng, an/ang."""
_CONFUSED_SOUND = 3.5
"""n/l, r/l, h/f; one of them alone."""
_NOTHING_HEARD_RIGHT = 4.0
_NOTHING_HEARD_RIGHT_SHORT = 6.0
"""On top where no character of a word is right, two-character words apart."""
_COSTS_MOST = 9.0

_RETROFLEX = re.compile("^([zcs])h")
_NASAL = re.compile("(?<=[ein])ng$|(?<=a)ng$")
_CONFUSED = str.maketrans({"n": "l", "r": "l", "f": "h"})


def repairs(text: str) -> tuple[Repair, ...]:
    """Find the words of the domain that parts of a recognised text sound like.

    Args:
        text: Recognised Mandarin, in simplified characters.

    Returns:
        In order, without overlap; each as long as what it stands beside.

    Example:
        >>> [repair.meant for repair in repairs("打到之付保，不然头诉你们")]
        ['支付宝', '投诉']
        >>> repairs("你们的支付宝账号是多少")
        ()
    """
    proposals = list(_proposals(text))
    if not proposals:
        return ()
    return tuple(
        Repair(span=CharSpan(edit.start, edit.end), meant=edit.text)
        for edit in choose(text, proposals)
    )


def _proposals(text: str) -> Iterator[Proposal]:
    for start, character in enumerate(text):
        for word in _words_by_first_sound().get(_first_sound(character), ()):
            cost = _cost(text[start : start + len(word)], word)
            if cost is not None and 0 < cost <= _COSTS_MOST:
                end = start + len(word)
                sources = tuple((at, at + 1) for at in range(start, end))
                yield Proposal(start, end, word, FoldKind.SOUND, FAMILIAR + cost, sources)


def _cost(heard: str, word: str) -> float | None:
    """Tell how far something heard is from a word, in nats; None where it is too far."""
    if len(heard) != len(word):
        return None
    total = 0.0
    n_right = 0
    for one, other in zip(heard, word, strict=True):
        cost = 0.0 if one == other else _sound_cost(one, other)
        if cost is None:
            return None
        n_right += one == other
        total += cost
    if not n_right:
        is_short = len(word) == 2
        total += _NOTHING_HEARD_RIGHT_SHORT if is_short else _NOTHING_HEARD_RIGHT
    return total


@lru_cache(maxsize=1 << 16)
def _sound_cost(heard: str, meant: str) -> float | None:
    costs = [
        cost
        for one, _ in readings().get(heard, ())
        for other, _ in meant_readings(meant)
        if (cost := _syllable_cost(one, other)) is not None
    ]
    return min(costs, default=None)


def _syllable_cost(one: str, other: str) -> float | None:
    if one == other:
        return _SAME_SOUND
    one, other = _merged(one), _merged(other)
    if one == other:
        return _MERGED_SOUND
    return _CONFUSED_SOUND if _confused(one) == _confused(other) else None


def _merged(syllable: str) -> str:
    return _NASAL.sub("n", _RETROFLEX.sub(r"\1", syllable))


def _confused(syllable: str) -> str:
    return syllable[:1].translate(_CONFUSED) + syllable[1:]


@lru_cache(maxsize=1 << 14)
def _first_sound(character: str) -> str:
    ways = readings().get(character, ())
    return _confused(_merged(ways[0][0])) if ways else ""


@cache
def _words_by_first_sound() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for word in cloaked_words():
        if word.is_by_sound and all(map(meant_readings, word.text)):
            found[_first_sound(word.text[0])].append(word.text)
    return {sound: tuple(words) for sound, words in found.items()}
