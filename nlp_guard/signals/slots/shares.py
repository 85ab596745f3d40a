"""What is a share by its form: 两成半, 三个点, 百分之二十, 一百抽五, 四六开, a fifth of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from nlp_guard.records import CharSpan
from nlp_guard.signals.slots.money import plain_decimal
from nlp_guard.signals.slots.page import Page, Taken
from nlp_guard.text.numerals import Numeral

_DIGIT = {char: Decimal(value) for value, char in enumerate("零一二三四五六七八九")} | {
    "两": Decimal(2)
}
_TENTHS = re.compile(
    r"[ ]{0,2}(?:成(?![交本功为都人员年就立品果绩色长份])"
    r"|[程城晟](?![序市楼次度式门控师员学教课碑单铁区管堡])|层(?=半|[一二三四五六七八九]))"
    r"(?:[ ]?(?P<more>[一二三四五六七八九1-9半办])(?![十百千万个各\d]))?"
)
_POINTS = re.compile(
    r"[ ]{0,2}(?:(?:[个各][ ]?)?(?:百分)?[点店典奌丶](?![钟整卡心货击评赞名位烟餐子单])"
    r"(?P<half_behind>半)?|(?:[个各][ ]?)?(?:[·]?趴|巴仙|扒仙)|[%％﹪]"
    r"|pct\b|pc\b|per[ ]?s?cents?\b|procent\b|points?\b|pts?\b)"
)
_HALF_POINTS = re.compile(r"[ ]{0,2}[个各][ ]?半[ ]?(?:百分)?[点店典]")
_PER_HUNDRED = re.compile(r"(?P<base>[百千]|1000?)[ ]?[分份][ ]?[之只的里][!！ ]{0,2}(?:头给)?$")
_HALF = (
    r"(?:一人|各)?一半(?![天夜])|对半[分劈开]?|五五(?=[开分])"
    r"|(?<!one and a )\bhalf\b(?=[ ](?:of|goes|to|for)\b)"
)
_WORD_FRACTION = (
    r"\b(?:(?:an?|one)[ ])?(?:(?P<w3>third)|(?P<w4>quarter)|(?P<w5>fifth)|(?P<w8>eighth)"
    r"|(?P<w10>tenth)|(?P<w12>twelfth))\b(?=[ ](?:of|on)[ ](?!a\b))"
)
_FIXED = re.compile(
    rf"(?P<half_tenth>半成)|(?P<half_point>半个(?:百分)?点)|(?P<half>{_HALF})"
    r"|(?P<fraction>(?P<over>[二三四五六七八九十]|1?\d)[分份]之(?P<part>[一二三四五六七八九]))"
    r"|(?<![\d/.])(?P<slash>(?P<top>[1-9])/(?P<bottom>[2-9]|10))(?![\d/])"
    rf"|(?P<word>{_WORD_FRACTION})"
    r"|(?<=[按收抽提返扣])(?P<mille>千(?P<mille_n>[一二三四五六七八九])(?![百十个\d块元]))"
)
_NTH = "[一二三四六七八九]"
_SPLIT = re.compile(
    rf"(?:(?P<pair>{_NTH}{_NTH})(?=[开分改吧,，]|分成|$|[ ]|[!！?？。])"
    rf"|(?P<yours>[你您](?P<your_n>{_NTH})[,， ]?(?:我|俺|咱)(?P<mine_n>{_NTH}))"
    rf"|(?P<mine>(?:我|俺|咱)(?P<mine_n2>{_NTH})[,， ]?[你您](?P<your_n2>{_NTH})))"
    r"(?![十百千万个成点])"
)
_MINE = re.compile(rf"[,， ](?:我|俺|咱)(?:们|拿|占)?(?P<n>{_NTH})(?=[,，。.!！?？ ]|$|从)")
_RATIO = re.compile(
    r"(?<![0-9零一二三四五六七八九十百千万])(?:(?P<base>一百|100|一)[ ]?(?P<unit>块钱?|元)?"
    r"[呢,， ]{0,3}(?:里面|里头|里|就|都)?(?:抽|给我们?|拨|拿|提|分我?|返)[ ]?"
    r"(?P<part>[一二两三四五六七八九]|\d{1,2})[ ]?(?P<coin>块|元|毛)?"
    r"(?P<more>[一二三四五六七八九])?|十抽(?P<tenths>[一二三四五六七八九]))(?![0-9十百千万个])"
)
_ENGLISH = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "ten": 10,
    "fifteen": 15,
    "twenty": 20,
}
_OF_EVERY = re.compile(
    rf"(?P<n>\d{{1,2}}|{'|'.join(_ENGLISH)})[ ](?:[a-z]+[ ])?(?:of|on|out[ ]of|in)[ ]"
    r"(?:every|each)[ ](?:hundred|100)\b"
)
_RANGE_SIGN = re.compile(r"[ ]{0,2}(?:到|至|[-~～—–－−]{1,2}|to|or)[ ]{0,2}")


@dataclass(frozen=True, slots=True, order=True)
class Share:
    """A share in percent, as it stands."""

    span: CharSpan
    low: Decimal
    high: Decimal


def find_shares(page: Page, taken: Taken) -> tuple[Share, ...]:
    """Find everything that has the form of a share.

    Args:
        page: The utterance.
        taken: Numbers that are something else.

    Returns:
        In order, without overlap, ranges joined.

    Example:
        >>> from nlp_guard.signals.slots.page import lay_out
        >>> found = find_shares(lay_out("20%-30%，两成半，一百抽五，你七我三"), Taken())
        >>> [(str(share.low), str(share.high)) for share in found]
        [('20', '30'), ('25', '25'), ('5', '5'), ('30', '30')]
    """
    counted = [
        share
        for numeral in page.numerals
        if not taken.holds(numeral.span)
        for share in _counted(page.plain, numeral)
        if share.high <= 100
    ]
    fixed = [*_fixed(page.plain), *_splits(page.plain), *_ratios(page.plain)]
    return tuple(_joined(page.plain, _longest([*counted, *fixed])))


def _counted(plain: str, numeral: Numeral) -> Iterator[Share]:
    """Read a number with 成, 点, % behind it or 百分之 before it."""
    start, end = numeral.span.start, numeral.span.end
    before = _PER_HUNDRED.search(plain, max(0, start - 9), start)
    if before is not None:
        factor = Decimal("0.1") if before["base"] in ("千", "1000") else Decimal(1)
        yield _share(before.start(), end, numeral.low * factor, numeral.high * factor)
        return
    half = _HALF_POINTS.match(plain, end)
    if half is not None:
        yield _share(
            start, half.end(), numeral.low + Decimal("0.5"), numeral.high + Decimal("0.5")
        )
        return
    tenths = _TENTHS.match(plain, end)
    if tenths is not None:
        more = tenths["more"]
        extra = Decimal(0) if more is None else Decimal(5) if more in "半办" else _number(more)
        yield _share(start, tenths.end(), numeral.low * 10 + extra, numeral.high * 10 + extra)
        return
    points = _POINTS.match(plain, end)
    if points is not None and not _is_a_bit(plain[start:end], points):
        extra = Decimal("0.5") if points["half_behind"] else Decimal(0)
        yield _share(start, points.end(), numeral.low + extra, numeral.high + extra)


def _is_a_bit(figure: str, points: re.Match[str]) -> bool:
    """Tell 一点 (a bit) and 三点半 (a clock) from 一个点 and 三个点半."""
    has_measure = points[0].strip()[0] in "个各百"
    return not has_measure and (figure == "一" or points["half_behind"] is not None)


def _share(start: int, end: int, low: Decimal, high: Decimal) -> Share:
    return Share(CharSpan(start, end), plain_decimal(low), plain_decimal(high))


def _number(digits: str) -> Decimal:
    return _DIGIT[digits] if digits in _DIGIT else Decimal(digits)


def _fixed(plain: str) -> Iterator[Share]:
    """Read 半成, 一半, 四分之一, 1/5, a fifth of, 按千三."""
    for match in _FIXED.finditer(plain):
        if match["half_tenth"]:
            value = Decimal(5)
        elif match["half_point"]:
            value = Decimal("0.5")
        elif match["half"]:
            value = Decimal(50)
        elif match["mille"]:
            value = _DIGIT[match["mille_n"]] / 10
        else:
            value = _fraction(match)
        yield _share(*match.span(), value, value)


def _fraction(match: re.Match[str]) -> Decimal:
    if match["word"]:
        over = next(n for n in (3, 4, 5, 8, 10, 12) if match[f"w{n}"])
        return round(Decimal(100) / over, 2)
    over_text = match["over"] or match["bottom"]
    over_value = Decimal(10) if over_text == "十" else _number(over_text)
    top = _number(match["part"] or match["top"])
    return round(100 * top / over_value, 2) if over_value else Decimal(0)


def _splits(plain: str) -> Iterator[Share]:
    """Read 四六开 and 你七我三: the speaker's part, else the smaller one."""
    for match in _SPLIT.finditer(plain):
        if match["pair"]:
            left, right = (_DIGIT[char] for char in match["pair"])
            mine = _MINE.match(plain, match.end())
            part = _DIGIT[mine["n"]] if mine else min(left, right)
        else:
            left = _DIGIT[match["your_n"] or match["your_n2"]]
            part = right = _DIGIT[match["mine_n"] or match["mine_n2"]]
        if left + right == 10:
            yield _share(*match.span(), part * 10, part * 10)


def _ratios(plain: str) -> Iterator[Share]:
    """Read 一百抽五, 卖一块钱给我两毛, 15 of every hundred."""
    for match in _RATIO.finditer(plain):
        if match["tenths"]:
            value = 10 * _DIGIT[match["tenths"]]
        elif match["base"] == "一":
            if not match["unit"] or match["coin"] != "毛":
                continue
            more = _DIGIT[match["more"]] if match["more"] else Decimal(0)
            value = 10 * _number(match["part"]) + more
        else:
            value = _number(match["part"])
        yield _share(*match.span(), value, value)
    for match in _OF_EVERY.finditer(plain):
        value = Decimal(_ENGLISH.get(match["n"]) or match["n"])
        yield _share(*match.span(), value, value)


def _longest(shares: list[Share]) -> list[Share]:
    """Keep the longer of two readings of the same words."""
    kept: list[Share] = []
    end = -1
    for share in sorted(shares, key=lambda share: (share.span.start, -share.span.end)):
        if share.span.start >= end:
            kept.append(share)
            end = share.span.end
    return kept


def _joined(plain: str, shares: list[Share]) -> Iterator[Share]:
    """Join 20%-30% and 两成到三成."""
    pending: Share | None = None
    for share in shares:
        if pending is not None:
            is_range = _RANGE_SIGN.fullmatch(plain, pending.span.end, share.span.start)
            if is_range and pending.low == pending.high < share.low:
                pending = _share(pending.span.start, share.span.end, pending.low, share.high)
                continue
            yield pending
        pending = share
    if pending is not None:
        yield pending
