from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from nlp_guard.errors import CorruptRecord
from nlp_guard.sources.qianniu.workbook import QianniuWorkbook
from tests.fakes.read_back import conversations_in, line
from tests.fakes.reading import context, written

HEADER = ["客户名", "消息序号", "发送时间", "发送内容", "发送账号", "账号类型"]
ROWS = [
    ["样例01", 1, "2015-07-23 20:57:11", "少了一件", "样例01", "客户"],
    ["样例01", 2, "2015-07-23 20:57:40", "亲，您先别急", "示例店:小迪", "客服"],
    ["样例01", 3, "20:58:00", "请在客户端查看原始聊天记录，网页版无法展示", "样例01", "客户"],
]  # fmt: skip


def book(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    made = Workbook()
    del made["Sheet"]
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_row_is_a_message_in_the_first_form(tmp_path: Path) -> None:
    content = book({"导出汇总": [["客户名", "条数"]], "样例01": [HEADER, *ROWS]})
    (conversation,) = conversations_in(QianniuWorkbook(), tmp_path, content, "a.xlsx")
    assert [line(said) for said in conversation.utterances] == [
        "buyer 样例01: 少了一件",
        "agent 示例店:小迪: 亲，您先别急",
        "buyer 样例01: ",
    ]
    assert conversation.unreadable == 1
    assert conversation.utterances[0].locator == "样例01!D2"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2015-07-23 20:57:11\n样例01: 在\n\n2015-07-23 20:57:40\n示例店:小迪: 亲: 在",
         ["buyer 样例01: 在", "agent 示例店:小迪: 亲: 在"]),
        ("20:57:11\n样例01：一\n\n二\n\n20:57:40\n小迪: 好\n",
         ["buyer 样例01: 一\n\n二", "agent 小迪: 好"]),
    ],
)  # fmt: skip
def test_a_row_is_a_customer_in_the_second_form(
    tmp_path: Path, cell: str, expected: list[str]
) -> None:
    content = book({"记录": [["客户ID", "聊天记录"], ["样例01", cell]]})
    (conversation,) = conversations_in(QianniuWorkbook(), tmp_path, content, "a.xlsx")
    assert [line(said) for said in conversation.utterances] == expected
    assert conversation.account_id == "样例01"


def test_a_cell_without_blocks_is_named(tmp_path: Path) -> None:
    rows = [
        ["客户ID", "聊天记录"],
        ["样例01", "2015-07-23 20:57:11\n样例01: 在"],
        ["样例02", "没有时间"],
    ]
    path = written(tmp_path, "a.xlsx", book({"记录": rows}))
    reading = QianniuWorkbook().read(path, context("a.xlsx"))
    assert next(reading)
    with pytest.raises(CorruptRecord, match="line 3: no block"):
        next(reading)
