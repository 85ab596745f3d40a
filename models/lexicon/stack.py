"""The stack, fitted: the reader weighed against the rules, on what neither has seen."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from examples import Example
from labels import FOLDS
from learning import Features, fit_logistic
from numpy.typing import NDArray
from verdicts import STRENGTH, Read, fit_rules

from nlp_guard.protocols import Detector
from nlp_guard.records import Findings, Label, Signal, ThreatKind, UtteranceId, Verdict
from nlp_guard.signals.logistic import Logistic, logit
from nlp_guard.signals.merging import SILENCE
from nlp_guard.signals.pieces import Pieces
from nlp_guard.signals.stacking import RULES, held

LOST = 0.004
"""Share of extortions that may go unread because the rules see too little in them."""
_STEPS = [step / 100 for step in range(10, 80)]
_RAISED = [step / 4 for step in range(9)]
"""Log odds by which kinds may be raised together: one too many costs less than one missed."""
_LEAST_TOLD = 5
"""Threats of a kind, below which its weights would be chance."""


@dataclass(frozen=True, kw_only=True)
class Both:
    """An example that neither has seen, as both read it.

    Args:
        read: By all detectors; the judge among them.
        sure: What the rules make of the whole: probabilities.
    """

    read: Read
    sure: Mapping[Verdict, float]

    @property
    def example(self) -> Example:
        """The example."""
        return self.read.example

    @property
    def findings(self) -> Mapping[str, Findings]:
        """By detector."""
        return self.read.findings


def heard_by(judge: Detector, read: Sequence[Read], talk: Sequence[Pieces]) -> list[Both]:
    """Let a learned judge read the examples it has never seen, beside the rules.

    Args:
        judge: The learned judge.
        read: Every example, read by the rules' detectors.
        talk: What talk sounds like, fitted without each fold.
    """
    rules = fit_rules([one for one in read if not one.example.is_held_back], talk)
    both = []
    for one in read:
        if not one.example.is_new_to_reader:
            continue
        found = judge.detect(one.example.detection.conversation)
        features = one.features(talk)
        both.append(
            Both(
                read=Read(example=one.example, findings={**one.findings, judge.name: found}),
                sure=rules.probabilities(features) if features else {Verdict.NONE: 1.0},
            )
        )
    return both


def fit_stack(judge: str, both: Sequence[Both]) -> dict[str, Any]:
    """Weigh a learned judge against the rules.

    Returns:
        The stack as JSON values.
    """
    heard = [one for one in both if one.findings[judge].scores is not None]
    labels = {label: _fit_label(heard, label) for label in Label}
    return {
        "labels": {label.value: _json(model) for label, model in labels.items()},
        "thresholds": {label.value: _threshold(heard, label, labels[label]) for label in Label},
        "kinds": {kind.value: _json(model) for kind, model in _fit_kinds(heard).items()},
        "extortion": _json(_fit_verdict(heard, judge, _extortion, _is_extortion)),
        "concern": _json(_fit_verdict(heard, judge, _concern, _is_concern)),
    }


def asked_from(read: Sequence[Read], talk: Sequence[Pieces]) -> float:
    """Return the rules' probability of extortion below which no judge need be asked.

    Whatever the judge would say: no more of the written extortions lie below than may be lost.

    Args:
        read: Every example, read by the rules' detectors.
        talk: What talk sounds like, fitted without each fold.
    """
    sure = []
    for fold in range(FOLDS):
        rules = fit_rules([one for one in read if one.example.fold != fold], talk)
        for one in read:
            example = one.example
            is_meant = example.is_written and _is_extortion(example.detection.verdict)
            if is_meant and example.fold == fold:
                features = one.features(talk)
                sure.append(rules.probabilities(features)[Verdict.EXTORTION] if features else 0.0)
    sure.sort()
    threshold = math.floor(sure[int(LOST * len(sure))] * 1e4) / 1e4
    n_lost = sum(chance < threshold for chance in sure)
    print(f"the reader is asked from {threshold}: {n_lost} of {len(sure)} extortions lie below")
    return threshold


def _is_extortion(verdict: Verdict) -> bool:
    return verdict is Verdict.EXTORTION


def _is_concern(verdict: Verdict) -> bool:
    return verdict is not Verdict.NONE


def _extortion(sure: Mapping[Verdict, float], scores: Mapping[Verdict, float]) -> Odds:
    return logit(sure.get(Verdict.EXTORTION, 0.0)), scores[Verdict.EXTORTION]


def _concern(sure: Mapping[Verdict, float], scores: Mapping[Verdict, float]) -> Odds:
    return logit(1 - sure[Verdict.NONE]), -scores[Verdict.NONE]


Odds = tuple[float, float]
"""What the rules give, and what the judge gives."""


def _fit_verdict(
    heard: Sequence[Both],
    judge: str,
    odds: Callable[[Mapping[Verdict, float], Mapping[Verdict, float]], Odds],
    holds: Callable[[Verdict], bool],
) -> Logistic:
    features = []
    for one in heard:
        rules, other = odds(one.sure, one.findings[judge].scores or {})
        features.append({RULES: held(rules), judge: held(other)})
    return fit_logistic(
        features,
        [holds(one.example.detection.verdict) for one in heard],
        [one.example.weight for one in heard],
        STRENGTH,
    )


def _said(one: Both, label: Label) -> dict[UtteranceId, dict[str, Signal]]:
    said: dict[UtteranceId, dict[str, Signal]] = {}
    for name, found in one.findings.items():
        for signal in found.signals:
            if signal.label is label:
                said.setdefault(signal.utterance_id, {})[name] = signal
    return said


def _label_rows(heard: Sequence[Both], label: Label) -> tuple[list[Features], list[bool]]:
    """Give log odds and truth of the turns that anybody mentions: of others nothing is weighed."""
    features: list[Features] = []
    holds = []
    for one in heard:
        said = _said(one, label)
        for utterance, turn in one.example.turns:
            own = said.get(utterance.id)
            if own:
                chances = {n: own[n].probability if n in own else SILENCE for n in one.findings}
                features.append({name: logit(chance) for name, chance in chances.items()})
                holds.append(label in turn.labels)
    return features, holds


def _fit_label(heard: Sequence[Both], label: Label) -> Logistic:
    features, holds = _label_rows(heard, label)
    return fit_logistic(features, holds, [1.0] * len(holds), STRENGTH)


def _threshold(heard: Sequence[Both], label: Label, model: Logistic) -> float:
    """Return the probability at which F1 is best, of steps of a hundredth."""
    features, holds = _label_rows(heard, label)
    chances = np.array([model.probability(own) for own in features])
    truths = np.array(holds)
    return max(_STEPS, key=lambda step: _f1(chances >= step, truths))


def _f1(found: NDArray[np.bool_], truths: NDArray[np.bool_]) -> float:
    return float(2 * (found & truths).sum() / max(1, found.sum() + truths.sum()))


def _fit_kinds(heard: Sequence[Both]) -> dict[ThreatKind, Logistic]:
    """Weigh who names a kind, all raised alike to where micro F1 is best."""
    rows = {kind: _kind_rows(heard, kind) for kind in ThreatKind}
    models = {kind: _fit_kind(heard, *rows[kind]) for kind in ThreatKind}
    truths = np.concatenate([rows[kind][1] for kind in ThreatKind])
    scores = np.concatenate([[models[k].score(own) for own in rows[k][0]] for k in ThreatKind])
    raised = max(_RAISED, key=lambda by: _f1(scores + by > 0, truths))
    return {
        kind: Logistic(intercept=round(model.intercept + raised, 4), weights=model.weights)
        for kind, model in models.items()
    }


def _kind_rows(heard: Sequence[Both], kind: ThreatKind) -> tuple[list[Features], list[bool]]:
    """Give who names a kind, and whether it is meant, of all threats that anybody mentions."""
    features: list[Features] = []
    holds = []
    for one in heard:
        said = _said(one, Label.THREAT)
        for utterance, turn in one.example.turns:
            if Label.THREAT in turn.labels and (own := said.get(utterance.id)):
                features.append({n: float(kind in s.threat_kinds) for n, s in own.items()})
                holds.append(kind in turn.threat_kinds)
    return features, holds


def _fit_kind(
    heard: Sequence[Both], features: Sequence[Features], holds: Sequence[bool]
) -> Logistic:
    """Weigh who names a kind; where hardly anybody ever does, every word counts."""
    if min(sum(holds), len(holds) - sum(holds)) < _LEAST_TOLD:
        return Logistic(intercept=-0.5, weights=dict.fromkeys(heard[0].findings, 1.0))
    return fit_logistic(features, holds, [1.0] * len(holds), 1.0)


def _json(model: Logistic) -> dict[str, Any]:
    return {"intercept": model.intercept, "weights": dict(model.weights)}
