"""Stretches of speech → clips for a recogniser, and what it heard → back to the recording.

A recogniser takes clips of up to 30 s and does best on a few sentences at a time. Stretches of
one channel are laid one after another with a short silence between, so that the long pauses of
a call, in which recognisers lose their way, are gone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from nlp_guard.protocols import Heard
from nlp_guard.records import CharSpan, TimeSpan
from nlp_guard.transcription.decode import RATE_HZ

PAD_S = 0.05
"""Sound taken along on both sides of a stretch."""
GAP_S = 0.3
"""Silence laid between two stretches."""
LONGEST_S = 28.0
"""A recogniser's 30 s, less what it needs to see that the speech ends."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of speech and its place in a clip.

    Args:
        time: In the recording.
        at_s: Where ``time.start_s`` stands in the clip.
    """

    time: TimeSpan
    at_s: float

    def distance_s(self, moment_s: float) -> float:
        """Return how far a moment of the clip is from the piece; 0 inside."""
        return max(self.at_s - moment_s, moment_s - self.at_s - self.time.duration_s, 0.0)

    def in_recording(self, span: TimeSpan) -> TimeSpan:
        """Return when something heard in the clip sounds in the recording, within the piece."""
        shift = self.time.start_s - self.at_s
        start, end = (
            min(max(moment + shift, self.time.start_s), self.time.end_s)
            for moment in (span.start_s, span.end_s)
        )
        return TimeSpan(round(start, 3), round(max(start, end), 3))


@dataclass(frozen=True, slots=True)
class Window:
    """A clip for the recogniser.

    Args:
        samples: Shape (n,), float32, 16 kHz.
        pieces: In order.
    """

    samples: NDArray[np.float32]
    pieces: tuple[Piece, ...]


def windows(
    samples: NDArray[np.float32], speech: Sequence[TimeSpan], start_s: float, limit_s: float
) -> list[Window]:
    """Lay stretches of one channel into clips.

    Args:
        samples: Shape (n,), float32, 16 kHz: the channel from ``start_s`` on.
        speech: Stretches in the recording, in order; those longer than a clip are cut.
        start_s: Where ``samples`` begins in the recording.
        limit_s: A clip is filled up to so many seconds; one stretch may be longer.
    """
    filled: list[Window] = []
    room: list[TimeSpan] = []
    room_s = 0.0
    for span in (part for whole in speech for part in _cut(whole)):
        needed_s = span.duration_s + 2 * PAD_S + GAP_S
        if room and room_s + needed_s > limit_s:
            filled.append(_lay(samples, room, start_s))
            room, room_s = [], 0.0
        room.append(span)
        room_s += needed_s
    if room:
        filled.append(_lay(samples, room, start_s))
    return filled


def by_piece(window: Window, heard: Sequence[Heard]) -> list[list[Heard]]:
    """Give what was heard in a clip back to its pieces, in times of the recording.

    Args:
        window: The clip.
        heard: In times of the clip.

    Returns:
        One list per piece. A text that runs over several is parted by its word times.
    """
    given: list[list[Heard]] = [[] for _ in window.pieces]
    for text in heard:
        for i_piece, part in _parted(window, text):
            given[i_piece].append(part)
    return given


def _cut(span: TimeSpan) -> list[TimeSpan]:
    n_parts = math.ceil(span.duration_s / LONGEST_S) or 1
    edges = [span.start_s + i * span.duration_s / n_parts for i in range(n_parts + 1)]
    return [TimeSpan(start, end) for start, end in pairwise(edges)]


def _lay(samples: NDArray[np.float32], speech: Sequence[TimeSpan], start_s: float) -> Window:
    silence = np.zeros(int(GAP_S * RATE_HZ), np.float32)
    parts: list[NDArray[np.float32]] = []
    pieces, n_laid = [], 0
    for i_span, span in enumerate(speech):
        first = max(round((span.start_s - PAD_S - start_s) * RATE_HZ), 0)
        last = min(round((span.end_s + PAD_S - start_s) * RATE_HZ), len(samples))
        if i_span:
            parts.append(silence)
            n_laid += len(silence)
        at_s = n_laid / RATE_HZ + span.start_s - start_s - first / RATE_HZ
        pieces.append(Piece(span, at_s))
        parts.append(samples[first:last])
        n_laid += last - first
    return Window(np.concatenate(parts), tuple(pieces))


def _parted(window: Window, heard: Heard) -> list[tuple[int, Heard]]:
    """Part one text at the borders of the pieces its words sound in."""
    if not heard.words:
        i_piece = _nearest(window, heard.time)
        return [(i_piece, replace(heard, time=window.pieces[i_piece].in_recording(heard.time)))]
    runs: list[tuple[int, list[tuple[CharSpan, TimeSpan, float]]]] = []
    for word in heard.words:
        i_piece = max(_nearest(window, word[1]), runs[-1][0] if runs else 0)
        if not runs or runs[-1][0] != i_piece:
            runs.append((i_piece, []))
        runs[-1][1].append(word)
    return [(i_piece, _part(heard, window.pieces[i_piece], words)) for i_piece, words in runs]


def _nearest(window: Window, time: TimeSpan) -> int:
    middle_s = (time.start_s + time.end_s) / 2
    distances = [piece.distance_s(middle_s) for piece in window.pieces]
    return distances.index(min(distances))


def _part(heard: Heard, piece: Piece, words: Sequence[tuple[CharSpan, TimeSpan, float]]) -> Heard:
    start, end = words[0][0].start, words[-1][0].end
    moved = tuple(
        (span.shifted(-start), piece.in_recording(time), score) for span, time, score in words
    )
    is_whole = len(words) == len(heard.words)
    scores = [math.log(max(score, 1e-6)) for _, _, score in words]
    return replace(
        heard,
        text=heard.text[start:end],
        time=TimeSpan(moved[0][1].start_s, max(time.end_s for _, time, _ in moved)),
        words=moved,
        avg_logprob=heard.avg_logprob if is_whole else sum(scores) / len(scores),
    )
