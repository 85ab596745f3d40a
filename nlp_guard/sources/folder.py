"""A folder as a shop hands it over → everything in it, and an account of what was not read."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from nlp_guard.errors import InputError
from nlp_guard.protocols import Document, ReadingContext, Source
from nlp_guard.records import (
    Conversation,
    Order,
    OrderId,
    Provenance,
    Recording,
    ShopFacts,
    Skipped,
)
from nlp_guard.records import Source as SourceFile
from nlp_guard.sources.citation import file_sha256
from nlp_guard.sources.shop_facts import FILE_NAME, read_facts

_HEAD_BYTES = 65_536
_LEFT_ALONE = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
_RECORDING_SUFFIXES = frozenset({".wav", ".mp3", ".m4a", ".amr", ".ogg", ".opus", ".silk"})

Progress = Callable[[int, int, str], None]
"""Called with (files done, files in all, name of the file in hand)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """Everything that was read, and what was not.

    Args:
        n_files: Files seen.
        skipped: Files that gave nothing, or not all they hold.
        sources: Files that gave something.
    """

    conversations: tuple[Conversation, ...] = ()
    recordings: tuple[Recording, ...] = ()
    orders: tuple[Order, ...] = ()
    facts: ShopFacts = field(default_factory=ShopFacts)
    n_files: int = 0
    sources: tuple[SourceFile, ...] = ()
    skipped: tuple[Skipped, ...] = ()


@dataclass(slots=True)
class _Reading:
    """One run over the files: what it goes by, and what it has so far."""

    readers: Sequence[Source]
    is_forced: bool
    facts: ShopFacts
    now: datetime
    documents: list[Document] = field(default_factory=list)
    sources: list[SourceFile] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def read_paths(
    paths: Sequence[Path],
    readers: Sequence[Source],
    *,
    now: datetime,
    format_name: str | None = None,
    progress: Progress | None = None,
) -> Holdings:
    """Read files and folders with the readers that know their content.

    One bad file never stops the others: it is named in ``skipped`` with its reason, and what it
    gave before it broke is kept.

    Args:
        paths: Files or folders; sources are named relative to the folder, or by file name.
        readers: The readers to choose from.
        now: Aware time of the run.
        format_name: Name of the one reader to use for every file; None to go by content.
        progress: Told of every file.

    Raises:
        InputError: If a path does not exist.
        ValueError: If no reader has the name ``format_name``.

    Example:
        >>> from datetime import UTC
        >>> read_paths([], [], now=datetime(2015, 7, 24, tzinfo=UTC)).n_files
        0
    """
    chosen = [reader for reader in readers if format_name in (None, reader.name)]
    if format_name is not None and not chosen:
        known = ", ".join(sorted(reader.name for reader in readers))
        raise ValueError(f"no reader {format_name!r}; there are: {known}")
    skipped: list[Skipped] = []
    files = list(_files(paths, skipped))
    run = _Reading(
        readers=chosen,
        is_forced=format_name is not None,
        facts=_facts(files, skipped),
        now=now,
        skipped=skipped,
    )
    for done, (path, uri) in enumerate(files):
        if progress is not None:
            progress(done, len(files), uri)
        _read_file(path, uri, run)
    if progress is not None:
        progress(len(files), len(files), "")
    return _holdings(run, len(files))


def _files(paths: Iterable[Path], skipped: list[Skipped]) -> Iterator[tuple[Path, str]]:
    """Give (file, its name relative to what was handed in), in a fixed order."""
    for path in paths:
        if path.is_file():
            yield path, path.name
        elif path.is_dir():
            yield from _walk(path, skipped)
        else:
            raise InputError("no such file or folder", path=str(path))


def _walk(folder: Path, skipped: list[Skipped]) -> Iterator[tuple[Path, str]]:
    root = folder.resolve()
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in folders:
            if Path(name).suffix.lower() in _RECORDING_SUFFIXES:
                uri = (Path(where) / name).relative_to(folder).as_posix()
                skipped.append(Skipped(path=uri, why="a folder with a recording's name"))
        for name in sorted(names):
            path = Path(where) / name
            uri = path.relative_to(folder).as_posix()
            if name.startswith(".") or name.lower() in _LEFT_ALONE:
                continue
            if not path.resolve().is_relative_to(root):
                skipped.append(Skipped(path=uri, why="a link that leads out of the folder"))
                continue
            yield path, uri


def _facts(files: Sequence[tuple[Path, str]], skipped: list[Skipped]) -> ShopFacts:
    """Read the shop's own facts first: the other readers need zone and staff."""
    for path, uri in files:
        if path.name == FILE_NAME:
            try:
                return read_facts(path, uri)
            except InputError as failure:
                skipped.append(Skipped(path=uri, why=failure.reason))
    return ShopFacts()


def _read_file(path: Path, uri: str, run: _Reading) -> None:
    """Read one file into the run; what is wrong with it goes to ``skipped``."""
    before = len(run.documents)
    try:
        reader = _reader_for(path, run)
        sha256 = file_sha256(path)
        run.documents.extend(reader.read(path, _context(uri, sha256, run)))
    except (InputError, OSError) as failure:
        run.skipped.append(Skipped(path=uri, why=_reason(failure)))
    given = run.documents[before:]
    if given:
        run.sources.append(
            SourceFile(
                path=uri,
                sha256=sha256,
                kind=reader.kind,
                reader=reader.name,
                n_records=sum(_n_records(document) for document in given),
                size_bytes=path.stat().st_size,
            )
        )


def _reader_for(path: Path, run: _Reading) -> Source:
    """Choose by content; ties go to the name that sorts first."""
    with path.open("rb") as opened:
        head = opened.read(_HEAD_BYTES)
    if not head:
        raise InputError("empty file")
    if run.is_forced:
        return run.readers[0]
    ranked = sorted(
        ((reader.sniff(path, head), reader.name, reader) for reader in run.readers),
        key=lambda entry: (-entry[0], entry[1]),
    )
    if not ranked or ranked[0][0] <= 0.0:
        known = ", ".join(sorted({reader.kind for reader in run.readers}))
        raise InputError(f"no reader knows this content (known kinds: {known})")
    return ranked[0][2]


def _context(uri: str, sha256: str, run: _Reading) -> ReadingContext:
    return ReadingContext(
        provenance=Provenance(uri=uri, sha256=sha256, read_at=run.now),
        timezone=ZoneInfo(run.facts.timezone),
        staff=frozenset((*run.facts.staff, run.facts.name)) - {""},
        now=run.now,
    )


def _reason(failure: InputError | OSError) -> str:
    if isinstance(failure, InputError):
        where = "" if failure.line is None else f"line {failure.line}: "
        return f"{where}{failure.reason}"
    return failure.strerror or type(failure).__name__


def _n_records(document: Document) -> int:
    return len(document.utterances) if isinstance(document, Conversation) else 1


def _holdings(found: _Reading, n_files: int) -> Holdings:
    orders: dict[OrderId, Order] = {}
    for document in found.documents:
        if isinstance(document, Order):
            orders.setdefault(document.id, document)
    return Holdings(
        conversations=tuple(d for d in found.documents if isinstance(d, Conversation)),
        recordings=tuple(d for d in found.documents if isinstance(d, Recording)),
        orders=tuple(orders.values()),
        facts=found.facts,
        n_files=n_files,
        sources=tuple(found.sources),
        skipped=tuple(found.skipped),
    )
