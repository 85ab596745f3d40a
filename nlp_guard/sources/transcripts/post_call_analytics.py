"""Post Call Analytics (the AWS sample solution): its own JSON of a call.

Source: github.com/aws-samples/amazon-transcribe-post-call-analytics.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.records import Conversation, Role
from nlp_guard.sources.reading.faults import Faults
from nlp_guard.sources.reading.heard_turns import (
    ROLES,
    HeardTurn,
    HeardWord,
    call_of,
    confidence,
    text_at,
    time_span,
)
from nlp_guard.sources.reading.json_values import (
    JsonValue,
    conversations_of,
    inner,
    objects,
    outline,
    word,
)
from nlp_guard.sources.reading.moments import from_iso


class PostCallAnalytics:
    """Reads calls of Post Call Analytics; each is one conversation of the channel call."""

    name = "post_call_analytics"
    kind = "chat"

    def sniff(self, path: Path, head: bytes) -> float:
        """Return 0.97 where the analysis or its segments have their own names."""
        seen = outline(head)
        labels = "ConversationAnalytics.SpeakerLabels[].Speaker" in seen
        turns = "SpeechSegments[].SegmentSpeaker" in seen
        return 0.97 if labels or turns else 0.0

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give the call.

        Raises:
            CorruptRecord: If there is none; or, after all good segments were given, if some are
                broken.
        """
        expected = "'SpeechSegments'"
        yield from conversations_of(path, context, self.name, _conversations, expected)


def _conversations(
    value: JsonValue, context: ReadingContext, faults: Faults
) -> Iterator[Conversation]:
    data = inner(value.data)
    if "SpeechSegments" not in data:
        return
    about = inner(data, "ConversationAnalytics")
    names = {
        word(one, "Speaker"): word(one, "DisplayText")
        for _, one in objects(about, "SpeakerLabels", f"{value.place}/…", faults)
    }
    segments = objects(data, "SpeechSegments", value.place, faults)
    turns = [_turn(place, one, names) for place, one in segments]
    yield call_of(
        [turn for turn in turns if turn.text.strip()],
        context,
        word(about, "GUID") + value.place,
        "amazon-transcribe",
        started_at=_start(about, context),
        model=word(about, "LanguageCode"),
    )


def _start(about: Mapping[str, Any], context: ReadingContext) -> datetime | None:
    """Return when the call began, at the place the analysis names."""
    try:
        zone = ZoneInfo(word(about, "ConversationLocation"))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone = context.timezone
    return from_iso(about.get("ConversationTime"), zone)


def _turn(place: str, segment: Mapping[str, Any], names: Mapping[str, str]) -> HeardTurn:
    label = word(segment, "SegmentSpeaker")
    name = names.get(label) or label
    key = "DisplayText" if text_at(segment, "DisplayText") else "OriginalText"
    return HeardTurn(
        text=text_at(segment, key),
        locator=f"{place}/{key}",
        time=time_span(segment.get("SegmentStartTime"), segment.get("SegmentEndTime")),
        speaker=name,
        role=ROLES.get(name.split(" ")[0].upper(), Role.UNKNOWN),
        words=list(_words(segment)),
    )


def _words(segment: Mapping[str, Any]) -> Iterator[HeardWord]:
    listed = segment.get("WordConfidence")
    for item in listed if isinstance(listed, list) else ():
        entry = inner(item)
        time = time_span(entry.get("StartTime"), entry.get("EndTime"))
        if time is not None:
            heard = text_at(entry, "Text").strip()
            yield HeardWord(text=heard, time=time, confidence=confidence(entry.get("Confidence")))
