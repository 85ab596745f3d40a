"""Which channels carry a voice of their own, and where on each somebody speaks.

A stereo call has one party on each channel, and a little of the other leaking in. What leaks is
not a second voice: it follows the other channel's loudness and stays as far below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp_guard.records import TimeSpan
from nlp_guard.transcription.decode import RATE_HZ
from nlp_guard.transcription.voice_activity import (
    find_speech,
    join_pauses,
    speech_probabilities,
    widen,
)

_FRAME = 512
_FLOOR_DB = -100.0
_SPEAKS_ABOVE = 0.5
_SAME_ABOVE = 0.97
"""Correlation of two channels that hold the same sound: a mono call saved as stereo."""
_LEAKS_ABOVE = 0.6
"""Correlation of loudness (dB) with the other channel's while that one speaks."""
_LEAK_AT_LEAST_DB = 6.0
_ENDS_BELOW = 0.1
"""Speech dies away over some frames in which the detector already doubts it."""
_SMEAR_FRAMES = 5
_FEWEST_FRAMES = 30
"""About a second: less says nothing about a channel."""


@dataclass(frozen=True, slots=True)
class Speech:
    """A stretch of speech on one channel.

    Args:
        channel: From 0.
        time: In the recording.
    """

    channel: int
    time: TimeSpan


def own_channels(samples: NDArray[np.float32]) -> tuple[int, ...]:
    """Return the channels that carry a sound of their own.

    Args:
        samples: Shape (n_channels, n).

    Returns:
        Channel numbers; of channels that hold the same sound only the first.

    Example:
        >>> noise = np.random.default_rng(1).standard_normal((2, 16000)).astype(np.float32)
        >>> own_channels(noise), own_channels(noise[[0, 0]])
        ((0, 1), (0,))
    """
    own: list[int] = []
    for channel, sound in enumerate(samples):
        if not any(_is_same(samples[other], sound) for other in own) and np.any(sound):
            own.append(channel)
    return tuple(own) or (0,)


def find_speech_by_channel(
    samples: NDArray[np.float32], channels: Sequence[int], start_s: float
) -> list[Speech]:
    """Find where somebody speaks on each channel, leaked speech left out.

    Args:
        samples: Shape (n_channels, n), 16 kHz.
        channels: Those to look at.
        start_s: Where ``samples`` begins in the recording.

    Returns:
        Stretches in order of their start; those of one channel are at least 0.16 s apart.
    """
    heard = np.stack([speech_probabilities(samples[channel]) for channel in channels])
    levels = np.stack([_levels_db(samples[channel], heard.shape[1]) for channel in channels])
    for own in range(len(channels)):
        for other in range(len(channels)):
            if own != other:
                heard[own, _leaked(levels[own], levels[other], heard[other])] = 0.0
    found = [
        Speech(channel, TimeSpan(round(start_s + span.start_s, 3), round(start_s + span.end_s, 3)))
        for channel, probabilities in zip(channels, heard, strict=True)
        for span in widen(find_speech(probabilities), samples.shape[1] / RATE_HZ)
    ]
    return sorted(found, key=lambda speech: (speech.time, speech.channel))


def join_turns(speech: Sequence[Speech], pause_s: float) -> list[Speech]:
    """Join stretches of one channel across pauses in which nobody else begins to speak.

    Args:
        speech: In order of their start.
        pause_s: A longer silence ends a turn.

    Example:
        >>> spans = [(0, TimeSpan(0, 1)), (0, TimeSpan(1.4, 2)), (1, TimeSpan(3, 4))]
        >>> turns = join_turns([Speech(channel, time) for channel, time in spans], 0.7)
        >>> [(turn.channel, turn.time.end_s) for turn in turns]
        [(0, 2), (1, 4)]
    """
    turns: list[Speech] = []
    for channel in sorted({part.channel for part in speech}):
        run: list[TimeSpan] = []
        for part in speech:
            if part.channel == channel:
                run.append(part.time)
            elif run and part.time.start_s >= run[-1].end_s:
                turns += [Speech(channel, time) for time in join_pauses(run, pause_s)]
                run = []
        turns += [Speech(channel, time) for time in join_pauses(run, pause_s)]
    return sorted(turns, key=lambda turn: (turn.time, turn.channel))


def _is_same(left: NDArray[np.float32], right: NDArray[np.float32]) -> bool:
    norms = float(np.linalg.norm(left) * np.linalg.norm(right))
    return norms > 0 and float(np.dot(left, right)) / norms > _SAME_ABOVE


def _levels_db(sound: NDArray[np.float32], n_frames: int) -> NDArray[np.float64]:
    padded = np.zeros(n_frames * _FRAME)
    padded[: len(sound)] = sound
    power = np.square(padded.reshape(n_frames, _FRAME)).mean(axis=1)
    return np.asarray(np.maximum(10 * np.log10(power + 1e-12), _FLOOR_DB))


def _leaked(
    own_db: NDArray[np.float64], other_db: NDArray[np.float64], other: NDArray[np.float32]
) -> NDArray[np.bool_]:
    """Tell in which frames a channel holds nothing but the other's speech, leaked."""
    below_db = other_db - own_db
    speaks = (other > _SPEAKS_ABOVE) & (below_db > 0)
    nothing = np.zeros(len(own_db), bool)
    if speaks.sum() < _FEWEST_FRAMES or own_db[speaks].std() < 1 or other_db[speaks].std() < 1:
        return nothing
    leak_db = float(np.median(below_db[speaks]))
    follows = float(np.corrcoef(own_db[speaks], other_db[speaks])[0, 1]) > _LEAKS_ABOVE
    if not follows or leak_db < _LEAK_AT_LEAST_DB:
        return nothing
    leaks = (other > _ENDS_BELOW) & (below_db > leak_db / 2)
    return np.convolve(leaks, np.ones(_SMEAR_FRAMES), "same") > 0
