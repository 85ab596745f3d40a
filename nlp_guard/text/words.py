"""Chinese text cut into words, and lexicons that count only whole words.

The only module that knows jieba. A lexicon hit must begin and end where a word begins and ends:
大麻 is not in 大麻烦, 差评 is not in 差评估, ``pay`` is not in ``PayPal``.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Generic, TypeVar

import ahocorasick

from nlp_guard.records import CharSpan
from nlp_guard.text.tables import domain_words

if TYPE_CHECKING:
    import jieba

Value = TypeVar("Value")


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


def boundaries(text: str) -> frozenset[int]:
    """Give the places where a word may begin or end: between words, and anywhere among marks.

    Args:
        text: Any text.

    Returns:
        Places between code points, 0 and the end included.

    Example:
        >>> sorted(boundaries("大麻烦！"))
        [0, 3, 4]
    """
    places = set(range(len(text) + 1))
    for start, end in ((token.span.start, token.span.end) for token in cut(text)):
        if end - start > 1 and (text[start].isalnum() or text[end - 1].isalnum()):
            places.difference_update(range(start + 1, end))
    return frozenset(places)


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


@dataclass(frozen=True, slots=True)
class Hit(Generic[Value]):
    """A lexicon word found in a text.

    Args:
        span: Code points of the text that was searched.
        word: The lexicon's spelling.
        value: What the lexicon says about it.
    """

    span: CharSpan
    word: str
    value: Value


class Lexicon(Generic[Value]):
    """Finds many words at once, on word boundaries only.

    Letters are compared without case. Overlapping words are all found.

    Args:
        entries: Word → what to know about it. Words need not be in jieba's dictionary, but those
            that it would cut otherwise belong in ``data/domain_words.tsv``.
        allowed: Longer words that win: what lies inside one of them is no hit.

    Raises:
        ValueError: If an entry is empty.

    Example:
        >>> lexicon = Lexicon({"大麻": 1, "差评": 2, "pay": 3}, allowed=["差评率"])
        >>> [(hit.word, hit.span) for hit in lexicon.find("大麻烦！差评，Pay，PayPal，差评率")]
        [('差评', CharSpan(start=4, end=6)), ('pay', CharSpan(start=7, end=10))]
    """

    def __init__(self, entries: Mapping[str, Value], *, allowed: Iterable[str] = ()) -> None:
        self._automaton = ahocorasick.Automaton()
        for word in allowed:
            self._automaton.add_word(lower(word), (word, None))
        for word, value in entries.items():
            if not word:
                raise ValueError("a lexicon entry is empty")
            self._automaton.add_word(lower(word), (word, (value,)))
        self._automaton.make_automaton()

    def find(self, text: str) -> tuple[Hit[Value], ...]:
        """Find the words of the lexicon, in order of their start, longer ones first.

        Args:
            text: Any text; it is cut into words only where something was found.
        """
        if not self._automaton:
            return ()
        found = [
            (CharSpan(last + 1 - len(word), last + 1), word, value)
            for last, (word, value) in self._automaton.iter(lower(text))
        ]
        if not found:
            return ()
        allowed = [span for span, _, value in found if value is None]
        edges = boundaries(text)
        hits = [
            Hit(span, word, value[0])
            for span, word, value in found
            if value is not None
            and span.start in edges
            and span.end in edges
            and not any(longer.contains(span) for longer in allowed if longer != span)
        ]
        return tuple(sorted(hits, key=lambda hit: (hit.span.start, -hit.span.end)))


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
