from __future__ import annotations

import pytest

from nlp_guard.records import CharSpan, Label, ThreatKind
from nlp_guard.signals.logistic import Logistic, sigmoid
from nlp_guard.signals.merging import equal_weights, merge
from tests.fakes.talk import signal, talk

(UTTERANCE,) = talk("b 不给两成就全部退货").utterances
FITTED = dict.fromkeys(Label, Logistic(intercept=0.5, weights={"one": 0.2, "two": 0.9}))


def test_one_detector_is_believed_as_it_is() -> None:
    only = signal(UTTERANCE, "T", 0.7)
    turn = merge(UTTERANCE, [only], equal_weights(["one"]), 0.5)
    assert turn.probabilities[Label.THREAT] == pytest.approx(0.7)
    assert turn.labels == {Label.THREAT}
    assert set(turn.probabilities) == set(Label)


def test_silence_of_another_pulls_down() -> None:
    mine = signal(UTTERANCE, "T", 0.7)
    turn = merge(UTTERANCE, [mine], equal_weights(["one", "two"]), 0.5)
    assert turn.probabilities[Label.THREAT] < 0.5
    assert not turn.labels
    assert not turn.spans


def test_fitted_weights_are_used() -> None:
    both = [signal(UTTERANCE, "T", 0.5), signal(UTTERANCE, "T", 0.5, detector="two")]
    turn = merge(UTTERANCE, both, FITTED, 0.5)
    assert turn.probabilities[Label.THREAT] == pytest.approx(sigmoid(0.5))


def test_what_nobody_mentions_is_impossible() -> None:
    turn = merge(UTTERANCE, [], FITTED, 0.5)
    assert dict(turn.probabilities) == dict.fromkeys(Label, 0.0)
    turn = merge(UTTERANCE, [signal(UTTERANCE, "T", 0.9)], FITTED, 0.5)
    assert turn.probabilities[Label.PAYMENT_DEMAND] == 0.0


def test_kinds_are_all_that_anybody_names() -> None:
    signals = [
        signal(UTTERANCE, "T", 0.99, kinds=(ThreatKind.LEGAL,)),
        signal(UTTERANCE, "T", 0.8, detector="two", kinds=(ThreatKind.MASS_RETURN,)),
    ]
    turn = merge(UTTERANCE, signals, FITTED, 0.5)
    assert turn.threat_kinds == {ThreatKind.LEGAL, ThreatKind.MASS_RETURN}


def test_a_threat_without_any_kind_is_other() -> None:
    only = signal(UTTERANCE, "T", 0.9)
    assert merge(UTTERANCE, [only], equal_weights(["one"]), 0.5).threat_kinds == {ThreatKind.OTHER}


def test_overlapping_spans_are_joined() -> None:
    signals = [
        signal(UTTERANCE, "T", 0.9, span=(0, 4)),
        signal(UTTERANCE, "T", 0.9, detector="two", span=(3, 6)),
        signal(UTTERANCE, "T", 0.9, detector="two", span=(7, 9)),
    ]
    turn = merge(UTTERANCE, signals, FITTED, 0.5)
    assert [s.span for s in turn.spans] == [CharSpan(0, 6), CharSpan(7, 9)]
