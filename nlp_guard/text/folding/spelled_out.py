"""Whole talk in pinyin: ban zhu ren bu zhi dao, si qian, 2 qian 8."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

from nlp_guard.text.folding.draft import Draft, Edit, FoldKind
from nlp_guard.text.folding.sounds import is_syllable, readings
from nlp_guard.text.tables import domain_words
from nlp_guard.text.words import dictionary_costs

_LEAST_BESIDE_CHARACTERS = 3
"""Tokens of a phrase in pinyin within a text that is mostly written otherwise."""
_TOKEN = re.compile("[A-Za-z]+")
_PHRASE = re.compile(r"(?<![A-Za-z0-9@._/-])[a-z]+(?: [a-z]+)*(?![A-Za-z0-9@_/-])")
_LEAST_TOKENS, _LEAST_FOREIGN, _MOST_OTHERS = 4, 2, 0.15
"""A text is talk in pinyin if it has so many tokens, so many of them no English words
(*he can die me* is pinyin by its letters alone), and no larger share of other tokens."""
_LEAST_BESIDE_CHARACTERS = 3
"""Tokens of a phrase in pinyin within a text that is mostly written otherwise."""
_TOKEN = re.compile("[A-Za-z]+")
_PHRASE = re.compile(r"(?<![A-Za-z0-9@._/-])[a-z]+(?: [a-z]+)*(?![A-Za-z0-9@_/-])")
_LEAST_SYLLABLES, _LEAST_FOREIGN, _MOST_OTHERS = 4, 2, 0.15
"""A text is talk in pinyin if it has so many syllables, so many tokens that are no English words
(*he can die me* is pinyin by its letters alone), and no larger share of other tokens."""
_ENGLISH = frozenset(
    """
    an ban bang bin can chin dang den die ding do en fan fen fun gang gun ha hang he hen hun la lei
    lie long ma man me men mo nan no nun pan pang pen pie pin ping ran rang run sang sen sha shan
    she shun sing so song sun ta tan tang ten tie ting to tong wan wen you yuan
    bake cake fake lake make rake sake take wake care dare fare hare mare rare game name same tame
    nice rice dice mice case rise time lime line mine nine pine dine tune june sure pure cure here
    page wage rage cage gate date late mate rate fate hate site like bike hike china data banana
    """.split()  # noqa: SIM905 - as words they can be read
)
_LONGEST_WORD, _LONGEST_SYLLABLE, _LONGEST_TOKEN = 4, 6, 24
_RAREST, _FAMILIAR, _OTHER_READING = 15.0, 7.0, 3.0
_NUMERALS = {
    "ling": "零", "yi": "一", "er": "二", "liang": "两", "san": "三", "si": "四", "wu": "五",
    "liu": "六", "qi": "七", "ba": "八", "jiu": "九", "shi": "十", "bai": "百", "qian": "千",
    "wan": "万", "ji": "几",
}  # fmt: skip
_NUMERAL = "|".join(sorted(_NUMERALS, key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?<![A-Za-z0-9])(?:[0-9]+|{_NUMERAL})(?: ?(?:shi|bai|qian|wan))"
    rf"(?: ?(?:{_NUMERAL}|[0-9]+))*(?![A-Za-z0-9])"
)


def fold_spelled_out(draft: Draft) -> None:
    """Read numbers and whole sentences that are spelled out in pinyin.

    Example:
        >>> draft = Draft("gei wo 2 qian 8, da dao wei xin, jiu suan le")
        >>> fold_spelled_out(draft)
        >>> draft.text
        '给我 2千8, 达到微信, 就算了'
        >>> draft = Draft("he can die me no")
        >>> fold_spelled_out(draft)
        >>> draft.text
        'he can die me no'
    """
    for step in (_numbers, _sentences):
        edits = list(step(draft.text))
        if edits:
            draft.apply(edits)


def may_be_spelled_out(text: str) -> bool:
    """Tell whether this step may find something."""
    if ("qian" in text or "bai" in text or "wan" in text) and _NUMBER.search(text):
        return True
    return _is_talk(text)


def _is_talk(text: str) -> bool:
    tokens = _TOKEN.findall(text)
    spelled: list[str] = []
    most_others = _MOST_OTHERS * len(tokens)
    for number, token in enumerate(tokens):
        if is_spelled(token):
            spelled.append(token)
        elif number + 1 - len(spelled) > most_others:
            return False
    foreign = sum(token not in _ENGLISH for token in spelled)
    return len(spelled) >= _LEAST_TOKENS and foreign >= _LEAST_FOREIGN


def is_spelled(token: str) -> bool:
    """Tell whether letters are one or more syllables of Mandarin.

    Example:
        >>> is_spelled("weixin"), is_spelled("order")
        (True, False)
    """
    return bool(_syllables(token))


@lru_cache(maxsize=1 << 12)
def _syllables(token: str) -> tuple[str, ...]:
    """Split letters into as few syllables as there can be; empty where they are none."""
    if len(token) > _LONGEST_TOKEN:
        return ()
    best: dict[int, tuple[str, ...]] = {0: ()}
    for start in range(len(token)):
        if start not in best:
            continue
        # A lone letter (a, e, o) is a syllable too, but next to others it is English.
        for end in range(start + 2, min(len(token), start + _LONGEST_SYLLABLE) + 1):
            split = (*best[start], token[start:end])
            if is_syllable(token[start:end]) and len(split) < len(best.get(end, token)):
                best[end] = split
    return best.get(len(token), ())


def _sentences(text: str) -> Iterator[Edit]:
    if not _is_talk(text):
        return
    letters = sum(len(token) for token in _TOKEN.findall(text))
    is_mostly_letters = 2 * letters > len(text)
    least = 1 if is_mostly_letters else _LEAST_BESIDE_CHARACTERS
    for phrase in _PHRASE.finditer(text):
        tokens = phrase.group().split(" ")
        if len(tokens) < least or not all(map(is_spelled, tokens)):
            continue
        places = []
        at = phrase.start()
        for token in tokens:
            for syllable in _syllables(token):
                places.append((at, at + len(syllable)))
                at += len(syllable)
            at += 1
        talk = _talk([text[first:last] for first, last in places])
        if len(talk) == len(places):
            yield Edit(*phrase.span(), talk, FoldKind.PINYIN, tuple(places))


def _talk(syllables: Sequence[str]) -> str:
    """Give the most probable words with this sound, as a unigram model has it.

    Returns:
        One character per syllable; shorter where some syllable has none.
    """
    best: list[tuple[float, int, str]] = [(0.0, 0, "")]
    for end in range(1, len(syllables) + 1):
        ways = [
            (best[start][0] + cost, start, word)
            for start in range(max(0, end - _LONGEST_WORD), end)
            for cost, word in _words().get(" ".join(syllables[start:end]), ())
        ]
        best.append(min(ways, default=(best[-1][0] + 2 * _RAREST, end - 1, "")))
    words = []
    at = len(syllables)
    while at:
        _, at, word = best[at]
        words.append(word)
    return "".join(reversed(words))


@cache
def _words() -> Mapping[str, tuple[tuple[float, str]]]:
    """Give per spelling its most usual word."""
    ways_of = {
        character: tuple(dict.fromkeys(syllable.replace("v", "u") for syllable, _ in ways))
        for character, ways in readings().items()
    }
    words: dict[str, tuple[tuple[float, str]]] = {}
    domain = ((word, _FAMILIAR) for word in domain_words() if len(word) <= _LONGEST_WORD)
    ordinary = dictionary_costs(longest=_LONGEST_WORD, rarest=_RAREST)
    for word, cost in itertools.chain(domain, ordinary):
        if any(character not in ways_of for character in word):
            continue
        for number, syllables in enumerate(itertools.product(*(ways_of[each] for each in word))):
            spelling = " ".join(syllables)
            price = cost + _OTHER_READING * (number > 0)
            if spelling not in words or price < words[spelling][0][0]:
                words[spelling] = ((price, word),)
    return words


def _numbers(text: str) -> Iterator[Edit]:
    for match in _NUMBER.finditer(text):
        written, places = "", []
        for piece in re.finditer(f"[0-9]|{_NUMERAL}", match.group()):
            written += _NUMERALS.get(piece.group(), piece.group())
            places.append((match.start() + piece.start(), match.start() + piece.end()))
        yield Edit(match.start(), match.end(), written, FoldKind.PINYIN, tuple(places))
