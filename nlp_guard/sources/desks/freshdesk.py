"""Freshdesk: tickets with their conversations as its API gives them.

The description is the requester's first message. Private entries are notes of the staff among
themselves; they are left out and counted.
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
from nlp_guard.sources.reading.moments import from_iso
from nlp_guard.sources.reading.talk import Talk


class Freshdesk:
    """Reads Freshdesk tickets; each is one conversation."""

    name = "freshdesk"
    kind = "chat"

    def sniff(self, path: Path, head: bytes) -> float:
        """Return 0.97 where conversations have Freshdesk's fields."""
        seen = outline(head)
        for place in ("conversations[].", "[].conversations[].", "tickets[].conversations[]."):
            fields = {f"{place}{name}" for name in ("incoming", "private", "body_text")}
            if fields <= seen.keys():
                return 0.97
        return 0.0

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give one conversation per ticket.

        Raises:
            CorruptRecord: If the file holds no ticket; or, after all good entries were given, if
                some are broken.
        """
        expected = "a ticket with 'conversations'"
        yield from conversations_of(path, context, self.name, _conversations, expected)


def _conversations(
    value: JsonValue, context: ReadingContext, faults: Faults
) -> Iterator[Conversation]:
    holders = [(value.place, inner(value.data))]
    holders += objects(value.data, None, value.place, faults)
    holders += objects(value.data, "tickets", value.place, faults)
    for place, holder in holders:
        if "conversations" in holder:
            yield _conversation(holder, place, context, faults)


def _conversation(
    holder: Mapping[str, Any], place: str, context: ReadingContext, faults: Faults
) -> Conversation:
    is_wrapped = "ticket" in holder
    ticket = inner(holder, "ticket") if is_wrapped else holder
    talk = Talk(context, word(ticket, "id") or place)
    requester = inner(ticket, "requester")
    names = {word(ticket, "requester_id"): word(requester, "name", "email")}
    _say(talk, ticket, f"{place}/ticket" if is_wrapped else place, Role.BUYER, names, context)
    entries = list(objects(holder, "conversations", place, faults))
    for where, entry in sorted(entries, key=lambda e: word(e[1], "created_at")):
        if entry.get("private") is True:
            faults.pass_over("internal notes")
            continue
        role = Role.BUYER if entry.get("incoming") is True else Role.AGENT
        _say(talk, entry, where, role, names, context)
    account = word(requester, "email", "phone", "mobile") or word(ticket, "requester_id")
    return talk.conversation(context.provenance, account=AccountId(account) if account else None)


def _say(
    talk: Talk,
    entry: Mapping[str, Any],
    place: str,
    role: Role,
    names: Mapping[str, str],
    context: ReadingContext,
) -> None:
    plain = "body_text" if "body_text" in entry else "description_text"
    text, locator = word(entry, plain), f"{place}/{plain}"
    if not text:
        marked = plain.removesuffix("_text")
        text, locator = text_of_html(entry.get(marked)), f"{place}/{marked}#html"
    attachment = attached(entry.get("attachments"))
    if not text and attachment is None:
        return
    author = word(entry, "user_id", "requester_id")
    talk.utterances.append(
        Utterance(
            id=talk.next_id(),
            role=role,
            speaker=names.get(author) or word(entry, "from_email") or author,
            text=text,
            sent_at=from_iso(entry.get("created_at"), context.timezone),
            locator=locator,
            attachment=attachment,
        )
    )
