"""Several detectors' signals on one utterance, made one reading.

Detectors look at the same words, so their probabilities are not independent: multiplying odds
would count the evidence twice. A label's log odds are the mean of the detectors' own, or what a
fitted stack makes of them; a detector that stays silent on a label says its floor.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from nlp_guard.records import (
    CharSpan,
    Label,
    LabelSpan,
    Signal,
    Slots,
    ThreatKind,
    TurnReading,
    Utterance,
)
from nlp_guard.signals.logistic import Logistic, logit

EVEN_THRESHOLD = 0.33
"""Of detectors that were not fitted to each other; that of the best F1 for the lexicon alone."""
SILENCE = 0.005
"""What a detector says of a label that it does not mention."""
_NEVER = dict.fromkeys(Label, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How several detectors are weighed against each other.

    Args:
        labels: Per label, over the log odds of every detector that looked, by its name.
        kinds: Per threat kind, over the detectors that name it: 1 for each.
        thresholds: Probability from which each label holds.
    """

    labels: Mapping[Label, Logistic]
    kinds: Mapping[ThreatKind, Logistic]
    thresholds: Mapping[Label, float]


def merge(
    utterance: Utterance,
    signals: Sequence[Signal],
    weights: Weights,
    threshold: float | None = None,
) -> TurnReading:
    """Join what all detectors found in one utterance.

    Args:
        utterance: The utterance.
        signals: On it, by any detector.
        weights: Of all detectors that looked.
        threshold: Probability from which a label holds; None for each label's own.
    """
    if not signals:
        return TurnReading(utterance_id=utterance.id, probabilities=dict(_NEVER))
    by_label = {label: [s for s in signals if s.label is label] for label in Label}
    probabilities = {
        label: _joined(found, weights.labels[label]) for label, found in by_label.items()
    }
    labels = frozenset(
        label
        for label in Label
        if probabilities[label] >= (weights.thresholds[label] if threshold is None else threshold)
    )
    return TurnReading(
        utterance_id=utterance.id,
        labels=labels,
        threat_kinds=_kinds(by_label[Label.THREAT], weights.kinds)
        if Label.THREAT in labels
        else frozenset(),
        probabilities=probabilities,
        spans=tuple(
            LabelSpan(label=label, span=span)
            for label in Label
            if label in labels
            for span in _spans(by_label[label])
        ),
        slots=Slots(),
    )


def equal_weights(detectors: Collection[str]) -> Weights:
    """Return weights that take the mean of the detectors' log odds, and every kind they name.

    Example:
        >>> equal_weights(["lexicon", "other"]).labels[Label.THREAT].weights
        {'lexicon': 0.5, 'other': 0.5}
    """
    mean = Logistic(intercept=0.0, weights=dict.fromkeys(detectors, 1 / max(1, len(detectors))))
    any_of = Logistic(intercept=-0.5, weights=dict.fromkeys(detectors, 1.0))
    return Weights(
        labels=dict.fromkeys(Label, mean),
        kinds=dict.fromkeys(ThreatKind, any_of),
        thresholds=dict.fromkeys(Label, EVEN_THRESHOLD),
    )


def _joined(signals: Iterable[Signal], weights: Logistic) -> float:
    said = {signal.detector: signal.probability for signal in signals}
    if not said:
        return 0.0
    return weights.probability({name: logit(said.get(name, SILENCE)) for name in weights.weights})


def _kinds(
    signals: Sequence[Signal], weights: Mapping[ThreatKind, Logistic]
) -> frozenset[ThreatKind]:
    """Take the kinds more likely meant than not, else the likeliest that anybody names."""
    named = {kind for signal in signals for kind in signal.threat_kinds}
    scores = {
        kind: weights[kind].score({s.detector: 1.0 for s in signals if kind in s.threat_kinds})
        for kind in ThreatKind
        if kind in named
    }
    likely = frozenset(kind for kind, score in scores.items() if score > 0)
    return likely or frozenset({max(scores, key=lambda k: scores[k], default=ThreatKind.OTHER)})


def _spans(signals: Iterable[Signal]) -> list[CharSpan]:
    """Join the spans of all detectors where they overlap."""
    joined: list[CharSpan] = []
    for span in sorted(span for signal in signals for span in signal.spans):
        if joined and span.start < joined[-1].end:
            joined[-1] = CharSpan(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined
