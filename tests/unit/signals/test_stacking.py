from __future__ import annotations

import pytest

from nlp_guard.records import Label, ThreatKind, Verdict
from nlp_guard.signals.logistic import Logistic
from nlp_guard.signals.merging import equal_weights
from nlp_guard.signals.stacking import Stack, held, stacks

STACK = Stack(
    turns=equal_weights(["lexicon", "reader"]),
    extortion=Logistic(intercept=-0.5, weights={"rules": 0.5, "reader": 1.0}),
    concern=Logistic(intercept=0.0, weights={"rules": 0.5, "reader": 1.0}),
)
UNDECIDED = {Verdict.NONE: 0.5, Verdict.SUSPICIOUS: 0.0, Verdict.EXTORTION: 0.5}
SURE = {Verdict.NONE: 0.01, Verdict.SUSPICIOUS: 0.01, Verdict.EXTORTION: 0.98}


def scores(extortion: float, none: float) -> dict[Verdict, float]:
    return {Verdict.NONE: none, Verdict.SUSPICIOUS: -2.0, Verdict.EXTORTION: extortion}


@pytest.mark.parametrize("rules", [UNDECIDED, SURE])
@pytest.mark.parametrize("found", [scores(5, -5), scores(-5, 5), scores(0, 0), scores(99, 99)])
def test_chances_are_never_negative_and_sum_to_one(
    rules: dict[Verdict, float], found: dict[Verdict, float]
) -> None:
    chances = STACK.chances(rules, "reader", found)
    assert sum(chances.values()) == pytest.approx(1.0)
    assert all(chance >= 0 for chance in chances.values())


def test_both_judges_are_heard() -> None:
    def extortion(rules: dict[Verdict, float], found: dict[Verdict, float]) -> float:
        return STACK.chances(rules, "reader", found)[Verdict.EXTORTION]

    assert extortion(SURE, scores(1, -1)) > extortion(UNDECIDED, scores(1, -1))
    assert extortion(SURE, scores(3, -3)) > extortion(SURE, scores(1, -1))


def test_sureness_beyond_one_in_a_thousand_counts_no_more() -> None:
    assert held(8.0) == held(80.0)
    assert STACK.chances(SURE, "reader", scores(8, -8)) == STACK.chances(
        SURE, "reader", scores(80, -80)
    )


def test_the_shipped_stacks_trust_both_judges() -> None:
    for judge, stack in stacks().items():
        assert set(stack.turns.labels) == set(stack.turns.thresholds) == set(Label)
        assert set(stack.turns.kinds) == set(ThreatKind)
        for model in (*stack.turns.labels.values(), stack.extortion, stack.concern):
            assert model.weights[judge] > 0
            assert all(weight > 0 for weight in model.weights.values())
