"""What a text sounds like: short runs of characters, weighed by how often they carry a label.

The lexicon knows the words somebody thought of. The pieces know the wording of those who were
not thought of: runs of one to four characters, learned from written conversations. They give a
score per output (a label, a threat kind, a verdict) and the places that raised it, nothing more.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ahocorasick

from nlp_guard.records import CharSpan

LONGEST = 4
"""Characters in the longest piece."""
FIGURE = "#"
"""What every number is read as: 800 and 三百 say the same here."""
_FIGURES = re.compile("[0-9][0-9,.]*|[零〇一二两俩三仨四五六七八九十百千万半几]+")

Row = tuple[float, ...]
"""What a piece adds to each output."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """What a text sounds like.

    Args:
        outputs: What is scored.
        intercepts: Log odds per output of a text without any known piece.
        rows: What each known piece adds to each output.
        places: Per row, the last character of the piece in the text without figures, and its
            length.
        starts: Where each character of that text stood, with the end of the text appended.
        norm: What the sum of the rows is divided by, so that long texts do not win.
    """

    outputs: tuple[str, ...]
    intercepts: Row
    rows: tuple[Row, ...]
    places: tuple[tuple[int, int], ...]
    starts: Sequence[int]
    norm: float

    def score(self, output: str) -> float:
        """Return the log odds of an output."""
        column = self.outputs.index(output)
        return self.intercepts[column] + sum([row[column] for row in self.rows]) / self.norm

    def spans(self, output: str) -> tuple[CharSpan, ...]:
        """Return the places of the pieces that raised an output's score most, in order."""
        column = self.outputs.index(output)
        most = max((row[column] for row in self.rows), default=0.0)
        if most <= 0:
            return ()
        strongest = {
            CharSpan(self.starts[last + 1 - length], self.starts[last + 1])
            for (last, length), row in zip(self.places, self.rows, strict=True)
            if row[column] >= most / 2
        }
        return tuple(sorted(strongest))


class Pieces:
    """Scores a text by its pieces.

    Args:
        outputs: What is scored.
        intercepts: Log odds of a text without any known piece, per output.
        rarity: Per piece, how rare it is (inverse document frequency), positive.
        weights: Per piece, its weight for each output.

    Example:
        >>> pieces = Pieces(("threat",), (-2.0,), {"差评": 2.0}, {"差评": (5.0,)})
        >>> sound = pieces.listen("不给就差评")
        >>> sound.score("threat"), sound.spans("threat")
        (3.0, (CharSpan(start=3, end=5),))
    """

    def __init__(
        self,
        outputs: tuple[str, ...],
        intercepts: Row,
        rarity: Mapping[str, float],
        weights: Mapping[str, Row],
    ) -> None:
        self._outputs = outputs
        self._intercepts = intercepts
        self._automaton = ahocorasick.Automaton()
        for piece, rare in rarity.items():
            row = tuple(rare * weight for weight in weights[piece])
            self._automaton.add_word(piece, (piece, (rare * rare, row)))
        if rarity:
            self._automaton.make_automaton()
        self._is_empty = not rarity

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Pieces:
        """Read what the fitting script wrote: pieces, rarity and one column per output."""
        columns = zip(*data["weights"].values(), strict=True)
        return cls(
            tuple(data["weights"]),
            tuple(data["intercepts"][output] for output in data["weights"]),
            dict(zip(data["pieces"], data["rarity"], strict=True)),
            dict(zip(data["pieces"], columns, strict=True)),
        )

    def listen(self, text: str) -> Sound:
        """Take in a text.

        Args:
            text: De-cloaked and lower-cased.
        """
        plain, starts = without_figures(text)
        # The same piece counts once, however often it stands there: its last place stays.
        found = {} if self._is_empty else {
            piece: (last, weighed) for last, (piece, weighed) in self._automaton.iter(plain)
        }  # fmt: skip
        return Sound(
            outputs=self._outputs,
            intercepts=self._intercepts,
            rows=tuple([row for _, (_, row) in found.values()]),
            places=tuple([(last, len(piece)) for piece, (last, _) in found.items()]),
            starts=starts,
            norm=math.sqrt(sum([square for _, (square, _) in found.values()])) or 1.0,
        )


def without_figures(text: str) -> tuple[str, Sequence[int]]:
    """Read every number as the same one.

    Returns:
        The text, and where each of its characters stood, with the end of the text appended.

    Example:
        >>> without_figures("转300块")
        ('转#块', [0, 1, 4, 5])
    """
    parts: list[str] = []
    starts: list[int] = []
    done = 0
    for match in _FIGURES.finditer(text):
        parts += (text[done : match.start()], FIGURE)
        starts += range(done, match.start())
        starts.append(match.start())
        done = match.end()
    if not done:
        return text, range(len(text) + 1)
    parts.append(text[done:])
    starts += range(done, len(text) + 1)
    return "".join(parts), starts
