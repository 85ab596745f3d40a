from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from nlp_guard.config import Config
from nlp_guard.errors import ConfigError
from nlp_guard.guard import Guard
from nlp_guard.records import Order
from nlp_guard.sources.mapped.readers import mapped_readers
from tests.fakes.reading import SHANGHAI, context, written

SETTINGS = """
[sources.mapping.my_orders]
kind = "orders"
time_format = "%d.%m.%Y %H:%M"
currency = "EUR"
has_decimal_comma = true
unpaid = ["offen"]
columns.id = "Bestellung"
columns.account = "Kunde"
columns.paid = "Summe"
columns.created_at = "Datum"
columns.line_pieces = "Menge"
columns.title = "Ware"
columns.status = "Stand"
"""
TABLE = (
    "Bestellung;Kunde;Summe;Datum;Menge;Ware;Stand\n"
    "B-7;muster@example.com;1.234,50;01.04.2026 10:00;2;Seife;bezahlt\n"
    ";;;;3;Bürste;\n"
    "B-8;anna@example.com;5;02.04.2026 09:30;1;Seife;offen\n"
)


def test_orders_are_read_as_the_shop_says(tmp_path: Path) -> None:
    path = written(tmp_path, "orders.csv", TABLE)
    (reader,) = mapped_readers(Config.from_toml(SETTINGS).sources)
    orders = [o for o in reader.read(path, context("orders.csv")) if isinstance(o, Order)]
    first, second = orders
    assert (first.id, first.account_id, first.currency) == ("B-7", "muster@example.com", "EUR")
    assert (first.paid, first.pieces, first.title) == (Decimal("1234.50"), 5, "Seife，Bürste")
    assert first.created_at == datetime(2026, 4, 1, 10, tzinfo=SHANGHAI)
    assert (second.paid, second.paid_at) == (None, None)
    assert first.provenance.tools == ("my_orders",)


def test_a_guard_reads_mapped_files(tmp_path: Path) -> None:
    written(tmp_path, "orders.csv", TABLE)
    intake = Guard(Config.from_toml(SETTINGS)).intake(tmp_path)
    assert list(intake) == []
    assert [order.id for order in intake.orders] == ["B-7", "B-8"]
    assert [source.reader for source in intake.coverage().sources] == ["my_orders"]


def test_a_file_without_all_mapped_columns_is_another(tmp_path: Path) -> None:
    (reader,) = mapped_readers(Config.from_toml(SETTINGS).sources)
    assert reader.sniff(tmp_path / "a.csv", TABLE.encode()) == 0.99
    assert reader.sniff(tmp_path / "a.csv", TABLE.replace("Menge", "Anzahl").encode()) == 0.0


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        (SETTINGS.replace("columns.title", "columns.titel"), "columns.titel: unknown field"),
        (SETTINGS.replace('columns.id = "Bestellung"', ""), "'id' is needed"),
        (SETTINGS.replace('columns.paid = "Summe"', ""), "'paid or line_paid' is needed"),
        (SETTINGS.replace('"orders"', '"cheese"'), "cheese"),
        (SETTINGS.replace("has_decimal_comma", "decimal"), "unknown key 'decimal'"),
    ],
)
def test_a_wrong_mapping_is_refused(settings: str, why: str) -> None:
    with pytest.raises(ConfigError, match=why):
        mapped_readers(Config.from_toml(settings).sources)
