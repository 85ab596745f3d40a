"""The reader of screenshots of chats: PNG, JPEG, WebP, HEIC."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from nlp_guard.errors import InputError
from nlp_guard.images import OpenedImage, open_image, size_of
from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.sources.screenshots import rapid_ocr
from nlp_guard.sources.screenshots.clocks import taken_by_name
from nlp_guard.sources.screenshots.furniture import is_junk
from nlp_guard.sources.screenshots.layout import Layout, bubbles
from nlp_guard.sources.screenshots.lines import TextLine
from nlp_guard.sources.screenshots.panes import pane
from nlp_guard.sources.screenshots.turns import Told, conversation_of

_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif")

_LEAST_SIDE = 120
"""Pixels: below, it is an icon. Two bubbles with a word each need more."""

_LEAST_LINES = 2


class Screenshot:
    """Reads pictures of chats; one conversation a picture.

    The words are recognised, not read: nothing in them is corrected, each turn has the box in
    which it stands, and each line its score. Boxes count pixels of the picture turned upright,
    which for screenshots is the picture as it is stored.
    """

    name = "screenshot"
    kind = "screenshot"

    def sniff(self, path: Path, head: bytes) -> float:
        r"""Return 0.97 for pictures, by their first bytes alone.

        Example:
            >>> Screenshot().sniff(Path("a.txt"), b"\x89PNG\r\n\x1a\n")
            0.97
            >>> Screenshot().sniff(Path("a.png"), b"hello")
            0.0
        """
        is_webp = head[:4] == b"RIFF" and head[8:12] == b"WEBP"
        is_heif = head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS
        return 0.97 if head.startswith((_PNG, _JPEG)) or is_webp or is_heif else 0.0

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give the one conversation in a picture; none in an icon or a photograph.

        Raises:
            InputError: If it cannot be decoded, or holds text and no chat.
            ModelError: If the recogniser's weights are missing or wrong.
        """
        uri = context.provenance.uri
        width, height = size_of(path, uri)
        if min(width, height) < _LEAST_SIDE:
            context.note(f"no chat found in the picture: {width} x {height} pixels are an icon")
            return
        image = open_image(path, uri)
        lines = rapid_ocr.read_lines(image.pixels)
        layout = _layout(image, lines)
        if layout is None:
            n = sum(not is_junk(line) for line in lines)
            why = f"no chat found in the picture: {n} lines of text, no bubbles and no headers"
            if n > _LEAST_LINES:
                raise InputError(why, path=uri)
            context.note(why)
            return
        tools = (*context.provenance.tools, self.name, rapid_ocr.tool())
        told = Told(
            context=context,
            provenance=replace(context.provenance, tools=tools),
            taken_at=taken_by_name(path.name) or image.taken_at,
        )
        yield conversation_of(layout, told)


def _layout(image: OpenedImage, lines: list[TextLine]) -> Layout | None:
    """Take the picture for a window with bubbles, or one with headers if more fits that."""
    hung = bubbles(image.pixels, lines)
    headed = pane(lines)
    if hung is None or headed is None:
        return hung or headed
    n_hung = sum(len(entry.lines) for entry in hung.entries)
    return headed if hung.n_left_out > n_hung else hung
