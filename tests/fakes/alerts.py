"""Alerts, and judges of plain words, for whatever passes alerts on."""

from __future__ import annotations

from dataclasses import replace

from nlp_guard.records import (
    AccountId,
    Alert,
    Conversation,
    ConversationId,
    Detection,
    Growth,
    Phrase,
    ThreatKind,
    TurnReading,
    Verdict,
)
from tests.fakes.talk import talk

GRAVE_WORD = "全退"


def alert(conversation_id: str = "c1", *, lang: str = "zh", probability: float = 0.9) -> Alert:
    """Return an alert about one message."""
    conversation = replace(
        talk("b 不给钱就全退", name=conversation_id, lang=lang), account_id=AccountId("测试买家一")
    )
    conversation = replace(conversation, id=ConversationId(conversation_id))
    detection = Detection(
        conversation=conversation,
        turns=(TurnReading(utterance_id=conversation.utterances[0].id),),
        verdict=Verdict.EXTORTION,
        verdict_probability=probability,
        reasons=(Phrase(zh="索要财物", en="asks for money"),),
    )
    return Alert(
        utterance_id=conversation.utterances[0].id, growth=(Growth.VERDICT,), detection=detection
    )


def judged(conversation: Conversation) -> Detection:
    """Take every message that holds `GRAVE_WORD` for a threat, and a threat for extortion."""
    turns = tuple(
        TurnReading(
            utterance_id=utterance.id,
            threat_kinds=frozenset(
                {ThreatKind.MASS_RETURN} if GRAVE_WORD in utterance.text else ()
            ),
        )
        for utterance in conversation.utterances
    )
    is_grave = any(turn.threat_kinds for turn in turns)
    return Detection(
        conversation=conversation,
        turns=turns,
        verdict=Verdict.EXTORTION if is_grave else Verdict.NONE,
        verdict_probability=0.9 if is_grave else 0.1,
    )
