"""Chat windows drawn with rectangles, and the lines that a recogniser would find in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from nlp_guard.records import Box
from nlp_guard.sources.screenshots.lines import TextLine

if TYPE_CHECKING:
    from nlp_guard.images import Pixels

    Colour = tuple[int, int, int]

WHITE, PAGE, GREEN, INK = (255, 255, 255), (237, 237, 237), (149, 236, 105), (25, 25, 25)
LINE, SMALL = 30, 20
"""Heights of the lines of messages, and of nicks, times and marks."""


@dataclass(slots=True)
class Window:
    """A window that is filled from top to bottom.

    Args:
        width: Of the picture.
        height: Of the picture.
        page: Its colour.
        theirs: Colour of the bubbles at the left.
        ours: Colour of the bubbles at the right.
        ink: Colour of all text.
    """

    width: int = 600
    height: int = 900
    page: Colour = PAGE
    theirs: Colour = WHITE
    ours: Colour = GREEN
    ink: Colour = INK
    lines: list[TextLine] = field(default_factory=list)
    pixels: Pixels = field(init=False)
    row: int = 130

    def __post_init__(self) -> None:
        self.pixels = np.full((self.height, self.width, 3), self.page, np.uint8)

    def fill(self, box: Box, colour: Colour) -> None:
        """Paint a rectangle."""
        self.pixels[box.top : box.bottom, box.left : box.right] = colour

    def text(
        self, words: str, left: int, top: int, height: int = LINE, score: float = 0.99
    ) -> Box:
        """Draw strokes in place of letters, and note the line; letters are as wide as high."""
        box = Box(left, top, left + height * len(words), top + height)
        for number in range(len(words)):
            at = left + number * height
            self.fill(Box(at + 3, top + 4, at + height - 4, top + 7), self.ink)
            self.fill(Box(at + 5, top + 9, at + 8, top + height - 4), self.ink)
        self.lines.append(TextLine(text=words, box=box, score=score))
        return box

    def bubble(
        self, side: str, rows: Sequence[str], *, nick: str = "", width: int = 0, mark: str = ""
    ) -> Box:
        """Draw a message with its avatar; return its bubble."""
        across = width or max(map(len, rows)) * LINE + 24
        left = 70 if side == "left" else self.width - 70 - across
        if nick:
            at = left if side == "left" else left + across - SMALL * len(nick)
            self.text(nick, at, self.row, SMALL)
            self.row += SMALL + 6
        box = Box(left, self.row, left + across, self.row + LINE * len(rows) + 20)
        self.fill(box, self.theirs if side == "left" else self.ours)
        face = 10 if side == "left" else self.width - 60
        self.fill(Box(face, self.row, face + 50, self.row + 50), (90, 120, 150))
        for number, words in enumerate(rows):
            self.text(words, left + 12, self.row + 10 + LINE * number)
        self.row = box.bottom
        if mark:
            self.text(mark, box.right - SMALL * len(mark), self.row + 4, SMALL)
            self.row += SMALL + 4
        self.row += 24
        return box

    def centre(self, words: str) -> None:
        """Draw a small line in the middle."""
        self.text(words, (self.width - SMALL * len(words)) // 2, self.row, SMALL)
        self.row += SMALL + 20

    def bars(self, title: str) -> None:
        """Draw status bar and title above, and the bar for writing below."""
        self.text("9:41", 20, 10, SMALL)
        self.text("<", 10, 60)
        self.text(title, (self.width - LINE * len(title)) // 2, 60)
        top = self.height - 90
        self.fill(Box(0, top, self.width, self.height), (247, 247, 247))
        self.fill(Box(80, top + 20, self.width - 80, top + 70), WHITE)
        self.text("想说的话", 92, top + 30)


def with_noise(pixels: Pixels, strength: int = 3) -> Pixels:
    """Return a picture as lossy formats leave it: every pixel off by a little."""
    noise = np.random.default_rng(1).integers(-strength, strength + 1, pixels.shape)
    speckled: Pixels = np.clip(pixels.astype(np.int16) + noise, 0, 255).astype(np.uint8)
    return speckled
