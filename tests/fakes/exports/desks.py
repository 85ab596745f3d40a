"""Support desks: what their APIs and exports give."""

from __future__ import annotations

import csv
import html
import io
import json
from collections.abc import Sequence
from datetime import UTC
from typing import Any

from nlp_guard.records import Attachment, Conversation, Role, Utterance
from nlp_guard.sources.reading.derivation import text_of_html
from tests.fakes.exports.export import Export, Fact, is_kept

_FILES = {
    Attachment.IMAGE: {"file_name": "a.png", "content_type": "image/png", "file_type": "image"},
    Attachment.VOICE: {"file_name": "a.mp3", "content_type": "audio/mpeg", "file_type": "audio"},
}


def _iso(said: Utterance) -> str:
    assert said.sent_at is not None
    return f"{said.sent_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z"


def _epoch(said: Utterance) -> int:
    assert said.sent_at is not None
    return int(said.sent_at.timestamp())


def _files(said: Utterance) -> list[dict[str, str]]:
    return [_FILES[said.attachment]] if said.attachment else []


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _table(rows: Sequence[dict[str, str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def zendesk(conversations: Sequence[Conversation]) -> bytes:
    """One ticket with its comments, an internal note among them."""
    (conversation,) = conversations
    users: dict[str, dict[str, str]] = {}
    comments: list[dict[str, Any]] = []
    for said in conversation.utterances:
        role = "end-user" if said.role is Role.BUYER else "agent"
        users[said.speaker] = {"id": said.speaker, "name": said.speaker, "role": role}
        comments.append(
            {"type": "Comment", "author_id": said.speaker, "body": said.text, "public": True,
             "html_body": "", "attachments": _files(said), "created_at": _iso(said)}
        )  # fmt: skip
    note = {"author_id": "x", "body": "ours", "public": False, "created_at": _iso(said)}
    return _json({"comments": [*comments, note], "users": list(users.values()), "count": 1})


def zendesk_lines(conversations: Sequence[Conversation]) -> bytes:
    """One ticket a line; the requester tells the sides."""
    rows = []
    for number, conversation in enumerate(conversations):
        comments = [
            {"id": n, "author_id": said.speaker, "body": said.text, "public": True,
             "created_at": _iso(said)}
            for n, said in enumerate(conversation.utterances)
        ]  # fmt: skip
        ticket = {"id": number, "requester_id": conversation.account_id, "comments": comments}
        rows.append(_json(ticket) + b"\n")
    return b"".join(rows)


def zendesk_audits(conversations: Sequence[Conversation]) -> bytes:
    """What happened to tickets."""
    audits = []
    for number, conversation in enumerate(conversations):
        for said in conversation.utterances:
            event = {"type": "Comment", "author_id": said.speaker, "body": said.text,
                     "public": True}  # fmt: skip
            audits.append({"ticket_id": number, "created_at": _iso(said), "events": [event]})
    users = {
        said.speaker: {"id": said.speaker, "name": said.speaker,
                       "role": "agent" if said.role is Role.AGENT else "end-user"}
        for conversation in conversations
        for said in conversation.utterances
    }  # fmt: skip
    return _json({"audits": audits, "users": list(users.values())})


def zendesk_chats(conversations: Sequence[Conversation]) -> bytes:
    """A page of chats with their history."""
    chats = []
    for number, conversation in enumerate(conversations):
        history = [
            {"type": "chat.memberjoin" if said.role is Role.SYSTEM else "chat.msg",
             "sender_type": "Visitor" if said.role is Role.BUYER else "Agent",
             "name": said.speaker, "msg": said.text, "timestamp": _iso(said)}
            for said in conversation.utterances
        ]  # fmt: skip
        chats.append({"id": str(number), "type": "chat", "history": history,
                      "visitor": {"email": conversation.account_id}})  # fmt: skip
    return _json({"chats": chats, "count": len(chats)})


def zendesk_events(conversations: Sequence[Conversation]) -> bytes:
    """Messaging events as rows."""
    return _table(
        [
            {"chat_id": str(number), "created_at": _iso(said), "chat_index": str(n),
             "actor_id": f"agent:{said.speaker}" if said.role is Role.AGENT else said.speaker,
             "message": said.text, "type": "ChatMessage"}
            for number, conversation in enumerate(conversations)
            for n, said in enumerate(conversation.utterances)
        ]
    )  # fmt: skip


def zendesk_comments(conversations: Sequence[Conversation]) -> bytes:
    """Ticket comments as rows."""
    return _table(
        [
            {"id": f"{number}:{n}", "body": said.text, "created": f"{_iso(said)[:-1]}",
             "public": "TRUE", "ticket_id": str(number), "user_id": said.speaker}
            for number, conversation in enumerate(conversations)
            for n, said in enumerate(conversation.utterances)
        ]
    )  # fmt: skip


def salesforce(conversations: Sequence[Conversation]) -> bytes:
    """Entries as rows."""
    return _table(_entries(conversations))


def salesforce_json(conversations: Sequence[Conversation]) -> bytes:
    """Entries as a query answers."""
    return _json({"totalSize": 1, "done": True, "records": _entries(conversations)})


def _entries(conversations: Sequence[Conversation]) -> list[dict[str, str]]:
    actors = {Role.BUYER: "EndUser", Role.AGENT: "Agent", Role.SYSTEM: "System"}
    return [
        {"Id": f"{number}:{n}", "ConversationId": str(number), "ActorType": actors[said.role],
         "ActorName": said.speaker, "EntryTime": _iso(said), "EntryType": "Text",
         "Message": said.text}
        for number, conversation in enumerate(conversations)
        for n, said in enumerate(conversation.utterances)
    ]  # fmt: skip


def intercom(conversations: Sequence[Conversation]) -> bytes:
    """A list; the first message is the source, bodies are HTML."""
    made = []
    for number, conversation in enumerate(conversations):
        first, *rest = (
            {"id": f"{number}:{n}", "created_at": _epoch(said), "part_type": "comment",
             "body": "" if said.attachment else f"<p>{html.escape(said.text)}</p>",
             "attachments": [{**file, "name": "a"} for file in _files(said)],
             "author": {"type": "user" if said.role is Role.BUYER else "admin",
                        "name": said.speaker, "email": said.speaker}}
            for n, said in enumerate(conversation.utterances)
        )  # fmt: skip
        rest.append({"part_type": "close", "body": None, "author": {"type": "admin"}})
        made.append({"type": "conversation", "id": str(number), "created_at": 0,
                     "source": {"delivered_as": "customer_initiated", **first},
                     "conversation_parts": {"conversation_parts": rest}})  # fmt: skip
    return _json({"type": "conversation.list", "conversations": made})


def chatwoot(conversations: Sequence[Conversation]) -> bytes:
    """A page of messages, newest first, a private one among them."""
    (conversation,) = conversations
    kinds = {Role.BUYER: 0, Role.AGENT: 1, Role.SYSTEM: 2}
    messages = [
        {"id": n, "content": said.text, "message_type": kinds[said.role], "private": False,
         "content_type": "text", "created_at": _epoch(said), "conversation_id": 7,
         "attachments": _files(said), "content_attributes": {"deleted": said.is_recalled},
         "sender": {"name": said.speaker, "identifier": said.speaker}}
        for n, said in enumerate(conversation.utterances)
    ]  # fmt: skip
    messages.append({**messages[0], "id": 99, "private": True, "content": "ours"})
    return _json({"meta": {}, "payload": messages})


def freshdesk(conversations: Sequence[Conversation]) -> bytes:
    """A ticket, its description the first message."""
    (conversation,) = conversations
    first, *rest = conversation.utterances
    entries = [
        {"id": n, "body_text": said.text, "body": "", "incoming": said.role is Role.BUYER,
         "private": False, "user_id": said.speaker, "created_at": _iso(said),
         "attachments": _files(said)}
        for n, said in enumerate(rest)
    ]  # fmt: skip
    note = {"body_text": "ours", "private": True, "incoming": False, "created_at": _iso(first)}
    return _json(
        {"ticket": {"id": 1, "description_text": first.text, "requester_id": first.speaker,
                    "created_at": _iso(first), "attachments": _files(first)},
         "conversations": [*entries, note]}
    )  # fmt: skip


def fits_html(text: str) -> bool:
    """A page shows no two spaces, and none at an edge."""
    return is_kept(text) and text_of_html(f"<p>{html.escape(text)}</p>") == text


def fits_cell(text: str) -> bool:
    """A table is read with its line ends as they are; a cell of blanks is an empty one."""
    return is_kept(text) and "\r" not in text


_ATTACHED = dict.fromkeys(_FILES, "")
_PLAIN = frozenset({Fact.ACCOUNT, Fact.ROLE, Fact.SPEAKER})
EXPORTS = (
    Export(reader="zendesk_tickets", form="comments", file_name="comments.json", write=zendesk,
           carries=_PLAIN, is_single=True, attachments=_ATTACHED),
    Export(reader="zendesk_tickets", form="lines", file_name="tickets.jsonl",
           write=zendesk_lines, carries=_PLAIN),
    Export(reader="zendesk_tickets", form="audits", file_name="audits.json",
           write=zendesk_audits, carries=_PLAIN),
    Export(reader="zendesk_chats", form="page", file_name="chats.json", write=zendesk_chats,
           carries=_PLAIN | {Fact.SYSTEM}),
    Export(reader="zendesk_events", form="csv", file_name="events.csv", write=zendesk_events,
           carries=frozenset({Fact.ACCOUNT, Fact.ROLE}), fits=fits_cell),
    Export(reader="zendesk_comment_rows", form="csv", file_name="comments.csv",
           write=zendesk_comments, carries=frozenset({Fact.SPEAKER}), fits=fits_cell),
    Export(reader="salesforce_entries", form="csv", file_name="entries.csv", write=salesforce,
           carries=_PLAIN | {Fact.SYSTEM}, fits=fits_cell),
    Export(reader="salesforce_entries", form="json", file_name="entries.json",
           write=salesforce_json, carries=_PLAIN | {Fact.SYSTEM}),
    Export(reader="intercom", form="list", file_name="conversations.json", write=intercom,
           carries=_PLAIN, attachments=_ATTACHED, fits=fits_html),
    Export(reader="chatwoot", form="page", file_name="messages.json", write=chatwoot,
           carries=_PLAIN | {Fact.SYSTEM, Fact.RECALL}, is_single=True, attachments=_ATTACHED),
    Export(reader="freshdesk", form="ticket", file_name="ticket.json", write=freshdesk,
           carries=_PLAIN, is_single=True, attachments=_ATTACHED),
)  # fmt: skip
