"""What a quote from a screenshot was read off: the bubble, cut out of the picture."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nlp_guard.errors import InputError
from nlp_guard.images import OpenedImage, open_image, to_png
from nlp_guard.records import Box, Phrase, Provenance
from nlp_guard.reports.bilingual import word

if TYPE_CHECKING:
    from nlp_guard.images import Pixels

_RIM = 12
"""Pixels shown around a bubble, so that one sees it hang left or right."""

_MOST_COLUMNS, _MOST_ROWS = 640, 960


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutting:
    """A part of a picture.

    Args:
        png: The bytes; empty where the original cannot be shown.
        why_not: Then the reason, for people.
    """

    png: bytes = b""
    why_not: Phrase | None = None

    @property
    def data_uri(self) -> str:
        """The part as a ``data:`` address."""
        return f"data:image/png;base64,{base64.b64encode(self.png).decode('ascii')}"


class Cuttings:
    """Cuts bubbles out of the screenshots of an investigation, within the page's limit.

    Args:
        folder: That the pictures were read from.
        most_bytes: Of all parts together.
    """

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder = folder.resolve()
        self._most_bytes = most_bytes
        self._n_bytes = 0
        self._cut: dict[tuple[str, Box], Cutting] = {}
        self._open: tuple[str, OpenedImage] | None = None

    def of(self, source: Provenance, box: Box) -> Cutting:
        """Return a part of a picture, scaled down where it is large.

        Args:
            source: The picture.
            box: The part, in pixels of the picture turned upright.
        """
        cutting = self._cut.get((source.uri, box))
        if cutting is None:
            try:
                cutting = Cutting(png=_cut(self._opened(source).pixels, box))
            except (InputError, OSError):
                cutting = Cutting(why_not=word("no_cutting"))
            self._cut[source.uri, box] = cutting
        # A part that is shown twice is embedded twice.
        if self._n_bytes + len(cutting.png) > self._most_bytes:
            return Cutting(why_not=word("no_cutting_limit"))
        self._n_bytes += len(cutting.png)
        return cutting

    def _opened(self, source: Provenance) -> OpenedImage:
        """Open a picture, or take the one that was opened last: quotes come picture by picture.

        Raises:
            InputError: If it is none any more, or another than was read.
        """
        if self._open is None or self._open[0] != source.sha256:
            path = (self._folder / source.uri).resolve()
            if not path.is_relative_to(self._folder) or _sha256(path) != source.sha256:
                raise InputError("not the picture that was read", path=source.uri)
            self._open = source.sha256, open_image(path, source.uri)
        return self._open[1]


def _cut(pixels: Pixels, box: Box) -> bytes:
    part = pixels[
        max(0, box.top - _RIM) : box.bottom + _RIM, max(0, box.left - _RIM) : box.right + _RIM
    ]
    if not part.size:
        raise InputError("a place outside the picture")
    return to_png(part, max_width=_MOST_COLUMNS, max_height=_MOST_ROWS)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
