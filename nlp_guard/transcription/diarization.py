"""Who speaks when on a mono recording.

Stretches of speech between pauses are compared by voice and grouped; a long stretch in which the
voice changes is cut there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp_guard.records import TimeSpan
from nlp_guard.transcription.decode import RATE_HZ
from nlp_guard.transcription.voices import HOP_S, WINDOW_S, VoiceEncoder

MOST_SPEAKERS = 4
_CLEAR_S = 1.0
"""Stretches from this length on found the groups; shorter ones join the nearest."""
_APART_BELOW = 0.80
"""Cosine of two groups' mean voices below which they are two people; on ten spoken calls of a
man and a woman 0.71-0.78, on one voice cut in two 0.79-0.91."""
_MAYBE_APART_BELOW = 0.85
_FAIR_SHARE = 0.2
"""Share of the time that a second voice has in a call, where the cosine alone does not tell."""
_THIRD_APART_BELOW = 0.75
_THIRD_SHARE = 0.10
_MOST_FOUNDING = 200
"""Stretches that found the groups; joining takes time with their cube."""
_ROUNDS = 10
_CHANGE_GAIN = 0.4
"""Similarity, summed over windows, that a change of voice inside a stretch must win."""
_FEWEST_WINDOWS = 4
"""On either side of such a change: 2.8 s of sound."""


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
        Stretches in the given order, each in one or two parts; voices are numbered from 0 in
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

    Args:
        means: Shape (n, 256), unit vectors.
        weights: Shape (n,), seconds behind each.
        n_speakers: How many people speak; None to find out.

    Returns:
        Shape (n_speakers, 256), unit vectors.
    """
    is_clear = np.flatnonzero(weights >= min(_CLEAR_S, float(np.median(weights))))
    founding = is_clear[:: -(-len(is_clear) // _MOST_FOUNDING)]
    clear, clear_weights = means[founding], weights[founding]
    groups = [np.array([at]) for at in range(len(clear))]
    while len(groups) > (n_speakers or MOST_SPEAKERS):
        _join_closest(clear, clear_weights, groups)
    while True:
        centres = np.stack([_centre(clear, clear_weights, group) for group in groups])
        settled = _settled(clear, clear_weights, centres)
        if n_speakers or len(groups) == 1 or _are_apart(clear, clear_weights, settled):
            return settled
        _join_closest(clear, clear_weights, groups)


def _chunks(sample: Sample) -> list[tuple[NDArray[np.float32], float]]:
    """Cut a stretch into short ones, so that one that changes hands founds no voice of its own.

    Returns:
        (mean voice, seconds behind it).
    """
    n_chunks = -(-len(sample.windows) // _FEWEST_WINDOWS)
    return [
        (_unit(part.mean(axis=0)), sample.time.duration_s / n_chunks)
        for part in np.array_split(sample.windows, n_chunks)
    ]


def _are_apart(
    means: NDArray[np.float32], weights: NDArray[np.float64], centres: NDArray[np.float32]
) -> bool:
    alike = float((centres @ centres.T)[np.triu_indices(len(centres), 1)].max())
    nearest = np.argmax(means @ centres.T, axis=1)
    spoken_s = np.bincount(nearest, weights, minlength=len(centres))
    share = float(spoken_s.min() / spoken_s.sum())
    if len(centres) > 2:
        return alike < _THIRD_APART_BELOW and share >= _THIRD_SHARE
    return alike < _APART_BELOW or (alike < _MAYBE_APART_BELOW and share >= _FAIR_SHARE)


def _parted(sample: Sample, centres: NDArray[np.float32]) -> list[Voiced]:
    """Give a stretch to its voice, or to two where it changes hands in the middle."""
    alike = sample.windows @ centres.T
    whole = alike.sum(axis=0)
    one = Voiced(sample.time, int(whole.argmax()))
    n_windows = len(alike)
    best, best_gain = 0, _CHANGE_GAIN
    for at in range(_FEWEST_WINDOWS, n_windows - _FEWEST_WINDOWS + 1):
        gain = alike[:at].sum(axis=0).max() + alike[at:].sum(axis=0).max() - whole.max()
        if gain > best_gain:
            best, best_gain = at, gain
    if not best:
        return [one]
    change_s = sample.time.start_s + (best - 1) * HOP_S + (WINDOW_S + HOP_S) / 2
    return [
        Voiced(TimeSpan(sample.time.start_s, change_s), int(alike[:best].sum(axis=0).argmax())),
        Voiced(TimeSpan(change_s, sample.time.end_s), int(alike[best:].sum(axis=0).argmax())),
    ]


def _join_closest(
    means: NDArray[np.float32], weights: NDArray[np.float64], groups: list[NDArray[np.intp]]
) -> None:
    """Join the two groups whose mean voices are most alike."""
    centres = np.stack([_centre(means, weights, group) for group in groups])
    alike = centres @ centres.T
    alike[np.tril_indices(len(groups))] = -1
    left, right = np.unravel_index(int(alike.argmax()), alike.shape)
    groups[int(left)] = np.concatenate([groups[int(left)], groups.pop(int(right))])


def _centre(
    means: NDArray[np.float32], weights: NDArray[np.float64], group: NDArray[np.intp]
) -> NDArray[np.float32]:
    return _unit((means[group] * weights[group, None]).sum(axis=0))


def _settled(
    means: NDArray[np.float32], weights: NDArray[np.float64], centres: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Let stretches go to the nearest centre and centres to the middle of theirs, in turn."""
    for _ in range(_ROUNDS):
        nearest = np.argmax(means @ centres.T, axis=1)
        moved = np.stack(
            [
                _centre(means, weights, np.flatnonzero(nearest == voice))
                if np.any(nearest == voice)
                else centre
                for voice, centre in enumerate(centres)
            ]
        )
        if np.allclose(moved, centres):
            break
        centres = moved
    return centres


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), np.float32)
