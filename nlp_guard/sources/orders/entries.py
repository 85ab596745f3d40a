"""The rows of a report below its header, and which of them make one order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from nlp_guard.sources.orders.values import is_lost, plain
from nlp_guard.sources.reading.faults import Faults
from nlp_guard.sources.sheets import Row

Names = tuple[str, ...]
"""Names of columns, as `header_name` gives them."""


def header_name(cell: str) -> str:
    r"""Return a column's name in one spelling.

    Example:
        >>> header_name("收货地址 "), header_name("\ufeff实付款（元）"), header_name("Created at")
        ('收货地址', '实付款(元)', 'Created at')
    """
    return unicodedata.normalize("NFKC", cell.lstrip("\ufeff")).strip(" \t\r\n'\"")


@dataclass(frozen=True)
class Header:
    """The row that names the columns.

    Args:
        number: Of its row.
        columns: Name → column (from 0); of two of one name the first.
        width: Number of columns.
    """

    number: int
    columns: Mapping[str, int]
    width: int

    @classmethod
    def of(cls, row: Row) -> Header:
        """Read a row as a header."""
        columns: dict[str, int] = {}
        for column, cell in enumerate(row.cells):
            if name := header_name(cell):
                columns.setdefault(name, column)
        return cls(row.number, columns, len(row.cells))

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of its columns."""
        return frozenset(self.columns)

    def orders(self, rows: Iterable[Row], number: Names, faults: Faults) -> Iterator[list[Entry]]:
        """Give the rows of each order together; a rounded number joins no rows.

        Args:
            rows: Of the whole sheet.
            number: Names of the column of the order's number.
            faults: Told of rows that belong to no order.
        """
        entries = self._entries(rows, number, faults)
        for _, group in groupby(
            entries, key=lambda e: e.row.number if self.rounded(e.row, number) else e.number
        ):
            yield list(group)

    def _entries(self, rows: Iterable[Row], number: Names, faults: Faults) -> Iterator[Entry]:
        """Give the rows below; one without a number belongs to the order above it."""
        last = ""
        for row in rows:
            if row.number <= self.number or not any(map(str.strip, row.cells)):
                continue
            if row.span is not None and len(row.cells) < self.width - 1:
                faults.add(row.number, f"{len(row.cells)} columns, {self.width} expected")
                continue
            own = Entry(row, self, "").text(number)
            if not any(map(str.isdigit, own or last)):
                faults.add(row.number, "no order number")
                continue
            last = own or last
            yield Entry(row, self, last)

    def rounded(self, row: Row, names: Names) -> bool:
        """Tell whether a column's number lost digits in a spreadsheet."""
        column = next((self.columns[name] for name in names if name in self.columns), None)
        return column in row.rounded or (column is not None and is_lost(plain(row.cell(column))))


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a report, read by the names of its columns.

    Args:
        row: As it stands.
        header: Of its sheet.
        number: Of the order it belongs to.
    """

    row: Row
    header: Header
    number: str

    def has(self, names: Names) -> bool:
        """Tell whether the report has one of these columns."""
        return any(name in self.header.columns for name in names)

    def text(self, names: Names) -> str:
        """Return the first of some columns that is filled, without a spreadsheet's marks."""
        return next(self._filled(names), "")

    def texts(self, names: Names) -> list[str]:
        """Return all of some columns that are filled."""
        return list(self._filled(names))

    def _filled(self, names: Names) -> Iterator[str]:
        for name in names:
            column = self.header.columns.get(name)
            if column is not None and (text := plain(self.row.cell(column))):
                yield text
