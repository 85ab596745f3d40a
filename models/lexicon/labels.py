"""The lexicon's label models, fitted: what turns sound like, alone and in context, and the kinds.

No step may be fitted to what an earlier one says of conversations that it was fitted to itself:
it would take it for surer than it is. So every conversation is read by models of the earlier steps
that were fitted without its fold.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from examples import Example
from learning import Features, Task, fit_logistic, fit_pieces

from nlp_guard.records import Label, Role, ThreatKind, TurnReading, Utterance
from nlp_guard.signals.evidence import NOTHING, Evidence, examine, lowered
from nlp_guard.signals.kinds import kind_features
from nlp_guard.signals.lexicon_detector import LabelModels, LexiconDetector
from nlp_guard.signals.logistic import Logistic
from nlp_guard.signals.pieces import Pieces, without_figures
from nlp_guard.signals.surroundings import in_context
from nlp_guard.text.fold import fold

FOLDS = 5
STRENGTH = 0.3
"""Inverse of the L2 penalty of the label models; best of 0.1, 0.3, 1 in five folds."""
SHARED = (Label.PERCENTAGE_COMMISSION,)
"""Labels that staff's turns can carry."""

Keep = Callable[[int], bool]
"""Which folds to learn from."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A turn to learn from."""

    utterance: Utterance
    turn: TurnReading
    example: Example
    features: Features

    def may(self, label: Label) -> bool:
        """Tell whether its speaker can carry a label."""
        return label in SHARED or self.utterance.role is not Role.AGENT


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """Everything fitted once on all folds, and once without each."""

    pieces: dict[str, Any]
    models: LabelModels
    by_fold: list[LexiconDetector]


def fit_labels(examples: Sequence[Example]) -> Fitted:
    """Fit all steps, one upon the other."""
    learned = [example for example in examples if example.has_labels]
    folded = [[lowered(fold(u.text).text) for u, _ in example.turns] for example in learned]
    pieces = [
        Pieces.from_dict(_turn_pieces(learned, folded, lambda f, o=out: f != o))
        for out in range(FOLDS)
    ]
    evidence = [
        [_look(u, pieces[e.fold]) for u in e.detection.conversation.utterances] for e in learned
    ]
    alone_rows = _rows(learned, [[shown.features for shown in own] for own in evidence])
    without = [_fit_each(alone_rows, lambda f, o=out: f != o) for out in range(FOLDS)]
    rows = _rows(learned, _in_context(learned, evidence, without))
    kinds = _kind_rows(learned, evidence)
    by_fold = [
        LabelModels(
            alone=without[out],
            in_context=_fit_each(rows, lambda f, o=out: f != o),
            kinds=_fit_kinds(kinds, lambda f, o=out: f != o),
        )
        for out in range(FOLDS)
    ]
    return Fitted(
        pieces=_turn_pieces(learned, folded, lambda f: True),
        models=LabelModels(
            alone=_fit_each(alone_rows, lambda f: True),
            in_context=_fit_each(rows, lambda f: True),
            kinds=_fit_kinds(kinds, lambda f: True),
        ),
        by_fold=[
            LexiconDetector(models, own) for models, own in zip(by_fold, pieces, strict=True)
        ],
    )


def _look(utterance: Utterance, pieces: Pieces) -> Evidence:
    if utterance.role is Role.SYSTEM:
        return NOTHING
    return examine(utterance.text, pieces=pieces)


def _turn_pieces(
    learned: Sequence[Example], folded: Sequence[Sequence[str]], keep: Keep
) -> dict[str, Any]:
    """Fit what turns sound like: their labels, and of threats the kinds."""
    rows = [
        (without_figures(text)[0], utterance, turn, example.weight)
        for example, texts in zip(learned, folded, strict=True)
        if keep(example.fold)
        for text, (utterance, turn) in zip(texts, example.turns, strict=True)
    ]
    weights = np.array([weight for *_, weight in rows])
    is_staff = np.array([utterance.role is Role.AGENT for _, utterance, _, _ in rows])
    is_threat = np.array([Label.THREAT in turn.labels for *_, turn, _ in rows])
    tasks = {
        label.value: Task(
            may=np.full(len(rows), True) if label in SHARED else ~is_staff,
            holds=np.array([label in turn.labels for *_, turn, _ in rows]),
            weights=weights,
        )
        for label in Label
    }
    tasks |= {
        kind.value: Task(
            may=is_threat,
            holds=np.array([kind in turn.threat_kinds for *_, turn, _ in rows]),
            weights=weights,
        )
        for kind in ThreatKind
    }
    return fit_pieces([text for text, *_ in rows], tasks)


def _rows(learned: Sequence[Example], features: Sequence[Sequence[Features]]) -> list[Row]:
    return [
        Row(utterance=utterance, turn=turn, example=example, features=found)
        for example, own in zip(learned, features, strict=True)
        for utterance, turn, found in zip(
            example.detection.conversation.utterances, example.detection.turns, own, strict=True
        )
        if utterance.role is not Role.SYSTEM
    ]


def _fit_each(rows: Sequence[Row], keep: Keep) -> dict[Label, Logistic]:
    models = {}
    for label in Label:
        chosen = [
            row for row in rows if row.features and keep(row.example.fold) and row.may(label)
        ]
        models[label] = fit_logistic(
            [row.features for row in chosen],
            [label in row.turn.labels for row in chosen],
            [row.example.weight for row in chosen],
            STRENGTH,
        )
    return models


def _in_context(
    learned: Sequence[Example],
    evidence: Sequence[Sequence[Evidence]],
    without: Sequence[dict[Label, Logistic]],
) -> list[list[dict[str, float]]]:
    """Add the surroundings, as models without each conversation's fold see them."""
    found = []
    for example, shown in zip(learned, evidence, strict=True):
        models = without[example.fold]
        alone = [
            {k: models[k].probability(e.features) if e.features else 0.0 for k in Label}
            for e in shown
        ]
        found.append(in_context(example.detection.conversation.utterances, shown, alone))
    return found


@dataclass(frozen=True, kw_only=True)
class _Threat:
    features: Features
    kinds: frozenset[ThreatKind]
    example: Example


def _kind_rows(
    learned: Sequence[Example], evidence: Sequence[Sequence[Evidence]]
) -> list[_Threat]:
    return [
        _Threat(features=kind_features(shown), kinds=turn.threat_kinds, example=example)
        for example, own in zip(learned, evidence, strict=True)
        for turn, shown in zip(example.detection.turns, own, strict=True)
        if Label.THREAT in turn.labels
    ]


def _fit_kinds(threats: Sequence[_Threat], keep: Keep) -> dict[ThreatKind, Logistic]:
    chosen = [threat for threat in threats if keep(threat.example.fold)]
    return {
        kind: fit_logistic(
            [threat.features for threat in chosen],
            [kind in threat.kinds for threat in chosen],
            [threat.example.weight for threat in chosen],
            STRENGTH,
        )
        for kind in ThreatKind
    }
