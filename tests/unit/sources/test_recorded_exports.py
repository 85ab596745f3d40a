"""Exports that third parties recorded, beside the project: read as their references say."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from nlp_guard import plugins
from nlp_guard.protocols import Source
from nlp_guard.records import Channel, Conversation, Role, Utterance
from tests.fakes.reading import context

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "fixtures"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the recorded exports are not here"),
]
READERS: dict[str, Source] = {reader.name: reader for reader in plugins.load("sources").objects}


def read(name: str, reader: str) -> list[Conversation]:
    """Read a recorded file with the reader that claims it."""
    path = FOLDER / name
    head = path.read_bytes()[:65_536]
    sure = {one.name: one.sniff(path, head) for one in READERS.values()}
    assert max(sure, key=lambda one: sure[one]) == reader
    told = replace(
        context(path.name), now=datetime(2026, 11, 1, tzinfo=UTC), timezone=ZoneInfo("UTC")
    )
    found = list(READERS[reader].read(path, told))
    return [one for one in found if isinstance(one, Conversation)]


def spoken(conversations: list[Conversation]) -> list[Utterance]:
    return [u for c in conversations for u in c.utterances if u.role is not Role.SYSTEM]


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


@pytest.mark.parametrize(
    "name",
    ["[mmddyy]_24hrs", "ddmmyy_24hrs", "mmddyy_24hrs", "mmddyyyy_12hrs", "yyyymmdd_24hrs"],
)
def test_whatsapp_gives_what_its_reference_gives(name: str) -> None:
    wanted = json.loads((FOLDER / "whatsapp/target.json").read_text("utf-8"))
    conversations = read(f"whatsapp/test_{name}.txt", "whatsapp")
    found = [
        {
            "timestamp": f"{u.sent_at:%Y-%m-%dT%H:%M:%S}",
            "author": u.speaker,
            # The reference sets a space where the message goes on on another line.
            "message": u.text.replace("\n", " "),
        }
        for u in spoken(conversations)
    ]
    assert found == list(reversed(wanted))
    notices = [u.text for u in conversations[0].utterances if u.role is Role.SYSTEM]
    assert len(notices) == 3


@pytest.mark.parametrize("name", ["single", "batch"])
def test_telegram_gives_what_its_reference_gives(name: str) -> None:
    wanted = json.loads((FOLDER / "telegram/target.json").read_text("utf-8"))
    found = spoken(read(f"telegram/test_{name}_export.json", "telegram"))
    assert [(u.speaker, f"{u.sent_at:%Y-%m-%dT%H:%M:%S}") for u in found] == [
        (one["author"], one["timestamp"]) for one in wanted
    ]
    # The reference sets spaces between the pieces of a message; the export has none of them.
    assert [u.text for u in found] == [one["message"].replace(": ", ":") for one in wanted]


def test_zendesk_comments_are_all_there_ticket_by_ticket() -> None:
    wanted = rows("zendesk/ticket_comment_data.csv")
    conversations = read("zendesk/ticket_comment_data.csv", "zendesk_comment_rows")
    assert len(conversations) == len({row["ticket_id"] for row in wanted})
    found = {(u.text, u.speaker, f"{u.sent_at:%Y-%m-%d %H:%M:%S}") for u in spoken(conversations)}
    assert found == {(row["body"], row["user_id"], row["created"]) for row in wanted}
    for conversation in conversations:
        times = [u.sent_at for u in conversation.utterances if u.sent_at]
        assert times == sorted(times)


def test_zendesk_events_are_all_there_chat_by_chat() -> None:
    wanted = rows("zendesk/ticket_chat_event_data.csv")
    conversations = read("zendesk/ticket_chat_event_data.csv", "zendesk_events")
    assert len(conversations) == len({row["chat_id"] for row in wanted})
    everything = [u for c in conversations for u in c.utterances]
    assert len(everything) == len(wanted)
    assert sorted(u.speaker for u in everything) == sorted(row["actor_id"] for row in wanted)
    by_staff = [u for u in everything if u.role is Role.AGENT]
    assert all(u.speaker.startswith(("agent:", "__trigger")) for u in by_staff)


def test_intercom_begins_with_the_source() -> None:
    name = "intercom/openapi_2.14_conversation_examples.json"
    document = json.loads((FOLDER / name).read_text("utf-8"))
    (wanted,) = document["get /conversations :: successful"]["conversations"]
    (conversation,) = read(name, "intercom")
    (said,) = conversation.utterances
    assert f"<p>{said.text}</p>" == wanted["source"]["body"]
    assert (said.role, said.speaker) == (Role.AGENT, wanted["source"]["author"]["name"])
    assert conversation.started_at == datetime.fromtimestamp(wanted["created_at"], UTC)


def test_freshdesk_gives_the_description_and_every_entry() -> None:
    name = "freshdesk/web_chat_ticket_with_conversations.json"
    document = json.loads((FOLDER / name).read_text("utf-8"))
    (conversation,) = read(name, "freshdesk")
    entries = document["conversations"]
    assert [u.text for u in conversation.utterances] == [
        document["ticket"]["description_text"],
        *(entry["body_text"] for entry in entries),
    ]
    assert [u.role is Role.BUYER for u in conversation.utterances[1:]] == [
        entry["incoming"] for entry in entries
    ]


def test_call_analytics_gives_every_turn_with_its_words() -> None:
    name = "transcribe_call_analytics/example-call.json"
    turns = json.loads((FOLDER / name).read_text("utf-8"))["Transcript"]
    (conversation,) = read(name, "call_analytics")
    assert conversation.channel is Channel.CALL
    assert [u.text for u in conversation.utterances] == [turn["Content"] for turn in turns]
    for said, turn in zip(conversation.utterances, turns, strict=True):
        assert said.time is not None
        assert round(said.time.start_s * 1000) == turn["BeginOffsetMillis"]
        assert said.speaker == turn["ParticipantRole"]
        spoken_items = [item for item in turn["Items"] if item["Type"] != "punctuation"]
        assert len(said.words) == len(spoken_items)


@pytest.mark.parametrize(
    ("name", "reader", "key", "text"),
    [
        ("testfile.json", "post_call_analytics", "SpeechSegments", "DisplayText"),
        ("bda-standard.json", "bedrock_audio", "audio_segments", "text"),
    ],
)
def test_other_transcripts_give_every_turn(name: str, reader: str, key: str, text: str) -> None:
    path = f"transcribe_call_analytics/{name}"
    turns: list[dict[str, Any]] = json.loads((FOLDER / path).read_text("utf-8"))[key]
    (conversation,) = read(path, reader)
    assert [u.text for u in conversation.utterances] == [turn[text] for turn in turns]
    assert all(u.time is not None for u in conversation.utterances)
