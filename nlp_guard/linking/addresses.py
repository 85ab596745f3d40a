"""Addresses taken apart to building and room, however they are written.

Two spellings are one place where they agree on district, road and the numbers in their order:
``测试路18号样例花园3幢2单元1102室`` and ``测试路十八号样例花园3-2-1102`` both are
测试路, 18 · 3 · 2 · 1102.
Lists of real places (cpca, jionlp) name province, city and district, and stop before the door,
which is what tells neighbours apart; so the parts are read by rule.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_POSTCODE = re.compile(r"[(（\[]?\b\d{6}\b[)）\]]?\s*$")
_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNIT = {"十": 10, "百": 100, "千": 1000}
_COUNTER = "号幢栋座楼层室房库单门弄巷期区组排院"
_SPELT = re.compile(rf"[零〇一二两三四五六七八九十百千]+(?=[{_COUNTER}])")
_NUMBER = re.compile(r"\d+|(?<![a-z])[a-z](?=[座栋幢区\d-])")
_ROAD = re.compile(
    r"([\u4e00-\u9fff]{1,8}?(?:大道|大街|胡同|路|街|巷|弄|道|里))(?=\d)"
    r"|((?:[a-z]+\s)*(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|way|blvd))\b"
)
_REGION = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,8}?(?:省|自治区))?(?:[\u4e00-\u9fff]{2,8}?(?:市|自治州))?"
    r"([\u4e00-\u9fff]{2,8}?(?:新区|[区县旗]))(?=[\u4e00-\u9fff\s])"
)
_REGION_ENDS = frozenset("省市区县旗州盟")
_GAP = re.compile(r"\s+(?=[\u4e00-\u9fff\d])")
_WORDS = re.compile(r"[\u4e00-\u9fff]+|[a-z]+")
_UNIT_WORDS = re.compile(
    r"号楼|号库|库房|单元|[号幢栋座楼层室房库门]|\b(?:apt|unit|suite|ste|no|room)\b"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an order goes.

    Args:
        district: Last part of the region, or "".
        road: Road, or the names of the place where no road is given.
        numbers: All numbers after it, in order: house, building, unit, room.
    """

    district: str
    road: str
    numbers: tuple[str, ...]

    @property
    def door(self) -> str:
        """The whole place: same district, road and all numbers."""
        return "|".join((self.district, self.road, *self.numbers))

    @property
    def building(self) -> str | None:
        """The place without its last number; None where only a house number is given."""
        if len(self.numbers) < 2:
            return None
        return "|".join((self.district, self.road, *self.numbers[:-1]))


def parse_address(text: str) -> Place | None:
    """Take an address apart.

    Args:
        text: As in the order: region, road, door, perhaps a postcode.

    Returns:
        The place; None where it names no number, or is masked.

    Example:
        >>> one = parse_address("样例省 样例市 示例区 测试路18号样例花园3幢2单元1102室(990018)")
        >>> one
        Place(district='示例区', road='测试路', numbers=('18', '3', '2', '1102'))
        >>> one == parse_address("样例省 样例市 示例区 测试路十八号样例花园3-2-1102")
        True
        >>> parse_address("12 Main Street, Apt 4").door
        '|main street|12|4'
    """
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    if not plain or "*" in plain:
        return None
    plain = _POSTCODE.sub("", plain).strip()
    district, rest = _split_region(plain)
    rest = _SPELT.sub(lambda found: str(_value(found[0])), _GAP.sub("", rest))
    road = _ROAD.search(rest)
    numbers = tuple(_NUMBER.findall(rest if road is None or road[2] else rest[road.end() :]))
    if not numbers:
        return None
    return Place(district, (road[1] or road[2]).strip() if road else _names(rest), numbers)


def _split_region(text: str) -> tuple[str, str]:
    """Return (district, the rest).

    Order reports put the region in words of its own; people write it in one go.
    """
    words = text.split()
    n_region = 0
    while n_region < len(words) - 1 and words[n_region][-1] in _REGION_ENDS:
        n_region += 1
    if n_region > 1:
        return words[n_region - 1], " ".join(words[n_region:])
    head = _REGION.match(text)
    return (head[1], text[head.end() :].strip()) if head else ("", text)


def _names(rest: str) -> str:
    return "".join(_WORDS.findall(_UNIT_WORDS.sub("", re.sub(r"\d+", "", rest))))


def _value(numeral: str) -> int:
    """Return the value of a spelt number below ten thousand.

    Example:
        >>> _value("十八"), _value("六十六"), _value("一千一百零二"), _value("二〇一")
        (18, 66, 1102, 201)
    """
    if not any(c in _UNIT for c in numeral):
        return int("".join(str(_DIGIT[c]) for c in numeral))
    total, digit = 0, 0
    for character in numeral:
        if character in _UNIT:
            total += (digit or 1) * _UNIT[character]
            digit = 0
        else:
            digit = _DIGIT[character]
    return total + digit
