"""Chinese text cut into words, and the places where words begin and end.

The only module that knows jieba. What is found in a text counts only where it begins and ends
with words: 大麻 is not in 大麻烦, 差评 is not in 误差评估.
"""

from __future__ import annotations

import math
import re
import warnings
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import TYPE_CHECKING

from nlp_guard.records import CharSpan
from nlp_guard.text.tables import domain_words

if TYPE_CHECKING:
    import jieba


@dataclass(frozen=True, slots=True)
class WordToken:
    """One word of a text, or one run of what is no word (spaces, punctuation).

    Args:
        span: Code points of the text.
        text: The word as written.
    """

    span: CharSpan
    text: str


def cut(text: str) -> tuple[WordToken, ...]:
    """Cut a text into words; together they are the text.

    jieba's most probable path over its dictionary and the domain's own. Its hidden Markov model
    for unknown names is left out: it invents words, and a boundary must be explainable.

    Args:
        text: Any text; time is linear in its length.

    Example:
        >>> [token.text for token in cut("不给钱就给差评，大麻烦")]
        ['不', '给钱', '就', '给', '差评', '，', '大麻烦']
    """
    start = 0
    tokens = []
    for word in _tokenizer().cut(text, HMM=False):
        end = start + len(word)
        tokens.append(WordToken(CharSpan(start, end), word))
        start = end
    return tuple(tokens)


_RUN = re.compile(r"[\w+#&.%-]+")
"""What jieba may cut as one; other marks are always between words."""
_LONGEST = 8
"""Characters of the longest word looked for across a place; all but 500 of the dictionary's."""
_PLURAL = "们"


class Edges:
    """Where the words of a text begin and end, cut only around the places asked for.

    Args:
        text: Any text.

    Example:
        >>> edges = Edges("大麻烦，误差评估，投诉你们")
        >>> [edges.around(CharSpan(*place)) for place in ((0, 2), (5, 7), (9, 12))]
        [False, False, True]
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._runs: list[tuple[int, int]] | None = None
        self._places: dict[int, set[int]] = {}

    def around(self, span: CharSpan) -> bool:
        """Tell whether a span begins and ends where words do; 们 may follow."""
        return self._is_edge(span.start) and self._is_edge(span.end)

    def _is_edge(self, place: int) -> bool:
        text = self._text
        if not 0 < place < len(text) or text[place] == _PLURAL:
            return True
        before, after = text[place - 1], text[place]
        if not (before.isalnum() and after.isalnum()):
            return True
        if before.isascii() and after.isascii():
            return before.isdigit() != after.isdigit()
        return not self._is_crossed(place) or place in self._cut_around(place)

    def _is_crossed(self, place: int) -> bool:
        """Tell whether any word of the dictionary could reach across a place."""
        text, known = self._text, _tokenizer().FREQ
        for start in range(place - 1, max(-1, place - _LONGEST), -1):
            for end in range(place + 1, min(len(text), start + _LONGEST) + 1):
                count = known.get(text[start:end])
                if count is None:
                    break
                if count:
                    return True
        return False

    def _cut_around(self, place: int) -> set[int]:
        if self._runs is None:
            self._runs = [match.span() for match in _RUN.finditer(self._text)]
        start, end = self._runs[bisect_left(self._runs, place, key=lambda run: run[1])]
        if start not in self._places:
            words = _tokenizer().cut(self._text[start:end], HMM=False)
            self._places[start] = set(accumulate(map(len, words), initial=start))
        return self._places[start]


def word_cost(word: str) -> float | None:
    """Tell how unusual a word is: the negative natural logarithm of its probability.

    Returns:
        About 3 (的) to 18 (rarest) nats; None where the dictionary does not know it.

    Example:
        >>> word_cost("的") < word_cost("微信"), word_cost("支付保")
        (True, None)
    """
    tokenizer = _tokenizer()
    count = tokenizer.FREQ.get(word, 0)
    return math.log(tokenizer.total / count) if count else None


def words_at(text: str, start: int) -> list[tuple[int, float]]:
    """List the dictionary's words that begin at a place, with what each costs.

    Args:
        text: The text.
        start: A place in it.

    Returns:
        Per word, the code point after it and its cost as of ``word_cost``, shortest first.

    Example:
        >>> [end for end, _ in words_at("不给差评", 2)]
        [3, 4]
    """
    tokenizer = _tokenizer()
    counts, total = tokenizer.FREQ, math.log(tokenizer.total)
    words = []
    for end in range(start + 1, len(text) + 1):
        count = counts.get(text[start:end])
        if count is None:
            break
        if count:
            words.append((end, total - math.log(count)))
    return words


def dictionary_costs(*, longest: int, rarest: float) -> Iterator[tuple[str, float]]:
    """Give the words of the dictionary that are not too long nor too rare, with their costs.

    Args:
        longest: Characters of the longest word.
        rarest: Cost of the rarest word, in nats, as of ``word_cost``.

    Example:
        >>> costs = dict(dictionary_costs(longest=2, rarest=9.0))
        >>> "我们" in costs, "耙耙柑" in costs
        (True, False)
    """
    tokenizer = _tokenizer()
    total = math.log(tokenizer.total)
    for word, count in tokenizer.FREQ.items():
        if count and len(word) <= longest:
            cost = total - math.log(count)
            if cost <= rarest:
                yield word, cost


def lower(text: str) -> str:
    """Make letters small without moving anything.

    Returns:
        A text of the same length; the few letters that grow (İ) are left as they are.
    """
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(
        small if len(small := character.lower()) == 1 else character for character in text
    )


@cache
def _tokenizer() -> jieba.Tokenizer:
    """Build the tokenizer from jieba's dictionary and the domain's words, about 0.4 s, once.

    jieba's own start keeps a marshalled cache under a guessable name in the shared temporary
    folder, and would load whatever stands there; building in memory is nearly as fast.
    """
    with warnings.catch_warnings():
        # Its sources hold invalid escapes, which Python reports when it first compiles them.
        warnings.simplefilter("ignore")
        import jieba

    columns = files("jieba").joinpath("dict.txt").read_text("utf-8").split()
    words, counts = columns[0::3], [int(count) for count in columns[1::3]]
    prefixes = [word[:end] for word in words for end in range(1, len(word))]
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ = dict.fromkeys(prefixes, 0) | dict(zip(words, counts, strict=True))
    tokenizer.total = sum(counts)
    tokenizer.initialized = True
    for word in domain_words():
        tokenizer.add_word(word)
    return tokenizer
