"""Who speaks when on a mono recording.

Stretches of speech between pauses are compared by voice and grouped; a long stretch in which the
voice changes is cut there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from nlp_guard.records import TimeSpan
from nlp_guard.transcription.decode import RATE_HZ
from nlp_guard.transcription.voices import HOP_S, WINDOW_S, VoiceEncoder

MOST_SPEAKERS = 4
_CLEAR_S = 1.0
"""Stretches from this length on found the groups; shorter ones join the nearest."""
_APART_ABOVE = 0.05
_APART_DOUBT = 0.3
"""Two groups are two people where stretches are by 0.05 + 0.3 / n more alike within than across
(n stretches). On spoken calls two voices differ by 0.075 (two men) to 0.24, one voice cut in two
by 0.02 to 0.06, and by up to 0.09 where there are only five stretches."""
_MOST_FOUNDING = 400
"""Stretches that found the groups; comparing them takes time with their square."""
_ROUNDS = 20
_CHANGE_COST = 0.15
"""Likeness, summed over windows, that a change of voice inside a stretch must win."""
_CHUNK_WINDOWS = 2
"""Windows of a stretch that found a group together: 2 s of sound."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The voice of a stretch of speech.

    Args:
        time: In the recording.
        windows: Shape (n, 256): the voice each 0.4 s, unit vectors.
    """

    time: TimeSpan
    windows: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Voiced:
    """A stretch of speech and whose it is.

    Args:
        time: In the recording.
        voice: Number of the voice.
    """

    time: TimeSpan
    voice: int


def sample_voices(
    sound: NDArray[np.float32],
    speech: Sequence[TimeSpan],
    start_s: float,
    encoder: VoiceEncoder,
) -> list[Sample]:
    """Take the voice of each stretch of speech.

    Args:
        sound: Shape (n,), 16 kHz, from ``start_s`` of the recording on.
        speech: Stretches in the recording.
        start_s: Where ``sound`` begins.
        encoder: The speaker encoder.
    """
    sounds = []
    for span in speech:
        first = int((span.start_s - start_s) * RATE_HZ)
        sounds.append(sound[first : first + int(span.duration_s * RATE_HZ)])
    voices = encoder.embed(sounds)
    return [Sample(span, windows) for span, windows in zip(speech, voices, strict=True)]


def tell_apart(samples: Sequence[Sample], n_speakers: int | None = None) -> list[Voiced]:
    """Group stretches by voice, and part those in which the voice changes.

    Args:
        samples: Their voices, in order of time.
        n_speakers: How many people speak; None to find out, at most ``MOST_SPEAKERS``.

    Returns:
        Stretches in the given order, each in one or more parts; voices are numbered from 0 in
        order of first speaking.
    """
    if not samples:
        return []
    chunks = [chunk for sample in samples for chunk in _chunks(sample)]
    means = np.stack([mean for mean, _ in chunks])
    centres = voice_centres(means, np.array([seconds for _, seconds in chunks]), n_speakers)
    parts = [part for sample in samples for part in _parted(sample, centres)]
    numbers: dict[int, int] = {}
    return [Voiced(part.time, numbers.setdefault(part.voice, len(numbers))) for part in parts]


def voice_centres(
    means: NDArray[np.float32], weights: NDArray[np.float64], n_speakers: int | None = None
) -> NDArray[np.float32]:
    """Return the mean voice of each speaker.

    All stretches begin as one group. The group that falls apart most clearly is split in two
    along the direction in which its voices differ most, until there are enough.

    Args:
        means: Shape (n, 256), unit vectors.
        weights: Shape (n,), seconds behind each.
        n_speakers: How many people speak; None to find out.

    Returns:
        Shape (n_speakers, 256); fewer where there are fewer stretches.
    """
    is_clear = np.flatnonzero(weights >= min(_CLEAR_S, float(np.median(weights))))
    founding = is_clear[:: -(-len(is_clear) // _MOST_FOUNDING)]
    clear, seconds = means[founding], weights[founding]
    groups = [np.arange(len(clear))]
    while len(groups) < (n_speakers or MOST_SPEAKERS):
        splits = [_split(clear[group], seconds[group]) for group in groups]
        margins = [
            _apartness(clear[group], is_right)
            - (0.0 if n_speakers else _APART_ABOVE + _APART_DOUBT / len(group))
            for group, is_right in zip(groups, splits, strict=True)
        ]
        at = int(np.argmax(margins))
        if margins[at] <= 0:
            break
        group, is_right = groups[at], splits[at]
        groups[at : at + 1] = [group[~is_right], group[is_right]]
    centres = np.stack([np.average(clear[group], 0, seconds[group]) for group in groups])
    return _settled(clear, seconds, centres)


def _split(means: NDArray[np.float32], seconds: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Split a group along the direction in which it varies most; tell which half each is in."""
    if len(means) < 2:
        return np.zeros(len(means), bool)
    apart = means - np.average(means, 0, seconds)
    direction = np.linalg.svd(apart * np.sqrt(seconds)[:, None], full_matrices=False)[2][0]
    is_right = apart @ direction > 0
    if is_right.all() or not is_right.any():
        return np.zeros(len(means), bool)
    halves = [np.average(means[half], 0, seconds[half]) for half in (~is_right, is_right)]
    nearest = _nearest(means, _settled(means, seconds, np.stack(halves)))
    return np.asarray(nearest == 1)


def _apartness(means: NDArray[np.float32], is_right: NDArray[np.bool_]) -> float:
    """Return by how much stretches are more alike within two halves than across."""
    pairs = np.triu_indices(len(means), 1)
    alike = (means @ means.T)[pairs]
    is_within = (is_right[:, None] == is_right)[pairs]
    if is_within.all() or not is_within.any():
        return 0.0
    return float(alike[is_within].mean() - alike[~is_within].mean())


def _settled(
    means: NDArray[np.float32], seconds: NDArray[np.float64], centres: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Let stretches go to the nearest centre and centres to the middle of theirs, in turn."""
    for _ in range(_ROUNDS):
        nearest = _nearest(means, centres)
        moved = np.stack(
            [
                np.average(means[nearest == voice], 0, seconds[nearest == voice])
                if np.any(nearest == voice)
                else centre
                for voice, centre in enumerate(centres)
            ]
        )
        if np.allclose(moved, centres):
            break
        centres = moved
    return np.asarray(centres, np.float32)


def _nearest(means: NDArray[np.float32], centres: NDArray[np.float32]) -> NDArray[np.intp]:
    return np.asarray(np.argmax(_likeness(means, centres), axis=1))


def _likeness(voices: NDArray[np.float32], centres: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return half the negative squared distance to each centre, but for what all have."""
    return np.asarray(voices @ centres.T - np.square(centres).sum(axis=1) / 2)


def _chunks(sample: Sample) -> list[tuple[NDArray[np.float32], float]]:
    """Cut a stretch into short ones, so that one that changes hands founds no voice of its own.

    Returns:
        (mean voice, seconds behind it).
    """
    n_chunks = -(-len(sample.windows) // _CHUNK_WINDOWS)
    return [
        (_unit(part.mean(axis=0)), sample.time.duration_s / n_chunks)
        for part in np.array_split(sample.windows, n_chunks)
    ]


def _parted(sample: Sample, centres: NDArray[np.float32]) -> list[Voiced]:
    """Give a stretch to its voice, or part by part to several where it changes hands."""
    path = _likeliest(_likeness(sample.windows, centres))
    changes = np.flatnonzero(np.diff(path)) + 1
    # the change lies between the middles of the windows on both sides of it
    moments = [sample.time.start_s + float(at) * HOP_S + (WINDOW_S - HOP_S) / 2 for at in changes]
    edges = [sample.time.start_s, *moments, sample.time.end_s]
    firsts = [0, *changes.tolist()]
    return [
        Voiced(TimeSpan(round(start, 3), round(end, 3)), int(path[first]))
        for (start, end), first in zip(pairwise(edges), firsts, strict=True)
    ]


def _likeliest(likeness: NDArray[np.float32]) -> NDArray[np.intp]:
    """Return the voice of each window, where every change costs ``_CHANGE_COST`` (Viterbi)."""
    n_windows, n_voices = likeness.shape
    came_from = np.zeros((n_windows, n_voices), np.intp)
    total = likeness[0].astype(float)
    for at in range(1, n_windows):
        best = int(total.argmax())
        stays = total >= total[best] - _CHANGE_COST
        came_from[at] = np.where(stays, np.arange(n_voices), best)
        total = np.where(stays, total, total[best] - _CHANGE_COST) + likeness[at]
    path = np.empty(n_windows, np.intp)
    path[-1] = total.argmax()
    for at in range(n_windows - 1, 0, -1):
        path[at - 1] = came_from[at, path[at]]
    return path


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), np.float32)
