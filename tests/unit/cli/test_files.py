"""Files that verbs write: whole or not at all, and never in the place of a device."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from nlp_guard.cli.files import opened, replace_file


def test_a_file_appears_once_it_is_whole(tmp_path: Path) -> None:
    out = tmp_path / "new" / "out.jsonl"
    with opened(str(out)) as target:
        target.write("一\n")
        assert not out.exists()
    assert out.read_text("utf-8") == "一\n"
    assert list(out.parent.iterdir()) == [out]


def _broken_off(out: Path, *, after: str) -> None:
    with opened(str(out)) as target:
        target.write(after)
        raise RuntimeError


def test_what_was_good_is_kept_when_writing_breaks_off(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    with pytest.raises(RuntimeError):
        _broken_off(out, after="good\n")
    assert out.read_text("utf-8") == "good\n"
    with pytest.raises(RuntimeError):
        _broken_off(tmp_path / "none", after="")
    assert list(tmp_path.iterdir()) == [out]


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    heard: list[str] = []
    reader = threading.Thread(target=lambda: heard.append(pipe.read_text("utf-8")))
    reader.start()
    with opened(str(pipe)) as target:
        target.write("一\n")
    reader.join(10)
    assert heard == ["一\n"]
    assert pipe.is_fifo()


def test_a_file_is_replaced_in_one_step(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    replace_file(path, b"old")
    replace_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]
