"""Tables of a web page: consoles of Chinese platforms hand them out named ``.xls``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from nlp_guard.errors import CorruptRecord
from nlp_guard.sources.encodings.encoding import find_encoding, text_lines
from nlp_guard.sources.sheets.row import MAX_COLUMNS, Row, Sheet

_SHEET = "table"
_SPACE = re.compile(r"[ \t\r\n\f]+")
_BREAK = "\0"
_UNSHOWN = frozenset({"script", "style"})


def html_sheets(path: Path) -> tuple[Sheet, ...]:
    """Open all tables of a page as one sheet named ``table``; nothing it links to is fetched.

    Raises:
        InputError: If no encoding fits.
    """
    codec = find_encoding(path)
    return (Sheet(_SHEET, codec, lambda: _rows(path, codec)),)


def _rows(path: Path, codec: str) -> Iterator[Row]:
    # Python's own parser takes quadratic time for broken pages; libxml2 does not.
    parser = etree.HTMLPullParser(events=("end",), tag="tr", remove_comments=True, no_network=True)
    number = 0
    try:
        for cells in _cells(path, codec, parser):
            number += 1
            yield Row(number, cells, sheet=_SHEET)
    except etree.LxmlError as failure:
        raise CorruptRecord("broken as a web page, read no further") from failure


def _cells(path: Path, codec: str, parser: etree.HTMLPullParser) -> Iterator[tuple[str, ...]]:
    with text_lines(path, codec) as lines:
        for line in lines:
            parser.feed(line.replace(_BREAK, "\ufffd"))
            yield from _finished(parser)
    parser.close()
    yield from _finished(parser)


def _finished(parser: etree.HTMLPullParser) -> Iterator[tuple[str, ...]]:
    """Give the rows that are whole, and forget them."""
    for _, row in parser.read_events():
        cells = tuple(text for cell in row.iterchildren("td", "th") for text in _texts(cell))
        if len(cells) > MAX_COLUMNS:
            raise CorruptRecord(f"more than {MAX_COLUMNS} columns in a row")
        row.clear(keep_tail=False)
        while row.getprevious() is not None:
            del row.getparent()[0]
        if cells:
            yield cells


def _texts(cell: etree._Element) -> Iterator[str]:
    """Give a cell's text as a browser shows it, and "" for every further column it spans."""
    parts = [cell.text or ""]
    for element in cell.iterdescendants():
        parts.append(_BREAK if element.tag == "br" else "")
        parts.append("" if element.tag in _UNSHOWN else element.text or "")
        parts.append(element.tail or "")
    text = _SPACE.sub(" ", "".join(parts))
    yield "\n".join(line.strip(" ") for line in text.split(_BREAK))
    span = cell.get("colspan", "1")
    if span.isascii() and span.isdigit() and len(span) < 5:
        yield from [""] * (int(span) - 1)
