"""Amazon Transcribe: the JSON of a standard job, with or without speakers or channels.

Newer jobs have turns of their own (``audio_segments``); of older ones the items are put together
while the speaker stays the same and pauses are short, and cited as ``…/items#words:first:last``.

Source: docs.aws.amazon.com, Transcribe "Transcription output", "Partitioning speakers".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.records import Conversation, TimeSpan
from nlp_guard.sources.reading.derivation import content_of_item, text_of_words
from nlp_guard.sources.reading.faults import Faults
from nlp_guard.sources.reading.heard_turns import (
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

_PAUSE_S = 1.5
"""A longer silence ends a turn where nothing else does."""


@dataclass(frozen=True, slots=True)
class _Item:
    """One item with its place in the list and its speaker."""

    index: int
    data: Mapping[str, Any]
    speaker: str
    time: TimeSpan | None


class TranscribeJobs:
    """Reads standard Amazon Transcribe jobs; voices are told apart, but no sides are named."""

    name = "transcribe_jobs"
    kind = "chat"

    def sniff(self, path: Path, head: bytes) -> float:
        """Return 0.97 where the results have transcripts."""
        seen = outline(head)
        return 0.97 if "results.transcripts[].transcript" in seen else 0.0

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give the call.

        Raises:
            CorruptRecord: If there is none; or, after all good turns were given, if some are
                broken.
        """
        expected = "'results' with 'transcripts'"
        yield from conversations_of(path, context, self.name, _conversations, expected)


def _conversations(
    value: JsonValue, context: ReadingContext, faults: Faults
) -> Iterator[Conversation]:
    results = inner(value.data, "results")
    if not results:
        return
    turns = list(_turns(results, f"{value.place}/results", faults))
    turns.sort(key=lambda turn: turn.time.start_s if turn.time else 0.0)
    key = word(inner(value.data), "jobName") + value.place
    model = word(results, "language_code")
    yield call_of(turns, context, key, "amazon-transcribe", model=model)


def _turns(results: Mapping[str, Any], place: str, faults: Faults) -> Iterator[HeardTurn]:
    items = [item for _, item in objects(results, "items", place, faults)]
    channels = inner(results, "channel_labels")
    if "audio_segments" in results:
        for where, one in objects(results, "audio_segments", place, faults):
            yield from _segment(one, where, items)
    elif "channels" in channels:
        for where, one in objects(channels, "channels", f"{place}/channel_labels", faults):
            own = one.get("items")
            label = word(one, "channel_label")
            yield from _joined(own if isinstance(own, list) else [], f"{where}/items", [], label)
    else:
        labels = list(_labels(inner(results, "speaker_labels")))
        yield from _joined(items, f"{place}/items", labels, "")


def _segment(
    one: Mapping[str, Any], place: str, items: Sequence[Mapping[str, Any]]
) -> Iterator[HeardTurn]:
    text = text_at(one, "transcript")
    listed = one.get("items")
    own = [
        items[n]
        for n in (listed if isinstance(listed, list) else ())
        if isinstance(n, int) and 0 <= n < len(items)
    ]
    if text.strip():
        yield HeardTurn(
            text=text,
            locator=f"{place}/transcript",
            time=time_span(one.get("start_time"), one.get("end_time")),
            speaker=word(one, "speaker_label", "channel_label"),
            words=[heard for item in own if (heard := _word(item)) is not None],
        )


def _labels(labels: Mapping[str, Any]) -> Iterator[tuple[float, str]]:
    """Give (start, speaker) of every word that older jobs list apart from the items."""
    segments = labels.get("segments")
    for segment in segments if isinstance(segments, list) else ():
        words = inner(segment).get("items")
        for entry in words if isinstance(words, list) else ():
            time = time_span(inner(entry).get("start_time"), None)
            if time is not None:
                yield time.start_s, word(inner(entry), "speaker_label")


def _joined(
    items: list[Any], place: str, labels: Sequence[tuple[float, str]], speaker: str
) -> Iterator[HeardTurn]:
    """Put items together while the same one speaks."""
    by_start = dict(labels)
    turn: list[_Item] = []
    for index, data in enumerate(items):
        entry = inner(data)
        time = time_span(entry.get("start_time"), entry.get("end_time"))
        start = time.start_s if time else -1.0
        who = word(entry, "speaker_label") or by_start.get(start, "") or speaker
        item = _Item(index, entry, who, time)
        if turn and _is_new(turn, item):
            yield from _closed(turn, items, place)
            turn = []
        turn.append(item)
    if turn:
        yield from _closed(turn, items, place)


def _is_new(turn: Sequence[_Item], item: _Item) -> bool:
    """Tell whether an item begins another turn; punctuation has no time and never does."""
    if item.time is None:
        return False
    last = next((one for one in reversed(turn) if one.time is not None), None)
    if last is None or last.time is None:
        return False
    is_pause = item.time.start_s - last.time.end_s > _PAUSE_S
    return item.speaker != last.speaker or is_pause


def _closed(turn: Sequence[_Item], items: list[Any], place: str) -> Iterator[HeardTurn]:
    first, last = turn[0].index, turn[-1].index + 1
    times = [item.time for item in turn if item.time is not None]
    text = text_of_words(items, first, last)
    if text.strip():
        yield HeardTurn(
            text=text,
            locator=f"{place}#words:{first}:{last}",
            time=TimeSpan(times[0].start_s, max(t.end_s for t in times)) if times else None,
            speaker=next((item.speaker for item in turn if item.speaker), ""),
            words=[heard for item in turn if (heard := _word(item.data)) is not None],
        )


def _word(item: Mapping[str, Any]) -> HeardWord | None:
    time = time_span(item.get("start_time"), item.get("end_time"))
    if time is None:
        return None
    choices = item.get("alternatives")
    first = inner(choices[0]) if isinstance(choices, list) and choices else {}
    sure = confidence(first.get("confidence"))
    return HeardWord(text=content_of_item(item), time=time, confidence=sure)
