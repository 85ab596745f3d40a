from __future__ import annotations

import math

import numpy as np
import pytest

from nlp_guard.evaluation.figures import Judged, measure, recall_in_budget
from nlp_guard.evaluation.gold import Gold
from nlp_guard.evaluation.resampling import Resampler, f1, precision, recall
from nlp_guard.records import Label, Verdict
from tests.fakes.talk import detection, talk


def rows(*pairs: tuple[Verdict, Verdict, float]) -> list[Judged]:
    made = []
    for number, (wanted, found, chance) in enumerate(pairs):
        conversation = talk("b 不给钱就投诉", name=f"c{number}")
        letters = "T" if wanted is not Verdict.SUSPICIOUS else ""
        made.append(
            (
                Gold(set_name="set", detection=detection(conversation, letters, verdict=wanted)),
                detection(conversation, "T", verdict=found, probability=chance),
            )
        )
    return made


E, N, S = Verdict.EXTORTION, Verdict.NONE, Verdict.SUSPICIOUS


def test_verdict_figures_count_conversations() -> None:
    judged = rows((E, E, 0.9), (E, S, 0.6), (N, E, 0.7), (N, N, 0.1), (S, N, 0.2), (S, S, 0.3))
    figures = measure(judged, rounds=50)
    verdict = figures.verdict
    assert verdict.recall.value == 0.5
    assert verdict.precision.value == 0.5
    assert verdict.false_positives.value == 0.5
    assert verdict.lawful_false_positives.value == 0.5
    assert verdict.suspicious_recall.value == 0.5
    assert verdict.accuracy.value == 0.5
    assert verdict.recall_in_budget.value == 0.5
    assert verdict.threshold == 0.9
    assert (figures.n, figures.n_turns) == (6, 6)


def test_turn_figures_have_intervals_around_them() -> None:
    judged = rows(*[(N, N, 0.1)] * 20, *[(S, N, 0.1)] * 10)
    score = measure(judged, rounds=200).labels[Label.THREAT]
    assert score.precision.value == pytest.approx(2 / 3)
    assert score.recall.value == 1.0
    assert score.f1.value == pytest.approx(0.8)
    assert score.f1.low is not None
    assert score.f1.high is not None
    assert 0.6 < score.f1.low < 0.8 < score.f1.high < 0.95
    assert score.f1.n == 20


def test_figures_of_nothing_are_left_open() -> None:
    figures = measure([], rounds=10)
    assert figures.labels[Label.THREAT].f1.value is None
    assert figures.verdict.recall_in_budget.value is None
    none_only = measure(rows((N, N, 0.1)), rounds=10)
    assert none_only.verdict.recall.value is None
    assert none_only.verdict.false_positives.value == 0.0


@pytest.mark.parametrize(
    ("chances", "yes", "no", "recall_at", "threshold"),
    [
        ([0.9, 0.8, 0.1], [1, 1, 0], [0, 0, 1], 1.0, 0.8),
        ([0.9, 0.8, 0.1], [0, 1, 1], [1, 0, 0], 0.0, 1.0),
        ([0.9, 0.9, 0.8], [1, 0, 1], [0, 1, 0], 0.0, 1.0),
        ([0.0, 0.0], [1, 0], [0, 1], 0.0, 1.0),
    ],
)
def test_recall_in_budget(
    chances: list[float], yes: list[int], no: list[int], recall_at: float, threshold: float
) -> None:
    found = recall_in_budget(
        np.array(chances), np.array(yes, bool), np.array(no, bool), np.ones(len(chances))
    )
    assert found == (recall_at, threshold)


def test_one_in_a_hundred_may_slip_through() -> None:
    chances = np.concatenate([[0.99], np.full(99, 0.1), [0.5]])
    is_none = np.concatenate([np.full(100, True), [False]])
    assert recall_in_budget(chances, ~is_none, is_none, np.ones(101)) == (1.0, 0.5)


def test_recall_in_budget_is_open_without_extortion() -> None:
    value, _ = recall_in_budget(np.array([0.5]), np.array([False]), np.array([True]), np.ones(1))
    assert math.isnan(value)


def test_resampling_is_the_same_every_time() -> None:
    assert (Resampler(7, 20).draws == Resampler(7, 20).draws).all()
    assert (Resampler(7, 20).draws.sum(axis=1) == 7).all()


def test_ratios_hold_over_the_last_axis() -> None:
    counts = np.array([[8.0, 2.0, 0.0], [0.0, 0.0, 0.0]])
    assert precision(counts)[0] == 0.8
    assert recall(counts)[0] == 1.0
    assert f1(counts)[0] == pytest.approx(16 / 18)
    assert np.isnan(f1(counts)[1])
