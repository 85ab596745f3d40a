"""One message of a live conversation, as a desk or another program hands it in."""

from __future__ import annotations

from dataclasses import dataclass

from nlp_guard.records.conversation import Channel, Utterance
from nlp_guard.records.ids import AccountId, ConversationId


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message as it came in.

    Args:
        conversation_id: Unique among all conversations that are followed.
        utterance: What was said; its id is unique in the conversation.
        account_id: The outside party, where known.
        channel: Of the conversation.
    """

    conversation_id: ConversationId
    utterance: Utterance
    account_id: AccountId | None = None
    channel: Channel = Channel.CHAT
