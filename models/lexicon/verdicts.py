"""The verdict, fitted: what talk sounds like, and the rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from examples import Example
from labels import FOLDS
from learning import Features, Task, fit_logistic, fit_pieces

from nlp_guard.protocols import Detector
from nlp_guard.records import Findings, Verdict
from nlp_guard.signals import SignalsConfig
from nlp_guard.signals.detection import readings
from nlp_guard.signals.logistic import Logistic
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


@dataclass(frozen=True, kw_only=True)
class Read:
    """An example as detectors read it that were fitted without its fold."""

    example: Example
    findings: Mapping[str, Findings]

    def features(self, talk: Sequence[Pieces]) -> dict[str, float]:
        """Describe it for the verdict, all its detectors worth the same."""
        conversation = self.example.detection.conversation
        weights = equal_weights(self.findings)
        turns = readings(conversation, self.findings, weights, SignalsConfig())
        return verdict_features(conversation, turns, talk[self.example.fold])


def read_by(detectors: Sequence[Detector], example: Example) -> Read:
    """Let detectors read an example."""
    conversation = example.detection.conversation
    return Read(example=example, findings={d.name: d.detect(conversation) for d in detectors})


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


def fit_rules(read: Sequence[Read], talk: Sequence[Pieces]) -> VerdictModel:
    """Fit the verdict of the rules.

    Args:
        read: What it learns from.
        talk: What talk sounds like, fitted without each fold.
    """
    rows = [(one.example, features) for one in read if (features := one.features(talk))]
    return VerdictModel(
        extortion=_fitted(rows, lambda verdict: verdict is Verdict.EXTORTION),
        concern=_fitted(rows, lambda verdict: verdict is not Verdict.NONE),
    )


def _fitted(
    rows: Sequence[tuple[Example, Features]], holds: Callable[[Verdict], bool]
) -> Logistic:
    return fit_logistic(
        [features for _, features in rows],
        [holds(example.detection.verdict) for example, _ in rows],
        [example.weight for example, _ in rows],
        STRENGTH,
    )
