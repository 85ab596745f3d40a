"""The verdict, fitted: what talk sounds like, and the weights of every regime."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from examples import Example
from labels import FOLDS
from learning import Task, fit_logistic, fit_pieces

from nlp_guard.protocols import Detector
from nlp_guard.records import Verdict
from nlp_guard.signals import SignalsConfig
from nlp_guard.signals.detection import readings
from nlp_guard.signals.merging import equal_weights
from nlp_guard.signals.pieces import Pieces, without_figures
from nlp_guard.signals.verdict import (
    CONCERN,
    EXTORTION,
    VerdictModel,
    outside_talk,
    verdict_features,
)

STRENGTH = 0.3
"""Inverse of the L2 penalty; 0.1 and 1 are no better in five folds."""

Detectors = Callable[[Example], Sequence[Detector]]
"""Who reads an example: detectors that were fitted without its fold."""


def fit_talk(examples: Sequence[Example]) -> tuple[dict[str, Any], list[Pieces]]:
    """Fit what whole conversations sound like: on everything, and without each fold."""
    texts = [without_figures(outside_talk(e.detection.conversation))[0] for e in examples]
    without = [_talk(examples, texts, lambda f, o=out: f != o) for out in range(FOLDS)]
    return _talk(examples, texts, lambda f: True), [Pieces.from_dict(one) for one in without]


def _talk(
    examples: Sequence[Example], texts: Sequence[str], keep: Callable[[int], bool]
) -> dict[str, Any]:
    chosen = [n for n, example in enumerate(examples) if keep(example.fold)]
    verdicts = [examples[n].detection.verdict for n in chosen]
    every = np.full(len(chosen), True)
    weights = np.array([examples[n].weight for n in chosen])
    holds = {
        EXTORTION: np.array([verdict is Verdict.EXTORTION for verdict in verdicts]),
        CONCERN: np.array([verdict is not Verdict.NONE for verdict in verdicts]),
    }
    tasks = {name: Task(may=every, holds=own, weights=weights) for name, own in holds.items()}
    return fit_pieces([texts[n] for n in chosen], tasks)


def fit_verdict(
    examples: Sequence[Example], detectors: Detectors, talk: Sequence[Pieces]
) -> VerdictModel:
    """Fit the verdict of one regime.

    Args:
        examples: What it learns from.
        detectors: Who reads each of them.
        talk: What talk sounds like, fitted without each fold.
    """
    config = SignalsConfig()
    features, verdicts, weights = [], [], []
    for example in examples:
        conversation = example.detection.conversation
        findings = {d.name: d.detect(conversation) for d in detectors(example)}
        turns = readings(conversation, findings, equal_weights(findings), config)
        found = verdict_features(conversation, turns, talk[example.fold])
        if found:
            features.append(found)
            verdicts.append(example.detection.verdict)
            weights.append(example.weight)
    is_extortion = [verdict is Verdict.EXTORTION for verdict in verdicts]
    is_concern = [verdict is not Verdict.NONE for verdict in verdicts]
    return VerdictModel(
        extortion=fit_logistic(features, is_extortion, weights, STRENGTH),
        concern=fit_logistic(features, is_concern, weights, STRENGTH),
    )
