"""Sound files made on the spot with PyAV's encoders, and sounds in which nobody speaks."""

from __future__ import annotations

import io
import wave as wave_format
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]


def tone(seconds: float, rate_hz: int, hertz: float = 440.0, level: float = 0.3) -> Samples:
    """Return a sine, shape (n,)."""
    at = np.arange(int(seconds * rate_hz)) / rate_hz
    return np.asarray(level * np.sin(2 * np.pi * hertz * at), np.float32)


def encoded(
    samples: Samples, rate_hz: int, *, codec: str, container: str, **options: str
) -> bytes:
    """Return a sound file.

    Args:
        samples: Shape (n,) or (2, n).
        rate_hz: Sample rate.
        codec: Encoder of libav.
        container: Muxer of libav.
        options: Of the muxer.
    """
    held = io.BytesIO()
    channels = np.atleast_2d(samples)
    layout = {1: "mono", 2: "stereo"}[len(channels)]
    with av.open(held, "w", format=container, options=options) as output:
        stream = output.add_stream(codec, rate=rate_hz)
        assert isinstance(stream, av.AudioStream)
        stream.layout = layout
        form = stream.codec_context.codec.audio_formats
        resampler = av.AudioResampler(
            format=form[0].name if form else "s16",
            layout=layout,
            rate=rate_hz,
            frame_size=stream.codec_context.frame_size or 1024,
        )
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(channels, np.float32), format="fltp", layout=layout
        )
        frame.sample_rate = rate_hz
        for part in (*resampler.resample(frame), *resampler.resample(None)):
            for packet in stream.encode(part):
                output.mux(packet)
        for packet in stream.encode(None):
            output.mux(packet)
    return held.getvalue()


def wave(folder: Path, name: str, samples: Samples, rate_hz: int = 8000) -> Path:
    """Write a 16-bit WAV and return its path."""
    path = folder / name
    channels = np.atleast_2d(samples)
    with wave_format.open(str(path), "wb") as output:
        output.setnchannels(len(channels))
        output.setsampwidth(2)
        output.setframerate(rate_hz)
        output.writeframes((np.clip(channels.T, -1, 1) * 32767).astype("<i2").tobytes())
    return path


def noises(seconds: float, rate_hz: int = 16_000) -> dict[str, Samples]:
    """Return sounds of a telephone line on which nobody speaks, by name."""
    rng = np.random.default_rng(7)
    n = int(seconds * rate_hz)
    at = np.arange(n) / rate_hz
    white = rng.standard_normal(n)
    hum = sum(np.sin(2 * np.pi * 50 * k * at) / k for k in (1, 2, 3, 5))
    ring = np.sin(2 * np.pi * 450 * at) * ((at % 5) < 1)
    chords = sum(
        np.sin(2 * np.pi * hertz * 2 ** ((at // 2 % 4) / 12) * at)
        for hertz in (261.6, 329.6, 392.0)
    )
    keys = np.zeros(n)
    for start in rng.integers(0, max(n - 400, 1), int(seconds * 6)):
        keys[start : start + 400] += rng.standard_normal(400) * np.exp(-np.arange(400) / 60)
    breath = white * np.clip(np.sin(2 * np.pi * at / 4), 0, 1) ** 2
    return {
        name: np.asarray(level * sound, np.float32)
        for name, level, sound in (
            ("silence", 0.0, white), ("hiss", 0.01, white), ("hum", 0.05, hum),
            ("ring", 0.2, ring), ("music", 0.1, chords), ("keys", 0.2, keys),
            ("breath", 0.05, breath),
        )
    }  # fmt: skip
