"""Which characters sound alike."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import chain, zip_longest

from nlp_guard.text.tables import read_rows, unusual_readings

Reading = tuple[str, str]
"""A syllable in pinyin and its tone, 1 to 5."""

_SAME_TONE = 2.2
_OTHER_TONE = 3.0
_MERGED = 4.0
"""Costs in nats, set on the project's own written conversations: none of their 1,888 plain turns
is read anew by sound, and the cloaked ones are."""


@cache
def readings() -> Mapping[str, tuple[Reading, ...]]:
    """Give the readings of each character, the usual one first.

    Example:
        >>> readings()["差"]
        (('cha', '4'), ('cha', '1'), ('chai', '1'))
    """
    usual: dict[str, list[Reading]] = {}
    others: dict[str, list[Reading]] = {}
    for syllable, usually, *sometimes in read_rows("sounds.tsv"):
        reading = (syllable[:-1], syllable[-1])
        for character in usually:
            usual.setdefault(character, []).append(reading)
        for character in "".join(sometimes):
            others.setdefault(character, []).append(reading)
    return {
        character: (*usual.get(character, ()), *others.get(character, ()))
        for character in (*usual, *others)
    }


@cache
def merged(syllable: str) -> str:
    """Give the class of syllables that many speakers do not tell apart, as zh/z and ing/in.

    Example:
        >>> merged("zhi") == merged("zi"), merged("xing") == merged("xin")
        (True, True)
    """
    return re.sub(r"(?<=[ei])ng$", "n", re.sub(r"^([zcs])h", r"\1", syllable))


def is_syllable(letters: str) -> bool:
    """Tell whether letters spell one syllable of Mandarin, ``v`` or ``u`` for ü.

    Example:
        >>> is_syllable("quan"), is_syllable("app")
        (True, False)
    """
    return letters in characters_of()


@cache
def characters_of() -> Mapping[str, str]:
    """Give per syllable, without its tone, the characters read so, the most usual first.

    Example:
        >>> characters_of()["quan"][:3]
        '圈全犬'
    """
    tones: dict[str, list[str]] = defaultdict(list)
    for syllable, usually, *sometimes in read_rows("sounds.tsv"):
        tones[syllable[:-1]] += (usually, *sometimes)
    spelled = {
        syllable: "".join(dict.fromkeys(chain.from_iterable(zip_longest(*each, fillvalue=""))))
        for syllable, each in tones.items()
    }
    with_u = {each.replace("v", "u"): ways for each, ways in spelled.items() if "v" in each}
    return with_u | spelled


@cache
def meant_readings(character: str) -> tuple[Reading, ...]:
    """Give the readings that a character has in the words of the domain."""
    ways = readings().get(character, ())
    return ways[unusual_readings().get(character, slice(1))]


@lru_cache(maxsize=1 << 16)
def sound_cost(written: str, meant: str) -> float | None:
    """Tell how far one character sounds from one of the domain's.

    Returns:
        Nats; None where they do not sound alike.

    Example:
        >>> sound_cost("薇", "微") < sound_cost("喂", "微") < sound_cost("星", "信")
        True
        >>> sound_cost("大", "微") is None
        True
    """
    costs = [
        _reading_cost(one, other)
        for one in readings().get(written, ())
        for other in meant_readings(meant)
        if merged(one[0]) == merged(other[0])
    ]
    return min(costs, default=None)


def _reading_cost(one: Reading, other: Reading) -> float:
    if one[0] != other[0]:
        return _MERGED
    return _SAME_TONE if one[1] == other[1] else _OTHER_TONE
