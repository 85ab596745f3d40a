"""``[[paid]]`` tables of ``case.toml``: what the shop paid already, each with its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from nlp_guard.errors import CorruptRecord
from nlp_guard.records import CharSpan, Exhibit, Provenance, StatedPayment

TABLE = "paid"
_KEYS = frozenset({"amount", "at", "to", "currency"})
_HEADER = re.compile(r"^[ \t]*\[\[[ \t]*[\"']?paid[\"']?[ \t]*\]\]", re.MULTILINE)
_NEXT_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)


def read_payments(
    data: Mapping[str, Any], text: str, source: Provenance, zone: ZoneInfo, currency: str
) -> tuple[StatedPayment, ...]:
    """Read the payments a shop states.

    Args:
        data: ``case.toml``, parsed.
        text: The same as text.
        source: Of the file.
        zone: For times written without one.
        currency: Of amounts that name none.

    Raises:
        CorruptRecord: If a payment is not what it should be.
    """
    stated = data.get(TABLE, [])
    if not isinstance(stated, list) or not all(isinstance(each, dict) for each in stated):
        raise CorruptRecord("write each payment as a table of its own, [[paid]]", path=source.uri)
    spans = list(_spans(text))
    if len(spans) != len(stated):
        raise CorruptRecord(
            "the lines of the payments cannot be told apart; write each as a table of its own, "
            "[[paid]]",
            path=source.uri,
        )
    return tuple(
        _payment(each, span, text, source, zone, currency)
        for each, span in zip(stated, spans, strict=True)
    )


def _spans(text: str) -> Iterator[CharSpan]:
    """Give the place of each table, from its header to its last line."""
    for header in _HEADER.finditer(text):
        end = _NEXT_TABLE.search(text, header.end())
        block = text[header.start() : len(text) if end is None else end.start()]
        start = header.start() + len(block) - len(block.lstrip())
        yield CharSpan(start, header.start() + len(block.rstrip()))


def _payment(
    table: Mapping[str, Any],
    span: CharSpan,
    text: str,
    source: Provenance,
    zone: ZoneInfo,
    currency: str,
) -> StatedPayment:
    line = text.count("\n", 0, span.start) + 1

    def refuse(why: str) -> CorruptRecord:
        return CorruptRecord(why, path=source.uri, line=line)

    for key in table:
        if key not in _KEYS:
            raise refuse(f"unknown key paid.{key}; known: {', '.join(sorted(_KEYS))}")
    if "amount" not in table:
        raise refuse("paid.amount is missing")
    try:
        amount = Decimal(str(table["amount"]))
    except InvalidOperation as failure:
        raise refuse("paid.amount is not a number") from failure
    if not amount.is_finite() or amount <= 0:
        raise refuse("paid.amount must be above 0")
    try:
        at = _moment(table.get("at"), zone)
    except (ValueError, TypeError) as failure:
        raise refuse("paid.at is not a date or time (2015-07-24T10:30:00)") from failure
    return StatedPayment(
        amount=amount,
        currency=str(table.get("currency", currency)),
        at=at,
        payee=str(table["to"]) if "to" in table else None,
        exhibit=Exhibit(provenance=source, quote=text[span.slice], span=span),
    )


def _moment(value: object, zone: ZoneInfo) -> datetime | None:
    """Return an aware time; of a date alone, the beginning of that day."""
    if value is None:
        return None
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=zone)
    if isinstance(value, date):
        return datetime.combine(value, time(), zone)
    raise TypeError(type(value).__name__)
