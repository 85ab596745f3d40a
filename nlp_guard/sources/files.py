"""What was handed in, as files: folders are walked, archives opened, links out refused."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from nlp_guard.errors import InputError
from nlp_guard.sources.archives import Member, Refusal, is_archive, members, unpacked

_LEFT_ALONE = frozenset({".ds_store", "thumbs.db", "desktop.ini", "mapping.toml"})
_RECORDING_SUFFIXES = frozenset({".wav", ".mp3", ".m4a", ".amr", ".ogg", ".opus", ".silk"})


@dataclass(frozen=True, slots=True)
class HandedFile:
    """A file that was handed in, by itself or in an archive.

    Args:
        path: The file, or the archive it lies in.
        uri: Its name in provenance.
        member: What it is in the archive; None where it lies by itself.
    """

    path: Path
    uri: str
    member: Member | None = None

    @property
    def name(self) -> str:
        """Its own name, without folders."""
        return self.member.file_name if self.member else self.path.name

    def opened(self) -> AbstractContextManager[Path]:
        """Give the file as one that can be read, for as long as the block runs."""
        return unpacked(self.path, self.member) if self.member else nullcontext(self.path)


def handed_in(paths: Iterable[Path], refuse: Refusal) -> list[HandedFile]:
    """List the files in folders and archives, in a fixed order.

    Archives in archives, and archives that cannot be opened, are listed as they are.

    Args:
        paths: Files and folders.
        refuse: Told of everything that is left out, and why.

    Raises:
        InputError: If a path does not exist.
    """
    found: list[HandedFile] = []
    for path, uri in _files(paths, refuse):
        try:
            found.extend(inside(path, uri, refuse) or [HandedFile(path, uri)])
        except (InputError, OSError):
            found.append(HandedFile(path, uri))
    return found


def inside(path: Path, uri: str, refuse: Refusal) -> list[HandedFile] | None:
    """List the files of an archive; None for a file that is none.

    Raises:
        InputError: If the archive cannot be opened, or holds nothing.
    """
    if not is_archive(path):
        return None
    listed = [HandedFile(path, member.uri, member) for member in members(path, uri, refuse)]
    if not listed:
        raise InputError("an archive without a file that can be read")
    return listed


def _files(paths: Iterable[Path], refuse: Refusal) -> Iterator[tuple[Path, str]]:
    """Give (file, its name relative to what was handed in), in a fixed order."""
    for path in paths:
        if path.is_file():
            yield path, path.name
        elif path.is_dir():
            yield from _walk(path, refuse)
        else:
            raise InputError("no such file or folder", path=str(path))


def _walk(folder: Path, refuse: Refusal) -> Iterator[tuple[Path, str]]:
    root = folder.resolve()
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        _refuse_false_recordings(folder, Path(where), folders, refuse)
        for name in sorted(names):
            path = Path(where) / name
            uri = path.relative_to(folder).as_posix()
            if name.startswith(".") or name.lower() in _LEFT_ALONE:
                continue
            if not path.resolve().is_relative_to(root):
                refuse(uri, "a link that leads out of the folder")
                continue
            yield path, uri


def _refuse_false_recordings(
    folder: Path, where: Path, names: Sequence[str], refuse: Refusal
) -> None:
    for name in names:
        if Path(name).suffix.lower() in _RECORDING_SUFFIXES:
            refuse(
                (where / name).relative_to(folder).as_posix(), "a folder with a recording's name"
            )
