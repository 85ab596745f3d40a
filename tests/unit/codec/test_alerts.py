"""Alerts as JSON."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from nlp_guard.codec import alert_to_dict, to_line
from nlp_guard.records import (
    AccountId,
    Alert,
    CharSpan,
    ConversationId,
    Detection,
    Growth,
    Label,
    LabelSpan,
    Phrase,
    TurnReading,
    Verdict,
)
from tests.fakes.talk import talk


def test_an_alert_tells_what_grew_and_quotes_the_original() -> None:
    spoken = talk("b 不给4000就全退", "a 您好", name="c1")
    first, second = spoken.utterances
    first = replace(first, sent_at=datetime(2015, 7, 23, 1, 0, tzinfo=UTC))
    conversation = replace(spoken, account_id=AccountId("测试买家一"), utterances=(first, second))
    detection = Detection(
        conversation=conversation,
        turns=(
            TurnReading(
                utterance_id=first.id,
                spans=(LabelSpan(label=Label.THREAT, span=CharSpan(6, 9)),),
            ),
            TurnReading(utterance_id=second.id),
        ),
        verdict=Verdict.EXTORTION,
        verdict_probability=0.91234,
        reasons=(Phrase(zh="要钱", en="asks for money"),),
    )
    alert = Alert(
        utterance_id=first.id,
        growth=(Growth.VERDICT, Growth.RING),
        detection=detection,
        ring=(ConversationId("c2"),),
    )
    assert alert_to_dict(alert) == {
        "conversation": "c1",
        "account": "测试买家一",
        "message": first.id,
        "at": "2015-07-23T01:00:00+00:00",
        "ring": ["c2"],
        "verdict": "extortion",
        "probability": 0.9123,
        "growth": ["verdict", "ring"],
        "reasons": [{"zh": "要钱", "en": "asks for money"}],
        "quotes": [
            {"message": first.id, "label": "threat", "start": 6, "end": 9, "text": "就全退"}
        ],
    }
    assert to_line(alert_to_dict(alert)).endswith("\n")
