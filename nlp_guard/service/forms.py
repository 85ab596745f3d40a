"""What the routes take and give, as pydantic models: only here, at the edge."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from nlp_guard.records import (
    AccountId,
    Attachment,
    Channel,
    ConversationId,
    Message,
    Role,
    Utterance,
    UtteranceId,
    Verdict,
)

_NO_CONTROL = r"^[^\x00-\x1f\x7f]+$"
Id = Annotated[str, Field(min_length=1, max_length=200, pattern=_NO_CONTROL)]
MOST_CHARS = 100_000
MOST_MESSAGES = 1_000


class MessageIn(BaseModel):
    """One message of a live conversation."""

    model_config = ConfigDict(extra="forbid")

    conversation: Id
    id: Id
    role: Role = Role.UNKNOWN
    text: Annotated[str, Field(max_length=MOST_CHARS)]
    speaker: Annotated[str, Field(max_length=200)] = ""
    time: AwareDatetime | None = None
    account: Id | None = None
    channel: Channel = Channel.CHAT
    attachment: Attachment | None = None
    edited: bool = False
    recalled: bool = False

    def to_message(self) -> Message:
        """Return it in the words of the house."""
        return Message(
            conversation_id=ConversationId(self.conversation),
            account_id=None if self.account is None else AccountId(self.account),
            channel=self.channel,
            utterance=Utterance(
                id=UtteranceId(self.id),
                role=self.role,
                text=self.text,
                speaker=self.speaker,
                sent_at=self.time,
                attachment=self.attachment,
                is_edited=self.edited,
                is_recalled=self.recalled,
            ),
        )


class MessagesIn(BaseModel):
    """Messages in the order they were sent; of any conversations."""

    model_config = ConfigDict(extra="forbid")

    messages: Annotated[list[MessageIn], Field(min_length=1, max_length=MOST_MESSAGES)]


class AcceptedOut(BaseModel):
    """What became of messages: all are written down; verdicts follow."""

    new: int
    known: int


class StandingOut(BaseModel):
    """What a conversation amounts to. A hint for people, never a finding of guilt."""

    id: str
    account: str | None
    verdict: Verdict
    probability: float
    messages: int


class StandingsOut(BaseModel):
    """Conversations, the latest first."""

    conversations: list[StandingOut]


class AlertOut(BaseModel):
    """An alert; ``seq`` grows with every one."""

    seq: int
    alert: dict[str, Any]


class AlertsOut(BaseModel):
    """Alerts in order."""

    alerts: list[AlertOut]


class ProblemOut(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
