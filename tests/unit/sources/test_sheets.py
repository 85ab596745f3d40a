from __future__ import annotations

import io
import time as time_module
import zipfile
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
import xlwt

from nlp_guard.errors import InputError
from nlp_guard.sources.encodings.encoding import text_lines
from nlp_guard.sources.sheets import Row, first_rows, quote_cell, read_sheets
from tests.fakes.reading import written

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


def rows(path: Path) -> list[tuple[str, ...]]:
    return [row.cells for sheet in read_sheets(path) for row in sheet.rows()]


def only(path: Path) -> list[Row]:
    (sheet,) = read_sheets(path)
    return list(sheet.rows())


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, content in sheets.items():
        sheet = book.create_sheet(name)
        for line in content:
            sheet.append(line)
    book.save(path)
    return path


def bare_workbook(path: Path, rows_xml: str, *, prefix: str = "", space: str = MAIN) -> Path:
    """Write a workbook whose only sheet holds the XML of some rows."""
    colon = f"{prefix}:" if prefix else ""
    name = f"xmlns:{prefix}" if prefix else "xmlns"
    sheet = f'<{colon}worksheet {name}="{space}"><{colon}sheetData>{rows_xml}'
    rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{space}" xmlns:r="{rels}"><sheets>'
            '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships><Relationship Id="rId1" Type="{rels}/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml", f"{sheet}</{colon}sheetData></{colon}worksheet>"
        )
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_delimited_text_is_read_and_each_cell_found_again(
    tmp_path: Path, encoding: str, delimiter: str, end: str
) -> None:
    table = [["买家", "内容"], ["样例", "先给四千"], ["某某", ""], ["", "在吗"]]
    text = end.join(delimiter.join(line) for line in table) + end
    path = written(tmp_path, "a.txt", text, encoding)
    assert rows(path) == [tuple(line) for line in table]
    decoded = path.read_bytes().decode(read_sheets(path)[0].encoding or "")
    for row in only(path):
        assert row.span is not None
        assert decoded[row.span.slice] == row.source_text == row.quote
        for column, cell in enumerate(row.cells):
            span, locator = row.place(column)
            assert span is not None
            assert locator is None
            assert decoded[span.slice] == cell


def test_a_cell_with_doubled_quotes_is_cited_by_its_name(tmp_path: Path) -> None:
    text = 'a,b\n"x, ""y""\nz","plain, quoted"\nlast,1\n'
    path = written(tmp_path, "a.csv", text)
    _, row, last = only(path)
    assert row.cells == ('x, "y"\nz', "plain, quoted")
    assert row.place(0) == (None, "!A2")
    assert quote_cell(path, "!A2") == 'x, "y"\nz'
    span, _ = row.place(1)
    assert span is not None
    assert text[span.slice] == "plain, quoted"
    assert last.number == 3
    assert last.span is not None
    assert text[last.span.slice] == "last,1"


def test_an_id_in_a_formula_of_text_is_left_as_it_is(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", 'id,n\n"=""1930000000000001""",1\n1.93E+17,2\n')
    _, exact, lost = only(path)
    assert exact.cell(0) == '="1930000000000001"'
    assert exact.rounded == frozenset()
    assert lost.rounded == {0}


def test_a_workbook_gives_the_text_its_cells_show(tmp_path: Path) -> None:
    moment = datetime(2026, 5, 9, 20, 57, 11)  # noqa: DTZ001 - a cell has no time zone
    content: list[list[object]] = [
        ["id", "at", "day", "time", "amount", "is", "none", "sum"],
        [
            "1930000000000001234",
            moment,
            date(2026, 5, 9),
            time(8, 5, 1),
            0.1 + 0.2,
            True,
            None,
            "=1+1",
        ],
        [193000000000001, None, None, None, 59.0, False, "x_x000D_y"],
    ]
    path = workbook(tmp_path / "a.xlsx", {"聊天": content, "空": [], "二": [["z"]]})
    assert [sheet.name for sheet in read_sheets(path)] == ["聊天", "空", "二"]
    assert rows(path) == [
        ("id", "at", "day", "time", "amount", "is", "none", "sum"),
        (
            "1930000000000001234",
            "2026-05-09 20:57:11",
            "2026-05-09",
            "08:05:01",
            "0.3",
            "TRUE",
            "",
            "",
        ),
        ("193000000000001", "", "", "", "59", "FALSE", "x\ry"),
        ("z",),
    ]
    assert quote_cell(path, "聊天!B2") == "2026-05-09 20:57:11"
    assert quote_cell(path, "二!1:1") == "z"


@pytest.mark.parametrize(
    ("stored", "shown", "is_rounded"),
    [
        ("193000000000000", "193000000000000", False),
        ("1930000000000001234", "1930000000000001234", False),
        ("1.9300000000000012E+18", "1.9300000000000012E+18", True),
        ("1930000000000010000", "1930000000000010000", True),
        ("-3.50", "-3.5", False),
        ("1E-3", "0.001", False),
        ("1.5E3", "1500", False),
        ("0.30000000000000004", "0.3", False),
        ("NaN", "NaN", False),
        ("1E-999999999", "1E-999999999", False),
        ("9" * 5000, "9" * 5000, False),
        ("9" * 308, "9" * 308, False),
        ("no number", "no number", False),
    ],
)
def test_digits_of_a_number_are_kept_or_said_to_be_lost(
    tmp_path: Path, stored: str, shown: str, is_rounded: bool
) -> None:
    path = bare_workbook(tmp_path / "a.xlsx", f'<row r="3"><c r="B3"><v>{stored}</v></c></row>')
    (row,) = only(path)
    assert (row.number, row.cells) == (3, ("", shown))
    assert row.rounded == (frozenset({1}) if is_rounded else frozenset())


def test_rows_without_references_and_rich_or_phonetic_text_are_read(tmp_path: Path) -> None:
    cells = (
        '<row><c t="inlineStr"><is><r><t>先给</t></r><r><t>四千</t></r>'
        "<rPh><t>xian</t></rPh></is></c><c><f>SUM(A1)</f><v>7</v></c></row>"
        '<row><c t="e"><v>#N/A</v></c></row>'
    )
    path = bare_workbook(tmp_path / "a.xlsx", cells)
    assert rows(path) == [("先给四千", "7"), ("#N/A",)]


@pytest.mark.parametrize("space", [MAIN, STRICT])
def test_elements_are_known_by_their_namespace(tmp_path: Path, space: str) -> None:
    cells = '<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>'
    path = bare_workbook(tmp_path / "a.xlsx", cells, prefix="x", space=space)
    assert rows(path) == [("1",)]


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ('<row><c r="XFD1"><v>1</v></c></row>', "a cell in column 16384"),
        ('<row><c r="A1"><v>1</v>', "damaged workbook"),
        ('<row><c r="1"><v>1</v></c></row>', "a cell without a column"),
        ('<row><c t="s"><v>9</v></c></row>', "no text 9"),
        ('<row r="x"><c><v>1</v></c></row>', "damaged workbook"),
    ],
)
def test_a_sheet_is_refused_when_it_is_no_table(tmp_path: Path, cells: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        rows(bare_workbook(tmp_path / "a.xlsx", cells))


def test_an_xml_bomb_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    bare_workbook(path, "<row/>")
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    data = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(data, "w") as target:
        for info in source.infolist():
            is_sheet = info.filename.endswith("sheet1.xml")
            target.writestr(info.filename, bomb if is_sheet else source.read(info))
    path.write_bytes(data.getvalue())
    with pytest.raises(InputError, match="document type"):
        rows(path)


def test_a_zip_bomb_is_not_opened(tmp_path: Path) -> None:
    path = bare_workbook(tmp_path / "a.xlsx", " " * (20 << 20))
    with pytest.raises(InputError, match="bytes; not opened"):
        rows(path)


def test_an_encrypted_workbook_is_said_to_be_one(tmp_path: Path) -> None:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
    path = written(tmp_path, "a.xlsx", head + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(InputError, match="encrypted workbook"):
        read_sheets(path)


def test_a_workbook_of_the_old_form_gives_the_same_text(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("订单")
    moment = datetime(2026, 5, 9, 20, 57, 11)  # noqa: DTZ001 - a cell has no time zone
    for column, value in enumerate(("1930000000000001234", 1930000000000001234, 59.5, True)):
        sheet.write(2, column + 1, value)
    sheet.write(2, 5, moment, xlwt.easyxf(num_format_str="yyyy/m/d h:mm:ss"))
    sheet.write(4, 1, "末")
    path = tmp_path / "a.xlsx"
    book.save(str(path))
    first, last = only(path)
    assert (first.number, last.number) == (3, 5)
    assert first.cells[:2] == ("", "1930000000000001234")
    assert first.cells[3:] == ("59.5", "TRUE", "2026-05-09 20:57:11")
    assert first.rounded == {2}
    assert last.cell(1) == "末"
    assert quote_cell(path, "订单!F3") == "2026-05-09 20:57:11"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "no workbook, or a damaged one"),
        (b"PK\x03\x04", "damaged workbook"),
        (b"%PDF-1.4\0\0", "binary content"),
    ],
)
def test_a_lying_name_is_seen_through(tmp_path: Path, content: bytes, why: str) -> None:
    with pytest.raises(InputError, match=why):
        read_sheets(written(tmp_path, "a.xlsx", content))


def test_a_table_of_a_page_is_read_whatever_its_name(tmp_path: Path) -> None:
    page = (
        '<html><head><meta charset="gbk"><style>td {color: red}</style></head><body><table>'
        "<tr><th>订单号</th><th colspan=2>商品</th></tr>"
        "<tr><td>1930000000000001</td><td> 甲 &amp;<br>乙 </td><td>2</td></tr>"
        "<tr><td>7<td>no end tags<td>3</table><script>document.write('x')</script></html>"
    )
    path = written(tmp_path, "orders.xls", page, "gbk")
    assert rows(path) == [
        ("订单号", "商品", ""),
        ("1930000000000001", "甲 &\n乙", "2"),
        ("7", "no end tags", "3"),
    ]
    assert quote_cell(path, "table!B2") == "甲 &\n乙"


@pytest.mark.parametrize("unit", ["<!--", "<a ", "<td>", "<", "<![CDATA[", "<table>", "<tr>"])
def test_a_broken_page_takes_no_longer_than_its_size_says(tmp_path: Path, unit: str) -> None:
    path = written(tmp_path, "a.xls", "<html>" + f"{unit}\n" * 50_000)
    start = time_module.process_time()
    with suppress(InputError):
        rows(path)
    assert time_module.process_time() - start < 5.0


def test_a_cell_of_many_quotes_and_commas_is_found_in_linear_time(tmp_path: Path) -> None:
    text = 'a,b\n"' + ',""' * 60_000 + '",x\n'
    _, row = only(written(tmp_path, "a.csv", text))
    start = time_module.process_time()
    assert row.place(0) == (None, "!A2")
    span, _ = row.place(1)
    assert span is not None
    assert text[span.slice] == "x"
    assert time_module.process_time() - start < 2.0


def test_a_row_too_wide_or_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="1000000 columns"):
        rows(written(tmp_path, "wide.csv", "a,b\n" + "," * 999_999 + "\n"))
    with pytest.raises(InputError, match="broken as CSV"):
        rows(written(tmp_path, "open.csv", 'a,b\n"' + "x" * (5 << 20)))


def test_the_first_rows_are_told_from_the_head_alone(tmp_path: Path) -> None:
    head = ("买家,内容\n" + "样例,在吗\n" * 50).encode("gb18030")[:-3]
    assert [row.cells for row in first_rows(tmp_path / "gone", head, 2)[""]] == [
        ("买家", "内容"),
        ("样例", "在吗"),
    ]
    assert first_rows(tmp_path / "gone.xlsx", b"PK\x03\x04\0\0") == {}
    path = workbook(tmp_path / "a.xlsx", {"S": [["a"], ["b"]], "T": []})
    first = first_rows(path, path.read_bytes(), 1)
    assert [row.cells for row in first["S"]] == [("a",)]
    assert first["T"] == ()


@pytest.mark.parametrize("locator", ["S!Z9", "S!A", "gone!A1", "A1", "S!2:3", "!"])
def test_a_place_that_is_not_there_is_refused(tmp_path: Path, locator: str) -> None:
    path = workbook(tmp_path / "a.xlsx", {"S": [["a"], ["b"]]})
    with pytest.raises(InputError, match="no place"):
        quote_cell(path, locator)


def test_the_lines_of_a_file_joined_are_its_text(tmp_path: Path) -> None:
    text = "一\r\n二\n三\r四"
    path = written(tmp_path, "a.txt", text)
    with text_lines(path, "utf-8") as lines:
        assert "".join(lines) == text
