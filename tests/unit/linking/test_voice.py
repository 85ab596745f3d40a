from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nlp_guard.linking.comparisons.voice import Voice
from nlp_guard.linking.profiles import read_profiles
from nlp_guard.records import Channel, Detection, Profile, Role, Slots, TimeSpan, Voiceprint
from tests.fakes.trade import talk


def vector(seed: int) -> np.ndarray:
    return np.maximum(np.random.default_rng(seed).standard_normal(256), 0)


def caller(number: str, voice: np.ndarray, role: Role = Role.BUYER, model: str = "e") -> Detection:
    detection = talk(number, ("喂", Slots(), frozenset()), channel=Channel.CALL)
    call = detection.conversation
    (utterance,) = call.utterances
    timed = replace(utterance, source_span=None, time=TimeSpan(1.0, 7.0))
    print_ = Voiceprint(
        role=role,
        speaker=number,
        vector=bytes((255 * voice / voice.max()).astype(np.uint8)),
        speech_s=6.0,
        model=model,
    )
    return replace(detection, conversation=replace(call, utterances=(timed,), voices=(print_,)))


def fitted(*detections: Detection) -> tuple[Voice, dict[str, Profile]]:
    profiles, _ = read_profiles((), detections)
    return Voice().fitted(profiles), {p.account_id.rpartition(":")[2]: p for p in profiles}


ONE, OTHER = "13900000001", "13900000002"


def test_one_voice_under_two_numbers_speaks_for_them_modestly_and_cites_both_calls() -> None:
    nearly = vector(1) + 0.05 * vector(2)
    voice, by_number = fitted(caller(ONE, vector(1)), caller(OTHER, nearly))
    found = voice.compare(by_number[ONE], by_number[OTHER])
    assert found is not None
    assert found.level == "same voice"
    assert 0 < found.weight_bits <= 5.0
    assert [exhibit.time for exhibit in found.exhibits] == [TimeSpan(1.0, 7.0)] * 2
    assert set(voice.keys(by_number[ONE])) & set(voice.keys(by_number[OTHER]))


def test_two_voices_hardly_speak_against() -> None:
    voice, by_number = fitted(caller(ONE, vector(1)), caller(OTHER, vector(2)))
    found = voice.compare(by_number[ONE], by_number[OTHER])
    assert found is not None
    assert -1.0 < found.weight_bits < 0
    assert not set(voice.keys(by_number[ONE])) & set(voice.keys(by_number[OTHER]))


@pytest.mark.parametrize(
    "other",
    [
        caller(OTHER, vector(1), role=Role.AGENT),
        caller(OTHER, vector(1), model="another encoder"),
        caller(OTHER, np.ones(256) * 1e-9),
    ],
    ids=["staff", "another encoder", "loud silence"],
)
def test_what_cannot_be_compared_says_nothing_for_them(other: Detection) -> None:
    voice, by_number = fitted(caller(ONE, vector(1)), other)
    found = voice.compare(by_number[ONE], by_number[OTHER])
    assert found is None or found.weight_bits < 0


def test_a_voice_that_everybody_seems_to_have_brings_nobody_together() -> None:
    numbers = [f"139000000{n:02d}" for n in range(12)]
    voice, by_number = fitted(*(caller(number, vector(1)) for number in numbers))
    assert list(voice.keys(by_number[numbers[0]])) == []
