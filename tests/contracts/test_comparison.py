"""What every installed comparison must hold."""

from __future__ import annotations

import math

import pytest

from nlp_guard import plugins
from nlp_guard.linking.profiles import read_profiles
from nlp_guard.protocols import Comparison
from nlp_guard.records import Profile
from tests.fakes.scene import Recipe, make_scene

SCENE = make_scene(Recipe(seed=7, n_orders=60, ring_size=8, listed=0.5))
PROFILES, _ = read_profiles(SCENE.orders, SCENE.detections)
INSTALLED = plugins.load("comparisons").objects
EMPTY = Profile(account_id=PROFILES[0].account_id)


def fitted() -> list[Comparison]:
    return [comparison.fitted(PROFILES) for comparison in INSTALLED]


def test_the_comparisons_that_come_with_the_package_are_installed() -> None:
    names = {comparison.name for comparison in INSTALLED}
    assert names >= {
        "address", "basket", "demand", "payees", "payer", "phone", "receiver", "timing", "wording",
    }  # fmt: skip
    assert not plugins.load("comparisons").failures


@pytest.mark.parametrize("comparison", fitted(), ids=lambda c: c.name)
def test_a_comparison_is_symmetric_and_finite_and_cites_what_it_says(
    comparison: Comparison,
) -> None:
    for one in PROFILES[::5]:
        for other in PROFILES[::7]:
            if one is other:
                continue
            there, back = comparison.compare(one, other), comparison.compare(other, one)
            assert (there is None) == (back is None)
            if there is None or back is None:
                continue
            assert there.comparison == comparison.name
            assert there.level == back.level
            assert there.weight_bits == pytest.approx(back.weight_bits)
            assert math.isfinite(there.weight_bits)
            assert there.note is not None
            assert there.weight_bits <= 0.0 or there.exhibits


@pytest.mark.parametrize("comparison", fitted(), ids=lambda c: c.name)
def test_keys_are_texts_and_the_same_every_time(comparison: Comparison) -> None:
    for profile in PROFILES:
        keys = list(comparison.keys(profile))
        assert keys == list(comparison.keys(profile))
        assert all(isinstance(key, str) for key in keys)


@pytest.mark.parametrize("comparison", INSTALLED, ids=lambda c: c.name)
def test_a_shop_without_anything_says_nothing(comparison: Comparison) -> None:
    nothing = comparison.fitted([])
    assert list(nothing.keys(EMPTY)) == []
    assert nothing.compare(EMPTY, EMPTY) is None
