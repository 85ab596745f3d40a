"""A picture file → upright pixels, within bounds. The one place that knows Pillow."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from nlp_guard.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

    Pixels = NDArray[np.uint8]

MAX_PIXELS = 80_000_000
"""A stitched picture of a phone, 1290 wide, may be 62,000 high; decoded that takes 240 MB."""

_FORMATS = ("PNG", "JPEG", "WEBP", "HEIF", "AVIF")
_EXIF_IFD, _DATE_ORIGINAL, _DATE = 0x8769, 0x9003, 0x0132
"""Exif 2.32, 4.6.5: when the original was made, and when the file was last changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedImage:
    """A picture as a person sees it.

    Args:
        pixels: Of shape (rows, columns, 3), 0..255, red, green, blue; turned upright; what is
            see-through stands on white. Of a moving picture, the first frame.
        taken_at: When it says it was made; without a zone, as cameras write it.
    """

    pixels: Pixels
    taken_at: datetime | None = None


def open_image(path: Path, uri: str = "") -> OpenedImage:
    """Decode a PNG, JPEG, WebP, HEIC or AVIF file.

    Args:
        path: The file.
        uri: Its name, for the words of errors.

    Raises:
        InputError: If it is none, is cut off, or unfolds into more than ``MAX_PIXELS``.
    """
    import numpy as np
    from PIL import ImageOps

    with _decoding(path, uri) as image:
        width, height = image.size
        if width * height > MAX_PIXELS:
            raise InputError(
                f"a picture of {width} x {height} pixels; at most {MAX_PIXELS} are read: cut it",
                path=uri,
            )
        image.seek(0)
        taken_at = _taken_at(image)
        upright = ImageOps.exif_transpose(image)
        return OpenedImage(pixels=np.asarray(_opaque(upright)), taken_at=taken_at)


def size_of(path: Path, uri: str = "") -> tuple[int, int]:
    """Return width and height as stored, without decoding.

    Raises:
        InputError: If it is no picture.
    """
    with _decoding(path, uri) as image:
        return image.size


def to_png(pixels: Pixels, *, max_width: int, max_height: int) -> bytes:
    r"""Return pixels as PNG, scaled down where they are larger than that.

    Example:
        >>> import numpy as np
        >>> to_png(np.zeros((4, 4, 3), np.uint8), max_width=2, max_height=2)[:4]
        b'\x89PNG'
    """
    from PIL import Image

    image = Image.fromarray(pixels)
    image.thumbnail((max_width, max_height))
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


@contextmanager
def _decoding(path: Path, uri: str) -> Iterator[Image]:
    """Open a file; whatever a decoder stumbles over becomes one kind of error."""
    import pillow_heif
    from PIL import Image

    pillow_heif.register_heif_opener()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            warnings.simplefilter("ignore", UserWarning)
            with Image.open(path, formats=_FORMATS) as image:
                yield image
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as failure:
        raise InputError("a picture of far too many pixels; cut it", path=uri) from failure
    except InputError:
        raise
    # Decoders of pictures raise whatever their format's corner cases come to.
    except (OSError, ValueError, SyntaxError, EOFError, RuntimeError, KeyError) as failure:
        raise InputError(
            "a picture that cannot be decoded: cut off, or none", path=uri
        ) from failure


def _opaque(image: Image) -> Image:
    from PIL import Image as Images

    if image.has_transparency_data:
        over = image.convert("RGBA")
        ground = Images.new("RGBA", over.size, "white")
        ground.alpha_composite(over)
        return ground.convert("RGB")
    if image.mode in ("I", "I;16", "F"):
        image = image.point(lambda value: value / 256).convert("L")
    return image.convert("RGB")


def _taken_at(image: Image) -> datetime | None:
    tags = image.getexif()
    for written in (tags.get_ifd(_EXIF_IFD).get(_DATE_ORIGINAL), tags.get(_DATE)):
        try:
            return datetime.strptime(str(written), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - see above
        except ValueError:
            continue
    return None
