"""English number words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from nlp_guard.text.english_numerals import find_word_numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("four thousand", 4000),
        ("twenty-five hundred", 2500),
        ("nineteen hundred", 1900),
        ("two fifty", 250),
        ("a hundred and fifty", 150),
        ("half a grand", 500),
        ("five and a half grand", 5500),
        ("4 grand", 4000),
        ("1.2k", 1200),
        ("zero point three", Decimal("0.3")),
        ("two dozen", 24),
        ("a couple of hundred", 200),
        ("ten thousand one hundred and one", 10_101),
        ("2 lakh", 200_000),
    ],
)
def test_words_are_added_up_when_they_form_a_number(text: str, value: Decimal) -> None:
    (numeral,) = find_word_numbers(text)
    assert (numeral.low, numeral.high, len(numeral.span)) == (value, value, len(text))


@pytest.mark.parametrize("text", ["the grand opening", "thousands of kids", "and a half", "4000"])
def test_nothing_is_found_when_no_number_is_said(text: str) -> None:
    assert find_word_numbers(text) == ()


def test_numbers_are_apart_when_words_stand_between() -> None:
    found = find_word_numbers("one for you, two for me")
    assert [int(n.low) for n in found] == [1, 2]
