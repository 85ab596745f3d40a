"""The recogniser: RapidOCR on ONNX Runtime. The one place that knows it."""

from __future__ import annotations

import threading
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from nlp_guard.modelstore import ModelStore
from nlp_guard.records import Box
from nlp_guard.sources.screenshots.lines import TextLine, joined, pieces

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from rapidocr import RapidOCR

    from nlp_guard.images import Pixels

MODEL = "pp-ocrv6-small"
_MOST_COLUMNS_UPRIGHT, _MOST_COLUMNS = 900, 3_000
"""Phones have two or three pixels where a letter needs one; windows of computers have one."""

_LOCK = threading.Lock()


def tool() -> str:
    """Return ``name@version`` of the recogniser, as it stands in the evidence."""
    return f"rapidocr@{version('rapidocr')}"


def read_lines(pixels: Pixels) -> list[TextLine]:
    """Read every line of text in a picture.

    Args:
        pixels: Of shape (rows, columns, 3), red, green, blue.

    Returns:
        The lines in pixels of the picture, from top to bottom; junk with a low score among them.

    Raises:
        ModelMissing: If the weights are not installed.
        ModelMismatch: If they are not those the card names.
    """
    import cv2
    import numpy as np

    height, width = pixels.shape[:2]
    most = _MOST_COLUMNS_UPRIGHT if height > width else _MOST_COLUMNS
    scale = min(1.0, most / width)
    small = pixels
    if scale < 1.0:
        size = (round(width * scale), max(1, round(height * scale)))
        small = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    rows, columns = small.shape[:2]
    read = (
        ((first, last), _read_piece(small[first:last])) for first, last in pieces(columns, rows)
    )
    return [_scaled(line, scale, width, height) for line in joined(read, rows)]


def _read_piece(pixels: Pixels) -> list[TextLine]:
    from rapidocr.utils.output import RapidOCROutput

    with _LOCK:  # it keeps settings of the call in itself
        found = _recogniser()(pixels[:, :, ::-1])
    # Where it finds nothing, it gives the empty result of one of its steps.
    if not isinstance(found, RapidOCROutput) or found.boxes is None:
        return []
    return [
        TextLine(text=text, box=box, score=float(score))
        for corners, text, score in zip(
            found.boxes, found.txts or (), found.scores or (), strict=True
        )
        if (box := _box(corners, pixels.shape[1], pixels.shape[0])) is not None
    ]


@cache
def _recogniser() -> RapidOCR:
    """Load it once; the paths are given, so that it never looks for weights by itself."""
    from rapidocr import RapidOCR

    store = ModelStore()
    return RapidOCR(
        params={
            "Global.use_cls": False,
            "Global.text_score": 0.0,
            "Global.max_side_len": 100_000,
            "Global.log_level": "error",
            "Det.model_path": str(store.file(MODEL, "PP-OCRv6_det_small.onnx")),
            "Rec.model_path": str(store.file(MODEL, "PP-OCRv6_rec_small.onnx")),
        }
    )


def _box(corners: NDArray[np.float32], width: int, height: int) -> Box | None:
    """Return the upright box around four corners; None where it has no area in the picture."""
    left, top = (max(0, int(edge)) for edge in corners.min(axis=0))
    right, bottom = (round(float(edge)) for edge in corners.max(axis=0))
    right, bottom = min(width, right), min(height, bottom)
    return Box(left, top, right, bottom) if left < right and top < bottom else None


def _scaled(line: TextLine, scale: float, width: int, height: int) -> TextLine:
    if scale == 1.0:
        return line
    box = Box(
        int(line.box.left / scale),
        int(line.box.top / scale),
        min(width, round(line.box.right / scale)),
        min(height, round(line.box.bottom / scale)),
    )
    return TextLine(text=line.text, box=box, score=line.score)
