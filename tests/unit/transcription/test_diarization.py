from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from nlp_guard.records import TimeSpan
from nlp_guard.transcription.diarization import Sample, sample_voices, tell_apart
from nlp_guard.transcription.turns import Spoken, by_voice
from nlp_guard.transcription.voices import VoiceEncoder, load_voice_encoder
from tests.fakes.calls import party
from tests.fakes.transcriber import spoken

RATE_HZ = 16_000


@pytest.fixture(scope="module")
def encoder() -> VoiceEncoder:
    return load_voice_encoder()


def in_turn(turns: list[tuple[int, float]]) -> tuple[NDArray[np.float32], list[TimeSpan]]:
    """Let the parties of the sample call speak in turn, each going on where it stopped."""
    said = [party(0, 30.0), party(1, 30.0)]
    at = [0, 0]
    parts, spans, clock = [], [], 0.0
    for voice, seconds in turns:
        n = int(seconds * RATE_HZ)
        parts.append(said[voice][at[voice] : at[voice] + n])
        at[voice] += n
        spans.append(TimeSpan(clock, clock + seconds))
        clock += seconds
    return np.concatenate(parts), spans


def test_one_voice_is_nearer_to_itself_than_to_another(encoder: VoiceEncoder) -> None:
    clips = [party(channel, 8.0)[at : at + 25_600] for channel in (0, 1) for at in (0, 40_000)]
    own_a, own_b, other_a, other_b = (voices[0] for voices in encoder.embed(clips))
    assert np.linalg.norm(own_a) == pytest.approx(1.0, abs=1e-5)
    assert min(own_a @ own_b, other_a @ other_b) > max(own_a @ other_a, own_b @ other_b)


@pytest.mark.parametrize("n_speakers", [2, None])
def test_two_voices_are_told_apart(encoder: VoiceEncoder, n_speakers: int | None) -> None:
    turns = [(1, 2.0), (0, 2.5), (1, 1.5), (0, 2.0), (1, 2.0), (0, 0.7)]
    sound, spans = in_turn(turns)
    voiced = tell_apart(sample_voices(sound, spans, 0.0, encoder), n_speakers)
    assert [one.voice for one in voiced] == [0, 1, 0, 1, 0, 1]


def test_one_voice_stays_one(encoder: VoiceEncoder) -> None:
    sound, spans = in_turn([(0, 2.0)] * 6)
    voiced = tell_apart(sample_voices(sound, spans, 0.0, encoder))
    assert {one.voice for one in voiced} == {0}


def test_a_stretch_that_changes_hands_is_parted(encoder: VoiceEncoder) -> None:
    sound, _ = in_turn([(0, 5.0), (1, 5.0), (0, 3.0), (1, 3.0)])
    spans = [TimeSpan(0, 10), TimeSpan(10, 13), TimeSpan(13, 16)]
    voiced = tell_apart(sample_voices(sound, spans, 0.0, encoder), 2)
    assert [one.voice for one in voiced] == [0, 1, 0, 1]
    assert voiced[0].time.end_s == pytest.approx(5.0, abs=0.9)


def test_exactly_as_many_speakers_as_told() -> None:
    rng = np.random.default_rng(3)
    centres = np.abs(rng.standard_normal((3, 256)))
    samples = []
    for at in range(12):
        windows = centres[at % 3] + 0.05 * rng.standard_normal((2, 256))
        windows /= np.linalg.norm(windows, axis=1, keepdims=True)
        samples.append(Sample(TimeSpan(2.0 * at, 2.0 * at + 1.5), windows.astype(np.float32)))
    assert [one.voice for one in tell_apart(samples, 3)] == [0, 1, 2] * 4
    assert {one.voice for one in tell_apart(samples, 1)} == {0}


def test_nobody_has_no_voice(encoder: VoiceEncoder) -> None:
    assert tell_apart([]) == []
    assert encoder.embed([]) == []


def test_words_follow_the_voice_and_turns_are_joined() -> None:
    from nlp_guard.transcription.diarization import Voiced

    turns = [
        Spoken(0, TimeSpan(0, 4), (spoken("甲乙丙丁", 0.0, 4.0),)),
        Spoken(0, TimeSpan(4.2, 5), (spoken("戊", 4.2, 5.0),)),
        Spoken(0, TimeSpan(9, 10), (spoken("己", 9.0, 10.0),)),
    ]
    voiced = [
        Voiced(TimeSpan(0, 2), 0),
        Voiced(TimeSpan(2, 4), 1),
        Voiced(TimeSpan(4.2, 5), 1),
        Voiced(TimeSpan(9, 10), 1),
    ]
    given = by_voice(turns, voiced, 0.7)
    assert [(turn.voice, turn.text) for turn in given] == [(0, "甲乙"), (1, "丙丁戊"), (1, "己")]
    assert given[1].time == TimeSpan(2, 5)
