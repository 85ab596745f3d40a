"""Orders in a table of any kind, its columns named in the configuration.

```toml
[sources.mapping.my_orders]
kind = "orders"
time_format = "%d.%m.%Y %H:%M"
currency = "EUR"
has_decimal_comma = true
columns.id = "Bestellung"
columns.account = "Kunde"
columns.paid = "Summe"
columns.created_at = "Datum"
columns.line_pieces = "Menge"
```
"""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime, tzinfo
from decimal import Decimal
from pathlib import Path

from nlp_guard.errors import ConfigError
from nlp_guard.sources.config import ColumnMapping
from nlp_guard.sources.orders.entries import header_name
from nlp_guard.sources.orders.report import Columns, OrderReport

_FIELDS = frozenset(field.name for field in fields(Columns))
_NEEDED = (("id",), ("paid", "line_paid"))


class MappedOrders(OrderReport):
    r"""Reads orders as a mapping says.

    Args:
        name: Of the mapping, and of this reader.
        mapping: Field → column, and how times and amounts are written.

    Raises:
        ConfigError: If a field is unknown, or one that is needed is missing.

    Example:
        >>> from nlp_guard.sources.config import MappedKind
        >>> columns = {"id": "Bestellung", "paid": "Summe", "created_at": "Datum"}
        >>> mapping = ColumnMapping(kind=MappedKind.ORDERS, columns=columns)
        >>> reader = MappedOrders("my_orders", mapping)
        >>> reader.sniff(Path("a.csv"), b"Bestellung;Summe;Datum\n7;1;2026-04-01\n")
        0.99
    """

    def __init__(self, name: str, mapping: ColumnMapping) -> None:
        key = f"sources.mapping.{name}.columns"
        for field in mapping.columns:
            if field not in _FIELDS:
                known = ", ".join(sorted(_FIELDS))
                raise ConfigError(f"{key}.{field}", f"unknown field; known: {known}")
        for group in _NEEDED:
            if not mapping.columns.keys() & set(group):
                raise ConfigError(key, f"a column for {' or '.join(group)!r} is needed")
        self.name = name
        self._mapping = mapping
        named = {field: (header_name(column),) for field, column in mapping.columns.items()}
        self.columns = Columns(**named)
        self.required = tuple(named.values())
        self.telling = frozenset(column for (column,) in named.values())
        self.unpaid = mapping.unpaid
        self.currency = mapping.currency

    def sniff(self, path: Path, head: bytes) -> float:
        """Return 0.99 where a sheet has all mapped columns: what a shop says goes first."""
        return 0.99 if super().sniff(path, head) == 0.98 else 0.0

    def amount(self, text: str) -> Decimal | None:
        """Read an amount of money, in the shop's way of writing."""
        if self._mapping.has_decimal_comma:
            text = text.replace(".", "").replace(",", ".")
        return super().amount(text)

    def moment(self, text: str, zone: tzinfo) -> datetime | None:
        """Read a time, in the shop's way of writing."""
        if not text or not self._mapping.time_format:
            return super().moment(text, zone)
        try:
            when = datetime.strptime(text, self._mapping.time_format)  # noqa: DTZ007 - may have %z
        except ValueError as failure:
            raise ValueError("a time that time_format does not describe") from failure
        return when if when.tzinfo else when.replace(tzinfo=zone)
