"""Numbers written as they sound."""

from __future__ import annotations

import pytest

from nlp_guard.text.numerals import find_numerals
from nlp_guard.text.pinyin_numerals import find_pinyin_numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2 qian 8", 2800),
        ("san wan", 30_000),
        ("wu bai", 500),
        ("yi wan er", 12_000),
        ("liang qian ling ba", 2008),
        ("shi wan", 100_000),
        ("3wan5", 35_000),
    ],
)
def test_syllables_are_read_when_a_multiplier_follows_a_digit(text: str, value: int) -> None:
    (numeral,) = find_numerals(text)
    assert (int(numeral.low), len(numeral.span)) == (value, len(text))


@pytest.mark.parametrize("text", ["yi shi er", "bai tuo", "wan an", "i want 2 quit", "shibai", ""])
def test_nothing_is_read_when_syllables_are_words(text: str) -> None:
    assert list(find_pinyin_numbers(text)) == []
