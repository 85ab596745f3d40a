"""Which side of the window a bubble belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from statistics import median
from typing import TYPE_CHECKING

from nlp_guard.sources.screenshots.grounds import is_alike
from nlp_guard.sources.screenshots.patches import Patch, Window

if TYPE_CHECKING:
    from nlp_guard.images import Pixels

_CLEAR = 0.08
"""Of the pane's width: a bubble whose margins differ by more leans to one side."""


class Side(StrEnum):
    """Where a bubble hangs."""

    LEFT = "left"
    RIGHT = "right"
    """That of whoever took the picture."""
    CENTRE = "centre"
    """Nobody's: a time or a notice in a box of its own."""


def side_of(patches: Sequence[Patch], window: Window, pixels: Pixels) -> list[Side]:
    """Return the side of every patch.

    Most lean clearly. One that fills the width goes with the clear ones that share its edge or
    its colour, and else to where its avatar is.

    Args:
        patches: On the pane, from top to bottom.
        window: They lie in.
        pixels: The picture.
    """
    height = median(patch.line_height for patch in patches) if patches else 0.0
    sure = [_leaning(patch, window, height) for patch in patches]
    return [
        side or _by_others(patch, patches, sure) or _by_avatar(patch, window, pixels)
        for patch, side in zip(patches, sure, strict=True)
    ]


def _leaning(patch: Patch, window: Window, height: float) -> Side | None:
    left, right = patch.box.left - window.left, window.right - patch.box.right
    is_even = abs(left - right) < 0.05 * window.width
    if is_even and min(left, right) > 0.14 * window.width and patch.line_height < 0.9 * height:
        return Side.CENTRE
    if abs(left - right) < _CLEAR * window.width:
        return None
    return Side.LEFT if left < right else Side.RIGHT


def _by_others(patch: Patch, patches: Sequence[Patch], sure: Sequence[Side | None]) -> Side | None:
    """Ask the patches that lean clearly: those of its colour, then those that share an edge."""
    known = [
        (other, side)
        for other, side in zip(patches, sure, strict=True)
        if side in (Side.LEFT, Side.RIGHT) and other is not patch
    ]
    near = 0.5 * patch.line_height
    alike = [side for other, side in known if is_alike(other.ground.colour, patch.ground.colour)]
    at_left = [
        side
        for other, side in known
        if side is Side.LEFT and abs(other.box.left - patch.box.left) < near
    ]
    at_right = [
        side
        for other, side in known
        if side is Side.RIGHT and abs(other.box.right - patch.box.right) < near
    ]
    for votes in (alike, at_left + at_right):
        n_left, n_right = votes.count(Side.LEFT), votes.count(Side.RIGHT)
        if n_left != n_right:
            return Side.LEFT if n_left > n_right else Side.RIGHT
    return None


def _by_avatar(patch: Patch, window: Window, pixels: Pixels) -> Side:
    """Return the side on which more is drawn beside the top of the patch."""
    top, bottom = patch.box.top, min(patch.box.bottom, patch.box.top + round(patch.line_height))
    left = pixels[top:bottom, window.left : max(window.left + 1, patch.box.left - 8)]
    right = pixels[top:bottom, min(patch.box.right + 8, window.right - 1) : window.right]
    return Side.LEFT if left.std() >= right.std() else Side.RIGHT
