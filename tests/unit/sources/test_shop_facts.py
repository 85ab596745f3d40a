from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from nlp_guard.errors import CorruptRecord
from nlp_guard.records import Provenance, ShopFacts
from nlp_guard.sources.shop_facts import read_facts
from tests.fakes.reading import written

SOURCE = Provenance(uri="case.toml", sha256="3" * 64, read_at=datetime(2015, 7, 25, tzinfo=UTC))


def test_facts_are_read_exactly(tmp_path: Path) -> None:
    source = (
        '[shop]\nname = "样例店"\nstaff = ["样例店:甲"]\ntimezone = "Asia/Tokyo"\n'
        '[logistics]\nper_kg = "5.50"\nreturn_per_kg = 3.2\ncurrency = "CNY"\n'
    )
    facts = read_facts(written(tmp_path, "case.toml", source), SOURCE)
    assert facts == ShopFacts(
        name="样例店",
        staff=("样例店:甲",),
        timezone="Asia/Tokyo",
        freight_per_kg=Decimal("5.50"),
        return_freight_per_kg=Decimal("3.2"),
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_facts_are_read_in_the_encoding_an_editor_chose(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, "case.toml", '[shop]\r\nname = "样例店"\r\n', encoding)
    assert read_facts(path, SOURCE).name == "样例店"


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("[shop\n", "not TOML"),
        ("[logistic]\n", "unknown table 'logistic'"),
        ("shop = 3\n", "unknown table 'shop'"),
        ("[shop]\nstuff = 1\n", "unknown key shop.stuff"),
        ('[shop]\ntimezone = "Mars/Olympus"\n', "no such time zone"),
        ('[shop]\nstaff = "甲"\n', "shop.staff is not a list"),
        ("x = " + "[" * 5000, "not TOML"),
        ('[logistics]\nper_kg = "viel"\n', "logistics.per_kg is not a number"),
        ("[logistics]\nper_kg = -1\n", "logistics.per_kg must not be negative"),
        ('paid = "2000"\n', r"a table of its own, \[\[paid\]\]"),
        ("paid = [{amount = 2}]\n", r"a table of its own, \[\[paid\]\]"),
        ("[[paid]]\n", "paid.amount is missing"),
        ('[[paid]]\namount = "viel"\n', "paid.amount is not a number"),
        ("[[paid]]\namount = -5\n", "paid.amount must be above 0"),
        ("[[paid]]\namount = nan\n", "paid.amount must be above 0"),
        ('[[paid]]\namount = 5\nat = "gestern"\n', "paid.at is not a date or time"),
        ("[[paid]]\namount = 5\nat = 7\n", "paid.at is not a date or time"),
        ("[[paid]]\namount = 5\nwhom = 1\n", "unknown key paid.whom"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, source: str, why: str) -> None:
    with pytest.raises(CorruptRecord, match=why):
        read_facts(written(tmp_path, "case.toml", source), SOURCE)


def test_payments_are_read_with_their_own_lines(tmp_path: Path) -> None:
    lines = (
        '[[paid]]\namount = "1500.00"\nat = 2015-07-24T10:30:00\nto = "pay01@example.com"'
        "   # by Alipay"
    )
    source = (
        f'{lines}\n\n[shop]\ntimezone = "Asia/Tokyo"\n\n  [[paid]]\namount = 20\n'
        'currency = "USD"\nat = 2015-07-25'
    )
    first, second = read_facts(written(tmp_path, "case.toml", source), SOURCE).paid
    assert (first.amount, first.currency, first.payee) == (
        Decimal("1500.00"), "CNY", "pay01@example.com",
    )  # fmt: skip
    assert first.at == datetime.fromisoformat("2015-07-24T10:30:00+09:00")
    assert first.exhibit.quote == lines
    assert second.at == datetime.fromisoformat("2015-07-25T00:00:00+09:00")
    assert (second.currency, second.payee) == ("USD", None)
    assert second.exhibit.span
    assert source[second.exhibit.span.slice] == second.exhibit.quote
    assert second.exhibit.quote.startswith("[[paid]]\namount = 20\n")


def test_a_text_that_looks_like_a_payment_is_none(tmp_path: Path) -> None:
    source = '[shop]\nname = """\n[[paid]]\namount = 2\n"""\n'
    with pytest.raises(CorruptRecord, match="cannot be told apart"):
        read_facts(written(tmp_path, "case.toml", source), SOURCE)
