"""The voices of the sample call, which travels with the project."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp_guard.records import Recording
from nlp_guard.sources.calls.recording import RecordingSource
from nlp_guard.transcription.decode import RATE_HZ, stretches
from tests.fakes.reading import context

CALLS = Path(__file__).parents[2] / "samples" / "detergent" / "case" / "calls"
STEREO = CALLS / "20150724-0915_13900000000_stereo.wav"
MONO = CALLS / "20150724-1040_13900000000_mono.wav"


def recording(path: Path) -> Recording:
    """Return a recording as the source describes it."""
    (read,) = RecordingSource().read(path, context(path.name))
    assert isinstance(read, Recording)
    return read


@cache
def _stereo() -> NDArray[np.float32]:
    (stretch,) = stretches(recording(STEREO))
    return stretch.samples


def voices(seconds: float) -> NDArray[np.float32]:
    """Return the beginning of the stereo call, shape (2, n): outside party, shop."""
    return _stereo()[:, : int(seconds * RATE_HZ)].copy()


def party(channel: int, seconds: float) -> NDArray[np.float32]:
    """Return one party of the stereo call, its silences cut out, shape (n,)."""
    sound = _stereo()[channel]
    frames = sound[: len(sound) // 1600 * 1600].reshape(-1, 1600)
    loud = frames[np.square(frames).mean(axis=1) > 1e-4]
    return np.asarray(loud.reshape(-1)[: int(seconds * RATE_HZ)].copy())
