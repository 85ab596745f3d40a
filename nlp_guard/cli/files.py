"""Files that appear once they are whole; stdin and stdout as files."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from nlp_guard.errors import InputError

STDIN = Path("-")


@contextmanager
def opened(out: str) -> Iterator[IO[str]]:
    """Open a file that appears once writing has ended, with what was good; or stdout.

    A device or a pipe is written to as it is: a file must not take its place.
    """
    path = Path(out)
    if out == "-":
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        yield sys.stdout
        return
    if _is_device(path):
        with path.open("w", encoding="utf-8", newline="\n") as target:
            yield target
        return
    partial = path.with_name(f".{path.name}.partial")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with partial.open("w", encoding="utf-8", newline="\n") as target:
            yield target
    except BaseException:
        if not partial.stat().st_size:
            partial.unlink()
        raise
    finally:
        if partial.exists():
            partial.replace(path)


def replace_file(path: Path, content: bytes) -> None:
    """Write a file in one step: it is the old one or the new one, never half of it.

    A device or a pipe is written to as it is.
    """
    if _is_device(path):
        path.write_bytes(content)
        return
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(content)
    partial.replace(path)


def json_lines(paths: Iterable[Path]) -> list[Path]:
    """Return files as they are, and the ``.jsonl`` files of folders."""
    return [
        file
        for path in paths
        for file in (sorted(path.glob("*.jsonl")) if path.is_dir() else [path])
    ]


def named_content(path: Path) -> tuple[str, bytes]:
    """Return a file's name and all it holds; stdin for ``-``."""
    if path == STDIN:
        return "stdin", sys.stdin.buffer.read()
    try:
        return path.name, path.read_bytes()
    except OSError as failure:
        raise InputError(failure.strerror or "cannot be read", path=str(path)) from failure


@contextmanager
def on_disk(paths: Sequence[Path]) -> Iterator[list[Path]]:
    """Give files and folders as they are; what comes by stdin as a file that lasts as long."""
    with TemporaryDirectory() as folder:
        spooled = Path(folder) / "stdin"
        if STDIN in paths:
            spooled.write_bytes(sys.stdin.buffer.read())
        yield [spooled if path == STDIN else path for path in paths]


def _is_device(path: Path) -> bool:
    """Tell whether something other than a file or a folder bears this name."""
    return path.exists() and not path.is_file() and not path.is_dir()
