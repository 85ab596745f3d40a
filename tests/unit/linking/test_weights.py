from __future__ import annotations

import math

import pytest

from nlp_guard.linking.weights import Level, odds_bits, prior_bits
from nlp_guard.records import Phrase

LEVEL = Level(
    name="same number",
    m=0.25,
    u=2.0**-20,
    crowding=2.0,
    said=Phrase(zh="同号 {}", en="same number {}"),
)


def test_the_weight_is_the_ratio_in_bits() -> None:
    assert LEVEL.weight_bits() == 18.0


@pytest.mark.parametrize(("holders", "bits"), [(2, 18.0), (3, 16.0), (5, 14.0), (17, 10.0)])
def test_a_crowded_value_weighs_less(holders: int, bits: float) -> None:
    assert LEVEL.weight_bits(holders) == bits


def test_a_value_everybody_has_never_counts_as_more_than_chance() -> None:
    assert LEVEL.weight_bits(10**9) == math.log2(0.25)


def test_a_contribution_says_what_is_shared() -> None:
    contribution = LEVEL.contribution("phone", shared="199")
    assert contribution.note == Phrase(zh="同号 199", en="same number 199")
    assert contribution.weight_bits == 18.0


@pytest.mark.parametrize("accounts", [0, 1, 2, 300, 600_000])
def test_the_prior_falls_with_the_size_of_the_shop(accounts: int) -> None:
    assert prior_bits(accounts, 0.5) <= 0.0
    assert prior_bits(2 * accounts + 2, 0.5) <= prior_bits(accounts, 0.5)


def test_odds_of_an_even_chance_are_zero_bits() -> None:
    assert odds_bits(0.5) == 0.0
