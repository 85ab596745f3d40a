from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nlp_guard.records import Box, CharSpan, Investigation, Provenance, ReadLine
from nlp_guard.reports.cuttings import Cuttings
from nlp_guard.reports.html import HtmlReport
from tests.fakes.reading import NOW

BOX = Box(60, 40, 100, 60)
MOST = 1_000_000


@pytest.fixture
def source(tmp_path: Path) -> Provenance:
    """A picture that is white but for one box."""
    pixels = np.full((200, 300, 3), 255, np.uint8)
    pixels[BOX.top : BOX.bottom, BOX.left : BOX.right] = (10, 200, 30)
    path = tmp_path / "a.png"
    Image.fromarray(pixels).save(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Provenance(uri="a.png", sha256=digest, read_at=NOW)


def test_the_bubble_is_shown_with_a_rim(source: Provenance, tmp_path: Path) -> None:
    cutting = Cuttings(tmp_path, MOST).of(source, BOX)
    assert cutting.why_not is None
    assert cutting.data_uri.startswith("data:image/png;base64,")
    shown = np.asarray(Image.open(io.BytesIO(cutting.png)))
    assert shown.shape == (20 + 24, 40 + 24, 3)
    assert shown[12, 12].tolist() == [10, 200, 30]
    assert shown[11, 11].tolist() == [255, 255, 255]


@pytest.mark.parametrize("harm", ["gone", "changed", "outside", "above"])
def test_nothing_is_shown_when_it_is_not_the_picture_that_was_read(
    harm: str, source: Provenance, tmp_path: Path
) -> None:
    path, box = tmp_path / "a.png", BOX
    if harm == "gone":
        path.unlink()
    elif harm == "changed":
        path.write_bytes(path.read_bytes() + b"\0")
    elif harm == "outside":
        box = Box(1000, 1000, 1010, 1010)
    else:
        source = replace(source, uri="../a.png")
    cutting = Cuttings(tmp_path if harm != "above" else tmp_path / "inner", MOST).of(source, box)
    assert not cutting.png
    assert cutting.why_not is not None


def test_nothing_more_is_shown_when_the_page_is_full(source: Provenance, tmp_path: Path) -> None:
    cuttings = Cuttings(tmp_path, len(Cuttings(tmp_path, MOST).of(source, BOX).png) + 1)
    assert cuttings.of(source, BOX).png
    full = cuttings.of(source, BOX)
    assert not full.png
    assert full.why_not is not None
    assert "page" in full.why_not.en


def test_the_page_shows_it_beside_words_that_count(
    ring: Investigation, source: Provenance, tmp_path: Path
) -> None:
    detection = next(d for d in ring.detections if any(turn.labels for turn in d.turns))
    at = next(n for n, turn in enumerate(detection.turns) if turn.labels)
    said = replace(
        detection.conversation.utterances[at],
        box=BOX,
        lines=(ReadLine(span=CharSpan(0, 2), box=BOX, score=0.4),),
    )
    talk = replace(detection.conversation, utterances=(said,), provenance=source)
    read = replace(detection, conversation=talk, turns=detection.turns[at : at + 1])
    investigation = replace(ring, folder=tmp_path, cases=(), detections=(read,))
    page = HtmlReport().render(investigation).decode()
    shown = Cuttings(tmp_path, MOST).of(source, BOX).data_uri
    assert page.count(shown) == 1
    assert "the words were read off this picture by a machine" in page
    assert f"Read unsurely:</span> <bdi>{said.text[:2]}</bdi>" in page
