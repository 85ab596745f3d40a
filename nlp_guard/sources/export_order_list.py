"""Taobao and Tmall order reports: ``ExportOrderList<time>.csv``.

Columns are found by name, never by position: three generations of the report differ in order
and number, and six real headers end in a space. Ids come as ``="1930…"``, mobiles as ``'138…``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace as with_changes
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from nlp_guard.errors import CorruptRecord, InputError
from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.records import AccountId, CharSpan, Order, OrderId
from nlp_guard.sources.encoding import decode

_ID, _BUYER, _PAID = "订单编号", "买家会员名", "买家实际支付金额"
_PIECES, _CREATED, _PAID_AT = "宝贝总数量", "订单创建时间", "订单付款时间"
REQUIRED = (_ID, _BUYER, _PAID, _PIECES, _CREATED, _PAID_AT)
"""Without these an order can be neither attributed nor reckoned with."""

_KNOWN = frozenset((*REQUIRED, "买家支付宝账号", "宝贝标题", "订单状态", "收货人姓名", "物流公司"))
_MOJIBAKE = "the report was saved in a wrong encoding (GBK taken for Latin-1); export it again"
_TIME_FORMS = ("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M")
_LOST_PRECISION = re.compile(r"^\d(?:\.\d+)?E\+\d+$", re.IGNORECASE)
_SHOWN_FAULTS = 3
_LONGEST_HEADER = 65_536


class ExportOrderList:
    """Reads a Taobao or Tmall order report in CSV, comma or tab separated."""

    name = "export_order_list"
    kind = "orders"

    def sniff(self, path: Path, head: bytes) -> float:
        """Return 0.98 where the first line names columns of the report."""
        first = head.split(b"\n", 1)[0]
        for codec in ("utf-8-sig", "gb18030"):
            try:
                line = first.decode(codec)
            except UnicodeDecodeError:
                continue
            if len(_KNOWN.intersection(_split_header(_mended(line)))) >= 2:
                return 0.98
        return 0.0

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give one order per row.

        Raises:
            CorruptRecord: If a column is missing; or, after all good rows were given, if rows
                had to be left out.
        """
        uri = context.provenance.uri
        try:
            text, codec = decode(path.read_bytes())
        except InputError as failure:
            raise InputError(failure.reason, path=uri) from failure
        header = _checked_header(text.split("\n", 1)[0], uri)
        provenance = with_changes(
            context.provenance, encoding=codec, tools=(*context.provenance.tools, self.name)
        )
        yield from _orders(text, header, with_changes(context, provenance=provenance))


def _checked_header(first_line: str, uri: str) -> list[str]:
    """Return the names of the columns, or say which are missing."""
    header = _split_header(first_line)
    missing = [column for column in REQUIRED if column not in header]
    if missing and _mended(first_line) != first_line:
        raise CorruptRecord(_MOJIBAKE, path=uri, line=1)
    if missing:
        raise CorruptRecord(f"columns missing: {', '.join(missing)}", path=uri, line=1)
    return header


def _orders(text: str, header: list[str], context: ReadingContext) -> Iterator[Order]:
    """Give the orders; rows that had to be left out are named at the end."""
    uri = context.provenance.uri
    faults: list[tuple[int, str]] = []
    try:
        for line, span, cells in _rows(text, _delimiter(text.split("\n", 1)[0])):
            if line == 1 or not any(cell.strip() for cell in cells):
                continue
            try:
                yield _order(_row(header, cells), span, text[span.slice], context)
            except ValueError as failure:
                faults.append((line, str(failure)))
    except csv.Error as failure:
        raise CorruptRecord(f"broken as CSV, read no further: {failure}", path=uri) from failure
    if faults:
        shown = "; ".join(f"line {line}: {why}" for line, why in faults[:_SHOWN_FAULTS])
        raise CorruptRecord(f"{len(faults)} rows left out: {shown}", path=uri)


def _mended(line: str) -> str:
    """Undo GBK that was taken for Latin-1, where it was; else return the line as it is."""
    try:
        return line.encode("latin-1").decode("gbk")
    except UnicodeError:
        return line


def _delimiter(first_line: str) -> str:
    return "\t" if first_line.count("\t") > first_line.count(",") else ","


def _split_header(line: str) -> list[str]:
    line = line.lstrip("\ufeff").strip("\r\n")[:_LONGEST_HEADER]
    return [cell.strip() for cell in next(csv.reader([line], delimiter=_delimiter(line)), [])]


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, CharSpan, list[str]]]:
    """Give (line from 1, span of the row without its line end, cells).

    The CSV reader pulls lines only as a row needs them, so what it has pulled by the time a
    row is complete is that row.
    """
    end = 0

    def pulled() -> Iterator[str]:
        nonlocal end
        for line in re.split(r"(?<=\n)", text):
            end += len(line)
            yield line

    reader = csv.reader(pulled(), delimiter=delimiter)
    start, line = 0, 1
    for cells in reader:
        length = len(text[start:end].rstrip("\r\n"))
        yield line, CharSpan(start, start + length), cells
        start, line = end, reader.line_num + 1


def _row(header: list[str], cells: list[str]) -> Mapping[str, str]:
    """Pair names and cells, cells stripped of the marks that keep spreadsheets from guessing."""
    if len(cells) < len(header) - 1:
        raise ValueError(f"{len(cells)} columns, {len(header)} expected")
    return dict(zip(header, map(_plain, cells), strict=False))


def _plain(cell: str) -> str:
    r"""Strip what keeps a spreadsheet from guessing.

    Example:
        >>> _plain('="1930000000000001"'), _plain("'13800000000"), _plain("'null"), _plain("\t7")
        ('1930000000000001', '13800000000', '', '7')
    """
    cell = cell.strip()
    if cell.startswith('="') and cell.endswith('"'):
        cell = cell[2:-1]
    cell = cell.removeprefix("'").strip()
    return "" if cell == "null" else cell


def _order(
    row: Mapping[str, str], span: CharSpan, source_text: str, context: ReadingContext
) -> Order:
    order_id = row[_ID]
    if _LOST_PRECISION.match(order_id):
        raise ValueError(
            "the order number was turned into a rounded number by a spreadsheet and is lost; "
            "export the report again and do not save it from there"
        )
    if not order_id or not row[_BUYER]:
        raise ValueError("no order number or no buyer")
    paid_at = _time(row[_PAID_AT], context)
    return Order(
        id=OrderId(order_id),
        account_id=AccountId(row[_BUYER]),
        paid=_money(row[_PAID]) if paid_at else None,
        currency="CNY",
        pieces=_count(row[_PIECES]),
        created_at=_time(row[_CREATED], context),
        paid_at=paid_at,
        status=row.get("订单状态", ""),
        title=row.get("宝贝标题", ""),
        payer=row.get("买家支付宝账号", ""),
        receiver=row.get("收货人姓名", ""),
        phone=row.get("联系手机", ""),
        landline=row.get("联系电话", ""),
        address=row.get("修改后的收货地址", "") or row.get("收货地址", ""),
        message=row.get("买家留言", ""),
        provenance=context.provenance,
        source_span=span,
        source_text=source_text,
    )


def _money(text: str) -> Decimal:
    try:
        value = Decimal(text.replace(",", "") or "0")
    except InvalidOperation as failure:
        raise ValueError(f"{_PAID} is not a number") from failure
    if not value.is_finite() or value < 0:
        raise ValueError(f"{_PAID} is not an amount")
    return value


def _count(text: str) -> int:
    try:
        value = Decimal(text or "0")
    except InvalidOperation as failure:
        raise ValueError(f"{_PIECES} is not a number") from failure
    if not value.is_finite() or value < 0 or value != value.to_integral_value():
        raise ValueError(f"{_PIECES} is not a count")
    return int(value)


def _time(text: str, context: ReadingContext) -> datetime | None:
    if not text:
        return None
    for form in _TIME_FORMS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=context.timezone)
        except ValueError:
            continue
    raise ValueError("a time that is neither 2015-07-23 11:19:00 nor 2015/7/23 11:19")
