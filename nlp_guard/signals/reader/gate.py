"""Decides cheaply whether a conversation is worth reading: weights of short strings, summed up.

Most service talk holds nothing for the reader. A linear model over a few thousand strings (one to
three characters, or one to two English words) gives every message of the outside party a score;
where none reaches the threshold, the reader is not asked. The threshold lets all but one in two
hundred of the held-back extortion conversations through.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from nlp_guard.modelstore import ModelStore
from nlp_guard.signals.reader.script import clean

MODEL = "reader"
_MARKS = re.compile(r"[\x00-/:-@\[-`{-\x7f]+")
_MOST_CHARS = 4000
"""Of a message: its beginning, as far as the reader would read it."""


class Gate:
    """Scores messages.

    Args:
        weights: Log odds per string of a message, each counted once.
        intercept: Log odds of a message without any of them.
        threshold: Score from which a message is worth reading.

    Example:
        >>> gate = Gate({"全退": 3.0, "退": 0.5}, intercept=-2.0, threshold=0.0)
        >>> gate.score("货到全退，全退"), gate.is_worth_reading(["在吗", "什么时候发货"])
        (1.5, False)
    """

    def __init__(self, weights: dict[str, float], *, intercept: float, threshold: float) -> None:
        import ahocorasick

        self._intercept = intercept
        self._threshold = threshold
        self._strings: Any = ahocorasick.Automaton()
        for number, (string, weight) in enumerate(weights.items()):
            self._strings.add_word(string, (number, weight))
        if weights:
            self._strings.make_automaton()
        self._is_empty = not weights

    def score(self, text: str) -> float:
        """Return the log odds that a message carries a label."""
        if self._is_empty:
            return self._intercept
        found = dict(value for _, value in self._strings.iter(spelled(text)))
        return self._intercept + sum(found.values())

    def is_worth_reading(self, texts: Iterable[str]) -> bool:
        """Tell whether any of the outside party's messages may carry a label."""
        return any(self.score(text) >= self._threshold for text in texts)


def spelled(text: str) -> str:
    """Write a message down for the gate: plain, small letters, every word between blanks.

    Example:
        >>> spelled("Pay 20%, or else! 全退")
        ' pay 20 or else 全退 '
    """
    return f" {_MARKS.sub(' ', clean(text[:_MOST_CHARS]).text.lower()).strip()} "


def open_gate(path: Path) -> Gate:
    """Load a gate from a file that was checked."""
    stored = json.loads(path.read_text("utf-8"))
    return Gate(stored["weights"], intercept=stored["intercept"], threshold=stored["threshold"])


@cache
def built_in_gate() -> Gate:
    """Return the gate that travels with the package, loaded once.

    Raises:
        ModelError: If its file is missing or is not the one its card names.
    """
    return open_gate(ModelStore().file(MODEL, "gate.json"))
