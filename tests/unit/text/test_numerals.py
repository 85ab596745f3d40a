"""Numbers as people write them."""

from __future__ import annotations

from decimal import Decimal

import cn2an
import pytest

from nlp_guard.text.numerals import find_numerals, fold_figures, read_number


def _readings(text: str) -> list[tuple[str, str, str]]:
    return [(text[n.span.slice], f"{n.low:f}", f"{n.high:f}") for n in find_numerals(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一万二", 12_000),
        ("三百五", 350),
        ("一千零五十", 1050),
        ("贰拾", 20),
        ("壹仟贰佰", 1200),
        ("4千", 4000),
        ("3万5", 35_000),
        ("1w2", 12_000),
        ("四k", 4000),
        ("十五k", 15_000),
        ("4个W", 40_000),
        ("1.5万", Decimal("15000")),
        ("0.3", Decimal("0.3")),
        ("零点三", Decimal("0.3")),
        ("1,200", 1200),
        ("１２０", 120),
        ("1千零50", 1050),
        ("廿五", 25),
        ("两千零八", 2008),
        ("十万八千", 108_000),
        ("幺二零零", 1200),
        ("几个", None),
    ],
)
def test_a_number_has_its_value_when_it_stands_alone(text: str, value: Decimal | None) -> None:
    assert read_number(text) == value


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("两三百", 200, 300),
        ("四五千", 4000, 5000),
        ("二三十", 20, 30),
        ("十七八万", 170_000, 180_000),
        ("一千二三", 1200, 1300),
        ("百八十", 80, 100),
        ("五百一千", 500, 1000),
        ("20到30", 20, 30),
        ("3到5万", 30_000, 50_000),
        ("三、四千", 3000, 4000),
        ("8k到1w", 8000, 10_000),
        ("eight to ten thousand", 8000, 10_000),
        ("几百", 200, 999),
        ("几万", 20_000, 99_999),
        ("上千", 1000, 9999),
        ("十几", 10, 19),
        ("一百几十", 120, 199),
        ("八千多", 8000, 8999),
        ("三百多万", 3_000_000, 3_999_999),
        ("a few hundred", 200, 999),
    ],
)
def test_a_range_is_given_when_one_is_said(text: str, low: int, high: int) -> None:
    (numeral,) = find_numerals(text)
    assert (int(numeral.low), int(numeral.high), len(numeral.span)) == (low, high, len(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一百三十万两万六", [("一百三十万", "1300000", "1300000"), ("两万六", "26000", "26000")]),
        ("三万六一年", [("三万六", "36000", "36000")]),
        ("两万一分都不能少", [("两万", "20000", "20000")]),
        ("一千二二十条", [("一千二", "1200", "1200"), ("二十", "20", "20")]),
        ("一点五个点", [("一点五", "1.5", "1.5")]),
        ("三点五十", [("三", "3", "3"), ("五十", "50", "50")]),
        ("我手上十四个号", [("十四", "14", "14")]),
        ("以防万一", []),
        ("一万和3000", [("一万", "10000", "10000"), ("3000", "3000", "3000")]),
        ("2015-07-24", [("2015", "2015", "2015"), ("07", "7", "7"), ("24", "24", "24")]),
    ],
)
def test_numbers_are_cut_apart_when_they_touch(
    text: str, expected: list[tuple[str, str, str]]
) -> None:
    assert _readings(text) == expected


@pytest.mark.parametrize("text", ["1" + "0" * 40, "一" * 200, "9" * 5000])
def test_a_number_is_passed_over_when_it_is_absurdly_long(text: str) -> None:
    assert find_numerals(text) == ()


def test_digits_are_kept_when_there_are_only_figures() -> None:
    assert [n.digits for n in find_numerals("0017 一三八零 4千")] == ["0017", "1380", ""]


def test_places_stay_when_figures_are_folded() -> None:
    text = "贰拾萬５０％İ\ud800"
    assert len(fold_figures(text)) == len(text)


@pytest.mark.parametrize("style", ["low", "up"])
@pytest.mark.parametrize("value", [0, 7, 10, 11, 101, 110, 1010, 10_001, 120_300, 35_000_507])
def test_a_clean_number_is_read_as_cn2an_reads_it(value: int, style: str) -> None:
    assert read_number(cn2an.an2cn(value, style)) == value
