"""What the APIs of support desks hide in fields: notes, sides, times, texts that are HTML."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from nlp_guard.errors import CorruptRecord
from nlp_guard.protocols import Source
from nlp_guard.records import Attachment, Conversation, Role
from nlp_guard.sources.desks.chatwoot import Chatwoot
from nlp_guard.sources.desks.freshdesk import Freshdesk
from nlp_guard.sources.desks.intercom import Intercom
from nlp_guard.sources.desks.salesforce_entries import SalesforceEntries
from nlp_guard.sources.desks.zendesk_chats import ZendeskChats
from nlp_guard.sources.desks.zendesk_events import ZendeskEvents
from nlp_guard.sources.desks.zendesk_tickets import ZendeskTickets
from tests.fakes.reading import context, written

AT = "2026-01-02T03:04:05Z"
EPOCH = 1767323045


def read(source: Source, folder: Path, content: object) -> tuple[list[Conversation], list[str]]:
    notes: list[str] = []
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    path = written(folder, "a.json", text)
    told = replace(context(path.name), note=notes.append)
    found = [one for one in source.read(path, told) if isinstance(one, Conversation)]
    return found, notes


def said(conversation: Conversation) -> list[tuple[str, str]]:
    return [(u.role.value, u.text) for u in conversation.utterances]


def comment(author: int, body: str, **more: object) -> dict[str, Any]:
    return {"author_id": author, "body": body, "public": True, "created_at": AT} | more


def test_an_internal_note_is_left_out_and_counted(tmp_path: Path) -> None:
    note = {"public": False, "private": True, "part_type": "note"}
    cases: list[tuple[Source, dict[str, Any]]] = [
        (ZendeskTickets(), {"comments": [comment(1, "hi"), comment(2, "ours", **note)]}),
        (
            Chatwoot(),
            {"payload": [{"content": "hi", "message_type": 0, "private": False},
                         {"content": "ours", "message_type": 1, "created_at": EPOCH} | note]},
        ),
        (
            Freshdesk(),
            {"conversations": [{"body_text": "hi", "incoming": True, "private": False},
                               {"body_text": "ours", "incoming": False} | note]},
        ),
        (
            Intercom(),
            {"type": "conversation",
             "source": {"delivered_as": "x", "body": "hi", "author": {"type": "user"}},
             "conversation_parts": {"conversation_parts": [{"body": "ours"} | note]}},
        ),
    ]  # fmt: skip
    for source, content in cases:
        (conversation,), notes = read(source, tmp_path, content)
        assert [text for _, text in said(conversation)] == ["hi"], source.name
        assert notes == ["left out: 1 internal notes"], source.name


@pytest.mark.parametrize(
    ("data", "roles", "account"),
    [
        (
            {"users": [{"id": 1, "role": "end-user", "email": "a@example.com"},
                       {"id": 2, "role": "admin", "name": "Boss"}]},
            ["buyer", "agent"],
            "a@example.com",
        ),
        ({"ticket": {"id": 7, "requester_id": 1}}, ["buyer", "agent"], "1"),
        ({}, ["unknown", "unknown"], None),
    ],
)  # fmt: skip
def test_zendesk_sides_come_from_users_or_the_requester(
    tmp_path: Path, data: dict[str, Any], roles: list[str], account: str | None
) -> None:
    content = {"comments": [comment(1, "hi"), comment(2, "yes")]} | data
    (conversation,), _ = read(ZendeskTickets(), tmp_path, content)
    assert [role for role, _ in said(conversation)] == roles
    assert conversation.account_id == account


def test_zendesk_comments_are_read_in_order_of_time_whatever_their_text_is(tmp_path: Path) -> None:
    heard = {"type": "VoiceComment", "data": {"transcription_text": "pay me"}}
    content = {
        "comments": [
            comment(1, "b", created_at="2026-01-02T03:05:00Z"),
            comment(1, "", html_body="<p>a<br>c</p>", created_at="2026-01-02T03:04:00Z"),
            comment(1, "Call from …", created_at="2026-01-02T03:06:00Z", **heard),
        ]
    }
    (conversation,), _ = read(ZendeskTickets(), tmp_path, content)
    assert [text for _, text in said(conversation)] == ["a\nc", "b", "pay me"]
    assert [u.locator for u in conversation.utterances] == [
        "/comments/1/html_body#html",
        "/comments/0/body",
        "/comments/2/data/transcription_text",
    ]
    assert conversation.utterances[2].attachment is Attachment.CALL


def test_zendesk_chat_tells_words_from_what_happened(tmp_path: Path) -> None:
    chat = {
        "type": "chat",
        "visitor": {"phone": "+15550100"},
        "history": [
            {"type": "chat.memberjoin", "nick": "visitor", "name": "Ann", "timestamp": AT},
            {"type": "chat.msg", "nick": "visitor:1", "name": "Ann", "msg": "hi", "timestamp": AT},
            {"type": "chat.file", "sender_type": "Agent", "attachment": {"name": "a.png"}},
        ],
    }
    (conversation,), _ = read(ZendeskChats(), tmp_path, {"docs": {"1": chat}})
    assert said(conversation) == [
        ("system", "chat.memberjoin"),
        ("buyer", "hi"),
        ("agent", "chat.file"),
    ]
    assert conversation.utterances[2].attachment is Attachment.IMAGE
    assert conversation.account_id == "+15550100"


def test_zendesk_events_repeated_from_an_earlier_chat_are_left_out(tmp_path: Path) -> None:
    rows = (
        "chat_id,created_at,actor_id,is_history_context,message,type\n"
        "c,2026-01-02 03:04:06,agent:7,,yes,ChatMessage\n"
        "c,2026-01-02 03:04:05,9,,hi,ChatMessage\n"
        "c,2026-01-01 00:00:00,9,true,old,ChatMessage\n"
    )
    (conversation,), notes = read(ZendeskEvents(), tmp_path, rows)
    assert said(conversation) == [("buyer", "hi"), ("agent", "yes")]
    assert notes == ["left out: 1 messages repeated from earlier chats"]


def test_intercom_begins_with_its_source_and_strips_markup(tmp_path: Path) -> None:
    parts = [
        {"part_type": "comment", "body": "<p>4 &lt; 5</p>", "author": {"type": "bot"}},
        {"part_type": "close", "body": None, "author": {"type": "admin"}},
    ]
    content = {
        "type": "conversation",
        "id": "1",
        "created_at": EPOCH,
        "source": {
            "delivered_as": "customer_initiated",
            "body": "<p>pay <b>now</b></p>",
            "author": {"type": "lead", "email": "a@example.com", "name": "Ann"},
        },
        "conversation_parts": {"conversation_parts": parts},
    }
    (conversation,), notes = read(Intercom(), tmp_path, content)
    assert said(conversation) == [("buyer", "pay now"), ("agent", "4 < 5")]
    assert conversation.account_id == "a@example.com"
    assert notes == ["left out: 1 changes of state without words"]


@pytest.mark.parametrize(("kind", "at"), [(0, EPOCH), ("incoming", AT)])
def test_chatwoot_takes_words_and_numbers_for_its_types(
    tmp_path: Path, kind: int | str, at: int | str
) -> None:
    voice = [{"file_type": "audio", "transcribed_text": "pay me"}]
    message = {"id": 1, "content": None, "message_type": kind, "private": False,
               "created_at": at, "attachments": voice, "content_type": "text"}  # fmt: skip
    answer = {"id": 2, "content": "no", "message_type": 1, "created_at": at, "private": False,
              "content_attributes": {"in_reply_to": 1}}  # fmt: skip
    (conversation,), _ = read(Chatwoot(), tmp_path, {"payload": [message, answer]})
    first, second = conversation.utterances
    assert (first.role, first.text, first.attachment) == (Role.BUYER, "pay me", Attachment.VOICE)
    assert first.sent_at is not None
    assert first.sent_at.timestamp() == EPOCH
    assert second.reply_to == first.id


def test_salesforce_fields_are_found_in_any_case(tmp_path: Path) -> None:
    entry = {"CONVERSATIONID": "1", "ActorType": "EndUser", "ActorName": "Ann",
             "EntryTime": AT, "EntryType": "Text", "Message": "hi"}  # fmt: skip
    (conversation,), _ = read(SalesforceEntries(), tmp_path, {"records": [entry]})
    assert said(conversation) == [("buyer", "hi")]
    assert conversation.utterances[0].locator == "/records/0/Message"


@pytest.mark.parametrize(
    "source", [ZendeskTickets(), ZendeskChats(), Intercom(), Chatwoot(), Freshdesk()]
)
def test_another_object_is_refused(tmp_path: Path, source: Source) -> None:
    with pytest.raises(CorruptRecord, match=r"a\.json: nothing in it that this reader knows"):
        read(source, tmp_path, {"a": [1, 2]})
