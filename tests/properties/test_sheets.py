"""Any table comes back from any kind of file, and every cell is found again at its place."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_guard.sources.sheets import Row, quote_cell, read_sheets

# Carriage returns alone are no cell's text: each kind of file turns them into something else.
cells = st.text(st.characters(codec="utf-8", exclude_characters="\r\0\ufeff"), max_size=8)
tables = st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=6)


def trimmed(table: list[list[str]]) -> list[list[str]]:
    return [[cell.rstrip("\n") for cell in row] for row in table]


def found_again(path: Path, row: Row, text: str) -> None:
    for column, cell in enumerate(row.cells):
        span, locator = row.place(column)
        if span is not None:
            assert text[span.slice] == cell
        else:
            assert locator is not None
            assert quote_cell(path, locator) == cell


@given(table=tables, delimiter=st.sampled_from(",\t"), end=st.sampled_from(("\n", "\r\n")))
@settings(max_examples=40, deadline=None)
def test_delimited_text_comes_back(table: list[list[str]], delimiter: str, end: str) -> None:
    table = [["编号", "买家", "内容"], *trimmed(table)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.csv")
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(table)
        path.write_bytes(text.getvalue().encode())
        (sheet,) = read_sheets(path)
        rows = list(sheet.rows())
        decoded = path.read_bytes().decode(sheet.encoding or "")
        assert [list(row.cells) for row in rows] == table
        for row in rows:
            found_again(path, row, decoded)


xml_cells = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), max_size=8
).filter(lambda text: not text.startswith("=") and "_x" not in text)


@given(table=st.lists(st.lists(xml_cells, min_size=3, max_size=3), min_size=1, max_size=4))
@settings(max_examples=25, deadline=None)
def test_workbooks_come_back(table: list[list[str]]) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("聊天!A1")
    for row in table:
        sheet.append(row)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.xlsx")
        book.save(path)
        (read,) = read_sheets(path)
        for found in read.rows():
            assert [found.cell(column) for column in range(3)] == table[found.number - 1]
            found_again(path, found, "")
        shown = {found.number for found in read.rows()}
        assert shown == {n for n, row in enumerate(table, start=1) if any(row)}
