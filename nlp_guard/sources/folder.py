"""A folder as a shop hands it over → everything in it, and an account of what was not read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from nlp_guard.errors import InputError
from nlp_guard.protocols import Document, ReadingContext, Source
from nlp_guard.records import (
    Channel,
    Conversation,
    Coverage,
    Order,
    OrderLine,
    Provenance,
    Recording,
    ShopFacts,
    Skipped,
)
from nlp_guard.records import Source as SourceFile
from nlp_guard.sources.archives import MAX_DEPTH, other_archive
from nlp_guard.sources.citation import file_sha256
from nlp_guard.sources.encodings.mojibake import is_mended
from nlp_guard.sources.files import HandedFile, handed_in, inside
from nlp_guard.sources.orders.book import OrderBook
from nlp_guard.sources.shop_facts import FILE_NAME, read_facts

_HEAD_BYTES = 65_536

Progress = Callable[[int, int, str], None]
"""Called with (files done, files in all, name of the file in hand)."""


class Intake:
    """One pass over files and folders with the readers that know their content.

    Iterating gives conversations and recordings as they are read, in a fixed order and in bounded
    memory; orders and the shop's facts are kept. One bad file never stops the others: it is
    named in ``skipped`` with its reason, and what it gave before it broke is kept. Archives are
    read like folders; a member's file, and with it a recording's ``path``, is there until the
    next document is asked for.

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
        >>> intake = Intake([], [], now=datetime(2015, 7, 24, tzinfo=UTC))
        >>> list(intake), intake.n_files
        ([], 0)
    """

    def __init__(
        self,
        paths: Sequence[Path],
        readers: Sequence[Source],
        *,
        now: datetime,
        format_name: str | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._readers = [reader for reader in readers if format_name in (None, reader.name)]
        if format_name is not None and not self._readers:
            known = ", ".join(sorted(reader.name for reader in readers))
            raise ValueError(f"no reader {format_name!r}; there are: {known}")
        self._is_forced = format_name is not None
        self._now = now
        self._progress = progress or (lambda done, total, name: None)
        self._orders = OrderBook()
        self.skipped: list[Skipped] = []
        self.sources: list[SourceFile] = []
        self._files = handed_in(paths, self._skip)
        self.n_files = len(self._files)
        self.facts = self._read_facts()
        self.n_messages = 0
        self.audio_s = 0.0
        self.n_unreadable = 0

    @property
    def orders(self) -> tuple[Order, ...]:
        """Orders read so far; of an order in several reports, the newest row."""
        return self._orders.joined()

    @property
    def timezone(self) -> ZoneInfo:
        """The zone in which records without one are written."""
        return ZoneInfo(self.facts.timezone)

    def __iter__(self) -> Iterator[Conversation | Recording]:
        for done, file in enumerate(self._files):
            self._progress(done, len(self._files), file.uri)
            yield from self._read_handed(file, depth=1 if file.member else 0)
        self._progress(len(self._files), len(self._files), "")

    def heard(self, recording: Recording) -> None:
        """Note that a recording was listened to."""
        self.audio_s += recording.duration_s or 0.0

    def give_up(self, uri: str, why: str) -> None:
        """Note that a file that was read proved useless later on."""
        self._skip(uri, why)
        self.sources = [source for source in self.sources if source.path != uri]

    def coverage(self) -> Coverage:
        """Return the account of the pass, once it is over."""
        return Coverage(
            files=self.n_files,
            read=len(self.sources),
            sources=tuple(self.sources),
            skipped=tuple(sorted(self.skipped, key=lambda skipped: (skipped.path, skipped.why))),
            messages=self.n_messages,
            audio_s=self.audio_s,
            unreadable_turns=self.n_unreadable,
        )

    def _skip(self, uri: str, why: str) -> None:
        self.skipped.append(Skipped(path=uri, why=why))

    def _read_facts(self) -> ShopFacts:
        """Read the shop's own facts first: the other readers need zone and staff."""
        for file in self._files:
            if file.name == FILE_NAME:
                try:
                    with file.opened() as path:
                        return read_facts(
                            path,
                            Provenance(uri=file.uri, sha256=file_sha256(path), read_at=self._now),
                        )
                except (InputError, OSError) as failure:
                    self._skip(file.uri, _reason(failure))
        return ShopFacts()

    def _read_handed(self, file: HandedFile, depth: int) -> Iterator[Conversation | Recording]:
        """Read a file, or all files in an archive; what is wrong goes to ``skipped``."""
        try:
            with file.opened() as path:
                within = inside(path, file.uri, self._skip)
                if within is None:
                    yield from self._read_file(path, file.uri)
                    return
                if depth >= MAX_DEPTH:
                    raise InputError(f"an archive within {MAX_DEPTH} others; unpack it")
                self.n_files += len(within) - 1
                for inner in within:
                    yield from self._read_handed(inner, depth + 1)
        except (InputError, OSError) as failure:
            self._skip(file.uri, _reason(failure))

    def _read_file(self, path: Path, uri: str) -> Iterator[Conversation | Recording]:
        """Read one file; what is wrong with it goes to ``skipped``."""
        n_records, encoding = 0, None
        try:
            reader = self._reader_for(path)
            sha256 = file_sha256(path)
            for document in reader.read(path, self._context(uri, sha256)):
                n_records += _n_records(document)
                encoding = encoding or _encoding(document)
                if isinstance(document, Order | OrderLine):
                    self._orders.add(document)
                elif isinstance(document, Conversation):
                    self._count(document)
                    yield document
                elif isinstance(document, Recording):
                    yield document
        except (InputError, OSError) as failure:
            self._skip(uri, _reason(failure))
        if is_mended(encoding):
            why = f"saved in a wrong encoding, which was undone: {encoding}"
            self.skipped.append(Skipped(path=uri, why=why, is_failure=False))
        if n_records:
            self.sources.append(
                SourceFile(
                    path=uri,
                    sha256=sha256,
                    kind=reader.kind,
                    reader=reader.name,
                    n_records=n_records,
                    size_bytes=path.stat().st_size,
                )
            )

    def _reader_for(self, path: Path) -> Source:
        """Choose by content; ties go to the name that sorts first."""
        with path.open("rb") as opened:
            head = opened.read(_HEAD_BYTES)
        if not head:
            raise InputError("empty file")
        if self._is_forced:
            return self._readers[0]
        ranked = sorted(
            ((reader.sniff(path, head), reader.name, reader) for reader in self._readers),
            key=lambda entry: (-entry[0], entry[1]),
        )
        if not ranked or ranked[0][0] <= 0.0:
            if kind := other_archive(head):
                raise InputError(f"a {kind} archive; unpack it, or pack it again as ZIP")
            known = ", ".join(sorted({reader.kind for reader in self._readers}))
            raise InputError(f"no reader knows this content (known kinds: {known})")
        return ranked[0][2]

    def _context(self, uri: str, sha256: str) -> ReadingContext:
        return ReadingContext(
            provenance=Provenance(uri=uri, sha256=sha256, read_at=self._now),
            timezone=self.timezone,
            staff=frozenset((*self.facts.staff, self.facts.name)) - {""},
            now=self._now,
            note=lambda why: self.skipped.append(Skipped(path=uri, why=why, is_failure=False)),
        )

    def _count(self, conversation: Conversation) -> None:
        if conversation.channel is Channel.CHAT:
            self.n_messages += len(conversation.utterances)
        self.n_unreadable += conversation.unreadable


def _reason(failure: InputError | OSError) -> str:
    if isinstance(failure, InputError):
        where = "" if failure.line is None else f"line {failure.line}: "
        return f"{where}{failure.reason}"
    return failure.strerror or type(failure).__name__


def _encoding(document: Document) -> str | None:
    """Return the codec of a document's source; the shop's facts have no provenance."""
    source = None if isinstance(document, ShopFacts) else document.provenance
    return source.encoding if source else None


def _n_records(document: Document) -> int:
    return len(document.utterances) if isinstance(document, Conversation) else 1
