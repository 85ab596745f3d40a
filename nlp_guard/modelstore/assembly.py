"""Join the pieces of a file beside its place, check them, and move them there in one step."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from nlp_guard.errors import ModelMismatch
from nlp_guard.modelstore.card import ModelCard, ModelFile
from nlp_guard.modelstore.sources import Opener, pieces

Progress = Callable[[str, int, int], None]
"""Told the file's name, the bytes done and the bytes in all."""

PARTIAL_PREFIX = ".partial-"
_BLOCK_BYTES = 1 << 20


def assemble(
    card: ModelCard,
    file: ModelFile,
    opener: Opener,
    path: Path,
    progress: Progress | None = None,
) -> bool:
    """Write one file of a model from the pieces a source holds.

    Args:
        card: The model.
        file: The file wanted.
        opener: Of the source.
        path: Where it shall lie; untouched unless the content is right.
        progress: Told how far the joining is.

    Returns:
        Whether the source holds the file.

    Raises:
        ModelMismatch: If the source holds something else under that name.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, n_done, is_held = hashlib.sha256(), 0, False
    with _partial(path) as (partial, keep):
        for piece in pieces(file, opener):
            is_held = True
            with piece:
                while block := piece.read(_BLOCK_BYTES):
                    digest.update(block)
                    partial.write(block)
                    n_done += len(block)
                    if progress:
                        progress(file.name, n_done, file.size_bytes)
        if not is_held:
            return False
        found = digest.hexdigest()
        if found != file.sha256:
            raise ModelMismatch(card.name, file.name, expected=file.sha256, found=found)
        keep()
    return True


def sha256_of(path: Path) -> str:
    """Return the hex digest of a file, read in blocks."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def _partial(path: Path) -> Iterator[tuple[BinaryIO, Callable[[], None]]]:
    """Open a nameless neighbour of ``path`` that takes its place when it is kept."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=PARTIAL_PREFIX)
    partial = Path(name)

    with os.fdopen(handle, "wb") as stream:

        def keep() -> None:
            stream.flush()
            os.fsync(stream.fileno())
            partial.chmod(0o644)
            partial.replace(path)

        try:
            yield stream, keep
        finally:
            partial.unlink(missing_ok=True)
