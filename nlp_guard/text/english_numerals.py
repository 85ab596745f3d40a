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
from nlp_guard.text.numeral import MAX_DIGITS, Numeral

_ONES = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
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
_HEADS = {
    "a": Decimal(1),
    "an": Decimal(1),
    "half": Decimal("0.5"),
    "quarter": Decimal("0.25"),
    "couple": Decimal(2),
    "few": Decimal(2),
    "several": Decimal(2),
}
_VAGUE = frozenset({"few", "several"})
_LEADING_SCALES = frozenset({"hundred", "thousand"})
_LOOSE_ENDS = frozenset({"and", "point", "a", "an", "of"})
_CUE = re.compile(rf"(?i:\b(?:{'|'.join([*_SMALL, *_SCALES])})\b|\d\s?k\b)")
_TOKEN = re.compile(r"[A-Za-z]++|\d++(?:,\d{3})*+(?:\.\d++)?+")
_GAP = re.compile(r"[ \t\u3000]{0,3}[-‐]?[ \t\u3000]{0,3}")
_LONGEST_GAP = 6


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    start: int
    end: int

    @property
    def is_figures(self) -> bool:
        return self.word[0].isdigit()

    @property
    def value(self) -> Decimal | None:
        if self.is_figures:
            bare = self.word.replace(",", "")
            return Decimal(bare) if len(bare) <= MAX_DIGITS else None
        return _SMALL.get(self.word)

    @property
    def scale(self) -> Decimal | None:
        return _SCALES.get(self.word)


def find_word_numbers(text: str) -> tuple[Numeral, ...]:
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
    found: list[Numeral] = []
    at = 0
    while at < len(tokens):
        numeral, after = _read(text, tokens, at)
        if numeral is not None:
            found.append(numeral)
        at = max(after, at + 1)
    return tuple(found)


def _read(text: str, tokens: Sequence[_Token], at: int) -> tuple[Numeral | None, int]:
    """Read one number beginning at a token; give it and the token after it."""
    head, body = _head(text, tokens, at)
    reader = _Reader(head)
    index = body
    while index < len(tokens) and _adjoins(text, tokens, index, at):
        if not reader.take(tokens, index):
            break
        index += 1
    if not reader.n_words or (head and reader.scale == 1):
        return None, at + 1
    while tokens[index - 1].word in _LOOSE_ENDS:
        index -= 1
    low, high = reader.value()
    span = CharSpan(tokens[at].start, tokens[index - 1].end)
    return Numeral(span, low, high, reader.scale), index


def _adjoins(text: str, tokens: Sequence[_Token], index: int, first: int) -> bool:
    if index == first:
        return True
    gap = text[tokens[index - 1].end : tokens[index].start]
    return len(gap) <= _LONGEST_GAP and _GAP.fullmatch(gap) is not None


def _head(text: str, tokens: Sequence[_Token], at: int) -> tuple[str, int]:
    """Tell what opens the number (``a``, ``half``, ``couple``, ``few``) and where its body is."""
    words = [token.word for token in tokens[at : at + 4]]
    index = 1 if words[0] in ("a", "an") else 0
    head = words[0] if index else ""
    if index < len(words) and words[index] in _HEADS and words[index] not in ("a", "an"):
        head = words[index]
        index += 1
        while index < len(words) and words[index] in ("a", "an", "of"):
            index += 1
    body = at + index
    if not head or body >= len(tokens) or not _adjoins(text, tokens, body, at):
        return "", at
    is_scaled = tokens[body].scale is not None or tokens[body].word == "dozen"
    return (head, body) if is_scaled else ("", at)


class _Reader:
    """Adds words up as they come; a word it cannot take ends the number."""

    def __init__(self, head: str) -> None:
        self.is_vague = head in _VAGUE
        self.total = Decimal(0)
        self.current = _HEADS.get(head)
        self.scale = Decimal(1)
        self.decimals: str | None = None
        self.n_words = 0

    def take(self, tokens: Sequence[_Token], index: int) -> bool:
        """Take one token in, or tell that it is no part of the number."""
        token = tokens[index]
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if token.scale is not None:
            return self._take_scale(token, token.scale)
        if token.word in ("and", "a", "half"):
            return self._take_half(tokens, index)
        if token.word == "point":
            is_decimal = following is not None and following.word in _ONES[:10]
            self.decimals = "" if is_decimal else None
            self.current = (self.current or Decimal(0)) if is_decimal else self.current
            return is_decimal
        if token.is_figures:
            return self._take_figures(token, following)
        return token.value is not None and self._take_value(token, token.value)

    def _take_half(self, tokens: Sequence[_Token], index: int) -> bool:
        """Take ``and a half`` and the ``and`` of ``a hundred and fifty``."""
        words = [token.word for token in tokens[index : index + 3]]
        has_begun = self.current is not None or self.total > 0
        if words[0] == "and":
            is_number = len(words) > 1 and words[1] in _SMALL
            return has_begun and (is_number or words[1:] == ["a", "half"])
        previous = tokens[index - 1].word if index else ""
        if words[0] == "a":
            return previous == "and" and words[1:2] == ["half"]
        if previous != "a" or self.current is None:
            return False
        self.current += Decimal("0.5")
        return True

    def _take_scale(self, token: _Token, scale: Decimal) -> bool:
        is_first = self.current is None
        if is_first and (self.total or token.word not in _LEADING_SCALES):
            return False
        current = Decimal(1) if self.current is None else self.current
        current += Decimal(f"0.{self.decimals}") if self.decimals else 0
        self.decimals = None
        if scale == _SCALES["hundred"]:
            self.current = current * scale
        else:
            self.total += current * scale
            self.current = None if is_first else Decimal(0)
        self.scale = scale
        self.n_words += 1
        return True

    def _take_figures(self, token: _Token, following: _Token | None) -> bool:
        """Take the 5 of ``5 grand`` and ``5 and a half grand``."""
        if self.current is not None or self.total or following is None or token.value is None:
            return False
        self.current = token.value
        return following.scale is not None or following.word in ("and", "point")

    def _take_value(self, token: _Token, value: Decimal) -> bool:
        self.n_words += 1
        if self.decimals is not None and value < 10:
            self.decimals += str(value)
            return True
        current = self.current
        if token.word == "dozen":
            self.current = (Decimal(1) if current is None else current) * value
        elif current is None or current == 0:
            self.current = value
        elif current % 100 == 0 or _is_tens_and_ones(current, value):
            self.current = current + value
        elif current < 20 <= value and not self.total:
            self.current = current * 100 + value
        else:
            return False
        return True

    def value(self) -> tuple[Decimal, Decimal]:
        """Give the lowest and the highest reading."""
        low = self.total + (self.current or Decimal(0))
        low += Decimal(f"0.{self.decimals}") if self.decimals else 0
        return low, low * 5 - 1 if self.is_vague else low


def _is_tens_and_ones(current: Decimal, value: Decimal) -> bool:
    return 0 < value < 10 and current % 100 >= 20 and current % 10 == 0
