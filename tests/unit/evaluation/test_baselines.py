from __future__ import annotations

import pytest

from nlp_guard.evaluation import Gold, KeywordFilter, TurnClassifier
from nlp_guard.records import Label, Verdict
from tests.fakes.talk import detection, talk

WORDS = {
    Label.THREAT: ["投诉", "one star"],
    Label.PAYMENT_DEMAND: ["转我"],
    Label.PERCENTAGE_COMMISSION: ["两成"],
}


@pytest.mark.parametrize(
    ("lines", "verdict"),
    [
        (("b 转我五百", "b 不然投诉"), Verdict.EXTORTION),
        (("b 给两成", "b 不然投诉"), Verdict.EXTORTION),
        (("b 转我五百",), Verdict.NONE),
        (("b 投诉", "a 转我五百"), Verdict.NONE),
        (("b 转我五百", "s 投诉"), Verdict.NONE),
        (("b 你好",), Verdict.NONE),
    ],
)
def test_keywords_alarm_where_threat_and_demand_meet(
    lines: tuple[str, ...], verdict: Verdict
) -> None:
    found = KeywordFilter(WORDS)(talk(*lines))
    assert found.verdict is verdict
    assert found.verdict_probability == float(verdict is Verdict.EXTORTION)


def test_keywords_are_found_without_case() -> None:
    assert KeywordFilter(WORDS).labels("ONE STAR!") == {Label.THREAT}


def test_a_turn_classifier_learns_from_its_turns() -> None:
    pytest.importorskip("sklearn")
    golds = [
        Gold(
            set_name="x",
            detection=detection(talk(f"b {text}", name=text), letters),
        )
        for text, letters in [
            ("不给就投诉你", "T"),
            ("再不给就投诉", "T"),
            ("转我五百块钱", "D"),
            ("转我三百块钱", "D"),
            ("抽两成给我们", "P"),
            ("抽三成给我们", "P"),
            ("请问什么时候发货", ""),
            ("请问有货吗", ""),
        ]
    ]
    classify = TurnClassifier(golds)
    found = classify(talk("b 就投诉你", "b 转我八百块钱", "b 请问有吗"))
    chances = [turn.probabilities for turn in found.turns]
    assert chances[0][Label.THREAT] > chances[1][Label.THREAT]
    assert chances[1][Label.PAYMENT_DEMAND] > chances[0][Label.PAYMENT_DEMAND]
    assert found.verdict_probability == min(
        chances[0][Label.THREAT], chances[1][Label.PAYMENT_DEMAND]
    )
