"""Sound file → samples, in stretches that fit in memory, by PyAV alone.

A recording of any length is given as stretches of some minutes. They are cut where all channels
are quietest, so that no word is cut in two.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp_guard.errors import AudioError
from nlp_guard.records import Recording

RATE_HZ = 16_000
"""Sample rate of everything behind this module."""

_STRETCH_S = 300
_SEARCH_S = 20
"""The cut is looked for in the last seconds of a stretch."""
_QUIET_S = 0.2
_SILK_RATE_HZ = 24_000
_TOLERATED_LOSS = 0.02
"""Share of the stated length that may be missing; containers round."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive sound of a recording.

    Args:
        start_s: Where it begins in the recording.
        samples: Shape (n_channels, n), float32 in -1..1, 16 kHz.
    """

    start_s: float
    samples: NDArray[np.float32]

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return float(self.samples.shape[1] / RATE_HZ)


def stretches(recording: Recording, stretch_s: float = _STRETCH_S) -> Iterator[Stretch]:
    """Decode a recording stretch by stretch.

    Args:
        recording: As a source described it.
        stretch_s: Longest stretch.

    Raises:
        AudioError: If nothing can be decoded, or the sound ends before its container says.
    """
    longest = int(stretch_s * RATE_HZ)
    start, n_held, held = 0, 0, list[NDArray[np.float32]]()
    for block in _blocks(recording):
        held.append(block)
        n_held += block.shape[1]
        while n_held > longest:
            joined = np.concatenate(held, axis=1)
            cut = _quietest(joined[:, :longest])
            yield Stretch(start / RATE_HZ, joined[:, :cut])
            start, n_held, held = start + cut, n_held - cut, [joined[:, cut:].copy()]
    if n_held:
        yield Stretch(start / RATE_HZ, np.concatenate(held, axis=1))
    _check_length(recording, (start + n_held) / RATE_HZ)


def _check_length(recording: Recording, decoded_s: float) -> None:
    shown = recording.provenance.uri
    if not decoded_s:
        raise AudioError("no sound in it", path=shown)
    stated_s = recording.duration_s or 0.0
    if decoded_s < stated_s * (1 - _TOLERATED_LOSS) - 1:
        raise AudioError(
            f"cut off or spoilt: {decoded_s:.0f} s of {stated_s:.0f} s could be decoded",
            path=shown,
        )


def _quietest(samples: NDArray[np.float32]) -> int:
    """Return the sample in the last seconds around which all channels are quietest."""
    width = int(_QUIET_S * RATE_HZ)
    tail = samples[:, -_SEARCH_S * RATE_HZ :]
    n_frames = tail.shape[1] // width
    energy = np.square(tail[:, : n_frames * width]).reshape(len(tail), n_frames, width)
    quietest = int(energy.mean(axis=2).max(axis=0).argmin())
    return int(samples.shape[1] - tail.shape[1] + quietest * width + width // 2)


def _blocks(recording: Recording) -> Iterator[NDArray[np.float32]]:
    """Give about a second of sound at a time."""
    if recording.container == "silk":
        yield _silk(recording)
        return
    import av

    options = {"ar": str(recording.rate_hz), "ac": str(recording.n_channels)}
    headerless = recording.container in ("s16le", "alaw", "mulaw")
    try:
        with av.open(
            recording.path,
            format=recording.container or None,
            options=options if headerless else {},
            metadata_errors="replace",
        ) as container:
            stream = container.streams.audio[0]
            resampler = av.AudioResampler(
                format="fltp", layout=stream.codec_context.layout, rate=RATE_HZ
            )
            for frame in container.decode(stream):
                frame.pts = None  # gaps in the clock of a container are not silence
                for resampled in resampler.resample(frame):
                    yield _finite(resampled.to_ndarray())
            for resampled in resampler.resample(None):
                yield _finite(resampled.to_ndarray())
    except (av.FFmpegError, ValueError) as error:
        why = f"could not be decoded to its end ({error})"
        raise AudioError(why, path=recording.provenance.uri) from error


def _silk(recording: Recording) -> NDArray[np.float32]:
    """Decode a voice message of WeChat or QQ (SILK v3); they last a minute at most."""
    import av
    import pysilk

    decoded = io.BytesIO()
    with recording.path.open("rb") as stream:
        try:
            pysilk.decode(stream, decoded, _SILK_RATE_HZ)
        except pysilk.SilkError as error:
            raise AudioError(f"SILK v3: {error}", path=recording.provenance.uri) from error
    samples = np.frombuffer(decoded.getvalue(), np.int16)
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=RATE_HZ)
    frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate = _SILK_RATE_HZ
    parts = [part.to_ndarray() for part in (*resampler.resample(frame), *resampler.resample(None))]
    return _finite(np.concatenate(parts, axis=1))


def _finite(samples: NDArray[Any]) -> NDArray[np.float32]:
    """Take what is no number for silence, and what is out of range for full scale."""
    return np.asarray(np.clip(np.nan_to_num(samples, nan=0.0), -1.0, 1.0), np.float32)
