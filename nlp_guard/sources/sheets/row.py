"""A sheet, its rows, and where each cell stands in the untouched file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nlp_guard.records import CharSpan

MAX_COLUMNS = 4_096
"""A wider row is no table that people made."""
EXACT_DIGITS = 15
"""A spreadsheet keeps so many digits of a number (IEEE 754 double, as Excel shows it)."""

_LETTERS = 26
_QUOTED_CELL = re.compile(r'"((?:[^"]|"")*)"[^"]*\Z', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet.

    Args:
        number: From 1, as a spreadsheet shows it; empty rows count.
        cells: Every cell as the text it shows; may be shorter than the header.
        sheet: Name of its sheet; "" for delimited text.
        span: Code points of the decoded file, without the line end; delimited text only.
        source_text: What stands there.
        delimiter: Of delimited text; "" elsewhere.
        rounded: Columns (from 0) that hold a number of which digits were lost when a
            spreadsheet stored it: never compare such a number with another.
    """

    number: int
    cells: tuple[str, ...]
    sheet: str = ""
    span: CharSpan | None = None
    source_text: str = ""
    delimiter: str = ""
    rounded: frozenset[int] = frozenset()

    def cell(self, column: int) -> str:
        """Return the text of a column (from 0), "" beyond the last cell."""
        return self.cells[column] if column < len(self.cells) else ""

    def place(self, column: int) -> tuple[CharSpan | None, str | None]:
        """Return where a cell stands: (span of its text, None) or (None, locator).

        In delimited text the cell's own code points are given where it stands there word for
        word; where a quote is doubled inside it, and in workbooks, a locator ``sheet!B7``.
        Either goes into an utterance as it is (``source_span``, ``locator``).

        Example:
            >>> row = Row(
            ...     2, ("t1", "你好"), span=CharSpan(10, 15), source_text="t1,你好", delimiter=","
            ... )
            >>> row.place(1)
            (CharSpan(start=13, end=15), None)
            >>> Row(7, ("t1", "你好"), sheet="聊天").place(1)
            (None, '聊天!B7')
        """
        span = self._cell_span(column)
        if span is not None:
            return span, None
        return None, f"{self.sheet}!{letters(column)}{self.number}"

    @property
    def locator(self) -> str | None:
        """The whole row as ``sheet!7:7``; None where ``span`` says it."""
        return None if self.span is not None else f"{self.sheet}!{self.number}:{self.number}"

    @property
    def quote(self) -> str:
        """The row as it is cited: its source text, or its cells with tabs between."""
        return "\t".join(self.cells) if self.span is None else self.source_text

    def _cell_span(self, column: int) -> CharSpan | None:
        if self.span is None or column >= len(self.cells):
            return None
        if '"' not in self.source_text:
            raw = self.source_text.split(self.delimiter)
            start = sum(map(len, raw[:column])) + column
        else:
            raw = _split_quoted(self.source_text, self.delimiter)
            start = sum(map(len, raw[:column])) + column
            if quoted := _QUOTED_CELL.match(raw[column] if column < len(raw) else ""):
                raw[column], start = quoted[1], start + 1
        if column >= len(raw) or raw[column] != self.cells[column]:
            return None
        start += self.span.start
        return CharSpan(start, start + len(raw[column]))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook, a delimited text, or a table of a web page.

    Args:
        name: As the workbook names it; "" for delimited text.
        encoding: Codec of a delimited text or web page, for ``Provenance.encoding``.
        rows: Gives the rows in order, afresh each time, in bounded memory.
    """

    name: str
    encoding: str | None
    rows: Callable[[], Iterator[Row]]


def letters(column: int) -> str:
    """Return a column's letters.

    Example:
        >>> letters(0), letters(25), letters(26), letters(701), letters(702)
        ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    name = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, _LETTERS)
        name = chr(ord("A") + letter) + name
    return name


def column_of(name: str) -> int:
    """Return the column (from 0) that letters name, in capitals.

    Example:
        >>> column_of("A"), column_of("AA"), column_of(letters(12345))
        (0, 26, 12345)
    """
    column = 0
    for letter in name:
        column = column * _LETTERS + ord(letter) - ord("A") + 1
    return column - 1


def _split_quoted(text: str, delimiter: str) -> list[str]:
    """Split a row at the delimiters that stand outside quotes, leaving the quotes.

    A quote opens a cell only at its beginning; a doubled one closes and opens again.
    """
    cells: list[str] = []
    start, is_quoted, is_open = 0, False, False
    for mark in re.finditer(f'["{re.escape(delimiter)}]', text):
        if mark[0] == '"':
            is_quoted = is_quoted or mark.start() == start
            is_open = is_quoted and not is_open
        elif not is_open:
            cells.append(text[start : mark.start()])
            start, is_quoted = mark.end(), False
    return [*cells, text[start:]]
