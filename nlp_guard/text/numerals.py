"""Numbers as people write them: Chinese, financial, figures, mixed, in words, vague, as ranges."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from nlp_guard.records import CharSpan
from nlp_guard.text.chinese_numerals import find_chinese_numbers
from nlp_guard.text.english_numerals import find_word_numbers
from nlp_guard.text.numeral import Numeral
from nlp_guard.text.pinyin_numerals import find_pinyin_numbers

__all__ = ["Numeral", "find_numerals", "fold_figures", "read_number"]

_FOLD = str.maketrans(
    "０１２３４５６７８９．，％ＫＷｋｗKW"
    "〇○壹弌贰貳弍叁參叄弎肆伍陆陸柒捌玖幺"
    "拾佰仟萬億亖兩倆點幾餘數個",
    "0123456789.,%kwkwkw零零一一二二二三三三三四五六六七八九一十百千万亿四两俩点几余数个",
)
"""One code point to one: places stay where they are."""

_RANGE_SIGN = re.compile(
    r"[ ]{0,2}(?:到|至|(?P<dash>[-~～—–－−]{1,2})|(?P<comma>[,、])|to)[ ]{0,2}", re.IGNORECASE
)
_LONGEST_SIGN = 8


def fold_figures(text: str) -> str:
    """Write full-width, financial and traditional number characters the plain way.

    Args:
        text: Any text.

    Returns:
        As many code points as ``text`` has.

    Example:
        >>> fold_figures("贰拾萬５０")
        '二十万50'
    """
    return text.translate(_FOLD)


def find_numerals(text: str) -> tuple[Numeral, ...]:
    """Find every number in a text, ranges joined.

    Args:
        text: Any text, in any script.

    Returns:
        In order, without overlap. Numbers of more than forty digits are passed over.

    Example:
        >>> [(int(n.low), int(n.high)) for n in find_numerals("一万二，两三百，4个W，3到5万")]
        [(12000, 12000), (200, 300), (40000, 40000), (30000, 50000)]
        >>> [int(n.low) for n in find_numerals("三百五 一千零五十 贰拾 四k 3万5")]
        [350, 1050, 20, 4000, 35000]
    """
    plain = fold_figures(text)
    in_letters = [*find_word_numbers(plain), *find_pinyin_numbers(plain)]
    found: list[Numeral] = []
    at = 0
    for numeral in sorted(in_letters, key=lambda numeral: numeral.span):
        if numeral.span.start >= at:
            found.extend(find_chinese_numbers(plain, at, numeral.span.start))
            found.append(numeral)
            at = numeral.span.end
    found.extend(find_chinese_numbers(plain, at, len(plain)))
    return tuple(_joined(plain, found))


def read_number(text: str) -> Decimal | None:
    """Return the value of a text that is one exact number, else None.

    Example:
        >>> read_number("十七"), read_number("3万5"), read_number("几个")
        (Decimal('17'), Decimal('35000'), None)
    """
    numerals = find_numerals(text)
    if len(numerals) == 1 and len(numerals[0].span) == len(text) and numerals[0].is_exact:
        return numerals[0].low
    return None


def _joined(plain: str, numerals: Sequence[Numeral]) -> Iterator[Numeral]:
    """Join 20到30, 三到五万, eight to ten thousand into one range each."""
    pending: Numeral | None = None
    for numeral in numerals:
        if pending is None:
            pending = numeral
            continue
        joined = _join(plain, pending, numeral)
        if joined is None:
            yield pending
            pending = numeral
        else:
            pending = joined
    if pending is not None:
        yield pending


def _join(plain: str, left: Numeral, right: Numeral) -> Numeral | None:
    start, end = left.span.end, right.span.start
    if end - start > _LONGEST_SIGN or not left.is_exact or not right.is_exact:
        return None
    if start == end:
        return _touching(left, right)
    sign = _RANGE_SIGN.fullmatch(plain, start, end)
    if sign is None or (sign["dash"] and _is_code(plain, left, right)):
        return None
    low = left.low
    if left.scale == 1 and right.scale > 1 and low * right.scale < right.low:
        low *= right.scale
    if not low < right.low or (sign["comma"] and not _is_step(left, right)):
        return None
    return Numeral(CharSpan(left.span.start, right.span.end), low, right.high, right.scale)


def _touching(left: Numeral, right: Numeral) -> Numeral | None:
    """Read 五百一千 as 500 to 1000."""
    is_range = 100 <= left.scale <= right.scale and left.low < right.low <= 3 * left.low
    if not is_range or len(left.span) > 2 or len(right.span) > 2:
        return None
    return Numeral(CharSpan(left.span.start, right.span.end), left.low, right.high, right.scale)


def _is_code(plain: str, left: Numeral, right: Numeral) -> bool:
    """Tell 138-0000-0017, 2015-07-24 and 7-24 of a date from a range."""
    before, after = plain[: left.span.start][-1:], plain[right.span.end :][:1]
    has_more = before in ("-", "/") or after in ("-", "/")
    return has_more or left.digits[:1] == "0" or right.digits[:1] == "0"


def _is_step(left: Numeral, right: Numeral) -> bool:
    """Tell 三、四千 and 4,5成 from a list of two numbers."""
    return left.scale == 1 and left.low < 10 and left.low * right.scale + right.scale == right.low
