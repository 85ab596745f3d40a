"""Past chats as the web page shows them, and workbooks made from it."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from openpyxl import Workbook

from nlp_guard.records import Conversation, Role
from tests.fakes.exports.export import Export, is_kept
from tests.fakes.exports.qianniu_pane import fits as fits_lines

_CLOCK = re.compile(r"\s*\d{1,2}:\d{2}(?::\d{2})?\s*")
_NOT_XML = re.compile("[\ufffe\uffff]")


def fits(text: str) -> bool:
    """Tell whether no line looks like a header, an hour or a mark."""
    return fits_lines(text) and not any(map(_CLOCK.fullmatch, text.split("\n")))


def fits_cell(text: str) -> bool:
    """Tell whether a workbook can hold a text."""
    return is_kept(text) and not _NOT_XML.search(text)


def blocks(conversations: Sequence[Conversation]) -> bytes:
    """Blocks of hour, body, account, below rows of days."""
    lines, day = [], ""
    for conversation in conversations:
        for said in conversation.utterances:
            today = f"{said.sent_at:%Y-%m-%d}"
            lines += [today] if today != day else []
            day = today
            lines += [f"{said.sent_at:%H:%M:%S}", said.text, said.speaker]
    return "\n".join(lines).encode()


def _saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def per_message(conversations: Sequence[Conversation]) -> bytes:
    """A sheet per customer, a row per message, and a summary."""
    book = Workbook()
    summary = book.active
    summary.title = "导出汇总"
    summary.append(["客户名", "消息数"])
    for n, conversation in enumerate(conversations):
        sheet = book.create_sheet(f"客户{n}")
        sheet.append(["客户名", "消息序号", "发送时间", "发送内容", "发送账号", "账号类型"])
        for number, said in enumerate(conversation.utterances, start=1):
            kind = "客户" if said.role is Role.BUYER else "客服"
            at = f"{said.sent_at:%Y-%m-%d %H:%M:%S}"
            sheet.append([conversation.account_id, number, at, None, said.speaker, kind])
            cell = sheet.cell(number + 1, 4)
            cell.value, cell.data_type = said.text, "s"
    return _saved(book)


def per_customer(conversations: Sequence[Conversation]) -> bytes:
    """One row per customer: all that was said in one cell."""
    book = Workbook()
    sheet = book.active
    sheet.append(["客户ID", "聊天记录"])
    for number, conversation in enumerate(conversations, start=2):
        sheet.append([conversation.account_id])
        cell = sheet.cell(number, 2)
        cell.value = "\n\n".join(
            f"{said.sent_at:%Y-%m-%d %H:%M:%S}\n{said.speaker}: {said.text}"
            for said in conversation.utterances
        )
        cell.data_type = "s"
    return _saved(book)


EXPORTS = (
    Export(reader="qianniu_web", form="blocks", file_name="a.txt", write=blocks, fits=fits),
    Export(reader="qianniu_workbook", form="per_message", file_name="千牛聊天记录.xlsx",
           write=per_message, fits=fits_cell, is_staff_told=False),
    Export(reader="qianniu_workbook", form="per_customer", file_name="a.xlsx",
           write=per_customer, fits=lambda text: fits(text) and fits_cell(text),
           is_staff_told=False),
)  # fmt: skip
