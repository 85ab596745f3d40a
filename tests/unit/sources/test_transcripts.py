"""Calls that other recognisers wrote down: times, words, sides, and quotes found again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from nlp_guard.protocols import Source
from nlp_guard.records import Channel, Conversation, Role, TimeSpan
from nlp_guard.sources.transcripts.call_analytics import CallAnalytics
from nlp_guard.sources.transcripts.contact_lens_chat import ContactLensChat
from nlp_guard.sources.transcripts.post_call_analytics import PostCallAnalytics
from nlp_guard.sources.transcripts.transcribe_jobs import TranscribeJobs
from tests.fakes.reading import SHANGHAI, context, written

TURN = {
    "ParticipantRole": "CUSTOMER",
    "Content": "Pay [PII] now.",
    "BeginOffsetMillis": 1000,
    "EndOffsetMillis": 2500,
    "Items": [
        {"Type": "pronunciation", "Content": "Pay", "Confidence": 1.0, "BeginOffsetMillis": 1000,
         "EndOffsetMillis": 1200},
        {"Type": "pronunciation", "Content": "now", "Confidence": "0.5", "BeginOffsetMillis": 2000,
         "EndOffsetMillis": 2400},
        {"Type": "punctuation", "Content": ".", "Confidence": 0.0},
    ],
}  # fmt: skip


def read(
    source: Source, folder: Path, content: object, name: str = "a.json"
) -> tuple[Conversation, list[str]]:
    notes: list[str] = []
    path = written(folder, name, json.dumps(content))
    told = replace(context(path.name), note=notes.append)
    (conversation,) = source.read(path, told)
    assert isinstance(conversation, Conversation)
    return conversation, notes


def test_a_turn_has_its_time_its_words_and_its_side(tmp_path: Path) -> None:
    content = {"Transcript": [TURN], "ContentMetadata": {"Output": "Redacted"}}
    name = "20150724-0915_13900000000.json"
    conversation, notes = read(CallAnalytics(), tmp_path, content, name)
    (said,) = conversation.utterances
    assert (said.role, said.text, said.time) == (
        Role.BUYER,
        "Pay [PII] now.",
        TimeSpan(1.0, 2.5),
    )
    assert [said.text[word.span.slice] for word in said.words] == ["Pay", "now"]
    assert said.time_of(said.words[1].span) == TimeSpan(2.0, 2.4)
    assert said.sent_at == datetime(2015, 7, 24, 9, 15, 1, tzinfo=SHANGHAI)
    assert conversation.channel is Channel.CALL
    assert conversation.account_id == "13900000000"
    assert said.recognition is not None
    assert said.recognition.avg_logprob == pytest.approx(-0.3466, abs=1e-4)
    assert notes == ["some words of its calls were blacked out by the service as [PII]"]


def test_participants_tell_the_role_where_a_turn_has_only_an_id(tmp_path: Path) -> None:
    turn = {key: value for key, value in TURN.items() if key != "ParticipantRole"}
    content = {
        "Participants": [{"ParticipantId": "p1", "ParticipantRole": "AGENT"}],
        "Transcript": [turn | {"ParticipantId": "p1"}],
    }
    conversation, _ = read(CallAnalytics(), tmp_path, content)
    assert conversation.utterances[0].role is Role.AGENT


def test_a_chat_of_connect_is_no_call(tmp_path: Path) -> None:
    content = {
        "Channel": "CHAT",
        "Transcript": [
            {"AbsoluteTime": "2015-07-24T01:15:00.000Z", "ContentType": "text/plain",
             "Content": "hi", "DisplayName": "Ann", "ParticipantRole": "CUSTOMER",
             "Type": "MESSAGE"},
            {"AbsoluteTime": "2015-07-24T01:16:00.000Z", "Type": "EVENT",
             "ContentType": "application/vnd.amazonaws.connect.event.chat.ended"},
        ],
    }  # fmt: skip
    conversation, _ = read(ContactLensChat(), tmp_path, content)
    assert conversation.channel is Channel.CHAT
    assert [said.role for said in conversation.utterances] == [Role.BUYER, Role.SYSTEM]
    assert conversation.account_id == "Ann"


def test_the_start_is_at_the_place_that_the_analysis_names(tmp_path: Path) -> None:
    content = {
        "ConversationAnalytics": {
            "ConversationTime": "2021-11-25 13:35:14",
            "ConversationLocation": "America/New_York",
            "SpeakerLabels": [{"Speaker": "spk_0", "DisplayText": "Customer"}],
        },
        "SpeechSegments": [
            {"SegmentStartTime": 2.0, "SegmentEndTime": "3.5", "SegmentSpeaker": "spk_0",
             "DisplayText": "hi"}
        ],
    }  # fmt: skip
    conversation, _ = read(PostCallAnalytics(), tmp_path, content)
    (said,) = conversation.utterances
    assert said.sent_at is not None
    assert said.sent_at.isoformat() == "2021-11-25T13:35:16-05:00"
    assert said.role is Role.BUYER


def item(word: str, start: float | None = None, **more: object) -> dict[str, object]:
    time = {} if start is None else {"start_time": str(start), "end_time": str(start + 0.5)}
    kind = "punctuation" if start is None else "pronunciation"
    return {"type": kind, "alternatives": [{"content": word, "confidence": "0.9"}]} | time | more


@pytest.mark.parametrize(
    "labels",
    [
        {"items": [("spk_0", None), ("spk_0", None), ("spk_1", None)], "segments": []},
        {
            "items": [(None, None), (None, None), (None, None)],
            "segments": [
                {"items": [{"start_time": "0.0", "speaker_label": "spk_0"},
                           {"start_time": "0.6", "speaker_label": "spk_0"}]},
                {"items": [{"start_time": "1.2", "speaker_label": "spk_1"}]},
            ],
        },
    ],
)  # fmt: skip
def test_items_are_put_together_while_the_same_one_speaks(
    tmp_path: Path, labels: dict[str, list[tuple[str, None]]]
) -> None:
    who = [{"speaker_label": label} if label else {} for label, _ in labels["items"]]
    items = [item("Pay", 0.0, **who[0]), item("now", 0.6, **who[1]), item("."),
             item("No", 1.2, **who[2])]  # fmt: skip
    results = {
        "transcripts": [{"transcript": "Pay now. No"}],
        "items": items,
        "speaker_labels": {"segments": labels["segments"]},
    }
    conversation, _ = read(TranscribeJobs(), tmp_path, {"results": results})
    assert [(said.speaker, said.text) for said in conversation.utterances] == [
        ("spk_0", "Pay now."),
        ("spk_1", "No"),
    ]
    assert conversation.utterances[0].locator == "/results/items#words:0:3"


def test_channels_are_laid_beside_each_other_by_time(tmp_path: Path) -> None:
    channels = [
        {"channel_label": "ch_0", "items": [item("Hello", 0.0), item("Bye", 9.0)]},
        {"channel_label": "ch_1", "items": [item("Pay", 3.0)]},
    ]
    results = {"transcripts": [{"transcript": "x"}], "channel_labels": {"channels": channels}}
    conversation, _ = read(TranscribeJobs(), tmp_path, {"results": results})
    assert [(said.speaker, said.text) for said in conversation.utterances] == [
        ("ch_0", "Hello"),
        ("ch_1", "Pay"),
        ("ch_0", "Bye"),
    ]
