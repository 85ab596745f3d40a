from __future__ import annotations

from dataclasses import replace

import pytest

from nlp_guard.records import CharSpan, Label, ThreatKind
from nlp_guard.signals.logistic import Logistic, sigmoid
from nlp_guard.signals.merging import Weights, equal_weights, merge
from tests.fakes.talk import signal, talk

(UTTERANCE,) = talk("b 不给两成就全部退货").utterances
ALWAYS = Logistic(intercept=0.1, weights={})
FITTED = Weights(
    labels=dict.fromkeys(Label, Logistic(intercept=0.5, weights={"one": 0.2, "two": 0.9})),
    kinds=dict.fromkeys(ThreatKind, ALWAYS)
    | {
        ThreatKind.PENALTY: Logistic(intercept=-1.5, weights={"one": 1.0, "two": 1.0}),
        ThreatKind.OTHER: Logistic(intercept=-1.0, weights={"one": 2.0, "two": 0.0}),
    },
    thresholds=dict.fromkeys(Label, 0.6),
)


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


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ({"one": {"penalty", "legal"}}, {"legal"}),
        ({"one": {"penalty"}, "two": {"penalty"}}, {"penalty"}),
        ({"one": {"other"}, "two": {"penalty"}}, {"other"}),
        ({"two": {"other", "legal"}}, {"legal"}),
        ({"two": {"penalty", "other"}}, {"penalty"}),
    ],
)
def test_kinds_hold_as_far_as_those_who_name_them_are_believed(
    named: dict[str, set[str]], expected: set[str]
) -> None:
    signals = [
        signal(UTTERANCE, "T", 0.99, detector=name, kinds=tuple(map(ThreatKind, sorted(kinds))))
        for name, kinds in named.items()
    ]
    assert merge(UTTERANCE, signals, FITTED, 0.0).threat_kinds == expected


def test_each_label_holds_from_its_own_threshold_where_none_is_set() -> None:
    weights = replace(equal_weights(["one"]), thresholds=FITTED.thresholds)
    below, above = signal(UTTERANCE, "T", 0.55), signal(UTTERANCE, "D", 0.65)
    assert merge(UTTERANCE, [below, above], weights).labels == {Label.PAYMENT_DEMAND}
    assert len(merge(UTTERANCE, [below, above], weights, 0.5).labels) == 2


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
