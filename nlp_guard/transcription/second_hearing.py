"""Parts of a call on which much depends, recognised once more by other settings.

What two recognitions agree on is rarely wrong; where they differ, a number must not be taken for
evidence. The second one hears its part alone, of the sound as it was recorded, and is told
nothing of the domain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nlp_guard.protocols import Heard, ListeningHints, Transcriber
from nlp_guard.records import (
    CharSpan,
    Conversation,
    Recording,
    SecondHearing,
    TimeSpan,
    Utterance,
    UtteranceId,
)
from nlp_guard.transcription.config import TranscriptionConfig
from nlp_guard.transcription.decode import RATE_HZ, Stretch, stretches
from nlp_guard.transcription.inventions import sift
from nlp_guard.transcription.spelling import written

SETTINGS = "alone, as recorded, no prompt"
_WHOLE_S = 15.0
"""An utterance up to this length is heard again as a whole."""
_AROUND_S = 5.0
"""Of a longer one so much is taken along on both sides of the words."""
_PAD_S = 0.3
"""Sound taken along on both sides, where nobody else speaks."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What is to be heard again.

    Args:
        utterance: The place of it in the conversation.
        span: Code points of its text.
        time: In the recording.
    """

    utterance: int
    span: CharSpan
    time: TimeSpan
    channel: int


def hear_again(
    recording: Recording,
    conversation: Conversation,
    wanted: Mapping[UtteranceId, Sequence[CharSpan]],
    transcriber: Transcriber,
    config: TranscriptionConfig,
) -> Conversation:
    """Hear parts of a call once more.

    Args:
        recording: That was listened to.
        conversation: What was heard in it.
        wanted: The words on which much depends, by utterance.
        transcriber: The recogniser.
        config: As for the first hearing.

    Returns:
        The conversation, its utterances with second hearings; the first stay as they are.

    Raises:
        AudioError: If the recording cannot be decoded to its end.
        ModelError: If weights are missing or wrong.
    """
    parts = list(_parts(conversation, wanted))
    if not parts:
        return conversation
    hints = ListeningHints(
        model=config.model,
        language=conversation.lang,
        beam_size=config.beam_size,
        batch_size=config.batch_size,
    )
    found: dict[int, list[SecondHearing]] = {}
    for stretch in stretches(recording):
        here = [part for part in parts if _starts_in(stretch, part)]
        heard = transcriber.transcribe([_clip(stretch, part) for part in here], hints)
        for part, texts in zip(here, heard, strict=True):
            text = written(_sifted(texts, part.time.duration_s, conversation.lang))
            again = SecondHearing(span=part.span, text=text, settings=SETTINGS)
            found.setdefault(part.utterance, []).append(again)
    return replace(
        conversation,
        utterances=tuple(
            replace(utterance, second_hearings=tuple(found.get(place, ())))
            for place, utterance in enumerate(conversation.utterances)
        ),
    )


def _parts(
    conversation: Conversation, wanted: Mapping[UtteranceId, Sequence[CharSpan]]
) -> Iterable[_Part]:
    for place, utterance in enumerate(conversation.utterances):
        spans = wanted.get(utterance.id)
        recognition = utterance.recognition
        if not spans or utterance.time is None or recognition is None:
            continue
        span = _with_surroundings(utterance, spans)
        time = _padded(utterance.time_of(span) or utterance.time, conversation, place)
        yield _Part(place, span, time, recognition.channel or 0)


def _with_surroundings(utterance: Utterance, spans: Sequence[CharSpan]) -> CharSpan:
    """Return the part of an utterance that is heard again, from the first to the last span."""
    whole = CharSpan(0, len(utterance.text))
    if utterance.time is None or utterance.time.duration_s <= _WHOLE_S or not utterance.words:
        return whole
    times = [time for span in spans if (time := utterance.time_of(span))]
    first_s = min(time.start_s for time in times) - _AROUND_S
    last_s = max(time.end_s for time in times) + _AROUND_S
    inside = [w.span for w in utterance.words if first_s <= w.time.start_s <= last_s]
    return CharSpan(inside[0].start, inside[-1].end) if inside else whole


def _padded(time: TimeSpan, conversation: Conversation, place: int) -> TimeSpan:
    """Widen a time up to where another speaks on the same channel."""
    own = conversation.utterances[place].recognition
    start_s, end_s = max(time.start_s - _PAD_S, 0.0), time.end_s + _PAD_S
    for other_place, other in enumerate(conversation.utterances):
        if other_place == place or other.time is None or other.recognition is None:
            continue
        if own is None or other.recognition.channel != own.channel:
            continue
        if other.time.end_s <= time.start_s:
            start_s = max(start_s, other.time.end_s)
        elif other.time.start_s >= time.end_s:
            end_s = min(end_s, other.time.start_s)
    return TimeSpan(start_s, end_s)


def _starts_in(stretch: Stretch, part: _Part) -> bool:
    return stretch.start_s <= part.time.start_s < stretch.start_s + stretch.duration_s


def _clip(stretch: Stretch, part: _Part) -> NDArray[np.float32]:
    first = int((part.time.start_s - stretch.start_s) * RATE_HZ)
    longest = int(28.0 * RATE_HZ)
    last = min(int((part.time.end_s - stretch.start_s) * RATE_HZ), first + longest)
    return stretch.samples[part.channel, first:last]


def _sifted(texts: Sequence[Heard], speech_s: float, language: str) -> str:
    kept = [sift(text, speech_s, language, "").kept for text in texts]
    return "".join(one.text for one in kept if one is not None).strip()
