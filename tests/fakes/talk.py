"""Conversations from a few lines of script: ``b`` speaks outside, ``a`` for the shop."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from nlp_guard.records import (
    Channel,
    CharSpan,
    Conversation,
    ConversationId,
    Detection,
    Label,
    LabelSpan,
    Provenance,
    Role,
    Signal,
    Slots,
    ThreatKind,
    TurnReading,
    Utterance,
    UtteranceId,
    Verdict,
)

ROLES = {"b": Role.BUYER, "a": Role.AGENT, "s": Role.SYSTEM, "?": Role.UNKNOWN}
LETTERS = {
    "T": Label.THREAT,
    "D": Label.PAYMENT_DEMAND,
    "P": Label.PERCENTAGE_COMMISSION,
}
SOURCE = Provenance(uri="talk.txt", sha256="0" * 64, read_at=datetime(2020, 1, 1, tzinfo=UTC))


def talk(
    *lines: str,
    channel: Channel = Channel.CHAT,
    lang: str = "zh",
    name: str = "talk",
    speakers: Iterable[str] = (),
) -> Conversation:
    """Make a conversation of lines such as ``b 在吗``."""
    names = list(speakers) or [line[0] for line in lines]
    return Conversation(
        id=ConversationId(name),
        channel=channel,
        lang=lang,
        provenance=SOURCE,
        utterances=tuple(
            Utterance(
                id=UtteranceId(f"{name}-{number}"),
                role=ROLES[line[0]],
                text=line[2:],
                speaker=names[number],
            )
            for number, line in enumerate(lines)
        ),
    )


def reading(
    utterance: Utterance,
    letters: str = "",
    *,
    kinds: Iterable[ThreatKind] = (),
    slots: Slots | None = None,
    sure: float = 0.95,
) -> TurnReading:
    """Make the reading of an utterance from the letters of its labels."""
    labels = frozenset(LETTERS[letter] for letter in letters)
    return TurnReading(
        utterance_id=utterance.id,
        labels=labels,
        threat_kinds=frozenset(kinds),
        probabilities={label: sure if label in labels else 1 - sure for label in Label},
        spans=tuple(
            LabelSpan(label=label, span=CharSpan(0, len(utterance.text)))
            for label in Label
            if label in labels
        ),
        slots=slots or Slots(),
    )


def detection(
    conversation: Conversation,
    *letters: str,
    verdict: Verdict = Verdict.NONE,
    probability: float | None = None,
    sure: float = 0.95,
) -> Detection:
    """Make a detection: one string of label letters per utterance."""
    chance = float(verdict is Verdict.EXTORTION) if probability is None else probability
    return Detection(
        conversation=conversation,
        turns=tuple(
            reading(utterance, own, sure=sure)
            for utterance, own in zip(conversation.utterances, letters, strict=True)
        ),
        verdict=verdict,
        verdict_probability=chance,
    )


def signal(
    utterance: Utterance,
    letter: str,
    probability: float,
    *,
    detector: str = "one",
    span: tuple[int, int] = (0, 1),
    kinds: tuple[ThreatKind, ...] = (),
) -> Signal:
    """Make a signal."""
    return Signal(
        utterance_id=utterance.id,
        label=LETTERS[letter],
        probability=probability,
        spans=(CharSpan(*span),),
        detector=detector,
        threat_kinds=kinds,
    )
