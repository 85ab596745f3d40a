from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nlp_guard import images
from nlp_guard.errors import InputError
from nlp_guard.images import open_image, size_of, to_png


def _halves(mode: str = "RGB") -> Image.Image:
    """Return a picture that is dark in its left half: 40 columns, 20 rows."""
    image = Image.new("RGB", (40, 20), "white")
    image.paste((0, 0, 0), (0, 0, 20, 20))
    return image.convert(mode)


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("a.png", "RGB"), ("a.png", "L"), ("a.png", "P"), ("a.png", "1"), ("a.png", "I;16"),
        ("a.jpg", "RGB"), ("a.jpg", "CMYK"), ("a.webp", "RGB"), ("a.heic", "RGB"),
    ],
)  # fmt: skip
def test_a_picture_is_opened_in_every_format_and_mode(
    name: str, mode: str, tmp_path: Path
) -> None:
    import pillow_heif

    pillow_heif.register_heif_opener()
    path = tmp_path / name
    if mode == "I;16":
        Image.fromarray(np.asarray(_halves("L")).astype(np.uint16) * 257).save(path)
    else:
        _halves(mode).save(path)
    pixels = open_image(path).pixels
    assert pixels.shape == (20, 40, 3)
    assert pixels[:, :16].max() < 20
    assert pixels[:, 24:].min() > 235


def test_what_is_see_through_stands_on_white(tmp_path: Path) -> None:
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(tmp_path / "a.png")
    assert open_image(tmp_path / "a.png").pixels.min() == 255


def test_a_picture_is_turned_upright_and_tells_when_it_was_taken(tmp_path: Path) -> None:
    tags = Image.Exif()
    tags[0x0112] = 6  # turn by a quarter
    tags[0x0132] = "2026:04:03 21:05:12"
    _halves().save(tmp_path / "a.jpg", exif=tags)
    opened = open_image(tmp_path / "a.jpg")
    assert opened.pixels.shape == (40, 20, 3)
    assert opened.pixels[:16].max() < 20
    assert opened.taken_at == datetime(2026, 4, 3, 21, 5, 12)  # noqa: DTZ001


@pytest.mark.parametrize("suffix", [".webp", ".png"])
def test_of_a_moving_picture_the_first_frame_counts(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(path, save_all=True, append_images=frames[1:], lossless=True)
    assert open_image(path).pixels[5, 5].tolist() == [255, 0, 0]


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0" * 9, b"hello"])
def test_what_is_no_picture_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(content)
    for opens in (open_image, size_of):
        with pytest.raises(InputError, match=r"a\.png: a picture that cannot be decoded"):
            opens(path, "a.png")


def test_too_many_pixels_are_refused_before_they_are_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.png"
    _halves().save(path)
    monkeypatch.setattr(images, "MAX_PIXELS", 700)
    with pytest.raises(InputError, match="40 x 20 pixels; at most 700"):
        open_image(path)


@pytest.mark.parametrize("side", [10_000, 15_000])
def test_a_bomb_is_refused(side: int, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("1", (side, side)).save(path)
    assert path.stat().st_size < 500_000
    with pytest.raises(InputError, match="far too many pixels"):
        open_image(path)


def test_a_part_is_scaled_down_to_fit(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(to_png(np.zeros((300, 100, 3), np.uint8), max_width=80, max_height=60))
    assert size_of(path) == (20, 60)
