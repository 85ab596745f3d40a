"""Listening copies of recordings: small, playable in every browser, the original untouched."""

from __future__ import annotations

import base64
import hashlib
import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp_guard.errors import AudioError

if TYPE_CHECKING:
    import numpy as np
    from av.container import InputContainer
    from numpy.typing import NDArray

_RATE_HZ = 16_000
_N_PEAKS = 400
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListeningCopy:
    """A recording as MP3, mixed to one channel.

    Args:
        mp3: The bytes.
        peaks: Loudest sample of each of ``_N_PEAKS`` equal stretches, 0..1.
        duration_s: As decoded.
    """

    mp3: bytes
    peaks: tuple[float, ...]
    duration_s: float

    @property
    def data_uri(self) -> str:
        """The copy as a ``data:`` address."""
        return f"data:audio/mpeg;base64,{base64.b64encode(self.mp3).decode('ascii')}"


def listening_copy(path: Path, sha256: str, bitrate: int) -> ListeningCopy:
    """Transcode a recording for listening.

    Args:
        path: The original; it is only read.
        sha256: Of the bytes that were transcribed.
        bitrate: Bits a second of the copy.

    Raises:
        AudioError: If the file is gone, has changed since it was read, or cannot be decoded.
    """
    import av

    try:
        content = path.read_bytes()
    except OSError as error:
        raise AudioError(f"cannot be read: {error.strerror}", path=path.name) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise AudioError("has changed since it was transcribed", path=path.name)
    try:
        return _transcode(content, bitrate)
    except (av.error.FFmpegError, ValueError, IndexError) as error:
        _LOG.info("no listening copy of %s: %s", path.name, type(error).__name__)
        raise AudioError("cannot be decoded for listening", path=path.name) from error


def _transcode(content: bytes, bitrate: int) -> ListeningCopy:
    import av

    out = io.BytesIO()
    peaks = _Peaks()
    with (
        av.open(io.BytesIO(content), "r", metadata_errors="replace") as source,
        av.open(out, "w", format="mp3") as target,
    ):
        stream: Any = target.add_stream("libmp3lame", rate=_RATE_HZ)
        stream.bit_rate = bitrate
        stream.layout = "mono"
        for frame in _mono(source):
            peaks.add(frame.to_ndarray()[0])
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    return ListeningCopy(
        mp3=out.getvalue(), peaks=peaks.reduced(), duration_s=peaks.n_samples / _RATE_HZ
    )


def _mono(source: InputContainer) -> Iterator[Any]:
    import av

    resampler = av.AudioResampler(format="s16p", layout="mono", rate=_RATE_HZ)
    for frame in source.decode(source.streams.audio[0]):
        frame.pts = None
        yield from resampler.resample(frame)
    yield from resampler.resample(None)


class _Peaks:
    """Loudest sample of every 10 ms, gathered while the sound goes by."""

    _STEP = _RATE_HZ // 100

    def __init__(self) -> None:
        self.n_samples = 0
        self._loudest: list[int] = []

    def add(self, samples: NDArray[np.int16]) -> None:
        for n, sample in self._steps(samples):
            if n == len(self._loudest):
                self._loudest.append(sample)
            else:
                self._loudest[n] = max(self._loudest[n], sample)

    def _steps(self, samples: NDArray[np.int16]) -> Iterator[tuple[int, int]]:
        done = 0
        while done < len(samples):
            step = self.n_samples // self._STEP
            take = min(len(samples) - done, (step + 1) * self._STEP - self.n_samples)
            part = samples[done : done + take].astype("int32")
            yield step, int(abs(part).max())
            self.n_samples += take
            done += take

    def reduced(self) -> tuple[float, ...]:
        if not self._loudest:
            raise ValueError("no sound")
        n = min(_N_PEAKS, len(self._loudest))
        edges = [i * len(self._loudest) // n for i in range(n + 1)]
        top = max(*self._loudest, 1)
        return tuple(round(max(self._loudest[a:b]) / top, 3) for a, b in pairwise(edges))
