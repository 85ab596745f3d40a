"""What a person at the desk is told about a live conversation, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from nlp_guard.records.conversation import Conversation
from nlp_guard.records.ids import ConversationId, UtteranceId
from nlp_guard.records.phrase import Phrase
from nlp_guard.records.signal import Detection, Verdict


class Growth(StrEnum):
    """In what respect a conversation became graver."""

    VERDICT = "verdict"
    """Its verdict crossed a threshold for the first time."""
    THREAT = "threat"
    """A kind of harm is announced that was not before."""
    AMOUNT = "amount"
    """A higher sum is asked for."""
    RATE = "rate"
    """A higher share is asked for."""
    DEADLINE = "deadline"
    """A deadline is set that was not before."""
    PAYEE = "payee"
    """An account is named that money is to go to, or more of them."""
    RING = "ring"
    """Another alarming conversation names the same payee, or is led from the same account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A conversation crossed a threshold, or grew beyond it.

    Args:
        utterance_id: The message that brought it about.
        growth: In which respects, in the order of `Growth`; never empty.
        detection: The conversation as read now.
        ring: Other conversations it is tied to, where ``growth`` holds ``RING``.

    Raises:
        ValueError: If ``growth`` is empty.
    """

    utterance_id: UtteranceId
    growth: tuple[Growth, ...]
    detection: Detection
    ring: tuple[ConversationId, ...] = ()

    def __post_init__(self) -> None:
        if not self.growth:
            raise ValueError("an alert tells of something that grew")

    @property
    def conversation(self) -> Conversation:
        """The conversation so far."""
        return self.detection.conversation

    @property
    def verdict(self) -> Verdict:
        """What it amounts to now."""
        return self.detection.verdict

    @property
    def at(self) -> datetime | None:
        """When the message was sent."""
        utterances = self.conversation.utterances
        return next((u.sent_at for u in utterances if u.id == self.utterance_id), None)

    @property
    def reasons(self) -> tuple[Phrase, ...]:
        """Why, in sentences for people."""
        return self.detection.reasons
