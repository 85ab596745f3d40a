from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pysilk
import pytest

from nlp_guard.errors import AudioError
from nlp_guard.records import Recording
from nlp_guard.sources.calls.recording import RecordingSource
from nlp_guard.transcription.decode import RATE_HZ, stretches
from tests.fakes.reading import context, written
from tests.fakes.sound import encoded, tone, wave


def recording(path: Path) -> Recording:
    (read,) = RecordingSource().read(path, context(path.name))
    assert isinstance(read, Recording)
    return read


@pytest.mark.parametrize(
    ("name", "codec", "container", "rate_hz"),
    [
        ("a.wav", "pcm_s24le", "wav", 44100),
        ("a.wav", "pcm_mulaw", "wav", 8000),
        ("a.al", "pcm_alaw", "alaw", 8000),
        ("a.sln", "pcm_s16le", "s16le", 8000),
        ("a.wav", "pcm_f32le", "wav", 4000),
        ("a.wav", "pcm_s16le", "wav", 192_000),
        ("a.amr", "libopencore_amrnb", "amr", 8000),
        ("a.opus", "libopus", "ogg", 48000),
        ("a.mp3", "libmp3lame", "mp3", 16000),
        ("a.m4a", "aac", "mp4", 16000),
        ("a.g722", "g722", "g722", 16000),
    ],
)
def test_every_codec_gives_the_sound_that_went_in(
    tmp_path: Path, name: str, codec: str, container: str, rate_hz: int
) -> None:
    sound = encoded(tone(2.0, rate_hz), rate_hz, codec=codec, container=container)
    (stretch,) = stretches(recording(written(tmp_path, name, sound)))
    samples = stretch.samples[0]
    assert samples.dtype == np.float32
    assert len(samples) / RATE_HZ == pytest.approx(2.0, abs=0.15)
    spectrum = np.abs(np.fft.rfft(samples[RATE_HZ // 4 : RATE_HZ]))
    assert spectrum.argmax() / 0.75 == pytest.approx(440, abs=4)


def test_a_voice_message_of_wechat_is_decoded(tmp_path: Path) -> None:
    held = io.BytesIO()
    pcm = (tone(1.5, 24000) * 32767).astype("<i2").tobytes()
    pysilk.encode(io.BytesIO(pcm), held, 24000, 24000, tencent=True)
    (stretch,) = stretches(recording(written(tmp_path, "a.silk", held.getvalue())))
    assert stretch.duration_s == pytest.approx(1.5, abs=0.1)
    assert np.abs(stretch.samples).max() > 0.1


def test_channels_stay_apart(tmp_path: Path) -> None:
    both = np.stack([tone(1.0, 8000, level=0.5), tone(1.0, 8000, level=0.0)])
    (stretch,) = stretches(recording(wave(tmp_path, "a.wav", both)))
    loudness = np.abs(stretch.samples).max(axis=1)
    assert loudness[0] == pytest.approx(0.5, abs=0.05)
    assert loudness[1] < 0.001


def test_a_long_recording_is_cut_where_it_is_quiet_and_nothing_is_lost(tmp_path: Path) -> None:
    sound = tone(60.0, 8000)
    sound[8000 * 25 : 8000 * 26] = 0.0
    given = list(stretches(recording(wave(tmp_path, "a.wav", sound)), stretch_s=30))
    assert 25.0 <= given[1].start_s <= 26.0
    ends = [one.start_s + one.duration_s for one in given]
    assert [one.start_s for one in given[1:]] == pytest.approx(ends[:-1])
    assert ends[-1] == pytest.approx(60.0, abs=0.01)


def test_it_says_so_when_the_sound_ends_before_its_container_says(tmp_path: Path) -> None:
    short = recording(wave(tmp_path, "a.wav", tone(2.0, 8000)))
    with pytest.raises(AudioError, match="2 s of 60 s could be decoded"):
        list(stretches(replace(short, duration_s=60.0)))


def test_numbers_that_are_none_become_silence(tmp_path: Path) -> None:
    sound = tone(0.5, 16000)
    sound[100:200] = np.nan
    sound[300:310] = np.inf
    content = encoded(sound, 16000, codec="pcm_f32le", container="wav")
    (stretch,) = stretches(recording(written(tmp_path, "a.wav", content)))
    assert np.isfinite(stretch.samples).all()
    assert np.abs(stretch.samples).max() <= 1.0


def test_an_instant_of_sound_is_still_sound(tmp_path: Path) -> None:
    (stretch,) = stretches(recording(wave(tmp_path, "a.wav", tone(0.05, 8000))))
    assert stretch.duration_s == pytest.approx(0.05, abs=0.01)
