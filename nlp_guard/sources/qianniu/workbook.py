"""Tables made from the web page of past chats: a row a message, or a row a customer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo
from pathlib import Path

from nlp_guard.errors import CorruptRecord
from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.records import Role
from nlp_guard.sources.qianniu.headers import Headers, is_nick
from nlp_guard.sources.qianniu.nicks import nick_sides
from nlp_guard.sources.qianniu.web_blocks import WITHHELD
from nlp_guard.sources.reading.faults import Faults
from nlp_guard.sources.reading.gathering import Sent, gather, named
from nlp_guard.sources.reading.moments import from_iso
from nlp_guard.sources.reading.named_columns import NamedRow, has_columns, named_rows
from nlp_guard.sources.reading.placeholders import placeholder
from nlp_guard.sources.reading.talk import Side
from nlp_guard.sources.sheets import letters

_PER_MESSAGE = frozenset({"客户名", "发送时间", "发送内容", "发送账号", "账号类型"})
_PER_CUSTOMER = frozenset({"客户id", "聊天记录"})
_ROLES = {"客户": Role.BUYER, "客服": Role.AGENT, "系统": Role.SYSTEM}
_COLONS = (":", "：")
_HEAD_BYTES = 65_536

_TIME_LINE = re.compile(
    r"^[ \t]*(?P<at>(?:\d{4}[-/]\d{1,2}[-/]\d{1,2} )?\d{1,2}:\d{2}(?::\d{2})?)[ \t\r]*\n",
    re.ASCII | re.MULTILINE,
)

_NAMED = re.compile(
    r"(?P<nick>[^\n]{1,60}?)[:：](?:[ \t]|(?=\n)|\Z)|(?P<tight>[^\n:：]{1,60})[:：]"
)


class QianniuWorkbook:
    """Reads workbooks, and tables saved from them; one conversation per customer."""

    name = "qianniu_workbook"
    kind = "chat"

    def sniff(self, path: Path, head: bytes) -> float:
        """Return 0.97 where a header is that of one of the two forms."""
        return 0.97 if _form(path, head) else 0.0

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give one conversation per customer.

        Raises:
            InputError: If it is no table.
            CorruptRecord: If it has neither header; after everything good was given, if a part
                of it is broken.
        """
        uri = context.provenance.uri
        with path.open("rb") as source:
            form = _form(path, source.read(_HEAD_BYTES))
        if form is None:
            raise CorruptRecord("no table of past chats: other columns", path=uri)
        codec, rows = named_rows(path, uri, form)
        faults = Faults(uri, context.note)
        messages = (
            sent
            for row in rows
            for sent in (
                _of_message(row, context)
                if form is _PER_MESSAGE
                else _of_customer(row, context, faults)
            )
        )
        yield from gather(messages, context, named(context, self.name, codec))
        faults.end()


def _form(path: Path, head: bytes) -> frozenset[str] | None:
    return next((f for f in (_PER_MESSAGE, _PER_CUSTOMER) if has_columns(path, head, f)), None)


def _of_message(row: NamedRow, context: ReadingContext) -> Iterator[Sent]:
    customer, speaker = row.cell("客户名").strip(), row.cell("发送账号").strip()
    text = row.cell("发送内容")
    is_withheld = WITHHELD in text
    role = _ROLES.get(row.cell("账号类型").strip())
    side = Side(role) if role else nick_sides([speaker], context.staff)[speaker]
    span, locator = row.place("发送内容")
    yield Sent(
        talk=customer,
        account=customer,
        role=side.role,
        is_role_inferred=side.is_inferred,
        speaker=speaker,
        text="" if is_withheld else text,
        sent_at=_moment(row.cell("发送时间").strip(), context.timezone),
        source_span=None if is_withheld else span,
        locator=locator,
        attachment=placeholder(text),
        is_unreadable=is_withheld,
    )


def _of_customer(row: NamedRow, context: ReadingContext, faults: Faults) -> Iterator[Sent]:
    """Give the blocks of a cell: time, then name and words, then an empty line."""
    customer, cell = row.cell("客户ID").strip(), row.cell("聊天记录")
    place = f"{row.row.sheet}!{letters(row.columns['聊天记录'])}{row.row.number}"
    found = [line for line in _TIME_LINE.finditer(cell) if _is_after_gap(cell, line.start())]
    ends = [*(block.start() for block in found[1:]), len(cell)]
    for block, end in zip(found, ends, strict=False):
        named_part = _nick(cell, block.end(), end, customer)
        if named_part is None:
            faults.add(row.row.number, "a block names nobody")
            continue
        nick, start = named_part
        text = cell[start:end].rstrip("\r\n")
        is_withheld = WITHHELD in text
        # The table says which of the two is the customer: whoever else speaks is the shop.
        yield Sent(
            talk=customer,
            account=customer,
            role=Role.BUYER if nick == customer else Role.AGENT,
            speaker=nick,
            text="" if is_withheld else text,
            sent_at=_moment(block["at"], context.timezone),
            locator=f"{place}#part:{start}:{start + len(text)}",
            attachment=placeholder(text),
            is_unreadable=is_withheld,
        )
    if not found and cell.strip():
        faults.add(row.row.number, "no block of time and name in the cell")


def _is_after_gap(cell: str, at: int) -> bool:
    """Tell whether a line begins the cell or follows an empty line."""
    before = cell.rfind("\n", 0, max(0, at - 1)) + 1
    return not cell[before:at].strip()


def _nick(cell: str, start: int, end: int, customer: str) -> tuple[str, int] | None:
    """Return (who speaks, where the words begin); a sub-account has a colon of its own."""
    if customer and cell.startswith(tuple(customer + colon for colon in _COLONS), start, end):
        nick, at = customer, start + len(customer) + 1
    else:
        found = _NAMED.match(cell, start, end)
        if found is None:
            return None
        nick = (found["nick"] or found["tight"]).strip()
        at = found.end("nick" if found["nick"] else "tight") + 1
    if not is_nick(nick):
        return None
    return nick, at + 1 if cell.startswith(" ", at, end) else at


def _moment(text: str, zone: tzinfo) -> datetime | None:
    """Return a time as the page shows it; None for an hour without its day."""
    header = Headers(zone).header(text)
    return from_iso(text, zone) or (header.sent_at if header else None)
