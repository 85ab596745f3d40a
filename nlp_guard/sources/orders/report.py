"""A platform's order report, by the names of its columns.

Columns are found by name, never by position: generations of a report differ in order and number,
and headers end in stray spaces. A row, or several rows of the same number, is an order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from dataclasses import replace as with_changes
from datetime import datetime, tzinfo
from decimal import Decimal
from itertools import islice
from pathlib import Path

from nlp_guard.errors import CorruptRecord, InputError
from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.records import Order, OrderId, OrderLine
from nlp_guard.sources.orders.entries import Entry, Header, Names
from nlp_guard.sources.orders.identity import account_of, with_own_name
from nlp_guard.sources.orders.values import amount, are_rounded, count, moment, readable
from nlp_guard.sources.reading.faults import Faults
from nlp_guard.sources.sheets import Row, Sheet, first_rows, read_sheets

TITLES_BETWEEN = "，"
"""Joins the titles of one order, as Taobao does."""
_HEADER_ROWS = 12
_JUDGED_ORDERS = 64
_SHOWN_MISSING = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The names a report gives its columns: alternatives, the first that is filled counts.

    Names are written as `header_name` gives them.

    Args:
        paid: What was paid for the whole order.
        line_paid: What was paid for the goods of one row; added up.
        pieces: Pieces of the whole order.
        line_pieces: Pieces of one row.
        line_price: Of one piece.
        paid_at: Where a report has such a column, an order without it is unpaid.
        status: All that are filled are joined.
        address_parts: All that are filled are joined, where ``address`` is not.
    """

    id: Names
    account: Names = ()
    paid: Names = ()
    line_paid: Names = ()
    currency: Names = ()
    pieces: Names = ()
    line_pieces: Names = ()
    line_price: Names = ()
    created_at: Names = ()
    paid_at: Names = ()
    status: Names = ()
    title: Names = ()
    payer: Names = ()
    receiver: Names = ()
    phone: Names = ()
    landline: Names = ()
    address: Names = ()
    address_parts: Names = ()
    message: Names = ()
    refunded: Names = ()


class OrderReport:
    """One platform's report: its readers fill in what the platform calls its columns.

    Attributes:
        name: Of the reader.
        columns: What the columns are called.
        required: Columns without which an order can be neither attributed nor reckoned with;
            of each group one must be there.
        telling: Columns that tell this report from others; two of them are enough.
        unpaid: Words of a status that say that nothing was paid, for reports that do not say
            when.
        currency: Where no column tells it.
    """

    kind = "orders"
    name: str
    columns: Columns
    required: tuple[Names, ...]
    telling: frozenset[str]
    unpaid: Names = ()
    currency: str = "CNY"

    def sniff(self, path: Path, head: bytes) -> float:
        """Return 0.98 where a sheet has all required columns, 0.9 where it has telling ones."""
        best = 0.0
        for rows in first_rows(path, head, _HEADER_ROWS).values():
            header = self._header(rows)
            if header is None or len(self.telling & header.names) < 2:
                continue
            best = max(best, 0.9 if self._missing(header) else 0.98)
        return best

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give one order per number, in the order of the report.

        Raises:
            CorruptRecord: If a column is missing; or, after all good orders were given, if rows
                had to be left out.
        """
        uri = context.provenance.uri
        faults = Faults(uri, context.note)
        try:
            sheets = read_sheets(path)
            found = [(s, header) for s in sheets if (header := self._header_of(s)) is not None]
            if not found:
                required = ", ".join(group[0] for group in self.required)
                raise CorruptRecord(f"columns missing: {required}", path=uri, line=1)
            for sheet, header in found:
                yield from self._orders(sheet, header, self._placed(context, sheet), faults)
        except InputError as failure:
            if failure.path == uri:
                raise
            raise CorruptRecord(failure.reason, path=uri, line=failure.line) from failure
        faults.end()

    def _placed(self, context: ReadingContext, sheet: Sheet) -> ReadingContext:
        source = context.provenance
        source = with_changes(source, encoding=sheet.encoding, tools=(*source.tools, self.name))
        return with_changes(context, provenance=source)

    def _header_of(self, sheet: Sheet) -> Header | None:
        return self._header(list(islice(sheet.rows(), _HEADER_ROWS)))

    def _header(self, rows: Sequence[Row]) -> Header | None:
        """Return the row that names the most columns of this report, at least two."""
        known = self.telling.union(*self.required)
        headers = [Header.of(row) for row in rows]
        best = max(headers, key=lambda header: len(known & header.names), default=None)
        return best if best is not None and len(known & best.names) >= 2 else None

    def _missing(self, header: Header) -> list[str]:
        return [group[0] for group in self.required if not header.names.intersection(group)]

    def _orders(
        self, sheet: Sheet, header: Header, context: ReadingContext, faults: Faults
    ) -> Iterator[Order | OrderLine]:
        if missing := self._missing(header):
            shown = ", ".join(missing[:_SHOWN_MISSING])
            raise CorruptRecord(
                f"columns missing: {shown}", path=context.provenance.uri, line=header.number
            )
        is_rounded, n_lost = self._is_rounded(sheet, header), 0
        for entries in header.orders(sheet.rows(), self.columns.id, faults):
            is_lost = is_rounded or header.rounded(entries[0].row, self.columns.id)
            n_lost += is_lost
            try:
                yield from self.records(entries, context, is_lost=is_lost)
            except ValueError as failure:
                faults.add(entries[0].row.number, str(failure))
        if n_lost:
            context.note(
                f"{n_lost} order numbers were rounded by a spreadsheet and are lost; export the "
                "report again and do not save it from there"
            )

    def _is_rounded(self, sheet: Sheet, header: Header) -> bool:
        """Judge by the first orders whether a spreadsheet rounded all numbers."""
        orders = header.orders(sheet.rows(), self.columns.id, Faults("", _unheard))
        return are_rounded([entries[0].number for entries in islice(orders, _JUDGED_ORDERS)])

    def records(
        self, entries: Sequence[Entry], context: ReadingContext, *, is_lost: bool
    ) -> Iterator[Order | OrderLine]:
        """Give what the rows of one order say.

        Args:
            entries: Its rows, at least one.
            context: Of the sheet.
            is_lost: True where its number was rounded.

        Raises:
            ValueError: If a cell does not hold what its column promises.
        """
        order = self._order(entries, context)
        yield with_own_name(order) if is_lost else order

    def amount(self, text: str) -> Decimal | None:
        """Read an amount of money, as this report writes it."""
        return amount(text)

    def moment(self, text: str, zone: tzinfo) -> datetime | None:
        """Read a time, as this report writes it."""
        return moment(text, zone)

    def line(self, entry: Entry) -> OrderLine:
        """Read the goods of one row."""
        columns = self.columns
        return OrderLine(
            order_id=OrderId(entry.number),
            title=entry.text(columns.title),
            pieces=count(entry.text(columns.line_pieces)),
            price=self.amount(entry.text(columns.line_price)),
        )

    def _order(self, entries: Sequence[Entry], context: ReadingContext) -> Order:
        columns, first = self.columns, entries[0]
        created_at = self.moment(first.text(columns.created_at), context.timezone)
        status = " ".join(first.texts(columns.status))
        paid_at = self._paid_at(first, status, created_at, context)
        lines = tuple(self.line(entry) for entry in entries)
        return Order(
            id=OrderId(first.number),
            account_id=account_of(first.text(columns.account), first.number),
            paid=self._paid(entries) if paid_at else None,
            currency=first.text(columns.currency) or self.currency,
            pieces=count(first.text(columns.pieces)) or sum(line.pieces for line in lines),
            created_at=created_at,
            paid_at=paid_at,
            status=status,
            title=TITLES_BETWEEN.join(line.title for line in lines if line.title),
            payer=readable(first.text(columns.payer)),
            receiver=readable(first.text(columns.receiver)),
            phone=readable(first.text(columns.phone)),
            landline=readable(first.text(columns.landline)),
            address=readable(first.text(columns.address))
            or " ".join(map(readable, first.texts(columns.address_parts))),
            message=first.text(columns.message),
            provenance=context.provenance,
            source_span=first.row.span,
            source_text=first.row.quote,
            locator=first.row.locator,
            refunded=self.amount(first.text(columns.refunded)),
            lines=lines if columns.line_pieces else (),
        )

    def _paid_at(
        self, entry: Entry, status: str, created_at: datetime | None, context: ReadingContext
    ) -> datetime | None:
        """Return when it was paid: where the report cannot say when, as it was placed."""
        if entry.has(self.columns.paid_at):
            return self.moment(entry.text(self.columns.paid_at), context.timezone)
        return None if any(word in status for word in self.unpaid) else created_at

    def _paid(self, entries: Sequence[Entry]) -> Decimal | None:
        columns = self.columns
        whole = self.amount(entries[0].text(columns.paid))
        if whole is not None or not columns.line_paid:
            return whole or Decimal(0)
        return sum(
            (self.amount(e.text(columns.line_paid)) or Decimal(0) for e in entries), Decimal(0)
        )


def _unheard(what: str) -> None:
    """Tell nobody: it is told when the rows are read."""
