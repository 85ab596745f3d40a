"""English number words: ``four thousand``, ``a couple of hundred``, ``five and a half grand``.

word2number and text2num read one clean number and raise on, or pass over, what people type
(``nineteen hundred``, ``half a grand``, ``a few hundred``, ``two fifty``), and neither tells
where the words stand. Hence the small reader here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from nlp_guard.records import CharSpan

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SMALL = (
    {word: Decimal(value) for value, word in enumerate(_ONES)}
    | {word: Decimal(20 + 10 * step) for step, word in enumerate(_TENS)}
    | {"fourty": Decimal(40), "dozen": Decimal(12)}
)
_SCALES = {
    "hundred": Decimal(100),
    "hundreds": Decimal(100),
    "thousand": Decimal(1000),
    "thousands": Decimal(1000),
    "grand": Decimal(1000),
    "k": Decimal(1000),
    "lakh": Decimal(100_000),
    "lakhs": Decimal(100_000),
    "million": Decimal(1_000_000),
    "mil": Decimal(1_000_000),
    "billion": Decimal(1_000_000_000),
}
_LEADING_SCALES = frozenset({"hundred", "thousand"})
_FEW = frozenset({"few", "several"})
_FILLERS = frozenset({"a", "an", "of"})
_JOINERS = frozenset({"and", "point"})

_CUE = re.compile(
    r"(?i:\b(?:" + "|".join(sorted([*_SMALL, *_SCALES], key=len, reverse=True)) + r")\b|\d\s?k\b)"
)
_TOKEN = re.compile(r"[A-Za-z]++|\d++(?:,\d{3})*+(?:\.\d++)?+")
_GAP = re.compile(r"[ \t\u3000]{0,3}[-‐]?[ \t\u3000]{0,3}")
_MAX_DIGITS = 40
"""Longer strings of digits are no quantities, and Decimal would round them."""


@dataclass(frozen=True, slots=True)
class WordNumber:
    """A number said in English words.

    Args:
        span: Code points of the text.
        low: Lowest reading; equals ``high`` where exact.
        scale: Its last multiplier (1000 for ``four thousand``); 1 where there is none.
    """

    span: CharSpan
    low: Decimal
    high: Decimal
    scale: Decimal


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    start: int
    end: int

    @property
    def value(self) -> Decimal | None:
        if self.word[0].isdigit():
            bare = self.word.replace(",", "")
            return Decimal(bare) if len(bare) <= _MAX_DIGITS else None
        return _SMALL.get(self.word)

    @property
    def scale(self) -> Decimal | None:
        return _SCALES.get(self.word)


def find_word_numbers(text: str) -> tuple[WordNumber, ...]:
    """Find the numbers that are said with at least one English number word.

    Args:
        text: Any text; figures alone (``4000``) are left to ``numerals``.

    Returns:
        In order, without overlap.

    Example:
        >>> [int(n.low) for n in find_word_numbers("four thousand five hundred or 5 grand")]
        [4500, 5000]
        >>> [(int(n.low), int(n.high)) for n in find_word_numbers("a few hundred, a couple of k")]
        [(200, 999), (2000, 2000)]
    """
    if not _CUE.search(text):
        return ()
    tokens = [_Token(m[0].lower(), m.start(), m.end()) for m in _TOKEN.finditer(text)]
    found: list[WordNumber] = []
    at = 0
    while at < len(tokens):
        number, after = _read(text, tokens, at)
        if number is not None:
            found.append(number)
        at = max(after, at + 1)
    return tuple(found)


def _read(text: str, tokens: Sequence[_Token], at: int) -> tuple[WordNumber | None, int]:
    """Read one number beginning at a token; give it and the token after it."""
    first = tokens[at]
    head, body = _head(text, tokens, at)
    reader = _Reader(head)
    end = first.end
    index = body
    while index < len(tokens) and _adjoins(text, tokens, index, at):
        if not reader.take(tokens, index):
            break
        end = tokens[index].end
        index += 1
    if not reader.n_words or (body > at and reader.scale == 1):
        return None, at + 1
    # A dangling "and" or "point" is no part of the number.
    while index > at and tokens[index - 1].word in _JOINERS | _FILLERS:
        index -= 1
        end = tokens[index - 1].end
    low, high = reader.value()
    return WordNumber(CharSpan(first.start, end), low, high, reader.scale), index


def _adjoins(text: str, tokens: Sequence[_Token], index: int, first: int) -> bool:
    if index == first:
        return True
    gap = text[tokens[index - 1].end : tokens[index].start]
    return len(gap) <= 6 and _GAP.fullmatch(gap) is not None


def _head(text: str, tokens: Sequence[_Token], at: int) -> tuple[str, int]:
    """Tell what opens the number (``a``, ``half``, ``couple``, ``few``) and where its body is."""
    words = [token.word for token in tokens[at : at + 4]]
    index = 0
    if words[0] in ("a", "an"):
        index = 1
    kind = "a" if index else ""
    if (
        index < len(words)
        and words[index] in ("couple", "half", "quarter")
        or (index < len(words) and words[index] in _FEW)
    ):
        kind = "few" if words[index] in _FEW else words[index]
        index += 1
        while index < len(words) and words[index] in _FILLERS:
            index += 1
    if not kind:
        return "", at
    body = at + index
    is_scaled = body < len(tokens) and (tokens[body].scale or tokens[body].word == "dozen")
    return (kind, body) if is_scaled and _adjoins(text, tokens, body, at) else ("", at)


class _Reader:
    """Adds words up as they come."""

    def __init__(self, head: str) -> None:
        self.head = head
        self.total = Decimal(0)
        self.current = Decimal(1) if head == "a" else None
        self.scale = Decimal(1)
        self.decimals: str | None = None
        self.n_words = 0
        if head in ("half", "quarter", "couple", "few"):
            self.current = {"half": Decimal("0.5"), "quarter": Decimal("0.25")}.get(
                head, Decimal(2)
            )

    def take(self, tokens: Sequence[_Token], index: int) -> bool:
        token = tokens[index]
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if token.scale is not None:
            return self._take_scale(token, token.scale, is_first=self.current is None)
        if token.word == "and" and self.current is not None or token.word == "and" and self.total:
            return following is not None and (
                following.value is not None
                and not following.word[0].isdigit()
                or following.word == "a"
                and index + 2 < len(tokens)
                and tokens[index + 2].word == "half"
            )
        if token.word == "a" and tokens[index - 1].word == "and":
            return True
        if token.word == "half" and tokens[index - 1].word == "a" and self.current is not None:
            self.current += Decimal("0.5")
            return True
        if token.word == "point" and following is not None and following.word in _ONES[:10]:
            self.decimals = ""
            self.current = self.current or Decimal(0)
            return True
        return token.value is not None and self._take_value(token, token.value, following)

    def _take_scale(self, token: _Token, scale: Decimal, *, is_first: bool) -> bool:
        if is_first and (self.total or token.word not in _LEADING_SCALES):
            return False
        current = Decimal(1) if self.current is None else self.current
        if self.decimals:
            current += Decimal(f"0.{self.decimals}")
            self.decimals = None
        if scale == 100:
            self.current = current * scale
        else:
            self.total += current * scale
            self.current = None if is_first else Decimal(0)
        self.scale = scale
        self.n_words += 1
        return True

    def _take_value(self, token: _Token, value: Decimal, following: _Token | None) -> bool:
        is_figure = token.word[0].isdigit()
        if is_figure:
            if self.current is not None or self.total or following is None:
                return False
            self.current = value
            return following.scale is not None or following.word in ("and", "point")
        self.n_words += 1
        if self.decimals is not None and value < 10:
            self.decimals += str(value)
            return True
        current = self.current
        if token.word == "dozen":
            self.current = (current if current is not None else Decimal(1)) * value
            return True
        if current is None or current == 0:
            self.current = value
            return True
        if current % 100 == 0 or (
            value < 10 and value > 0 and 20 <= current % 100 and current % 10 == 0
        ):
            self.current = current + value
            return True
        if current < 20 and value >= 20 and not self.total:
            self.current = current * 100 + value
            return True
        return False

    def value(self) -> tuple[Decimal, Decimal]:
        current = self.current or Decimal(0)
        if self.decimals:
            current += Decimal(f"0.{self.decimals}")
        low = self.total + current
        high = low / 2 * 10 - 1 if self.head == "few" else low
        return low, high
