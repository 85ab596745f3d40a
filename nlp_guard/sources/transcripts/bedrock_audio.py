"""Bedrock Data Automation: the standard output of an audio file.

Source: docs.aws.amazon.com, Bedrock "Standard output for audio".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.records import Conversation, TimeSpan
from nlp_guard.sources.reading.faults import Faults
from nlp_guard.sources.reading.heard_turns import HeardTurn, HeardWord, call_of, text_at, time_span
from nlp_guard.sources.reading.json_values import (
    JsonValue,
    conversations_of,
    inner,
    objects,
    outline,
    word,
)

_MS_PER_S = 1000.0


class BedrockAudio:
    """Reads transcripts of Bedrock Data Automation; it tells voices apart, but names no sides."""

    name = "bedrock_audio"
    kind = "chat"

    def sniff(self, path: Path, head: bytes) -> float:
        """Return 0.97 where the output says that it is about sound and has items."""
        seen = outline(head)
        is_audio = seen.get("metadata.semantic_modality") == "AUDIO"
        return 0.97 if is_audio or "audio_segments[].audio_item_indices" in seen else 0.0

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give the call.

        Raises:
            CorruptRecord: If there is none; or, after all good segments were given, if some are
                broken.
        """
        expected = "'audio_segments'"
        yield from conversations_of(path, context, self.name, _conversations, expected)


def _conversations(
    value: JsonValue, context: ReadingContext, faults: Faults
) -> Iterator[Conversation]:
    data = inner(value.data)
    if "audio_segments" not in data:
        return
    items = [item for _, item in objects(data, "audio_items", value.place, faults)]
    segments = objects(data, "audio_segments", value.place, faults)
    turns = [_turn(place, one, items) for place, one in segments]
    about = inner(data, "metadata")
    yield call_of(
        [turn for turn in turns if turn.text.strip()],
        context,
        word(about, "asset_id") + value.place,
        "bedrock-data-automation",
        model=word(about, "dominant_asset_language"),
    )


def _turn(place: str, segment: Mapping[str, Any], items: Sequence[Mapping[str, Any]]) -> HeardTurn:
    return HeardTurn(
        text=text_at(segment, "text"),
        locator=f"{place}/text",
        time=_time(segment),
        speaker=word(inner(segment, "speaker"), "speaker_label")
        or word(inner(segment, "channel"), "channel_label"),
        words=list(_words(segment, items)),
    )


def _time(entry: Mapping[str, Any]) -> TimeSpan | None:
    start, end = entry.get("start_timestamp_millis"), entry.get("end_timestamp_millis")
    return time_span(start, end, _MS_PER_S)


def _words(segment: Mapping[str, Any], items: Sequence[Mapping[str, Any]]) -> Iterator[HeardWord]:
    """Give the words of a segment; the service tells no confidence of single words."""
    listed = segment.get("audio_item_indices")
    for index in listed if isinstance(listed, list) else ():
        if isinstance(index, int) and 0 <= index < len(items):
            time = _time(items[index])
            text = text_at(items[index], "content")
            if time is not None and any(c.isalnum() for c in text):
                yield HeardWord(text=text, time=time, confidence=0.0)
