"""Zendesk Chat (formerly Zopim): chats and offline messages as its API gives them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.records import AccountId, Attachment, Conversation, Role, Utterance
from nlp_guard.sources.reading.attachments import kind_of_file
from nlp_guard.sources.reading.faults import Faults
from nlp_guard.sources.reading.json_values import (
    JsonValue,
    conversations_of,
    inner,
    objects,
    outline,
    word,
)
from nlp_guard.sources.reading.moments import from_either
from nlp_guard.sources.reading.talk import Talk

_ROLES = {
    "visitor": Role.BUYER,
    "end_user": Role.BUYER,
    "agent": Role.AGENT,
    "trigger": Role.AGENT,
    "bot": Role.AGENT,
}
_SAID = frozenset({"chat.msg", "chat.file", "chat.triggered"})


class ZendeskChats:
    """Reads chats of Zendesk Chat; what is no message (joining, rating) is kept as a notice."""

    name = "zendesk_chats"
    kind = "chat"

    def sniff(self, path: Path, head: bytes) -> float:
        """Return 0.97 where a history has messages of Zendesk's types."""
        for path_seen, value in outline(head).items():
            if path_seen.endswith("history[].type") and str(value).startswith("chat."):
                return 0.97
            if path_seen.endswith("type") and value == "offline_msg":
                return 0.9
        return 0.0

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give one conversation per chat.

        Raises:
            CorruptRecord: If the file holds no chat; or, after all good messages were given, if
                some are broken.
        """
        expected = "chats with a 'history'"
        yield from conversations_of(path, context, self.name, _conversations, expected)


def _conversations(
    value: JsonValue, context: ReadingContext, faults: Faults
) -> Iterator[Conversation]:
    for place, chat in _chats(value.data, value.place, faults):
        yield _conversation(chat, place, context, faults)


def _chats(data: object, place: str, faults: Faults) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give (place, chat): one chat, a list, a page of them, or a bulk answer by id."""
    if "history" in inner(data) or inner(data).get("type") == "offline_msg":
        yield place, inner(data)
    if isinstance(data, list):
        yield from objects(data, None, place, faults)
    yield from objects(data, "chats", place, faults)
    for key, chat in inner(data, "docs").items():
        if isinstance(chat, dict):
            yield f"{place}/docs/{key}", chat


def _conversation(
    chat: Mapping[str, Any], place: str, context: ReadingContext, faults: Faults
) -> Conversation:
    visitor = inner(chat, "visitor")
    talk = Talk(context, word(chat, "id") or place)
    message = chat.get("message")
    if isinstance(message, str) and message.strip():
        talk.utterances.append(
            Utterance(
                id=talk.next_id(),
                role=Role.BUYER,
                speaker=word(visitor, "name", "id"),
                text=message,
                sent_at=from_either(chat.get("timestamp"), context.timezone),
                locator=f"{place}/message",
            )
        )
    for where, entry in objects(chat, "history", place, faults):
        talk.utterances.append(_utterance(talk, where, entry, context))
    account = word(visitor, "email", "phone", "id")
    return talk.conversation(context.provenance, account=AccountId(account) if account else None)


def _utterance(
    talk: Talk, place: str, entry: Mapping[str, Any], context: ReadingContext
) -> Utterance:
    is_said = entry.get("type") in _SAID
    role = _ROLES.get(word(entry, "sender_type").lower()) or _role_of_nick(word(entry, "nick"))
    file_name = inner(entry, "attachment").get("name") or entry.get("attachment")
    text, key = next(
        ((value, key) for key in ("msg", "type") if isinstance(value := entry.get(key), str)),
        ("", "type"),
    )
    attachment: Attachment | None = None
    if entry.get("type") == "chat.file":
        attachment = kind_of_file(file_name if isinstance(file_name, str) else "")
    return Utterance(
        id=talk.next_id(entry.get("msg_id")),
        role=role if is_said else Role.SYSTEM,
        speaker=word(entry, "name", "nick"),
        text=text,
        sent_at=from_either(entry.get("timestamp"), context.timezone),
        locator=f"{place}/{key}",
        attachment=attachment,
    )


def _role_of_nick(nick: str) -> Role:
    """Return the side that Zendesk's own nick tells: ``visitor``, ``agent:7``, ``agent:trigger``.

    Example:
        >>> _role_of_nick("agent:7").value, _role_of_nick("visitor").value, _role_of_nick("").value
        ('agent', 'buyer', 'unknown')
    """
    if nick.startswith("agent:"):
        return Role.AGENT
    return Role.BUYER if nick.startswith("visitor") else Role.UNKNOWN
