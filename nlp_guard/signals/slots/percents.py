"""Shares: 两成, 20到30个点, 百分之二三十, 一百抽五, 你七我三, a fifth, 15 of every hundred.

Discounts (八折), interest, tax, contents and figures of performance are no shares.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from nlp_guard.records import CharSpan, Label, Percent
from nlp_guard.signals.slots.page import Page, Taken
from nlp_guard.text.numerals import Numeral

_DIGIT = {char: Decimal(value) for value, char in enumerate("零一二三四五六七八九")} | {
    str(value): Decimal(value) for value in range(10)
}
_UNIT = re.compile(
    r"[ ]{0,2}(?:"
    r"(?P<tenth>成(?![交本功为都人员年就立品果绩色长份])(?:[ ]?(?P<more>[一二三四五六七八九1-9半])(?![十百千万个\d]))?"
    r"|[程城晟层呈](?![序市楼次度])(?:(?P<sound>[一二三四五六七八九半])(?![十百千万个])|(?=[ ,，。、!！?？给归来的做利]|$)))"
    r"|(?P<half_point>个[ ]?半[ ]?(?:百分)?[点店典]?(?![天月小年钟]))"
    r"|(?P<point>(?:个|各)?[ ]?(?:百分)?[点店典奌丶](?![半钟整卡心货击评赞名])(?P<point_half>半)?"
    r"|趴|[·]?趴|巴仙|扒仙|[%％﹪]|pct\b|per[ ]?cents?\b|percents?\b|points?\b|pts?\b)"
    r")"
)
_PER_HUNDRED = re.compile(r"(?P<base>[百千万]|100|1000)[ ]?[分份][之只的][!！ ]{0,2}$")
_FACTOR = {
    "百": Decimal(1),
    "100": Decimal(1),
    "千": Decimal("0.1"),
    "1000": Decimal("0.1"),
    "万": Decimal("0.01"),
}
_FIXED = re.compile(
    r"(?P<half_tenth>半成)|(?P<half_point>半个(?:百分)?点)"
    r"|(?P<half>(?:一人|各)?一半|对半[分劈开]?|五五[开分]?|\bhalf\b(?![ ](?:a|an|past|hour|off|price)))"
    r"|(?P<mine>(?:我们?|俺|咱)[ ]?(?:拿|占)?(?P<mine_n>[一二三四五六七八九])(?![十百千万个成点]))"
    r"|(?P<split>(?P<split_n>[一二三四])[六七八九](?:开|分成?))"
    r"|(?P<fraction>(?P<den>[二三四五六七八九十]|\d{1,2})[分份]之(?P<num>[一二三四五六七八九]))"
    r"|(?P<slash>(?<![\d/.])(?P<num2>[1-9])/(?P<den2>[2-9]|10)(?![\d/]))"
    r"|(?P<word>\b(?:a|one|two)[ ](?:(?P<w3>third)|(?P<w4>quarter)|(?P<w5>fifth)|(?P<w10>tenth))s?\b(?=[ ](?:of|on)\b))"
    r"|(?P<per_mille>千(?P<mille_n>[一二三四五六七八九])(?![百十个\d块元]))"
)
_RATIO = re.compile(
    r"(?P<base>一百|100|十|10|一)[ ]?(?P<base_unit>块钱?|元)?[^0-9一二三四五六七八九十百\n]{0,6}?"
    r"(?:抽|给我们?|拨|拿|提|分我?|返)[ ]?(?P<part>[一二两三四五六七八九]|\d{1,2})[ ]?(?P<part_unit>块|元|毛)?(?P<more>[一二三四五六七八九])?"
)
_OF_EVERY = re.compile(r"(?P<n>\d{1,2})[ ](?:of|on|out of)[ ](?:every|each)[ ](?:hundred|100)\b")
_RANGE_SIGN = re.compile(r"[ ]{0,2}(?:到|至|[-~～—–－−]{1,2}|to|or|and)[ ]{0,2}")
_BARE_AFTER = re.compile(
    r"[ ]?(?:$|[,，。.、；;！!？?+ ]|起|也|不|行|吧|就|可以|嘛|呢|的|给我|哈|提|到|没|封顶)"
)
_NO_SHARE_BEFORE = re.compile(
    r"(?:税率?|利率|利息|月息|年化|含[棉绒量]?|纯度|浓度|[涨跌降增掉缩]了?|提升了?|[率]了?[是约达到]?|打|满|完成[率了]?|首付|已付|定金|湿度|度数)[ ]?$"
)
_NO_SHARE_AFTER = re.compile(r"[ ]?(?:折|off\b|的?(?:棉|羊毛|涤纶|酒精|税|利息|转化|浓度))")
_BASES = (
    ("profit", re.compile(r"净?利润?|毛利|赚的|挣的|profit|margin|net\b")),
    ("refund", re.compile(r"退款额|退款总额|refund")),
    ("freight", re.compile(r"运费|freight")),
    ("budget", re.compile(r"预算|budget")),
    (
        "turnover",
        re.compile(
            r"成交|营业|流水|流氺|销售?额|销额|营收|业绩|gmv|总额|实收|进账|货值|月销|日销|银业|盈业"
            r"|turnover|sales|revenue|takings|receipts|earnings|proceeds|gross"
        ),
    ),
    (
        "order",
        re.compile(r"每[一]?[单笔件]|一单|货款|订单|单额|房费|客单|order|each sale|per sale"),
    ),
)


def read_percents(page: Page, taken: Taken) -> tuple[Percent, ...]:
    """Find the shares that are spoken of.

    Args:
        page: The utterance.
        taken: What is no number to read; the shares found are added to it.

    Returns:
        In order; ``of`` is the word nearest to the turn's shares, None where unsaid.

    Example:
        >>> from nlp_guard.signals.slots.page import lay_out
        >>> [(int(p.low), int(p.high), p.of) for p in read_percents(
        ...     lay_out("成交额的两成到三成打过来"), Taken())]
        [(20, 30, 'turnover')]
    """
    found = sorted(_unique([*_fixed(page), *_ratios(page), *_counted(page, taken)]))
    joined = _joined(page, found)
    taken.add(span for span, _, _ in joined)
    if page.labels is not None and Label.PERCENTAGE_COMMISSION in page.labels:
        bare = list(_bare(page, taken))
        taken.add(span for span, _, _ in bare)
        joined = sorted([*joined, *bare])
    base = _base(page)
    return tuple(Percent(span=span, low=low, high=high, of=base) for span, low, high in joined)


_Share = tuple[CharSpan, Decimal, Decimal]


def _counted(page: Page, taken: Taken) -> Iterator[_Share]:
    """Give the numbers that carry a unit of share before or after them."""
    for numeral in page.numerals:
        if taken.holds(numeral.span):
            continue
        share = _per_hundred(page, numeral) or _with_unit(page, numeral)
        if share is not None and share[2] <= 100 and not _is_no_share(page, share[0]):
            yield share


def _per_hundred(page: Page, numeral: Numeral) -> _Share | None:
    match = _PER_HUNDRED.search(page.before(numeral.span.start, 8))
    if match is None:
        return None
    factor = _FACTOR[match["base"]]
    start = numeral.span.start - (len(match.string) - match.start())
    return CharSpan(start, numeral.span.end), numeral.low * factor, numeral.high * factor


def _with_unit(page: Page, numeral: Numeral) -> _Share | None:
    match = _UNIT.match(page.plain, numeral.span.end)
    if match is None:
        return None
    span = CharSpan(numeral.span.start, match.end())
    low, high = numeral.low, numeral.high
    if match["tenth"]:
        more = match["more"] or match["sound"]
        extra = Decimal(0) if more is None else Decimal(5) if more == "半" else _DIGIT[more]
        return span, low * 10 + extra, high * 10 + extra
    if match["half_point"] or match["point_half"]:
        return span, low + Decimal("0.5"), high + Decimal("0.5")
    return span, low, high


def _is_no_share(page: Page, span: CharSpan) -> bool:
    return bool(
        _NO_SHARE_BEFORE.search(page.before(span.start, 6))
        or _NO_SHARE_AFTER.match(page.plain, span.end)
    )


def _fixed(page: Page) -> Iterator[_Share]:
    """Give 半成, 一半, 四分之一, 你七我三, a fifth of."""
    for match in _FIXED.finditer(page.plain):
        value = _fixed_value(match)
        if value is not None:
            yield CharSpan(*match.span()), value, value


def _fixed_value(match: re.Match[str]) -> Decimal | None:
    if match["half_tenth"]:
        return Decimal(5)
    if match["half_point"]:
        return Decimal("0.5")
    if match["half"]:
        return Decimal(50)
    if match["mine"] or match["split"]:
        return 10 * _DIGIT[match["mine_n"] or match["split_n"]]
    if match["per_mille"]:
        return _DIGIT[match["mille_n"]] / 10
    if match["word"]:
        denominator = next(n for n in (3, 4, 5, 10) if match[f"w{n}"])
        return Decimal(100) / denominator
    denominator_text = match["den"] or match["den2"]
    denominator_value = Decimal(10) if denominator_text == "十" else _number(denominator_text)
    if not denominator_value:
        return None
    return 100 * _number(match["num"] or match["num2"]) / denominator_value


def _number(digits: str) -> Decimal:
    return _DIGIT[digits] if len(digits) == 1 else Decimal(digits)


def _ratios(page: Page) -> Iterator[_Share]:
    """Give 一百抽五, 卖一块钱给我两毛, 15 of every hundred."""
    for match in _RATIO.finditer(page.plain):
        base = {"一百": 100, "100": 100, "十": 10, "10": 10, "一": 1}[match["base"]]
        if base == 1 and not match["base_unit"]:
            continue
        part = Decimal(2) if match["part"] == "两" else _number(match["part"])
        if match["part_unit"] == "毛":
            part = part / 10 + (_DIGIT[match["more"]] / 100 if match["more"] else 0)
        share = 100 * part / base
        if share < 100:
            yield CharSpan(*match.span()), share, share
    for match in _OF_EVERY.finditer(page.plain):
        yield CharSpan(*match.span()), Decimal(match["n"]), Decimal(match["n"])


def _unique(shares: list[_Share]) -> list[_Share]:
    """Keep the longer of two readings of the same words."""
    kept: list[_Share] = []
    for share in sorted(shares, key=lambda share: (-len(share[0]), share[0])):
        if not any(share[0].overlap(other[0]) for other in kept):
            kept.append(share)
    return kept


def _joined(page: Page, shares: list[_Share]) -> list[_Share]:
    """Join 20%-30% and 两成到三成."""
    joined: list[_Share] = []
    for span, low, high in shares:
        if joined:
            before, least, most = joined[-1]
            is_joined = _RANGE_SIGN.fullmatch(page.plain, before.end, span.start)
            if is_joined and least == most and low == high and least < low:
                joined[-1] = (CharSpan(before.start, span.end), least, high)
                continue
        joined.append((span, low, high))
    return joined


def _bare(page: Page, taken: Taken) -> Iterator[_Share]:
    """Give numbers without a unit in a turn that speaks of shares: 佣金25, 22行不行."""
    for numeral in page.numerals:
        span = numeral.span
        fits = Decimal("0.1") <= numeral.low and numeral.high <= 100 and numeral.scale <= 10
        if not fits or taken.holds(span) or not _BARE_AFTER.match(page.plain, span.end):
            continue
        if page.before(span.start, 1) not in ("¥", "$", "￥", "第") and not _is_no_share(
            page, span
        ):
            yield span, numeral.low, numeral.high


def _base(page: Page) -> str | None:
    for name, pattern in _BASES:
        if pattern.search(page.plain):
            return name
    return None
