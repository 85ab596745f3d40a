from __future__ import annotations

import numpy as np

from nlp_guard.records import Role, TimeSpan, Voiceprint
from nlp_guard.transcription import TranscriptionConfig, listen
from nlp_guard.transcription.diarization import Sample, Voiced
from nlp_guard.transcription.voiceprints import by_speaker, voiceprints
from tests.fakes.calls import MONO, STEREO, recording
from tests.fakes.reading import SHANGHAI
from tests.fakes.transcriber import FakeTranscriber, spoken


def likeness(left: Voiceprint, right: Voiceprint) -> float:
    a, b = (np.frombuffer(v.vector, np.uint8).astype(float) for v in (left, right))
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


def test_the_same_people_have_the_same_voices_on_both_calls() -> None:
    ear = FakeTranscriber(lambda _, s: [spoken("好", 0.0, s, avg_logprob=-0.2)])
    stereo = listen(
        recording(STEREO), ear, TranscriptionConfig(customer_channel=0), timezone=SHANGHAI
    )
    mono = listen(recording(MONO), ear, TranscriptionConfig(speakers=2), timezone=SHANGHAI)
    assert {voice.role for voice in stereo.voices} == {Role.BUYER, Role.AGENT}
    assert {voice.speaker for voice in stereo.voices} == {u.speaker for u in stereo.utterances}
    assert len(mono.voices) == 2
    for voice in stereo.voices:
        assert len(voice.vector) == 256
        assert voice.speech_s >= 5
    alike = np.array([[likeness(a, b) for b in mono.voices] for a in stereo.voices])
    assert set(alike.argmax(axis=1)) == {0, 1}
    assert alike.max(axis=1).min() > alike.min(axis=1).max()


def test_who_says_too_little_has_no_voiceprint() -> None:
    short = Sample(TimeSpan(0.0, 3.0), np.full((4, 256), 1 / 16, np.float32))
    assert voiceprints({0: [short]}, {0: (Role.BUYER, "voice 1")}) == ()
    (print_,) = voiceprints({0: [short, short]}, {0: (Role.BUYER, "voice 1")})
    assert (print_.speech_s, set(print_.vector)) == (6.0, {255})


def test_windows_go_to_the_voice_that_speaks_in_their_middle() -> None:
    windows = np.stack([np.full(256, at, np.float32) for at in range(12)])
    sample = Sample(TimeSpan(10.0, 16.0), windows)
    voiced = [Voiced(TimeSpan(10.0, 13.0), 0), Voiced(TimeSpan(13.0, 16.0), 1)]
    given = by_speaker([sample], voiced)
    first, second = (given[voice][0].windows[:, 0].tolist() for voice in (0, 1))
    assert first == [0, 1, 2, 3, 4, 5]  # middles up to 12.8 s
    assert second == [6, 7, 8, 9, 10, 11]
