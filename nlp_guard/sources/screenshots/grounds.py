"""What colour a line of text stands on, and how far that colour reaches.

A bubble is a patch of one colour on a patch of another: the pane. Both are found by filling
from beside the letters, so neither theme nor app has to be known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nlp_guard.records import Box
from nlp_guard.sources.screenshots.lines import TextLine

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from nlp_guard.images import Pixels

Colour = tuple[int, int, int]

_TOLERANCE = 7
"""Of 255: white bubbles on the lightest panes differ by 12, and JPEG strays by less than 7."""

_N_SEEDS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A patch of one colour.

    Args:
        box: How far it reaches.
        colour: Red, green, blue.
        mask: Which pixels of the box it covers.
    """

    box: Box
    colour: Colour
    mask: NDArray[np.bool_]

    @property
    def width(self) -> int:
        """Columns of the box."""
        return self.box.right - self.box.left

    @property
    def height(self) -> int:
        """Rows of the box."""
        return self.box.bottom - self.box.top

    def covers(self, row: int, column: int) -> bool:
        """Tell whether a pixel of the picture belongs to it."""
        down, across = row - self.box.top, column - self.box.left
        if not (0 <= down < self.height and 0 <= across < self.width):
            return False
        return bool(self.mask[down, across])


class Grounds:
    """The grounds of a picture, each found once.

    Args:
        pixels: Of shape (rows, columns, 3), 0..255.
    """

    def __init__(self, pixels: Pixels) -> None:
        self._pixels = pixels
        self._found: list[Ground] = []

    def under(self, line: TextLine) -> Ground | None:
        """Return the ground a line stands on; None on photographs and the like."""
        box = line.box
        colour, seeds = self._seeds(box)
        for row, column in seeds:
            found = self.at(row, column, colour)
            if _covered(found.box, box) > 0.6:
                return found
        return None

    def at(self, row: int, column: int, colour: Colour) -> Ground:
        """Return the ground around a pixel.

        Args:
            row: Of the pixel.
            column: Of the pixel.
            colour: Of the ground; the pixel's own may stray from it a little.
        """
        for known in reversed(self._found):
            if is_alike(known.colour, colour) and known.covers(row, column):
                return known
        found = self._filled(row, column, colour)
        self._found.append(found)
        return found

    def colour_at(self, row: int, column: int) -> Colour | None:
        """Return the colour at a pixel and two around it, so that noise evens out.

        None outside the picture.
        """
        import numpy as np

        rows, columns = self._pixels.shape[:2]
        if not (0 <= row < rows and 0 <= column < columns):
            return None
        part = self._pixels[max(0, row - 2) : row + 3, max(0, column - 2) : column + 3]
        red, green, blue = np.median(part, axis=(0, 1)).astype(int).tolist()
        return red, green, blue

    def _seeds(self, box: Box) -> tuple[Colour, list[tuple[int, int]]]:
        """Return the colour most of a line's rim has, and where on the rim it stands."""
        import numpy as np

        part = self._pixels[box.top : box.bottom, box.left : box.right]
        rows, columns = np.indices(part.shape[:2])
        is_rim = (
            (rows == 0)
            | (rows == part.shape[0] - 1)
            | (columns == 0)
            | (columns == part.shape[1] - 1)
        )
        rim = part[is_rim].astype(np.int64)
        coarse = (rim >> 3) @ np.array([1 << 10, 1 << 5, 1])
        values, counts = np.unique(coarse, return_counts=True)
        chosen = np.flatnonzero(coarse == values[counts.argmax()])
        red, green, blue = np.median(rim[chosen], axis=0).astype(int).tolist()
        spread = chosen[np.linspace(0, len(chosen) - 1, min(_N_SEEDS, len(chosen))).astype(int)]
        at = np.argwhere(is_rim)[spread] + [box.top, box.left]
        return (red, green, blue), [(row, column) for row, column in at.tolist()]

    def _filled(self, row: int, column: int, colour: Colour) -> Ground:
        """Fill from a pixel within some screens around it: a picture may be 60,000 rows high."""
        import cv2
        import numpy as np

        rows, columns = self._pixels.shape[:2]
        reach = 2 * columns
        top, bottom = max(0, row - reach), min(rows, row + reach)
        part = self._pixels[top:bottom].copy()
        part[row - top, column] = colour
        mask = np.zeros((part.shape[0] + 2, part.shape[1] + 2), np.uint8)
        tolerance = (_TOLERANCE,) * 3
        flags = 4 | (1 << 8) | cv2.FLOODFILL_MASK_ONLY | cv2.FLOODFILL_FIXED_RANGE
        rect = cv2.floodFill(
            part, mask, (column, row - top), (0, 0, 0), tolerance, tolerance, flags
        )[3]
        left, above, width, height = rect
        inner = mask[1 + above : 1 + above + height, 1 + left : 1 + left + width] == 1
        box = Box(left, top + above, left + width, top + above + height)
        return Ground(box=box, colour=colour, mask=inner.copy())


def is_alike(one: Colour, other: Colour) -> bool:
    """Tell whether two colours are one to the eye.

    Example:
        >>> is_alike((255, 255, 255), (250, 252, 255)), is_alike((255, 255, 255), (242, 243, 245))
        (True, False)
    """
    return all(abs(a - b) <= _TOLERANCE for a, b in zip(one, other, strict=True))


def commonest(colours: Iterable[Colour]) -> Colour | None:
    """Return the colour that most of some are like; None of none."""
    tally: list[tuple[Colour, int]] = []
    for colour in colours:
        for place, (known, n) in enumerate(tally):
            if is_alike(known, colour):
                tally[place] = known, n + 1
                break
        else:
            tally.append((colour, 1))
    return max(tally, key=lambda entry: entry[1])[0] if tally else None


def _covered(outer: Box, inner: Box) -> float:
    """Return the share of a box that lies within another."""
    across = min(outer.right, inner.right) - max(outer.left, inner.left)
    down = min(outer.bottom, inner.bottom) - max(outer.top, inner.top)
    if across <= 0 or down <= 0:
        return 0.0
    return across * down / ((inner.right - inner.left) * (inner.bottom - inner.top))
