"""What a text sounds like: short runs of characters, weighed by how often they carry a label.

The lexicon knows the words somebody thought of. The pieces know the wording of those who were
not thought of: runs of one to four characters, learned from written conversations. They give a
score per label and the places that raised it, nothing more.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import add
from typing import Any

import ahocorasick

from nlp_guard.records import CharSpan, Label

LONGEST = 4
"""Characters in the longest piece."""
FIGURE = "#"
"""What every number is read as: 800 and 三百 say the same here."""
_FIGURES = re.compile("[0-9][0-9,.]*|[零〇一二两俩三仨四五六七八九十百千万半几]+")
_LABELS = tuple(Label)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """What a text sounds like.

    Args:
        scores: Log odds per label.
        pieces: Where each known piece last stood, and what it added per label.
    """

    scores: Mapping[Label, float]
    pieces: tuple[tuple[CharSpan, tuple[float, ...]], ...] = ()

    def spans(self, label: Label) -> tuple[CharSpan, ...]:
        """Return the places of the pieces that raised a label's score most, in order."""
        column = _LABELS.index(label)
        most = max((added[column] for _, added in self.pieces), default=0.0)
        if most <= 0:
            return ()
        return tuple(sorted({span for span, added in self.pieces if added[column] >= most / 2}))


class Pieces:
    """Scores a text by its pieces.

    Args:
        intercepts: Log odds per label of a text without any known piece.
        rarity: Per piece, how rare it is (inverse document frequency), positive.
        weights: Per piece, its weight for each label.

    Example:
        >>> pieces = Pieces({label: -2.0 for label in Label}, {"差评": 2.0},
        ...                 {"差评": {Label.THREAT: 5.0}})
        >>> sound = pieces.listen("不给就差评")
        >>> sound.scores[Label.THREAT], sound.spans(Label.THREAT)
        (3.0, (CharSpan(start=3, end=5),))
    """

    def __init__(
        self,
        intercepts: Mapping[Label, float],
        rarity: Mapping[str, float],
        weights: Mapping[str, Mapping[Label, float]],
    ) -> None:
        self._intercepts = tuple(intercepts[label] for label in _LABELS)
        self._automaton = ahocorasick.Automaton()
        for piece, rare in rarity.items():
            row = tuple(rare * weights[piece].get(label, 0.0) for label in _LABELS)
            self._automaton.add_word(piece, (piece, rare * rare, row))
        if rarity:
            self._automaton.make_automaton()
        self._is_empty = not rarity

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Pieces:
        """Read what the fitting script wrote: pieces, rarity and one column per label."""
        columns = [data["weights"][label.value] for label in _LABELS]
        return cls(
            {label: data["intercepts"][label.value] for label in _LABELS},
            dict(zip(data["pieces"], data["rarity"], strict=True)),
            {
                piece: dict(zip(_LABELS, row, strict=True))
                for piece, row in zip(data["pieces"], zip(*columns, strict=True), strict=True)
            },
        )

    def listen(self, text: str) -> Sound:
        """Score a text.

        Args:
            text: De-cloaked and lower-cased.
        """
        plain, starts = without_figures(text)
        # The same piece counts once, however often it stands there.
        found = {} if self._is_empty else {
            piece: (last, square, row)
            for last, (piece, square, row) in self._automaton.iter(plain)
        }  # fmt: skip
        norm = math.sqrt(sum(square for _, square, _ in found.values())) or 1.0
        sums = [sum(row[n] for *_, row in found.values()) / norm for n in range(len(_LABELS))]
        return Sound(
            scores=dict(zip(_LABELS, map(add, self._intercepts, sums), strict=True)),
            pieces=tuple(
                (CharSpan(starts[last + 1 - len(piece)], starts[last + 1]), row)
                for piece, (last, _, row) in found.items()
            ),
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
