from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from nlp_guard.errors import CorruptRecord
from nlp_guard.records import ShopFacts
from nlp_guard.sources.shop_facts import read_facts
from tests.fakes.reading import written


def test_facts_are_read_exactly(tmp_path: Path) -> None:
    source = (
        '[shop]\nname = "样例店"\nstaff = ["样例店:甲"]\ntimezone = "Asia/Tokyo"\n'
        '[logistics]\nper_kg = "5.50"\nreturn_per_kg = 3.2\ncurrency = "CNY"\n'
    )
    facts = read_facts(written(tmp_path, "case.toml", source), "case.toml")
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
    assert read_facts(path, "case.toml").name == "样例店"


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
    ],
)
def test_a_mistake_is_named(tmp_path: Path, source: str, why: str) -> None:
    with pytest.raises(CorruptRecord, match=why):
        read_facts(written(tmp_path, "case.toml", source), "case.toml")
