"""Workbooks of Excel 97-2003 (BIFF), read by xlrd.

xlrd is plain Python: a damaged workbook makes it raise, whatever that may be, but never takes
memory out of proportion to the file, as readers do that lay a sheet out cell by cell first.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

import xlrd

from nlp_guard.errors import InputError
from nlp_guard.sources.sheets.row import Row, Sheet
from nlp_guard.sources.sheets.shown import CellFormats, NumberFormat, shown_number

MAX_BYTES = 256 << 20
"""Such a workbook is read into memory; 65,536 rows a sheet stay far below."""

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MOMENT, _DAY, _TIME = "moment", "day", "time"
_FORMATS = {
    _MOMENT: NumberFormat(has_day=True, has_time=True),
    _DAY: NumberFormat(has_day=True),
    _TIME: NumberFormat(has_time=True),
}
_CALENDARS = (
    CellFormats(_FORMATS),
    CellFormats(_FORMATS, datetime(1904, 1, 1)),  # noqa: DTZ001 - a cell has no time zone
)


def xls_sheets(path: Path) -> tuple[Sheet, ...]:
    """Open the sheets of a workbook in their order.

    Raises:
        InputError: If it is encrypted, broken, or another kind of document.
    """
    with _opened(path) as book:
        names = book.sheet_names()
    return tuple(Sheet(name, None, partial(_rows, path, name)) for name in names)


@contextmanager
def _opened(path: Path) -> Iterator[xlrd.Book]:
    if path.stat().st_size > MAX_BYTES:
        raise InputError(f"a workbook of the old form of more than {MAX_BYTES} bytes")
    data = path.read_bytes()
    if _ENCRYPTED in data:
        raise InputError("an encrypted workbook; save it without a password")
    try:
        yield xlrd.open_workbook(
            file_contents=data, logfile=io.StringIO(), on_demand=True, ragged_rows=True
        )
    except InputError:
        raise
    except Exception as failure:  # xlrd promises no kind of error for broken bytes
        if "encrypted" in str(failure):
            raise InputError("an encrypted workbook; save it without a password") from failure
        raise InputError("no workbook, or a damaged one; save it as XLSX") from failure


def _rows(path: Path, name: str) -> Iterator[Row]:
    with _opened(path) as book:
        sheet = book.sheet_by_name(name)
        calendar = _CALENDARS[book.datemode]
        rows = [
            [_shown(cell, calendar) for cell in sheet.row(index)] for index in range(sheet.nrows)
        ]
    for number, shown in enumerate(rows, start=1):
        if any(text for text, _ in shown):
            yield Row(
                number,
                tuple(text for text, _ in shown),
                sheet=name,
                rounded=frozenset(i for i, (_, is_lost) in enumerate(shown) if is_lost),
            )


def _shown(cell: xlrd.sheet.Cell, calendar: CellFormats) -> tuple[str, bool]:
    """Return a cell's text, and whether digits of it were lost."""
    value = cell.value
    match cell.ctype:
        case xlrd.XL_CELL_NUMBER:
            return shown_number(repr(value).removesuffix(".0"), None, calendar)
        case xlrd.XL_CELL_DATE:
            style = _TIME if value < 1 else _DAY if value == int(value) else _MOMENT
            return shown_number(repr(value), style, calendar)
        case xlrd.XL_CELL_BOOLEAN:
            return ("TRUE" if value else "FALSE"), False
        case xlrd.XL_CELL_ERROR:
            return xlrd.error_text_from_code.get(value, "#ERR"), False
        case _:
            return str(value), False
