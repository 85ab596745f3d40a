"""Turns of a call that some other recogniser wrote down → utterances, with times and words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import log
from typing import Any

from nlp_guard.protocols import ReadingContext
from nlp_guard.records import (
    AccountId,
    Channel,
    CharSpan,
    Conversation,
    Recognition,
    Role,
    TimeSpan,
    Utterance,
    Word,
)
from nlp_guard.sources.calls.recording_names import read_name
from nlp_guard.sources.reading.talk import Talk

ROLES: Mapping[str, Role] = {
    "AGENT": Role.AGENT,
    "CUSTOMER": Role.BUYER,
    "CALLER": Role.BUYER,
    "SYSTEM": Role.SYSTEM,
}
"""Sides by the word that transcripts use for them, in capitals."""

_LEAST = 1e-4
"""No confidence counts for less, so that one zero does not sink a whole turn (ln 1e-4 = -9.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardWord:
    """A word as the transcript has it.

    Args:
        text: As it stands in the turn.
        time: Seconds of the call.
        confidence: Of the recogniser, 0..1.
    """

    text: str
    time: TimeSpan
    confidence: float


@dataclass(slots=True, kw_only=True)
class HeardTurn:
    """A stretch of speech as the transcript has it.

    Args:
        text: What was heard.
        locator: Where it stands in the file.
        time: Seconds of the call; None where it is not told or makes no sense.
        words: With their times; may be empty.
    """

    text: str
    locator: str
    time: TimeSpan | None
    speaker: str = ""
    role: Role = Role.UNKNOWN
    words: list[HeardWord] = field(default_factory=list)


def call_of(
    turns: Iterable[HeardTurn],
    context: ReadingContext,
    key: str,
    engine: str,
    *,
    started_at: datetime | None = None,
    model: str = "",
) -> Conversation:
    """Return a call's turns as a conversation.

    Args:
        turns: In order.
        context: What the reader was told; the file's name may tell the start and the number.
        key: What tells this call from others in the file.
        engine: Name of the recogniser.
        started_at: Aware start of the call, where the transcript tells.
        model: What the transcript calls the recogniser's model.
    """
    talk = Talk(context, key)
    named = read_name(context.provenance.uri.rsplit("/", 1)[-1], context.timezone)
    started_at = started_at or named.started_at
    for turn in turns:
        sent_at = started_at
        if started_at is not None and turn.time is not None:
            sent_at = started_at + timedelta(seconds=turn.time.start_s)
        talk.utterances.append(
            Utterance(
                id=talk.next_id(),
                role=turn.role,
                speaker=turn.speaker,
                text=turn.text,
                sent_at=sent_at,
                locator=turn.locator,
                time=turn.time,
                words=tuple(_placed(turn)),
                recognition=Recognition(
                    engine=engine,
                    model=model,
                    avg_logprob=_mean_log(turn.words),
                    no_speech_prob=0.0,
                ),
            )
        )
    account: AccountId | None = named.account_id
    return talk.conversation(
        context.provenance, account=account, started_at=started_at, channel=Channel.CALL
    )


def time_span(start: object, end: object, per_s: float = 1.0) -> TimeSpan | None:
    """Return a stretch of time; None where it makes no sense.

    Args:
        start: A number, or a text of one.
        end: The same; where it is missing the stretch has no length.
        per_s: Units in a second.

    Example:
        >>> time_span(40, 5050, 1000), time_span("1.5", None), time_span("x", 2), time_span(3, 2)
        (TimeSpan(start_s=0.04, end_s=5.05), TimeSpan(start_s=1.5, end_s=1.5), None, None)
    """
    first, last = _seconds(start, per_s), _seconds(start if end is None else end, per_s)
    if first is None or last is None or not 0 <= first <= last:
        return None
    return TimeSpan(first, last)


def confidence(value: object) -> float:
    """Return a confidence as a number in 0..1; 0 where it is none.

    Example:
        >>> confidence("0.97"), confidence(None), confidence(7), confidence("nan")
        (0.97, 0.0, 1.0, 0.0)
    """
    number = _seconds(value, 1.0)
    return min(1.0, max(0.0, number)) if number is not None else 0.0


def text_at(data: Mapping[str, Any], key: str) -> str:
    """Return the text under a key; "" where it is none."""
    value = data.get(key)
    return value if isinstance(value, str) else ""


def _seconds(value: object, per_s: float) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value) / per_s
    except (ValueError, OverflowError):
        return None
    return number if -1e9 < number < 1e9 else None


def _placed(turn: HeardTurn) -> Iterable[Word]:
    """Find each word in the turn's text, one behind the other; what is not there is left out."""
    at = 0
    for word in turn.words:
        start = turn.text.find(word.text, at) if word.text else -1
        if start < 0:
            continue
        at = start + len(word.text)
        yield Word(span=CharSpan(start, at), time=word.time, probability=word.confidence)


def _mean_log(words: list[HeardWord]) -> float:
    scores = [log(max(_LEAST, word.confidence)) for word in words if word.confidence > 0]
    return round(sum(scores) / len(scores), 4) if scores else 0.0
