"""Patches of one colour that hold text, and the window they lie in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from nlp_guard.records import Box
from nlp_guard.sources.screenshots.grounds import Colour, Ground, Grounds, commonest, is_alike
from nlp_guard.sources.screenshots.lines import TextLine

if TYPE_CHECKING:
    from nlp_guard.images import Pixels

_BESIDE = 7
"""Pixels from a patch's edge at which the colour around it is looked at: clear of soft edges."""

_MOST_WIDTH = 0.93
_LEAST_FILLED = 0.6
"""Of a patch beside its letters: colours stray around letters, and corners are round."""

_N_PROBED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """Lines on a ground of their own: a bubble, or a box in or under one.

    Args:
        lines: From top to bottom.
        ground: What they stand on.
        around: The colour on at least two of its sides; None where there is none.
    """

    lines: tuple[TextLine, ...]
    ground: Ground
    around: Colour | None

    @property
    def box(self) -> Box:
        """How far it reaches."""
        return self.ground.box

    @property
    def line_height(self) -> float:
        """Of its lines, the middle one."""
        return median(line.height for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The part of a picture in which people talk.

    Args:
        left: First column of the pane.
        right: First column right of it.
        patches: That lie on the pane, from top to bottom.
        inner: Patches that lie in those: what a bubble quotes.
        loose: Lines on the pane itself.
        others: Lines elsewhere: bars, lists, photographs.
    """

    left: int
    right: int
    patches: tuple[Patch, ...]
    inner: tuple[Patch, ...]
    loose: tuple[TextLine, ...]
    others: tuple[TextLine, ...]

    @property
    def width(self) -> int:
        """Columns of the pane."""
        return self.right - self.left


def window_of(pixels: Pixels, lines: Sequence[TextLine]) -> Window:
    """Find the pane that most patches lie on, and sort the lines by it.

    Args:
        pixels: The picture, (rows, columns, 3).
        lines: What was read in it.
    """
    grounds = Grounds(pixels)
    on: dict[int, tuple[Ground, list[TextLine]]] = {}
    others: list[TextLine] = []
    for line in lines:
        ground = grounds.under(line)
        if ground is None:
            others.append(line)
        else:
            on.setdefault(id(ground), (ground, []))[1].append(line)
    patches, flat = [], []
    for ground, held in on.values():
        if _is_patch(ground, held, pixels.shape[1]):
            patches.append(_patch(ground, held, grounds))
        else:
            flat.append((ground, held))
    pane = _pane(patches)
    lying = [patch for patch in patches if _is_on(patch, pane)]
    outer = [patch for patch in lying if not _is_within_any(patch, lying)]
    inner = [patch for patch in patches if patch not in outer and _is_within_any(patch, outer)]
    left, right = _columns(outer, pane, grounds, pixels.shape[1])
    loose = [
        line
        for ground, held in flat
        for line in held
        if (pane is None or is_alike(ground.colour, pane)) and left <= line.middle[0] < right
    ]
    taken = {id(line) for patch in (*outer, *inner) for line in patch.lines}
    taken |= {id(line) for line in loose}
    return Window(
        left=left,
        right=right,
        patches=tuple(sorted(outer, key=lambda patch: patch.box.top)),
        inner=tuple(inner),
        loose=tuple(loose),
        others=tuple(line for line in lines if id(line) not in taken),
    )


def _pane(patches: Sequence[Patch]) -> Colour | None:
    """Return the colour most patches lie on; None where the pane is a photograph."""
    seen = [patch.around for patch in patches if patch.around]
    most = commonest(seen)
    if most is None or 2 * sum(is_alike(most, colour) for colour in seen) < len(patches):
        return None
    return most


def _is_patch(ground: Ground, lines: Sequence[TextLine], width: int) -> bool:
    if ground.width > _MOST_WIDTH * width or _filled(ground, lines) < _LEAST_FILLED:
        return False
    edge = ground.box
    return all(
        ground.height > 0.9 * line.height
        and edge.left <= line.middle[0] < edge.right
        and edge.top <= line.middle[1] < edge.bottom
        for line in lines
    )


def _filled(ground: Ground, lines: Sequence[TextLine]) -> float:
    """Return the share of a ground's box, outside the lines, that has its colour."""
    beside = ground.mask.copy()
    beside[:] = True
    for line in lines:
        top, left = line.box.top - ground.box.top, line.box.left - ground.box.left
        rows = slice(max(0, top), max(0, line.box.bottom - ground.box.top))
        beside[rows, max(0, left) : max(0, line.box.right - ground.box.left)] = False
    return float(ground.mask[beside].mean()) if beside.any() else 0.0


def _patch(ground: Ground, lines: Sequence[TextLine], grounds: Grounds) -> Patch:
    box = ground.box
    row, column = (box.top + box.bottom) // 2, (box.left + box.right) // 2
    beside = (
        grounds.colour_at(row, box.left - 1 - _BESIDE),
        grounds.colour_at(row, box.right + _BESIDE),
        grounds.colour_at(box.top - 1 - _BESIDE, column),
        grounds.colour_at(box.bottom + _BESIDE, column),
    )
    seen = [colour for colour in beside if colour is not None]
    most = commonest(seen)
    is_around = most is not None and sum(is_alike(most, colour) for colour in seen) >= 2
    ordered = tuple(sorted(lines, key=lambda line: (line.box.top, line.box.left)))
    return Patch(lines=ordered, ground=ground, around=most if is_around else None)


def _is_on(patch: Patch, pane: Colour | None) -> bool:
    if pane is None:
        return True
    return patch.around is not None and is_alike(patch.around, pane)


def _is_within_any(patch: Patch, others: Iterable[Patch]) -> bool:
    box = patch.box
    return any(
        other is not patch
        and other.box.left <= box.left
        and other.box.right >= box.right
        and other.box.top <= box.top
        and other.box.bottom >= box.bottom
        for other in others
    )


def _columns(
    patches: Sequence[Patch], pane: Colour | None, grounds: Grounds, width: int
) -> tuple[int, int]:
    """Return how far the pane reaches to both sides of the patches on it."""
    found = []
    for patch in patches[:: max(1, len(patches) // _N_PROBED)]:
        box = patch.box
        for row in (box.top - 1 - _BESIDE, box.bottom + _BESIDE):
            column = (box.left + box.right) // 2
            colour = grounds.colour_at(row, column)
            if pane is not None and colour is not None and is_alike(colour, pane):
                edge = grounds.at(row, column, colour).box
                found.append((edge.left, edge.right))
                break
    if not found:
        return 0, width
    return round(median(left for left, _ in found)), round(median(right for _, right in found))
