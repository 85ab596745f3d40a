from __future__ import annotations

from nlp_guard.records import ThreatKind, Verdict
from nlp_guard.signals.logistic import Logistic
from nlp_guard.signals.reasons import reasons_for
from nlp_guard.signals.verdict import VerdictModel
from tests.fakes.talk import reading, talk

WEIGHTS = {"says claim": -1.0, "says fee": 0.5, "says hint": 0.1, "same turn": 3.0}
MODEL = VerdictModel(
    extortion=Logistic(intercept=0.0, weights=WEIGHTS),
    concern=Logistic(intercept=0.0, weights={"says hint": 0.9}),
)
TALK = talk("b 茶水费两千", "a 凭什么", "b 不给就投诉")
TURNS = [
    reading(TALK.utterances[0], "D"),
    reading(TALK.utterances[1], ""),
    reading(TALK.utterances[2], "T", kinds=[ThreatKind.COMPLAINT, ThreatKind.BAD_REVIEW]),
]


def test_places_come_first_then_the_weightiest_facts() -> None:
    features = {"says claim": 1.0, "says fee": 1.0, "same turn": 1.0}
    reasons = reasons_for(Verdict.EXTORTION, TALK, TURNS, features, MODEL)
    assert [reason.en for reason in reasons] == [
        "turn 3 threatens complaints to authorities or the platform, bad reviews",
        "turn 1 demands money or goods",
        "but they speak of a fault of the order: there may be a rightful claim",
        "a fee is named",
    ]
    assert reasons[0].zh == "第3句以投诉举报、差评相威胁"


def test_light_facts_are_left_out() -> None:
    features = {"says hint": 1.0}
    assert len(reasons_for(Verdict.EXTORTION, TALK, TURNS, features, MODEL)) == 2
    assert len(reasons_for(Verdict.SUSPICIOUS, TALK, TURNS, features, MODEL)) == 3


def test_nothing_found_needs_no_reason() -> None:
    quiet = [reading(utterance) for utterance in TALK.utterances]
    assert reasons_for(Verdict.NONE, TALK, quiet, {"says claim": 1.0}, MODEL) == ()


def test_reasons_never_repeat_what_was_said() -> None:
    reasons = reasons_for(Verdict.EXTORTION, TALK, TURNS, {"says fee": 1.0}, MODEL)
    assert not any(u.text in r.zh for u in TALK.utterances for r in reasons)
