"""Tables of a web page: consoles of Chinese platforms hand them out named ``.xls``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from nlp_guard.errors import CorruptRecord
from nlp_guard.sources.encoding import find_encoding, text_lines
from nlp_guard.sources.sheets.row import MAX_COLUMNS, Row, Sheet

_SPACE = re.compile(r"[ \t\r\n\f]+")
_UNSHOWN = frozenset({"script", "style", "title"})


def html_sheets(path: Path) -> tuple[Sheet, ...]:
    """Open all tables of a page as one sheet named ``table``; nothing it links to is fetched.

    Raises:
        InputError: If no encoding fits.
    """
    codec = find_encoding(path)
    return (Sheet("table", codec, lambda: _rows(path, codec)),)


class _Tables(HTMLParser):
    """Collects rows; a cell that spans columns is followed by empty ones."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[tuple[str, ...]] = []
        self._cells: list[str] | None = None
        self._heard: list[str] | None = None
        self._span = 1
        self._unshown = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._end_row()
            self._cells = []
        elif tag in {"td", "th"}:
            self._end_cell()
            self._heard = []
            wide = dict(attrs).get("colspan") or "1"
            self._span = int(wide) if wide.isascii() and wide.isdigit() and len(wide) < 5 else 1
        elif tag == "br" and self._heard is not None:
            self._heard.append("\0")
        elif tag in _UNSHOWN:
            self._unshown += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._end_cell()
        elif tag in {"tr", "table"}:
            self._end_row()
        elif tag in _UNSHOWN and self._unshown:
            self._unshown -= 1

    def handle_data(self, data: str) -> None:
        if self._heard is not None and not self._unshown:
            self._heard.append(data)

    def _end_cell(self) -> None:
        if self._heard is None:
            return
        if self._cells is None:
            self._cells = []
        text = _SPACE.sub(" ", "".join(self._heard))
        self._cells.append("\n".join(line.strip(" ") for line in text.split("\0")))
        self._cells.extend([""] * (self._span - 1))
        self._heard = None
        if len(self._cells) > MAX_COLUMNS:
            raise CorruptRecord(f"more than {MAX_COLUMNS} columns in a row")

    def _end_row(self) -> None:
        self._end_cell()
        if self._cells:
            self.rows.append(tuple(self._cells))
        self._cells = None


def _rows(path: Path, codec: str) -> Iterator[Row]:
    tables = _Tables()
    number = 0
    with text_lines(path, codec) as lines:
        for line in lines:
            tables.feed(line)
            for cells in tables.rows:
                number += 1
                yield Row(number, cells, sheet="table")
            tables.rows.clear()
    tables.close()
    for cells in tables.rows:
        number += 1
        yield Row(number, cells, sheet="table")
