"""Workbooks of Excel 97-2003 (BIFF), read by calamine."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from nlp_guard.errors import InputError
from nlp_guard.sources.sheets.row import Row, Sheet
from nlp_guard.sources.sheets.shown import CellFormats, shown_number

MAX_BYTES = 256 << 20
"""Such a workbook is read into memory; 65,536 rows a sheet stay far below."""

_PLAIN = CellFormats({})
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

_Value = int | float | str | bool | time | date | datetime | timedelta


def xls_sheets(path: Path) -> tuple[Sheet, ...]:
    """Open the sheets of a workbook in their order.

    Raises:
        InputError: If it is encrypted, broken, or another kind of document.
    """
    if path.stat().st_size > MAX_BYTES:
        raise InputError(f"a workbook of the old form of more than {MAX_BYTES} bytes")
    if _ENCRYPTED in path.read_bytes():
        raise InputError("an encrypted workbook; save it without a password")
    names = _open(path).sheet_names
    return tuple(Sheet(name, None, partial(_rows, path, name)) for name in names)


def _open(path: Path) -> CalamineWorkbook:
    try:
        # By content: given a path, it would believe the name.
        return CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    except PasswordError as failure:
        raise InputError("an encrypted workbook; save it without a password") from failure
    except (CalamineError, OSError) as failure:
        raise InputError("no workbook, or a damaged one; save it as XLSX") from failure


def _rows(path: Path, name: str) -> Iterator[Row]:
    try:
        sheet = _open(path).get_sheet_by_name(name)
    except CalamineError as failure:
        raise InputError(f"sheet {name!r} is damaged") from failure
    first = sheet.start[0] + 1 if sheet.start else 1
    left = sheet.start[1] if sheet.start else 0
    for number, values in enumerate(sheet.to_python(skip_empty_area=True), start=first):
        shown = [_shown(value) for value in values]
        if any(text for text, _ in shown):
            yield Row(
                number,
                ("",) * left + tuple(text for text, _ in shown),
                sheet=name,
                rounded=frozenset(left + i for i, (_, lost) in enumerate(shown) if lost),
            )


def _shown(value: _Value) -> tuple[str, bool]:
    """Return a value's text, and whether digits of it were lost."""
    match value:
        case bool():
            return str(value).upper(), False
        case float() | int():
            return shown_number(repr(value), None, _PLAIN)
        case datetime():
            return f"{value:%Y-%m-%d %H:%M:%S}", False
        case _:
            return str(value), False
