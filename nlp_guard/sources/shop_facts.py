"""``case.toml``: the few facts only the shop can know. Everything in it is optional."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from nlp_guard.errors import CorruptRecord, InputError
from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.records import Provenance, ShopFacts
from nlp_guard.sources.encodings.encoding import decode
from nlp_guard.sources.stated_payments import TABLE, read_payments

FILE_NAME = "case.toml"
_KEYS = {
    "shop": {"name", "staff", "timezone"},
    "logistics": {
        "per_kg",
        "return_per_kg",
        "return_per_order",
        "weight_kg_per_piece",
        "currency",
    },
}


class ShopFactsFile:
    """Reads ``case.toml``."""

    name = "shop_facts"
    kind = "facts"

    def sniff(self, path: Path, head: bytes) -> float:
        """Return 1 for the file of that name."""
        return 1.0 if path.name == FILE_NAME else 0.0

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give the facts.

        Raises:
            CorruptRecord: If the file is no TOML, or holds a key nobody reads.
        """
        yield read_facts(path, context.provenance)


def read_facts(path: Path, source: Provenance) -> ShopFacts:
    """Read the facts a shop wrote down.

    Args:
        path: The file.
        source: Of the file: its lines are the evidence of what was paid.

    Raises:
        CorruptRecord: If the file is no TOML, or holds a key nobody reads.
    """
    uri = source.uri
    try:
        text, encoding = decode(path.read_bytes())
        data = tomllib.loads(text)
    except InputError as failure:
        raise CorruptRecord(failure.reason, path=uri) from failure
    except (tomllib.TOMLDecodeError, RecursionError) as failure:
        raise CorruptRecord(f"not TOML: {failure}", path=uri) from failure
    _refuse_unknown(data, uri)
    shop, logistics = data.get("shop", {}), data.get("logistics", {})
    zone = str(shop.get("timezone", "Asia/Shanghai"))
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as failure:
        raise CorruptRecord(f"shop.timezone: no such time zone: {zone}", path=uri) from failure
    currency = str(logistics.get("currency", "CNY"))
    return ShopFacts(
        name=str(shop.get("name", "")),
        staff=_staff(shop, uri),
        timezone=zone,
        freight_per_kg=_rate(logistics, "per_kg", uri),
        return_freight_per_kg=_rate(logistics, "return_per_kg", uri),
        return_freight_per_order=_rate(logistics, "return_per_order", uri),
        weight_kg_per_piece=_rate(logistics, "weight_kg_per_piece", uri),
        currency=currency,
        paid=read_payments(
            data, text, replace(source, encoding=encoding), ZoneInfo(zone), currency
        ),
    )


def _staff(shop: Mapping[str, Any], uri: str) -> tuple[str, ...]:
    nicks = shop.get("staff", [])
    if not isinstance(nicks, list):
        raise CorruptRecord("shop.staff is not a list of nicks", path=uri)
    return tuple(map(str, nicks))


def _refuse_unknown(data: Mapping[str, Any], uri: str) -> None:
    for table, content in data.items():
        if table == TABLE:
            continue
        if table not in _KEYS or not isinstance(content, dict):
            known = ", ".join(sorted((*_KEYS, TABLE)))
            raise CorruptRecord(f"unknown table {table!r}; known: {known}", path=uri)
        for key in content:
            if key not in _KEYS[table]:
                known = ", ".join(sorted(_KEYS[table]))
                raise CorruptRecord(f"unknown key {table}.{key}; known: {known}", path=uri)


def _rate(table: Mapping[str, Any], key: str, uri: str) -> Decimal | None:
    if key not in table:
        return None
    try:
        value = Decimal(str(table[key]))
    except InvalidOperation as failure:
        raise CorruptRecord(f"logistics.{key} is not a number", path=uri) from failure
    if not value.is_finite() or value < 0:
        raise CorruptRecord(f"logistics.{key} must not be negative", path=uri)
    return value
