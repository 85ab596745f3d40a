"""Tables in text: comma, tab, semicolon or bar between the cells."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from nlp_guard.errors import CorruptRecord
from nlp_guard.records import CharSpan
from nlp_guard.sources.encodings.encoding import find_encoding, text_lines
from nlp_guard.sources.sheets.row import MAX_COLUMNS, Row, Sheet

MAX_CELL = 4 << 20
"""Characters; a longer cell is a quote that was never closed."""

_DELIMITERS = ("\t", ",", ";", "|")
_JUDGED_LINES = 20
_ROUNDED = re.compile(r'(?:="?|\')?\d(?:\.\d+)?[Ee]\+?\d\d"?\s*')


def delimited_sheet(path: Path) -> Sheet:
    """Open a delimited text as its one sheet.

    Raises:
        InputError: If no encoding fits.
    """
    codec = find_encoding(path)
    return Sheet("", codec, lambda: _rows_of_file(path, codec))


def rows_of_text(text: str) -> Iterator[Row]:
    r"""Give the rows of a text that is in memory.

    Example:
        >>> [row.cells for row in rows_of_text('id;words\r\n7;"a;b"\r\n')]
        [('id', 'words'), ('7', 'a;b')]
    """
    yield from _rows(io.StringIO(text, newline=""), "")


def delimiter_of(lines: Iterable[str]) -> str:
    r"""Return the delimiter that cuts the first lines into the same number of cells.

    Example:
        >>> delimiter_of(["a\tb,c\td\n", "1\t2\t3\n"])
        '\t'
        >>> delimiter_of(["一;二\n"])
        ';'
    """
    lines = [line for line in lines if line.strip()][:_JUDGED_LINES]

    def fit(delimiter: str) -> tuple[float, int]:
        counts = [len(_outside_quotes(line).split(delimiter)) for line in lines]
        widest = counts[0] if counts else 1
        if widest < 2:
            return 0.0, 1
        return sum(count == widest for count in counts) / len(counts), widest

    # max() keeps the first of equals, so that a tab wins over the commas inside its cells.
    best = max(_DELIMITERS, key=lambda delimiter: (fit(delimiter)[0] >= 0.5, fit(delimiter)[1]))
    return best if fit(best)[1] > 1 else ","


def _outside_quotes(line: str) -> str:
    return re.sub(r'"[^"]*"?', '""', line) if '"' in line else line


def _rows_of_file(path: Path, codec: str) -> Iterator[Row]:
    with text_lines(path, codec) as lines:
        yield from _rows(lines, path.name)


def _rows(lines: Iterable[str], name: str) -> Iterator[Row]:
    """Give the rows; the CSV reader pulls lines only as a row needs them.

    What it has pulled by the time a row is complete is therefore that row.
    """
    # The limit is the interpreter's; 128 KiB is less than one customer's whole chat in a cell.
    csv.field_size_limit(max(csv.field_size_limit(), MAX_CELL))
    feed = iter(lines)
    judged = list(islice(feed, _JUDGED_LINES))
    delimiter = delimiter_of(judged)
    pulled: list[str] = []

    def pull() -> Iterator[str]:
        for source in (judged, feed):
            for line in source:
                pulled.append(line)
                # A NUL cannot be read by older interpreters and means nothing in a table.
                yield line.replace("\0", "\ufffd")

    start = 0
    reader = csv.reader(pull(), delimiter=delimiter)
    try:
        for number, cells in enumerate(reader, start=1):
            if len(cells) > MAX_COLUMNS:
                raise CorruptRecord(f"{len(cells)} columns", path=name, line=reader.line_num)
            text = "".join(pulled)
            pulled.clear()
            shown = text.rstrip("\r\n")
            yield Row(
                number,
                tuple(cells),
                span=CharSpan(start, start + len(shown)),
                source_text=shown,
                delimiter=delimiter,
                rounded=_rounded(cells) if "E+" in shown or "e+" in shown else frozenset(),
            )
            start += len(text)
    except csv.Error as failure:
        raise CorruptRecord(
            f"broken as CSV, read no further: {failure}", path=name, line=reader.line_num
        ) from failure


def _rounded(cells: list[str]) -> frozenset[int]:
    return frozenset(i for i, cell in enumerate(cells) if _ROUNDED.fullmatch(cell))
