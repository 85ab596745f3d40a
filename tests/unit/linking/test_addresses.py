from __future__ import annotations

import pytest

from nlp_guard.linking.addresses import parse_address

FLAT = "样例省 样例市 示例区 样路18号样例苑3幢2单元1102室(990018)"


@pytest.mark.parametrize(
    "variant",
    [
        "样例省 样例市 示例区 样路18号 样例苑3栋2单元1102(990018)",
        "样例省 样例市 示例区 样路十八号样例苑三幢二单元1102室",
        "样例省 样例市 示例区 样路18号样例苑3-2-1102(990018)",
        "样例省样例市示例区样路18号样例苑3幢2单元1102室",
        "样例省 样例市 示例区 样路１８号样例苑３幢２单元１１０２",
        "样例省 样例市 示例区 样路18号3号楼2单元1102",
    ],
)
def test_variants_are_one_door(variant: str) -> None:
    one, other = parse_address(FLAT), parse_address(variant)
    assert one is not None
    assert other is not None
    assert one.door == other.door


@pytest.mark.parametrize(
    ("other", "is_same_building"),
    [
        ("样例省 样例市 示例区 样路18号样例苑3幢2单元1101室(990018)", True),
        ("样例省 样例市 示例区 样路18号样例苑3幢1单元1102室(990018)", False),
        ("样例省 样例市 示例区 样路18号样例苑5幢2单元1102室(990018)", False),
        ("样例省 样例市 别样区 样路18号样例苑3幢2单元1102室(990018)", False),
        ("样例省 样例市 示例区 别样路18号样例苑3幢2单元1102室", False),
    ],
)
def test_neighbours_are_other_doors(other: str, is_same_building: bool) -> None:
    one, neighbour = parse_address(FLAT), parse_address(other)
    assert one is not None
    assert neighbour is not None
    assert one.door != neighbour.door
    assert (one.building == neighbour.building) is is_same_building


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("样例省 样例市 样仓区 试道66号示例物流园B座5号库(990066)", ("66", "b", "5")),
        ("样例省 样例市 样仓区 试道六十六号示例物流园B座五号库房", ("66", "b", "5")),
        ("样例省 样例市 示例区 样街7号后门", ("7",)),
        ("12 Main Street, Apt 4", ("12", "4")),
        ("样例省 样例市 示例区 样路一百零八弄二〇一室", ("108", "201")),
    ],
)
def test_numbers_stand_in_their_order(text: str, numbers: tuple[str, ...]) -> None:
    place = parse_address(text)
    assert place is not None
    assert place.numbers == numbers


@pytest.mark.parametrize(
    "text", ["", "样村", "样例省 样例市 示例区 **路18号", "北京市朝阳区******"]
)
def test_an_address_without_a_number_or_masked_names_no_door(text: str) -> None:
    assert parse_address(text) is None
