"""What only calls have ↔ JSON: how words were heard, what they may mean, whose voice it is."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from typing import Any

from nlp_guard.codec.lines import Json, present
from nlp_guard.records import CharSpan, Recognition, Repair, Role, SecondHearing, Voiceprint


def recognition_to_dict(recognition: Recognition | None) -> Json | None:
    """Return how a text was heard, rounded to four digits."""
    if recognition is None:
        return None
    return {
        "engine": recognition.engine,
        "model": recognition.model,
        "avg_logprob": round(recognition.avg_logprob, 4),
        "no_speech_prob": round(recognition.no_speech_prob, 4),
    } | present({"channel": recognition.channel})


def repairs_to_list(repairs: Iterable[Repair]) -> list[list[int | str]]:
    """Return (first code point, code point after the last, word meant) of each."""
    return [[one.span.start, one.span.end, one.meant] for one in repairs]


def repairs_from_list(data: Iterable[tuple[int, int, str]]) -> tuple[Repair, ...]:
    """Read what `repairs_to_list` wrote.

    Raises:
        ValueError: If one is malformed.
    """
    return tuple(
        Repair(span=CharSpan(int(start), int(end)), meant=str(meant)) for start, end, meant in data
    )


def second_hearing_to_dict(hearing: SecondHearing) -> Json:
    """Return what was heard the second time, and of which code points."""
    return {
        "start": hearing.span.start,
        "end": hearing.span.end,
        "text": hearing.text,
        "settings": hearing.settings,
    }


def second_hearing_from_dict(data: Mapping[str, Any]) -> SecondHearing:
    """Read what `second_hearing_to_dict` wrote."""
    return SecondHearing(
        span=CharSpan(int(data["start"]), int(data["end"])),
        text=str(data["text"]),
        settings=str(data["settings"]),
    )


def voice_to_dict(voice: Voiceprint) -> Json:
    """Return a voice, its numbers in base64."""
    return {
        "role": voice.role,
        "speaker": voice.speaker,
        "vector": base64.b64encode(voice.vector).decode("ascii"),
        "speech_s": round(voice.speech_s, 1),
        "model": voice.model,
    }


def voice_from_dict(data: Mapping[str, Any]) -> Voiceprint:
    """Read what `voice_to_dict` wrote."""
    return Voiceprint(
        role=Role(data["role"]),
        speaker=str(data["speaker"]),
        vector=base64.b64decode(data["vector"], validate=True),
        speech_s=float(data["speech_s"]),
        model=str(data["model"]),
    )
