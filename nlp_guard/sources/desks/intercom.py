"""Intercom: conversations as its API gives them, alone, in lists, or one a line.

The first message is the conversation's ``source``, not one of its parts. Bodies are HTML: what is
cited is the text read off them. Notes were said to nobody outside; they are left out and counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.records import AccountId, Conversation, Role, Utterance
from nlp_guard.sources.reading.attachments import attached
from nlp_guard.sources.reading.derivation import text_of_html
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
    "user": Role.BUYER,
    "lead": Role.BUYER,
    "contact": Role.BUYER,
    "admin": Role.AGENT,
    "team": Role.AGENT,
    "bot": Role.AGENT,
}
_OUTSIDE = frozenset(kind for kind, role in _ROLES.items() if role is Role.BUYER)
_DEEPEST = 4
"""Conversations lie no deeper in a file: a page of a list inside what a tool wrapped around it."""


class Intercom:
    """Reads Intercom conversations; each is one conversation."""

    name = "intercom"
    kind = "chat"

    def sniff(self, path: Path, head: bytes) -> float:
        """Return 0.97 where a source has Intercom's fields."""
        seen = outline(head)
        for place in seen:
            if place.endswith("source.delivered_as") and f"{place[:-12]}body" in seen:
                return 0.97
        return 0.0

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give the conversations in order.

        Raises:
            CorruptRecord: If the file holds none; or, after all good parts were given, if some
                are broken.
        """
        expected = "objects of type 'conversation' with a 'source'"
        yield from conversations_of(path, context, self.name, _conversations, expected)


def _conversations(
    value: JsonValue, context: ReadingContext, faults: Faults
) -> Iterator[Conversation]:
    for place, entry in _found(value.data, value.place, _DEEPEST):
        yield _conversation(entry, place, context, faults)


def _found(data: object, place: str, depth: int) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give (place, conversation), however the file wraps them."""
    if isinstance(data, dict) and data.get("type") == "conversation" and "source" in data:
        yield place, data
    elif depth and isinstance(data, dict):
        for key, entry in data.items():
            step = key.replace("~", "~0").replace("/", "~1")
            yield from _found(entry, f"{place}/{step}", depth - 1)
    elif depth and isinstance(data, list):
        for n, entry in enumerate(data):
            yield from _found(entry, f"{place}/{n}", depth - 1)


def _conversation(
    data: Mapping[str, Any], place: str, context: ReadingContext, faults: Faults
) -> Conversation:
    talk = Talk(context, word(data, "id") or place)
    source = {"created_at": data.get("created_at"), **inner(data, "source")}
    _say(talk, source, f"{place}/source", context)
    inside = f"{place}/conversation_parts"
    for where, part in objects(inner(data, "conversation_parts"), "conversation_parts", inside,
                               faults):  # fmt: skip
        if part.get("part_type") == "note":
            faults.pass_over("internal notes")
        elif not _has_words(part):
            faults.pass_over("changes of state without words")
        else:
            _say(talk, part, where, context)
    return talk.conversation(context.provenance, account=_account(data))


def _has_words(part: Mapping[str, Any]) -> bool:
    body = part.get("body")
    return (isinstance(body, str) and bool(body.strip())) or bool(part.get("attachments"))


def _say(talk: Talk, part: Mapping[str, Any], place: str, context: ReadingContext) -> None:
    text = text_of_html(part.get("body"))
    attachment = attached(part.get("attachments"))
    if not text and attachment is None:
        return
    author = inner(part, "author")
    talk.utterances.append(
        Utterance(
            id=talk.next_id(part.get("id")),
            role=_ROLES.get(word(author, "type"), Role.UNKNOWN),
            speaker=word(author, "name", "email", "id"),
            text=text,
            sent_at=from_either(part.get("created_at"), context.timezone),
            locator=f"{place}/body#html",
            attachment=attachment,
            is_recalled=part.get("redacted") is True,
        )
    )


def _account(data: Mapping[str, Any]) -> AccountId | None:
    """Return the address of the outside party, which orders know too, or Intercom's number."""
    parts = inner(data, "conversation_parts").get("conversation_parts")
    authors = [inner(data, "source", "author")]
    authors += [inner(part, "author") for part in parts] if isinstance(parts, list) else []
    contacts = inner(data, "contacts").get("contacts")
    authors += [inner(contact) for contact in contacts] if isinstance(contacts, list) else []
    for author in authors:
        if word(author, "type") in _OUTSIDE and (known := word(author, "email", "id")):
            return AccountId(known)
    return None
