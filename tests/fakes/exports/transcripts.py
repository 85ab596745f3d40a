"""Calls that other recognisers wrote down, and chats of the same services."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC
from typing import Any

from nlp_guard.records import Attachment, Conversation, Role, Utterance
from tests.fakes.exports.export import Export, Fact, is_kept

_SIDES = {Role.BUYER: "CUSTOMER", Role.AGENT: "AGENT", Role.SYSTEM: "SYSTEM"}


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _turn(n: int, said: Utterance) -> dict[str, Any]:
    item = {"Type": "pronunciation", "Content": said.text.split()[0], "Confidence": 0.9,
            "BeginOffsetMillis": n * 1000, "EndOffsetMillis": n * 1000 + 400}  # fmt: skip
    return {
        "Id": str(n),
        "Content": said.text,
        "ParticipantRole": _SIDES[said.role],
        "BeginOffsetMillis": n * 1000,
        "EndOffsetMillis": n * 1000 + 900,
        "LoudnessScores": [None, 70.1],
        "Items": [item],
    }


def analytics(conversations: Sequence[Conversation]) -> bytes:
    """A call that is over."""
    turns = [_turn(n, said) for n, said in enumerate(conversations[0].utterances)]
    return _json({"JobName": "a", "Channel": "VOICE", "LanguageCode": "zh-CN",
                  "Transcript": turns, "ContentMetadata": {"Output": "Raw"}})  # fmt: skip


def live(conversations: Sequence[Conversation]) -> bytes:
    """Calls going on at the same time, an event a line."""
    lines = [
        {"EventType": "SEGMENTS", "ContactId": str(number),
         "Segments": [{"Transcript": _turn(n, said)}, {"Categories": {}}]}
        for number, conversation in enumerate(conversations)
        for n, said in enumerate(conversation.utterances)
    ]  # fmt: skip
    lines.append({"EventType": "COMPLETED", "ContactId": "0"})
    return b"\n".join(map(_json, lines))


def connect_chat(conversations: Sequence[Conversation]) -> bytes:
    """A chat of Amazon Connect."""
    entries = []
    for said in conversations[0].utterances:
        assert said.sent_at is not None
        kind = (
            "EVENT" if said.role is Role.SYSTEM else "ATTACHMENT" if said.attachment else "MESSAGE"
        )
        entry: dict[str, Any] = {
            "AbsoluteTime": f"{said.sent_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z",
            "Content": said.text,
            "ContentType": "text/plain",
            "DisplayName": said.speaker,
            "ParticipantId": said.speaker,
            "ParticipantRole": _SIDES[said.role],
            "Type": kind,
        }
        if said.attachment:
            entry["Attachments"] = [{"AttachmentName": "a.png", "ContentType": "image/png"}]
        entries.append(entry)
    return _json({"Version": "1", "ContactId": "c", "Participants": [], "Transcript": entries})


def pca(conversations: Sequence[Conversation]) -> bytes:
    """A call of Post Call Analytics."""
    labels = [{"Speaker": "spk_0", "DisplayText": "Agent"},
              {"Speaker": "spk_1", "DisplayText": "Customer"}]  # fmt: skip
    segments = [
        {"SegmentStartTime": n * 1.0, "SegmentEndTime": n + 0.9, "DisplayText": said.text,
         "SegmentSpeaker": "spk_1" if said.role is Role.BUYER else "spk_0",
         "WordConfidence": [{"Text": said.text[:1], "Confidence": 0.5, "StartTime": n,
                             "EndTime": n + 0.4}]}
        for n, said in enumerate(conversations[0].utterances)
    ]  # fmt: skip
    return _json({"ConversationAnalytics": {"SpeakerLabels": labels, "LanguageCode": "zh-CN"},
                  "SpeechSegments": segments})  # fmt: skip


def bedrock(conversations: Sequence[Conversation]) -> bytes:
    """A call of Bedrock Data Automation."""
    segments = [
        {"text": said.text, "start_timestamp_millis": n, "end_timestamp_millis": n + 9,
         "speaker": {"speaker_label": said.speaker}, "audio_item_indices": [n]}
        for n, said in enumerate(conversations[0].utterances)
    ]  # fmt: skip
    items = [{"content": s["text"], "start_timestamp_millis": 0, "end_timestamp_millis": 9}
             for s in segments]  # fmt: skip
    return _json({"metadata": {"semantic_modality": "AUDIO"}, "audio_segments": segments,
                  "audio_items": items})  # fmt: skip


def job(conversations: Sequence[Conversation]) -> bytes:
    """A standard job with turns of its own."""
    segments = [
        {"id": n, "transcript": said.text, "start_time": f"{n}.0", "end_time": f"{n}.9",
         "speaker_label": said.speaker, "items": [n]}
        for n, said in enumerate(conversations[0].utterances)
    ]  # fmt: skip
    return _job(conversations[0], {"audio_segments": segments}, label=False)


def older_job(conversations: Sequence[Conversation]) -> bytes:
    """A standard job whose items tell the speaker; each turn is one word here."""
    return _job(conversations[0], {}, label=True)


def _job(conversation: Conversation, more: dict[str, Any], *, label: bool) -> bytes:
    items = [
        {"type": "pronunciation", "start_time": f"{n * 3}.0", "end_time": f"{n * 3}.5",
         "alternatives": [{"confidence": "0.97", "content": said.text}],
         **({"speaker_label": said.speaker} if label else {})}
        for n, said in enumerate(conversation.utterances)
    ]  # fmt: skip
    whole = "".join(said.text for said in conversation.utterances)
    results = {"transcripts": [{"transcript": whole}], "items": items, **more}
    return _json({"jobName": "a", "results": results, "status": "COMPLETED"})


_ROLE, _SPEAKER = frozenset({Fact.ROLE}), frozenset({Fact.SPEAKER})
EXPORTS = (
    Export(reader="call_analytics", form="over", file_name="a.json", write=analytics,
           carries=_ROLE, tick=None, is_single=True),
    Export(reader="call_analytics", form="live", file_name="a.jsonl", write=live,
           carries=_ROLE, tick=None),
    Export(reader="contact_lens_chat", form="chat", file_name="a.json", write=connect_chat,
           carries=frozenset({Fact.ACCOUNT, Fact.ROLE, Fact.SPEAKER, Fact.SYSTEM}),
           is_single=True, attachments={Attachment.IMAGE: ""}, fits=is_kept),
    Export(reader="post_call_analytics", form="call", file_name="a.json", write=pca,
           carries=_ROLE, tick=None, is_single=True),
    Export(reader="bedrock_audio", form="call", file_name="a.json", write=bedrock,
           carries=_SPEAKER, tick=None, is_single=True),
    Export(reader="transcribe_jobs", form="turns", file_name="a.json", write=job,
           carries=_SPEAKER, tick=None, is_single=True),
    Export(reader="transcribe_jobs", form="items", file_name="a.json", write=older_job,
           carries=_SPEAKER, tick=None, is_single=True),
)  # fmt: skip
