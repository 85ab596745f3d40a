"""Several detectors' signals on one utterance, made one reading.

Detectors look at the same words, so their probabilities are not independent: multiplying odds
would count the evidence twice. A label's log odds are the mean of the detectors' own, or what a
fitted stack makes of them; a detector that stays silent on a label says its floor.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

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

SILENCE = 0.005
"""What a detector says of a label that it does not mention."""
_NEVER = dict.fromkeys(Label, 0.0)


def merge(
    utterance: Utterance,
    signals: Sequence[Signal],
    weights: Mapping[Label, Logistic],
    threshold: float,
) -> TurnReading:
    """Join what all detectors found in one utterance.

    Args:
        utterance: The utterance.
        signals: On it, by any detector.
        weights: Per label, over the log odds of every detector that looked.
        threshold: Probability from which a label holds.
    """
    if not signals:
        return TurnReading(utterance_id=utterance.id, probabilities=dict(_NEVER))
    by_label = {label: [s for s in signals if s.label is label] for label in Label}
    probabilities = {label: _joined(found, weights[label]) for label, found in by_label.items()}
    labels = frozenset(label for label in Label if probabilities[label] >= threshold)
    return TurnReading(
        utterance_id=utterance.id,
        labels=labels,
        threat_kinds=_kinds(by_label[Label.THREAT]) if Label.THREAT in labels else frozenset(),
        probabilities=probabilities,
        spans=tuple(
            LabelSpan(label=label, span=span)
            for label in Label
            if label in labels
            for span in _spans(by_label[label])
        ),
        slots=Slots(),
    )


def equal_weights(detectors: Collection[str]) -> dict[Label, Logistic]:
    """Return weights that take the mean of the detectors' log odds.

    Example:
        >>> equal_weights(["lexicon", "other"])[Label.THREAT].weights
        {'lexicon': 0.5, 'other': 0.5}
    """
    mean = Logistic(intercept=0.0, weights=dict.fromkeys(detectors, 1 / max(1, len(detectors))))
    return dict.fromkeys(Label, mean)


def _joined(signals: Iterable[Signal], weights: Logistic) -> float:
    said = {signal.detector: signal.probability for signal in signals}
    if not said:
        return 0.0
    return weights.probability({name: logit(said.get(name, SILENCE)) for name in weights.weights})


def _kinds(signals: Iterable[Signal]) -> frozenset[ThreatKind]:
    """Take every kind that any detector names: each of them misses more than it invents."""
    return frozenset(k for s in signals for k in s.threat_kinds) or frozenset({ThreatKind.OTHER})


def _spans(signals: Iterable[Signal]) -> list[CharSpan]:
    """Join the spans of all detectors where they overlap."""
    joined: list[CharSpan] = []
    for span in sorted(span for signal in signals for span in signal.spans):
        if joined and span.start < joined[-1].end:
            joined[-1] = CharSpan(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined
