"""Alerts → JSON: what goes to a desk, a chat robot or a log of alerts."""

from __future__ import annotations

from nlp_guard.codec.lines import Json, instant, present
from nlp_guard.records import Alert


def alert_to_dict(alert: Alert) -> Json:
    """Return an alert; ``quotes`` are places in the messages' original texts."""
    conversation = alert.conversation
    texts = {utterance.id: utterance.text for utterance in conversation.utterances}
    return present(
        {
            "conversation": conversation.id,
            "account": conversation.account_id,
            "message": alert.utterance_id,
            "at": instant(alert.at),
            "ring": list(alert.ring),
        }
    ) | {
        "verdict": alert.verdict,
        "probability": round(alert.detection.verdict_probability, 4),
        "growth": list(alert.growth),
        "reasons": [{"zh": reason.zh, "en": reason.en} for reason in alert.detection.reasons],
        "quotes": [
            {
                "message": turn.utterance_id,
                "label": found.label,
                "start": found.span.start,
                "end": found.span.end,
                "text": texts[turn.utterance_id][found.span.slice],
            }
            for turn in alert.detection.turns
            for found in turn.spans
        ],
    }
