"""XLSX workbooks, read row by row.

Read here and not by a library for three reasons. A number's digits are taken as they stand in
the file: libraries hand out a double, and an order number of 19 digits does not fit one. Rows
stream, however long the sheet. And nothing but cells is looked at: formulas are not computed
(their last result is shown), links and pictures are never opened, a document type is refused.
"""

from __future__ import annotations

import lzma
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO
from xml.parsers import expat

from nlp_guard.errors import CorruptRecord, InputError
from nlp_guard.sources.sheets.row import MAX_COLUMNS, Row, Sheet, column_of
from nlp_guard.sources.sheets.shown import CellFormats, NumberFormat, shown_number

MAX_PART_BYTES = 4 << 30
"""Of one sheet, unpacked: a million rows of forty columns take less."""
MAX_STRINGS_BYTES = 1 << 30
MAX_RATIO = 250
"""Unpacked to packed; sheets that people make stay below 60."""

_BLOCK = 1 << 16
_UNSUSPICIOUS_BYTES = 16 << 20
_COLUMN_NAME = re.compile(r"[A-Z]{1,3}")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BOOLEANS = {"1": "TRUE", "0": "FALSE"}


def xlsx_sheets(path: Path) -> tuple[Sheet, ...]:
    """Open the sheets of a workbook, hidden ones too, in their order.

    Raises:
        InputError: If it is no workbook, or packed to do harm.
    """
    with _opened(path) as archive:
        names = _sheet_parts(archive)
    return tuple(Sheet(name, None, partial(_rows, path, name, part)) for name, part in names)


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        OSError,
        EOFError,
        KeyError,
    ) as failure:
        raise InputError(f"a damaged workbook: {failure}", path=path.name) from failure
    except RuntimeError as failure:  # how zipfile says that a member is encrypted
        raise InputError("an encrypted workbook; save it without a password") from failure
    except (expat.ExpatError, UnicodeError, ValueError, IndexError) as failure:
        raise InputError(f"a damaged workbook: {failure}", path=path.name) from failure


def refuse_bomb(info: zipfile.ZipInfo) -> None:
    """Refuse a packed file that unpacks to far more than people pack.

    The unpacked size it declares can be believed: reading stops there.

    Raises:
        InputError: With both sizes.
    """
    if info.file_size > _UNSUSPICIOUS_BYTES and info.file_size > MAX_RATIO * info.compress_size:
        raise InputError(
            f"{posixpath.basename(info.filename)} unpacks from {info.compress_size} "
            f"to {info.file_size} bytes; not opened"
        )


def _part(archive: zipfile.ZipFile, name: str, limit: int = MAX_PART_BYTES) -> IO[bytes]:
    """Open one part, unless it was packed to do harm."""
    info = archive.getinfo(name)
    if info.file_size > limit:
        raise InputError(f"{posixpath.basename(name)} unpacks to {info.file_size} bytes")
    refuse_bomb(info)
    return archive.open(info)


class _Parser:
    """Expat without document types or entities; elements keep the prefix they are written with.

    Resolving namespaces would cost a seventh of the time, and workbooks use one prefix a part.
    """

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.buffer_size = _BLOCK
        self._parser.StartDoctypeDeclHandler = _refuse_document_type

    def handle(
        self,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        self._parser.StartElementHandler = start
        self._parser.EndElementHandler = end
        self._parser.CharacterDataHandler = text

    def feed(self, source: IO[bytes]) -> bool:
        """Read one block; False at the end."""
        block = source.read(_BLOCK)
        self._parser.Parse(block, not block)
        return bool(block)


def _refuse_document_type(*_: object) -> None:
    raise InputError("a document type stands in it; no workbook has one, not opened")


def _sheet_parts(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Return (name of a sheet, its part in the archive), in order."""
    book = _main_part(archive)
    targets = _relations(archive, book)
    found: list[tuple[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "sheet":
            part = next((targets.get(v) for k, v in attributes.items() if _local(k) == "id"), None)
            if part is not None:
                found.append((attributes.get("name", ""), part))

    _parse_all(archive, book, start)
    return found


def _main_part(archive: zipfile.ZipFile) -> str:
    names = archive.namelist()
    if "xl/workbook.xml" in names:
        return "xl/workbook.xml"
    if "xl/workbook.bin" in names:
        raise InputError("a binary workbook (XLSB); save it as XLSX")
    other = next((name for name in names if name.endswith("workbook.xml")), None)
    if other is None:
        raise InputError("a ZIP archive without a workbook")
    return other


def _relations(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Return id → part of the archive; what leads out of it is left out."""
    folder, name = posixpath.split(part)
    inside = set(archive.namelist())
    targets: dict[str, str] = {}

    def start(_: str, attributes: dict[str, str]) -> None:
        target = attributes.get("Target", "")
        path = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
        kind = attributes.get("Type", "")
        if path in inside and attributes.get("TargetMode") != "External":
            targets[attributes.get("Id", "")] = path
            targets.setdefault(kind.rpartition("/")[2], path)

    _parse_all(archive, f"{folder}/_rels/{name}.rels", start)
    return targets


def _parse_all(
    archive: zipfile.ZipFile, part: str, start: Callable[[str, dict[str, str]], None]
) -> None:
    parser = _Parser()
    parser.handle(start)
    with _part(archive, part, MAX_STRINGS_BYTES) as source:
        while parser.feed(source):
            pass


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _formats(archive: zipfile.ZipFile, book: str, targets: dict[str, str]) -> CellFormats:
    codes: dict[str, str] = {}
    styles: list[NumberFormat] = []
    is_1904 = False
    table = ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal is_1904, table
        match _local(name):
            case "workbookPr":
                is_1904 = attributes.get("date1904") in {"1", "true"}
            case "cellXfs" | "cellStyleXfs" as opened:
                table = opened
            case "numFmt":
                codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            case "xf" if table == "cellXfs":
                number = attributes.get("numFmtId", "0")
                styles.append(NumberFormat.of(int(number), codes.get(number)))

    _parse_all(archive, book, start)
    if "styles" in targets:
        _parse_all(archive, targets["styles"], start)
    by_style = {str(i): form for i, form in enumerate(styles) if form != NumberFormat()}
    if is_1904:
        return CellFormats(by_style, datetime(1904, 1, 1))  # noqa: DTZ001 - as its default
    return CellFormats(by_style)


class _SharedStrings:
    """The table of texts that cells refer to, read only as far as they do."""

    def __init__(self, source: IO[bytes] | None) -> None:
        self._source = source
        self._texts: list[str] = []
        self._parts: list[str] = []
        self._heard: list[str] = []
        self._is_phonetic = False
        self._parser = _Parser()
        self._parser.handle(self._start, self._end, self._heard.append)

    def __getitem__(self, index: int) -> str:
        while index >= len(self._texts):
            if self._source is None or not self._parser.feed(self._source):
                raise InputError(f"no text {index} in the workbook's table of texts")
        return self._texts[index]

    def _start(self, name: str, _: dict[str, str]) -> None:
        local = _local(name)
        if local == "t":
            self._heard.clear()
        elif local == "rPh":
            self._is_phonetic = True

    def _end(self, name: str) -> None:
        local = _local(name)
        if local == "t" and not self._is_phonetic:
            self._parts.append("".join(self._heard))
        elif local == "rPh":
            self._is_phonetic = False
        elif local == "si":
            self._texts.append(_unescaped("".join(self._parts)))
            self._parts.clear()


def _unescaped(text: str) -> str:
    """Undo ``_x000D_``: how workbooks keep characters that XML cannot."""
    if "_x" not in text:
        return text
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    # Two halves of one character may have been written so.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class _SheetParser:
    """Collects the rows of one sheet.

    The four functions below run for every cell of a sheet: they touch the instance as little as
    they can, and each cell's reference is turned into a column but once.
    """

    def __init__(self, name: str, strings: _SharedStrings, formats: CellFormats) -> None:
        self.rows: list[Row] = []
        self._sheet, self._strings, self._formats = name, strings, formats
        self._number = 0
        self._cells: list[str] = []
        self._rounded: list[int] = []
        self._cell: dict[str, str] = {}
        self._heard: list[str] = []
        self._value = ""
        self._is_phonetic = False
        self._columns: dict[str, int] = {}
        self._parser = _Parser()
        self._parser.handle(self._root)
        self.feed = self._parser.feed

    def _root(self, name: str, _: dict[str, str]) -> None:
        """Learn the prefix of the elements from the root."""
        prefix = name[: len(name) - len(_local(name))]
        self._c, self._v, self._t = f"{prefix}c", f"{prefix}v", f"{prefix}t"
        self._row, self._rph = f"{prefix}row", f"{prefix}rPh"
        self._parser.handle(self._start, self._end, self._heard.append)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == self._c:
            self._cell = attributes
            self._value = ""
        elif name == self._row:
            number = attributes.get("r")
            self._number = int(number) if number else self._number + 1
            self._cells = []
        elif name == self._rph:
            self._is_phonetic = True
        else:
            self._heard.clear()

    def _end(self, name: str) -> None:
        if name == self._c:
            self._take()
        elif name == self._v:
            self._value = "".join(self._heard)
        elif name == self._t:
            if not self._is_phonetic:
                self._value += "".join(self._heard)
        elif name == self._row:
            self._take_row()
        elif name == self._rph:
            self._is_phonetic = False

    def _take(self) -> None:
        cell, cells, text = self._cell, self._cells, self._value
        reference = cell.get("r")
        column = len(cells) if reference is None else self._column(reference)
        if column >= MAX_COLUMNS:
            raise CorruptRecord(f"a cell in column {column + 1} of row {self._number}")
        if text:
            text = self._shown(text, column)
        missing = column - len(cells)
        if not missing:
            cells.append(text)
        elif missing > 0:
            cells.extend([""] * missing)
            cells.append(text)
        else:
            cells[column] = text

    def _shown(self, text: str, column: int) -> str:
        kind = self._cell.get("t")
        if kind == "s":
            return self._strings[int(text)]
        if kind is None or kind == "n":
            text, is_rounded = shown_number(text, self._cell.get("s"), self._formats)
            if is_rounded:
                self._rounded.append(column)
            return text
        return _BOOLEANS.get(text, text) if kind == "b" else _unescaped(text)

    def _column(self, reference: str) -> int:
        name = reference.rstrip("0123456789")
        column = self._columns.get(name)
        if column is None:
            if not _COLUMN_NAME.fullmatch(name):
                raise CorruptRecord(f"a cell without a column in row {self._number}")
            column = self._columns[name] = column_of(name)
        return column

    def _take_row(self) -> None:
        cells, rounded = self._cells, frozenset(self._rounded)
        self._rounded.clear()
        if any(cells):
            self.rows.append(Row(self._number, tuple(cells), sheet=self._sheet, rounded=rounded))


def _rows(path: Path, name: str, part: str) -> Iterator[Row]:
    with _opened(path) as archive:
        book = _main_part(archive)
        targets = _relations(archive, book)
        strings = targets.get("sharedStrings")
        table = _part(archive, strings, MAX_STRINGS_BYTES) if strings else None
        sheet = _SheetParser(name, _SharedStrings(table), _formats(archive, book, targets))
        with _part(archive, part) as source:
            is_more = True
            while is_more:
                is_more = sheet.feed(source)
                yield from sheet.rows
                sheet.rows.clear()
