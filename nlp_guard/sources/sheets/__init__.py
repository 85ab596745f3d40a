"""Tables, whatever they were saved as: one way to read them, and to find a cell again.

Delimited text, XLSX, XLS and HTML tables (which consoles name ``.xls``) all become sheets of
rows, and every cell becomes the text it shows. What a file is, is told by its content, never by
its name.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache
from itertools import islice
from pathlib import Path

from nlp_guard.errors import InputError
from nlp_guard.sources.encodings.encoding import decode
from nlp_guard.sources.sheets.delimited import delimited_sheet, rows_of_text
from nlp_guard.sources.sheets.html_table import html_sheets
from nlp_guard.sources.sheets.row import Row, Sheet, column_of, letters
from nlp_guard.sources.sheets.xls import xls_sheets
from nlp_guard.sources.sheets.xlsx import refuse_bomb, xlsx_sheets

__all__ = ["Row", "Sheet", "first_rows", "letters", "quote_cell", "read_sheets", "refuse_bomb"]

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD_BYTES = 65_536
_HTML = re.compile(rb"<(?:!doctype\s+html|html|table|meta|head)\b", re.IGNORECASE)
_PLACE = re.compile(r"(?:([A-Z]+)([0-9]+)|([0-9]+):\3)", re.ASCII)


def read_sheets(path: Path) -> tuple[Sheet, ...]:
    r"""Open a table file as its sheets.

    Args:
        path: CSV or TSV of any encoding, XLSX, XLS, or a web page with tables.

    Returns:
        The sheets in order; nothing of their rows is read yet.

    Raises:
        InputError: If it is none of these, encrypted, or packed to do harm.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     path = Path(folder, "chat.csv")
        ...     _ = path.write_text("买家,内容\n某某,在吗\n", "gbk")
        ...     (sheet,) = read_sheets(path)
        ...     [row.cells for row in sheet.rows()]
        [('买家', '内容'), ('某某', '在吗')]
    """
    with path.open("rb") as source:
        head = source.read(_HEAD_BYTES)
    if head.startswith(_ZIP):
        return xlsx_sheets(path)
    if head.startswith(_OLE):
        return xls_sheets(path)
    if _is_html(head):
        return html_sheets(path)
    return (delimited_sheet(path),)


def first_rows(path: Path, head: bytes, n_rows: int = 12) -> dict[str, tuple[Row, ...]]:
    r"""Return the first rows of every sheet, for telling what a file is; {} for no table.

    Text is judged by its head alone; what was read last of a workbook is remembered, so that
    many readers may ask.

    Args:
        path: Any file; need not exist where ``head`` is text.
        head: Its first 64 KiB.
        n_rows: At most so many of each sheet.

    Example:
        >>> first_rows(Path("gone.csv"), "买家,内容\n某某,在".encode("gbk"))[""][0].cells
        ('买家', '内容')
    """
    if head.startswith((_ZIP, _OLE)) or _is_html(head):
        if not path.is_file():
            return {}
        state = path.stat()
        return _first_rows_of(path, state.st_size, state.st_mtime_ns, n_rows)
    return {"": _first_text_rows(head, n_rows)}


@lru_cache(maxsize=8)
def _first_rows_of(
    path: Path, _size: int, _mtime_ns: int, n_rows: int
) -> dict[str, tuple[Row, ...]]:
    try:
        return {sheet.name: tuple(islice(sheet.rows(), n_rows)) for sheet in read_sheets(path)}
    except InputError:
        return {}


@lru_cache(maxsize=2)
def _first_text_rows(head: bytes, n_rows: int) -> tuple[Row, ...]:
    rows: list[Row] = []
    with suppress(InputError):  # what was read before the head broke off is enough to judge by
        rows.extend(islice(rows_of_text(decode(head)[0]), n_rows))
    return tuple(rows)


def quote_cell(path: Path, locator: str) -> str:
    """Return the text at ``sheet!B7``, or of the row ``sheet!7:7`` with tabs between its cells.

    Args:
        path: A file that `read_sheets` opens.
        locator: From `Row.place` or `Row.locator`.

    Raises:
        InputError: If there is no such cell.
    """
    name, _, place = locator.rpartition("!")
    match = _PLACE.fullmatch(place)
    sheet = next((sheet for sheet in read_sheets(path) if sheet.name == name), None)
    if match is None or sheet is None:
        raise InputError(f"no place {locator} in it", path=path.name)
    wanted = int(match[2] or match[3])
    for row in sheet.rows():
        if row.number == wanted:
            return row.cell(column_of(match[1])) if match[1] else "\t".join(row.cells)
    raise InputError(f"no place {locator} in it", path=path.name)


def _is_html(head: bytes) -> bool:
    start = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return start.startswith(b"<") and _HTML.search(start) is not None
