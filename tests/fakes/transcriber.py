"""A recogniser that says what it is told to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from nlp_guard.protocols import Heard, ListeningHints
from nlp_guard.records import CharSpan, TimeSpan

RATE_HZ = 16_000


class FakeTranscriber:
    """Answers each clip from a script, and remembers what it was asked.

    Args:
        answer: Called with the number of the clip and its length in seconds.
        language: What it takes every call to be in.
    """

    name = "fake"

    def __init__(
        self, answer: Callable[[int, float], Sequence[Heard]], language: str = "zh"
    ) -> None:
        self._answer = answer
        self._language = language
        self.lengths_s: list[float] = []
        self.hints: list[ListeningHints] = []

    @property
    def version(self) -> str:
        """Name and version."""
        return "fake@1"

    def transcribe(
        self, clips: Sequence[NDArray[np.float32]], hints: ListeningHints
    ) -> Sequence[Sequence[Heard]]:
        """Answer from the script."""
        answers = []
        for clip in clips:
            self.hints.append(hints)
            self.lengths_s.append(len(clip) / RATE_HZ)
            answers.append(self._answer(len(self.lengths_s) - 1, self.lengths_s[-1]))
        return answers

    def detect_language(self, clip: NDArray[np.float32], model: str) -> tuple[str, float]:
        """Name the language it was made with."""
        return self._language, 1.0


def spoken(text: str, start_s: float, end_s: float, **scores: float) -> Heard:
    """Return a text whose characters sound evenly from start to end."""
    step = (end_s - start_s) / max(len(text), 1)
    words = tuple(
        (CharSpan(at, at + 1), TimeSpan(start_s + at * step, start_s + (at + 1) * step), 0.9)
        for at in range(len(text))
    )
    return Heard(text=text, time=TimeSpan(start_s, end_s), words=words, **scores)
