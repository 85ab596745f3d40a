"""A line of text in a picture; high pictures are read in pieces that overlap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nlp_guard.records import Box

_PIECE_PIXELS = 1_300_000
"""Of one piece: the recogniser takes about 0.5 GB for it."""

_LEAST_ROWS, _MOST_ROWS = 640, 2_400


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """One line as a recogniser read it.

    Args:
        text: What it read.
        box: Where.
        score: The recogniser's own, 0..1 (not calibrated).
    """

    text: str
    box: Box
    score: float

    @property
    def height(self) -> int:
        """Rows of the box; a little more than those of the letters."""
        return self.box.bottom - self.box.top

    @property
    def middle(self) -> tuple[float, float]:
        """Column and row of its middle."""
        return (self.box.left + self.box.right) / 2, (self.box.top + self.box.bottom) / 2


def pieces(width: int, height: int) -> list[tuple[int, int]]:
    """Return first and last row (exclusive) of the pieces in which a picture is read.

    They overlap by more than the height of a line.

    Example:
        >>> pieces(750, 1500)
        [(0, 1500)]
        >>> pieces(750, 3000)
        [(0, 1733), (1267, 3000)]
    """
    rows = min(max(_PIECE_PIXELS // width, _LEAST_ROWS), _MOST_ROWS)
    if height <= rows:
        return [(0, height)]
    overlap = max(96, min(width, rows) // 6)
    n = -(-(height - overlap) // (rows - overlap))
    step = (height - rows) / (n - 1)
    return [(round(i * step), round(i * step) + rows) for i in range(n)]


def joined(
    read: Iterable[tuple[tuple[int, int], Sequence[TextLine]]], height: int
) -> list[TextLine]:
    """Join what was read in pieces, without lines that a border cut or that two pieces hold.

    Args:
        read: Each piece's rows, and its lines in pixels of the piece.
        height: Of the picture.

    Example:
        >>> cut = TextLine(text="half", box=Box(0, 90, 50, 100), score=0.9)
        >>> whole = TextLine(text="whole", box=Box(0, 40, 50, 60), score=0.9)
        >>> [line.box.top for line in joined([((0, 100), [cut]), ((50, 150), [whole])], 150)]
        [90]
    """
    kept: list[TextLine] = []
    for (first, last), lines in read:
        for line in lines:
            is_cut = (line.box.top <= 2 and first > 0) or (
                line.box.bottom >= last - first - 2 and last < height
            )
            moved = TextLine(text=line.text, box=_moved(line.box, first), score=line.score)
            if not is_cut and not any(_is_same(moved, other) for other in kept[-60:]):
                kept.append(moved)
    return sorted(kept, key=lambda line: (line.box.top, line.box.left))


def around(boxes: Sequence[Box]) -> Box:
    """Return the box that holds all of some.

    Example:
        >>> around([Box(0, 5, 10, 9), Box(3, 1, 12, 4)])
        Box(left=0, top=1, right=12, bottom=9)
    """
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def _moved(box: Box, rows: int) -> Box:
    return Box(box.left, box.top + rows, box.right, box.bottom + rows)


def _is_same(one: TextLine, other: TextLine) -> bool:
    """Tell whether two lines cover each other by more than half."""
    a, b = one.box, other.box
    across = min(a.right, b.right) - max(a.left, b.left)
    down = min(a.bottom, b.bottom) - max(a.top, b.top)
    if across <= 0 or down <= 0:
        return False
    smaller = min((a.right - a.left) * (a.bottom - a.top), (b.right - b.left) * (b.bottom - b.top))
    return across * down > smaller / 2
