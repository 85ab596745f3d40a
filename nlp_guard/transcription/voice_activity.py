"""Where somebody speaks: silero's voice activity detector, which ships with faster-whisper."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nlp_guard.records import TimeSpan
from nlp_guard.transcription.decode import RATE_HZ

if TYPE_CHECKING:
    from faster_whisper.vad import SileroVADModel

FRAME_S = 512 / RATE_HZ
"""The detector judges 512 samples at a time."""

_STARTS_AT = 0.5
_ENDS_BELOW = 0.35
"""Probabilities of speech at which it is taken to begin and to end: silero's own defaults."""
_SHORTEST_S = 0.1
_SHORTEST_PAUSE_S = 0.16
_EDGE_S = 0.15
_LOUD = 0.5
_MOST_GAIN = 30.0


def speech_probabilities(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the probability of speech in each frame of ``FRAME_S`` seconds.

    Args:
        samples: Shape (n,), float32, 16 kHz; brought to a common loudness first, since the
            detector misses quiet telephones.

    Returns:
        Shape (ceil(n / 512),), 0..1.
    """
    n_frames = -(-len(samples) // 512)
    padded = np.zeros(n_frames * 512, np.float32)
    padded[: len(samples)] = samples * _gain(samples)
    return np.asarray(_detector()(padded), np.float32).reshape(-1)[:n_frames]


def find_speech(probabilities: NDArray[np.float32]) -> tuple[TimeSpan, ...]:
    """Turn probabilities into stretches of speech.

    Args:
        probabilities: As ``speech_probabilities`` gives them.

    Returns:
        Stretches in order, with at least 0.16 s between them, none shorter than 0.1 s.

    Example:
        >>> find_speech(np.array([0.0, 0.9, 0.9, 0.9, 0.9, 0.4, 0.9, 0.0, 0.0, 0.0, 0.0, 0.0]))
        (TimeSpan(start_s=0.032, end_s=0.224),)
    """
    spans: list[list[int]] = []
    is_on = False
    for i_frame, probability in enumerate(probabilities):
        is_on = probability >= (_ENDS_BELOW if is_on else _STARTS_AT)
        if is_on and spans and (i_frame - spans[-1][1]) * FRAME_S < _SHORTEST_PAUSE_S:
            spans[-1][1] = i_frame + 1
        elif is_on:
            spans.append([i_frame, i_frame + 1])
    return tuple(
        TimeSpan(round(start * FRAME_S, 3), round(end * FRAME_S, 3))
        for start, end in spans
        if (end - start) * FRAME_S >= _SHORTEST_S
    )


def widen(speech: Sequence[TimeSpan], length_s: float) -> tuple[TimeSpan, ...]:
    """Give each stretch the soft beginning and end that the detector misses.

    Args:
        speech: Stretches in order.
        length_s: Of the sound; no stretch goes beyond it.

    Returns:
        The stretches, each longer by up to 0.15 s on both sides; two never meet.

    Example:
        >>> widen((TimeSpan(0.1, 1.0), TimeSpan(1.2, 2.0)), 2.05)
        (TimeSpan(start_s=0.0, end_s=1.1), TimeSpan(start_s=1.1, end_s=2.05))
    """
    wide = []
    for i_span, span in enumerate(speech):
        before = (speech[i_span - 1].end_s + span.start_s) / 2 if i_span else 0.0
        is_last = i_span + 1 == len(speech)
        after = length_s if is_last else (span.end_s + speech[i_span + 1].start_s) / 2
        start_s, end_s = max(span.start_s - _EDGE_S, before), min(span.end_s + _EDGE_S, after)
        wide.append(TimeSpan(round(start_s, 3), round(end_s, 3)))
    return tuple(wide)


def join_pauses(speech: Sequence[TimeSpan], pause_s: float) -> tuple[TimeSpan, ...]:
    """Join stretches that follow one another within a pause.

    Example:
        >>> join_pauses((TimeSpan(0, 1), TimeSpan(1.3, 2), TimeSpan(4, 5)), 0.7)
        (TimeSpan(start_s=0, end_s=2), TimeSpan(start_s=4, end_s=5))
    """
    joined: list[TimeSpan] = []
    for span in speech:
        if joined and span.start_s - joined[-1].end_s < pause_s:
            joined[-1] = TimeSpan(joined[-1].start_s, max(span.end_s, joined[-1].end_s))
        else:
            joined.append(span)
    return tuple(joined)


def _gain(samples: NDArray[np.float32]) -> float:
    """Return what brings the loud parts (99.9 % of the samples) to half of full scale."""
    if not len(samples):
        return 1.0
    loud = float(np.quantile(np.abs(samples), 0.999))
    return min(_LOUD / loud, _MOST_GAIN) if loud > 0 else 1.0


@cache
def _detector() -> SileroVADModel:
    from faster_whisper.vad import get_vad_model

    return get_vad_model()
