"""One voice per speaker of a call, small enough to be kept in the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from nlp_guard.records import Role, TimeSpan, Voiceprint
from nlp_guard.transcription.diarization import Sample, Voiced
from nlp_guard.transcription.voices import HOP_S, MODEL, WINDOW_S

ENOUGH_S = 60.0
"""Speech of one channel from which its voice is taken; more makes it no surer."""
_LEAST_S = 5.0
"""Less speech tells nothing sure about a voice."""


def voiceprints(
    samples: Mapping[int, Sequence[Sample]], speakers: Mapping[int, tuple[Role, str]]
) -> tuple[Voiceprint, ...]:
    """Return the voice of each speaker who says enough.

    Args:
        samples: Stretches by voice, as `sample_voices` gives them.
        speakers: Side and name of each voice.
    """
    found = []
    for voice, (role, speaker) in sorted(speakers.items()):
        own = samples.get(voice, ())
        speech_s = sum(sample.time.duration_s for sample in own)
        if speech_s >= _LEAST_S:
            windows = np.concatenate([sample.windows for sample in own])
            found.append(
                Voiceprint(
                    role=role,
                    speaker=speaker,
                    vector=_bytes(windows.mean(axis=0)),
                    speech_s=round(speech_s, 1),
                    model=MODEL,
                )
            )
    return tuple(found)


def by_speaker(samples: Sequence[Sample], voiced: Sequence[Voiced]) -> dict[int, list[Sample]]:
    """Give the windows of stretches of a mono call to the voices that were told apart.

    Args:
        samples: In order of time.
        voiced: Whose each stretch, or part of one, is; in order of time.
    """
    given: dict[int, list[Sample]] = {}
    for sample in samples:
        starts = sample.time.start_s + HOP_S * np.arange(len(sample.windows))
        middles = starts + min(WINDOW_S, sample.time.duration_s) / 2
        for part in voiced:
            overlap = part.time.overlap(sample.time)
            if overlap is None:
                continue
            inside = (middles >= overlap.start_s) & (middles < overlap.end_s)
            if inside.any():
                time = TimeSpan(overlap.start_s, overlap.end_s)
                own = Sample(time, sample.windows[inside])
                given.setdefault(part.voice, []).append(own)
    return given


def _bytes(mean: NDArray[np.float32]) -> bytes:
    """Return a direction without negative numbers as one byte a number."""
    return bytes(np.round(255 * mean / max(float(mean.max()), 1e-9)).astype(np.uint8).tolist())
