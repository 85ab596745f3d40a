"""Chatwoot: messages of conversations as its API gives them.

Private messages are notes of the staff among themselves; they are left out and counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.records import AccountId, Conversation, Role, Utterance
from nlp_guard.sources.reading.attachments import attached
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
    "0": Role.BUYER,
    "incoming": Role.BUYER,
    "1": Role.AGENT,
    "outgoing": Role.AGENT,
    "2": Role.SYSTEM,
    "activity": Role.SYSTEM,
    "3": Role.AGENT,
    "template": Role.AGENT,
}
_FIELDS = frozenset({"message_type", "content", "created_at"})
_Placed = tuple[str, Mapping[str, Any]]


class Chatwoot:
    """Reads messages from Chatwoot's API; one conversation per conversation of Chatwoot."""

    name = "chatwoot"
    kind = "chat"

    def sniff(self, path: Path, head: bytes) -> float:
        """Return 0.97 where messages have Chatwoot's fields."""
        seen = outline(head)
        for place in ("payload[].", "[].", "messages[].", "payload[].messages[].", ""):
            own = {f"{place}private", f"{place}content_type", f"{place}content_attributes"}
            if own & seen.keys() and {f"{place}{name}" for name in _FIELDS} <= seen.keys():
                return 0.97
        return 0.0

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give the conversations in order of first appearance.

        Raises:
            CorruptRecord: If the file holds no messages; or, after all good ones were given, if
                some are broken.
        """
        expected = "'payload' or 'messages'"
        yield from conversations_of(path, context, self.name, _conversations, expected)


def _conversations(
    value: JsonValue, context: ReadingContext, faults: Faults
) -> Iterator[Conversation]:
    meta = inner(value.data, "meta")
    by_key: dict[str, list[_Placed]] = {}
    for place, message in _messages(value.data, value.place, faults):
        if message.get("private") is True:
            faults.pass_over("internal notes")
            continue
        by_key.setdefault(word(message, "conversation_id") or value.place, []).append(
            (place, message)
        )
    for key, messages in by_key.items():
        yield _conversation(key, messages, meta, context)


def _messages(data: object, place: str, faults: Faults) -> Iterator[_Placed]:
    """Give (place, message) of a page of messages, a list, or conversations with messages."""
    if isinstance(data, list):
        yield from objects(data, None, place, faults)
    for key in ("payload", "messages"):
        for where, entry in objects(data, key, place, faults):
            if isinstance(entry.get("messages"), list):
                yield from objects(entry, "messages", where, faults)
            elif "message_type" in entry:
                yield where, entry
    if "message_type" in inner(data):
        yield place, inner(data)


def _conversation(
    key: str, messages: list[_Placed], meta: Mapping[str, Any], context: ReadingContext
) -> Conversation:
    talk = Talk(context, key)
    zone = context.timezone
    timed = [(from_either(m.get("created_at"), zone), place, m) for place, m in messages]
    if all(at is not None for at, _, _ in timed):
        timed.sort(key=lambda entry: entry[0].timestamp() if entry[0] else 0.0)
    account = _account(inner(meta, "contact") or inner(meta, "sender"))
    for sent_at, place, message in timed:
        role = _ROLES.get(word(message, "message_type"), Role.UNKNOWN)
        sender = inner(message, "sender")
        account = account or (_account(sender) if role is Role.BUYER else "")
        own = inner(message, "content_attributes")
        text, locator = _words(message, place)
        talk.utterances.append(
            Utterance(
                id=talk.next_id(message.get("id")),
                role=role,
                speaker=word(sender, "name", "available_name", "email", "id"),
                text=text,
                sent_at=sent_at,
                locator=locator,
                attachment=attached(message.get("attachments")),
                is_recalled=own.get("deleted") is True,
                reply_to=talk.id_of(own.get("in_reply_to")),
            )
        )
    return talk.conversation(context.provenance, account=AccountId(account) if account else None)


def _words(message: Mapping[str, Any], place: str) -> tuple[str, str]:
    """Return the text and where it stands; of a voice message, what Chatwoot heard in it."""
    content = message.get("content")
    if not isinstance(content, str) or not content.strip():
        listed = message.get("attachments")
        for n, entry in enumerate(listed if isinstance(listed, list) else ()):
            heard = inner(entry).get("transcribed_text")
            if isinstance(heard, str) and heard.strip():
                return heard, f"{place}/attachments/{n}/transcribed_text"
    return content if isinstance(content, str) else "", f"{place}/content"


def _account(contact: Mapping[str, Any]) -> str:
    """Return the address or telephone number of a contact, which orders know too."""
    return word(contact, "email", "phone_number", "identifier", "id")
