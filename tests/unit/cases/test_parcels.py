from __future__ import annotations

from decimal import Decimal

import pytest

from nlp_guard.cases.parcels import Weight, weight_of_order, weight_of_title
from nlp_guard.records import ShopFacts
from tests.fakes.trade import order


@pytest.mark.parametrize(
    ("title", "kg"),
    [
        ("样品洗衣液2kg*4瓶", "8"),
        ("样品洗衣液4kg/桶", "4"),
        ("样品洗衣液5KG箱装", "5"),
        ("样品洗衣液２ｋｇ×３袋", "6"),
        ("样品香皂200g*4块", "0.8"),
        ("样品6袋*500g", "3"),
        ("样品大米10斤", "5"),
        ("样品油1.8L", "1.8"),
        ("样品水550ml*24瓶", "13.2"),
        ("样品2公斤", "2"),
        ("样品洗衣液1.5kg+袋装500g", "2"),
        ("样品毛巾三条装", None),
        ("样品 4G 手机64G", None),
        ("样品100G", "0.1"),
        ("", None),
    ],
)
def test_the_title_tells_the_weight_of_a_piece(title: str, kg: str | None) -> None:
    found = weight_of_title(title)
    assert found == (None if kg is None else Decimal(kg))


def test_an_order_weighs_its_pieces() -> None:
    assert weight_of_order(order("甲", pieces=80), ShopFacts()) == Weight(Decimal(320))


def test_the_shop_tells_where_titles_do_not() -> None:
    facts = ShopFacts(weight_kg_per_piece=Decimal("4.8"))
    assert weight_of_order(order("甲", title="样品", pieces=2), facts) == Weight(Decimal("9.6"))
    assert weight_of_order(order("甲", title="样品"), ShopFacts()) is None


def test_goods_of_different_weight_are_an_estimate_between_the_bounds() -> None:
    weight = weight_of_order(order("甲", title="样品4kg，样品1kg", pieces=4), ShopFacts())
    assert weight == Weight(Decimal(10), is_estimate=True)  # 5 for one of each, 2 × 2.5 more


def test_goods_of_the_same_weight_are_exact() -> None:
    weight = weight_of_order(order("甲", title="样品甲4kg，样品乙4kg", pieces=5), ShopFacts())
    assert weight == Weight(Decimal(20))
