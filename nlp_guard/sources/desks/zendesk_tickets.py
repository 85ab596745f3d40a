"""Zendesk Support: comments, audits and tickets as its API gives them, and JSON Lines of tickets.

Who wrote a comment is a number, not a side: the side comes from ``users`` beside the comments
(``?include=users``), or from the ticket's requester. Internal notes (``public: false``) were said
to nobody outside; they are left out and counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.records import AccountId, Attachment, Conversation, Role, Utterance
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
from nlp_guard.sources.reading.talk import Side, Talk

_ROLES = {"end-user": Role.BUYER, "agent": Role.AGENT, "admin": Role.AGENT}
_COMMENT = frozenset({"author_id", "body"})
_Placed = tuple[str, Mapping[str, Any]]


@dataclass(slots=True)
class _Ticket:
    """A ticket's comments, wherever in the file they stand."""

    key: str
    comments: list[_Placed] = field(default_factory=list)
    requester: str = ""


class ZendeskTickets:
    """Reads tickets of Zendesk Support; each is one conversation."""

    name = "zendesk_tickets"
    kind = "chat"

    def sniff(self, path: Path, head: bytes) -> float:
        """Return 0.97 where comments or audits have Zendesk's fields."""
        seen = outline(head)
        places = ("comments[]", "[].comments[]", "ticket.comments[]", "tickets[].comments[]",
                  "audits[].events[]")  # fmt: skip
        for place in places:
            fields = {key.removeprefix(f"{place}.") for key in seen if key.startswith(place)}
            if fields >= _COMMENT and fields & {"public", "audit_id", "html_body", "plain_body"}:
                return 0.97
        return 0.0

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give one conversation per ticket.

        Raises:
            CorruptRecord: If the file holds no comments; or, after all good ones were given, if
                some are broken.
        """
        expected = "'comments', 'audits' or 'tickets'"
        yield from conversations_of(path, context, self.name, _conversations, expected)


def _conversations(
    value: JsonValue, context: ReadingContext, faults: Faults
) -> Iterator[Conversation]:
    users = _users(value.data, value.place, faults)
    for ticket in _tickets(value.data, value.place, faults):
        yield _conversation(ticket, users, context, faults)


def _users(data: object, place: str, faults: Faults) -> Mapping[str, Mapping[str, Any]]:
    return {word(user, "id"): user for _, user in objects(data, "users", place, faults)}


def _tickets(data: object, place: str, faults: Faults) -> Iterator[_Ticket]:
    """Give every ticket of a value: one, a list of them, or what audits say of some."""
    if isinstance(data, list):
        for where, entry in objects(data, None, place, faults):
            yield from _tickets(entry, where, faults)
    for where, entry in objects(data, "tickets", place, faults):
        yield _ticket(entry, where, entry, faults)
    inside = inner(data, "ticket")
    if "comments" in inside:
        yield _ticket(inside, f"{place}/ticket", inside, faults)
    elif "comments" in inner(data):
        yield _ticket(inner(data), place, inside or inner(data), faults)
    yield from _audited(data, place, faults)


def _ticket(
    holder: Mapping[str, Any], place: str, ticket: Mapping[str, Any], faults: Faults
) -> _Ticket:
    comments = list(objects(holder, "comments", place, faults))
    return _Ticket(word(ticket, "id") or place, comments, word(ticket, "requester_id"))


def _audited(data: object, place: str, faults: Faults) -> Iterator[_Ticket]:
    """Give the comments that audits hold as events, by ticket."""
    tickets: dict[str, _Ticket] = {}
    for where, audit in objects(data, "audits", place, faults):
        key = word(audit, "ticket_id")
        ticket = tickets.setdefault(key, _Ticket(key))
        for spot, event in objects(audit, "events", where, faults):
            if event.get("type") in ("Comment", "VoiceComment"):
                # An event has no time of its own: it happened with its audit.
                timed = {"created_at": audit.get("created_at"), **event}
                ticket.comments.append((spot, timed))
            elif event.get("field_name") == "requester_id":
                ticket.requester = word(event, "value")
    yield from tickets.values()


def _conversation(
    ticket: _Ticket,
    users: Mapping[str, Mapping[str, Any]],
    context: ReadingContext,
    faults: Faults,
) -> Conversation:
    talk = Talk(context, ticket.key)
    buyer = ticket.requester
    for place, comment in sorted(ticket.comments, key=lambda c: word(c[1], "created_at")):
        if comment.get("public") is False:
            faults.pass_over("internal notes")
            continue
        author = word(comment, "author_id")
        user = users.get(author, {})
        side = _side(author, user, ticket.requester)
        buyer = buyer or (author if side.role is Role.BUYER else "")
        talk.utterances.append(_utterance(talk, place, comment, user, side, context))
    return talk.conversation(context.provenance, account=_account(buyer, users))


def _side(author: str, user: Mapping[str, Any], requester: str) -> Side:
    role = _ROLES.get(word(user, "role"))
    if role is not None:
        return Side(role)
    if author == "-1":
        return Side(Role.SYSTEM)
    if not requester or not author:
        return Side()
    return Side(Role.BUYER if author == requester else Role.AGENT, is_inferred=author != requester)


def _account(buyer: str, users: Mapping[str, Mapping[str, Any]]) -> AccountId | None:
    """Return the address or telephone number of the requester, which orders know too."""
    user = users.get(buyer, {})
    known = word(user, "email", "phone") or buyer
    return AccountId(known) if known else None


def _utterance(
    talk: Talk,
    place: str,
    comment: Mapping[str, Any],
    user: Mapping[str, Any],
    side: Side,
    context: ReadingContext,
) -> Utterance:
    text, locator = _words(comment, place)
    is_call = comment.get("type") == "VoiceComment"
    return Utterance(
        id=talk.next_id(comment.get("id")),
        role=side.role,
        is_role_inferred=side.is_inferred,
        speaker=word(user, "name") or word(comment, "author_id"),
        text=text,
        sent_at=from_iso(comment.get("created_at"), context.timezone),
        locator=locator,
        attachment=Attachment.CALL if is_call else attached(comment.get("attachments")),
    )


def _words(comment: Mapping[str, Any], place: str) -> tuple[str, str]:
    """Return the text and where it stands; of a call, what Zendesk heard in it."""
    heard = inner(comment, "data").get("transcription_text")
    if isinstance(heard, str) and heard.strip():
        return heard, f"{place}/data/transcription_text"
    for key in ("body", "plain_body"):
        text = comment.get(key)
        if isinstance(text, str) and text.strip():
            return text, f"{place}/{key}"
    return text_of_html(comment.get("html_body")), f"{place}/html_body#html"
