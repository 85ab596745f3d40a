"""Tables whose columns are found by name, never by position."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nlp_guard.errors import CorruptRecord, InputError
from nlp_guard.records import CharSpan
from nlp_guard.sources.sheets import Row, Sheet, first_rows, read_sheets

_TITLE_ROWS = 10
"""Workbooks have titles and export remarks above the header; no more rows than this."""


@dataclass(frozen=True, slots=True)
class NamedRow:
    """One row, its cells by the names of their columns.

    Args:
        row: As the sheet has it.
        columns: Name (stripped, lower case) → column.
    """

    row: Row
    columns: Mapping[str, int]

    def cell(self, name: str) -> str:
        """Return the text under a name; "" where there is no such column."""
        column = self.columns.get(name.strip().lower())
        return "" if column is None else self.row.cell(column)

    def place(self, name: str) -> tuple[CharSpan | None, str | None]:
        """Return where the cell stands, as (span, locator)."""
        return self.row.place(self.columns[name.strip().lower()])


def has_columns(path: Path, head: bytes, required: Collection[str]) -> bool:
    r"""Tell whether the first rows of any sheet name all of some columns.

    Example:
        >>> has_columns(Path("a.csv"), b"ID,Body ,x\n1,2,3\n", {"id", "body"})
        True
    """
    return any(_header(rows, required) for rows in first_rows(path, head).values())


def named_rows(
    path: Path, uri: str, required: Collection[str]
) -> tuple[str | None, Iterator[NamedRow]]:
    """Open a table by the names of its columns.

    Args:
        path: Anything `nlp_guard.sources.sheets.read_sheets` opens.
        uri: Its name in messages.
        required: Names (stripped, lower case) that its header must have.

    Returns:
        The encoding, and the rows below the header of every sheet that has one.

    Raises:
        InputError: If it is no table.
        CorruptRecord: While iterating, if no sheet has the columns.
    """
    with _named(uri):
        sheets = read_sheets(path)

    def rows() -> Iterator[NamedRow]:
        is_empty = True
        with _named(uri):
            for sheet in sheets:
                for row in _rows_below(sheet, required):
                    is_empty = False
                    yield row
        if is_empty:
            raise CorruptRecord(
                f"no rows below a header with {', '.join(sorted(required))}", path=uri
            )

    return sheets[0].encoding if sheets else None, rows()


def _rows_below(sheet: Sheet, required: Collection[str]) -> Iterator[NamedRow]:
    """Give the filled rows below a sheet's header; none where it has no such header."""
    columns: Mapping[str, int] | None = None
    for row in sheet.rows():
        if columns is not None:
            if any(cell.strip() for cell in row.cells):
                yield NamedRow(row, columns)
        elif row.number > _TITLE_ROWS:
            return
        else:
            columns = _header([row], required)


@contextmanager
def _named(uri: str) -> Iterator[None]:
    """Let failures name the file as the user does."""
    try:
        yield
    except InputError as failure:
        raise type(failure)(failure.reason, path=uri, line=failure.line) from failure


def _header(rows: Collection[Row], required: Collection[str]) -> Mapping[str, int] | None:
    for row in list(rows)[:_TITLE_ROWS]:
        names: dict[str, int] = {}
        for column, cell in enumerate(row.cells):
            names.setdefault(cell.strip().lower().lstrip("\ufeff"), column)
        if names.keys() >= set(required):
            return names
    return None
