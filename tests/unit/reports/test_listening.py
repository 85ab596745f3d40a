from __future__ import annotations

import hashlib
import io
from pathlib import Path

import av
import pytest

from nlp_guard.errors import AudioError
from nlp_guard.reports.listening import listening_copy
from tests.fakes.ring_files import tone


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_copy_is_small_mono_mp3_of_the_same_length(tmp_path: Path) -> None:
    content = tone(3.0)
    path = tmp_path / "call.wav"
    path.write_bytes(content)
    copy = listening_copy(path, _sha256(content), 24_000)
    assert len(copy.mp3) < len(content) / 4
    assert copy.duration_s == pytest.approx(3.0, abs=0.05)
    assert len(copy.peaks) <= 400
    assert max(copy.peaks) == 1.0
    assert copy.data_uri.startswith("data:audio/mpeg;base64,")
    with av.open(io.BytesIO(copy.mp3), "r") as heard:
        stream = heard.streams.audio[0]
        assert (stream.codec_context.name, stream.channels) == ("mp3float", 1)
        n_samples = sum(frame.samples for frame in heard.decode(stream))
    assert n_samples / 16_000 == pytest.approx(3.0, abs=0.15)


def test_peaks_follow_the_sound(tmp_path: Path) -> None:
    silence, sound = bytes(8000 * 4), tone(1.0)
    content = sound[:44] + silence + sound[44:]
    path = tmp_path / "late.wav"
    path.write_bytes(content)
    peaks = listening_copy(path, _sha256(content), 24_000).peaks
    assert max(peaks[: len(peaks) // 3]) < 0.05


@pytest.mark.parametrize(
    ("content", "sha256", "why"),
    [
        (tone(0.2), "0" * 64, "has changed since"),
        (b"not sound at all", None, "cannot be decoded"),
        (b"", None, "cannot be decoded"),
        (tone(0.2)[:44], None, "cannot be decoded"),
    ],
)
def test_no_copy_when_the_original_is_not_what_was_heard(
    tmp_path: Path, content: bytes, sha256: str | None, why: str
) -> None:
    path = tmp_path / "call.wav"
    path.write_bytes(content)
    with pytest.raises(AudioError, match=why):
        listening_copy(path, sha256 or _sha256(content), 24_000)


def test_no_copy_when_the_file_is_gone(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="cannot be read"):
        listening_copy(tmp_path / "gone.wav", "0" * 64, 24_000)
