from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from nlp_guard.errors import AudioError
from nlp_guard.records import Recording
from nlp_guard.sources.calls.recording import RecordingSource
from tests.fakes.reading import context, written
from tests.fakes.sound import encoded, tone, wave

SOURCE = RecordingSource()


def read(path: Path) -> Recording:
    (recording,) = SOURCE.read(path, context(path.name))
    assert isinstance(recording, Recording)
    return recording


CODECS = [
    ("a.wav", "pcm_u8", "wav", 8000), ("a.wav", "pcm_s16le", "wav", 44100),
    ("a.wav", "pcm_s24le", "wav", 48000), ("a.wav", "pcm_f32le", "wav", 192_000),
    ("a.wav", "pcm_mulaw", "wav", 8000), ("a.wav", "pcm_alaw", "wav", 8000),
    ("a.ul", "pcm_mulaw", "mulaw", 8000), ("a.al", "pcm_alaw", "alaw", 8000),
    ("a.sln", "pcm_s16le", "s16le", 8000), ("a.wav", "g726", "wav", 8000),
    ("a.g722", "g722", "g722", 16000), ("a.amr", "libopencore_amrnb", "amr", 8000),
    ("a.opus", "libopus", "ogg", 48000), ("a.mp3", "libmp3lame", "mp3", 16000),
    ("a.m4a", "aac", "mp4", 16000), ("a.mkv", "libopus", "matroska", 48000),
    ("a.flac", "flac", "flac", 16000),
]  # fmt: skip


@pytest.mark.parametrize(("name", "codec", "container", "rate_hz"), CODECS)
def test_it_reads_the_shape_of_every_codec_of_telephony(
    tmp_path: Path, name: str, codec: str, container: str, rate_hz: int
) -> None:
    sound = encoded(tone(1.0, rate_hz), rate_hz, codec=codec, container=container)
    path = written(tmp_path, name, sound)
    assert SOURCE.sniff(path, sound[:65536]) >= 0.8
    recording = read(path)
    assert (recording.n_channels, recording.rate_hz) == (1, rate_hz)
    if recording.duration_s is not None:
        assert recording.duration_s == pytest.approx(1.0, abs=0.15)


# libav reads GSM 6.10 and does not write it: a second of the frame that means silence.
GSM_SILENCE = bytes.fromhex("d820a2e15a50" + "00492492492450" * 3 + "004924924924")
WAV49_HEADER = (
    b"RIFF" + (52 + 65 * 25).to_bytes(4, "little") + b"WAVEfmt \x14\0\0\0\x31\0\x01\0"
    + (8000).to_bytes(4, "little") + (1625).to_bytes(4, "little") + b"\x41\0\0\0\x02\0\x40\x01"
    + b"fact\x04\0\0\0" + (8000).to_bytes(4, "little") + b"data" + (65 * 25).to_bytes(4, "little")
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "codec"),
    [
        ("a.gsm", GSM_SILENCE * 50, "gsm"),
        ("a.WAV", WAV49_HEADER + bytes(65 * 25), "gsm_ms"),
    ],
)
def test_it_reads_gsm_full_rate(tmp_path: Path, name: str, content: bytes, codec: str) -> None:
    recording = read(written(tmp_path, name, content))
    assert (recording.codec, recording.rate_hz, recording.n_channels) == (codec, 8000, 1)


@pytest.mark.parametrize("n_channels", [2, 8])
def test_it_counts_channels(tmp_path: Path, n_channels: int) -> None:
    path = wave(tmp_path, "a.wav", np.stack([tone(0.5, 8000)] * n_channels))
    assert read(path).n_channels == n_channels


def test_it_takes_the_sound_of_a_video_and_refuses_a_silent_one(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    with av.open(path, "w") as output:
        stream = output.add_stream("mpeg4", rate=5)
        assert isinstance(stream, av.VideoStream)
        stream.width = stream.height = 64
        for _ in range(5):
            frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8))
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    with pytest.raises(AudioError, match="no sound in it"):
        read(path)


def test_it_reads_a_voice_message_of_wechat(tmp_path: Path) -> None:
    import io

    import pysilk

    pcm = (tone(1.0, 24000) * 32767).astype("<i2").tobytes()
    held = io.BytesIO()
    pysilk.encode(io.BytesIO(pcm), held, 24000, 24000, tencent=True)
    path = written(tmp_path, "a.silk", held.getvalue())
    assert SOURCE.sniff(path, held.getvalue()) > 0.9
    recording = read(path)
    assert (recording.codec, recording.container) == ("silk", "silk")
    assert recording.duration_s == pytest.approx(1.0, abs=0.05)
    cut = written(tmp_path, "cut.silk", held.getvalue()[:-30])
    with pytest.raises(AudioError, match="cut off"):
        read(cut)


GOOD = encoded(tone(2.0, 8000), 8000, codec="pcm_s16le", container="wav")


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.wav", b"", "empty file"),
        ("a.wav", GOOD[:30], "a WAV header and no sound after it"),
        ("a.wav", GOOD[: GOOD.index(b"data") + 8], "cut off: 0 %"),
        ("a.wav", GOOD[:9000], "cut off: 28 %"),
        ("a.wav", "2015-07-24 客服：您好，请讲。".encode(), "text, not sound"),
        ("a.mp3", "客服：您好，请讲。\r\n买家：在吗".encode("gbk"), "text, not sound"),
        ("a.wav", b"PK\x03\x04" + bytes(range(256)) * 40, "not sound that can be decoded"),
        ("a.m4a", b"\0\0\0\x20ftypM4A " + bytes(2000), "not sound that can be decoded"),
    ],
)
def test_it_says_why_when_there_is_no_sound(
    tmp_path: Path, name: str, content: bytes, why: str
) -> None:
    path = written(tmp_path, name, content)
    with pytest.raises(AudioError, match=why) as caught:
        read(path)
    assert caught.value.path == name


@pytest.mark.parametrize("size", [b"\0\0\0\0", b"\xff\xff\xff\xff"])
def test_a_wav_that_was_still_being_written_is_read(tmp_path: Path, size: bytes) -> None:
    at = GOOD.index(b"data") + 4
    path = written(tmp_path, "a.wav", GOOD[:at] + size + GOOD[at + 4 :])
    assert read(path).rate_hz == 8000


def test_digital_silence_in_a_law_is_not_taken_for_text(tmp_path: Path) -> None:
    assert read(written(tmp_path, "a.al", b"\xd5" * 8000)).codec == "pcm_alaw"


def test_it_takes_time_and_number_from_the_name(tmp_path: Path) -> None:
    recording = read(wave(tmp_path, "20150724-0915_13900000000.wav", tone(0.2, 8000)))
    assert recording.account_id == "13900000000"
    assert recording.started_at is not None
    assert recording.started_at.isoformat() == "2015-07-24T09:15:00+08:00"
    assert recording.provenance.tools == ("recording",)


def test_tags_in_gbk_are_no_hindrance(tmp_path: Path) -> None:
    tag = "样例录音".encode("gbk")
    info = b"INFOINAM" + len(tag).to_bytes(4, "little") + tag
    sound = encoded(tone(0.5, 8000), 8000, codec="pcm_s16le", container="wav")
    sound += b"LIST" + len(info).to_bytes(4, "little") + info
    sound = sound[:4] + (len(sound) - 8).to_bytes(4, "little") + sound[8:]
    assert read(written(tmp_path, "a.wav", sound)).rate_hz == 8000
