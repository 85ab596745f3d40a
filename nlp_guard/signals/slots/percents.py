"""Shares that go to somebody, and what they are shares of.

Discounts, interest, tax, contents and figures of performance have the same form and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from nlp_guard.records import CharSpan, Label, Percent
from nlp_guard.signals.slots.money import Sum, plain_decimal
from nlp_guard.signals.slots.page import Page, Taken
from nlp_guard.signals.slots.patterns import words
from nlp_guard.signals.slots.per_what import per_what
from nlp_guard.signals.slots.shares import Share
from nlp_guard.text.numerals import Numeral

_NO_SHARE_BEFORE = re.compile(rf"(?:{words('share.no_share_before')})[ ]?(?:了|是|约|达到)?[ ]?$")
_NO_SHARE_BEHIND = re.compile(
    r"[ ]?(?:折|off\b|discount|vat\b|apr\b|interest|cotton"
    r"|的?(?:棉|羊毛|涤纶|酒精|税|利息|转化|浓度|违约|好评|客户|买家|折))"
)
_BARE_BEFORE = re.compile(rf"(?:{words('share.bare_before')})(?:我们?)?[ ]?$")
_STRONG_BEFORE = re.compile(
    r"(?:佣金[设给到还是]{0,3}|定向|抽佣?[从到]?|到手|扣点|给到|返点?|commission (?:is|of))[ ]?$"
)
_BARE_BEHIND = re.compile(
    rf"[ ]?(?:$|[,，。.、;!！?？+…]|{words('share.bare_behind_zh')}"
    rf"|[ ](?:{words('share.bare_behind_en')})\b|[ ](?![a-z0-9块元]))"
)
_MEASURE = re.compile(rf"[ ]?(?:{words('share.measure')})")
_BASES = (
    ("profit", r"净?利润?|毛利|赚的|挣的|profit|margins?\b|\bnet\b"),
    ("refund", r"退款额|退款总额|赔.{0,4}里|省下来|refunds?\b"),
    ("freight", r"运费|运票|freight|postage"),
    ("budget", r"预算|budget"),
    (
        "turnover",
        r"成交|营业|流水|流氺|销售?额|销额|营收|业绩|gmv|总额|实收|进账|货值|[月日年]销|卖[出的一]|房费|打赏|码洋|卖价"
        r"|turnover|sales|revenue|takings|receipts|earnings|proceeds|gross|\bsell|sold\b"
        r"|\bmake\b|goes through|spend|payout",
    ),
    ("order", r"每[一]?[单笔件张]|一单|货款|订单|单额|客单|\borders?\b|each sale|per sale"),
)
_BASE = tuple((name, re.compile(pattern)) for name, pattern in _BASES)
_HALF_BEHIND = re.compile(r"个半(?![月天小年])")
_SIGNS = frozenset("¥$￥第£€#@-/.")
_LEAST_BARE, _MOST_BARE = Decimal("0.1"), Decimal(60)
"""A share said without a unit: below the one it is a count, above the other a price."""


def read_percents(
    page: Page, shares: Sequence[Share], sums: Sequence[Sum], taken: Taken
) -> tuple[Percent, ...]:
    """Choose the shares that go to somebody.

    Args:
        page: The utterance.
        shares: What has the form of a share.
        sums: What has the form of a sum of money.
        taken: Numbers that are something else.

    Returns:
        In order, each value once; ``of`` is None where unsaid. Numbers without a unit (佣金25)
        count only where the turn is known to speak of shares.

    Example:
        >>> from nlp_guard.signals.slots.page import lay_out
        >>> from nlp_guard.signals.slots.shares import find_shares
        >>> page = lay_out("含棉30%，成交额的两成到三成打过来")
        >>> [(int(p.low), int(p.high), p.of) for p in read_percents(
        ...     page, find_shares(page, Taken()), (), Taken())]
        [(20, 30, 'turnover')]
    """
    if not page.has(Label.PERCENTAGE_COMMISSION):
        return ()
    found = [share for share in shares if not _is_no_share(page, share.span)]
    if page.labels is not None:
        held = Taken()
        held.add(share.span for share in shares)
        held.add(item.span for item in sums)
        found.extend(_bare(page, taken, held))
    base = _of(page)
    percents: dict[tuple[Decimal, Decimal], Percent] = {}
    for share in sorted(found):
        percent = Percent(span=share.span, low=share.low, high=share.high, of=base)
        percents.setdefault((share.low, share.high), percent)
    return tuple(percents.values())


def _is_no_share(page: Page, span: CharSpan) -> bool:
    return bool(
        _NO_SHARE_BEFORE.search(page.before(span.start, 8))
        or _NO_SHARE_BEHIND.match(page.plain, span.end)
    )


def _bare(page: Page, taken: Taken, held: Taken) -> Iterator[Share]:
    for numeral in page.numerals:
        if taken.holds(numeral.span) or held.holds(numeral.span) or not _may_be_bare(numeral):
            continue
        if _says_share(page, numeral.span):
            yield _as_percent(page, numeral)


def _as_percent(page: Page, numeral: Numeral) -> Share:
    """Read 给我0.3 as 30 percent where it is demanded; 平台才0.6 stays 0.6."""
    is_demanded = page.labels is not None and Label.PAYMENT_DEMAND in page.labels
    factor = 100 if is_demanded and numeral.high < 1 else 1
    half = _HALF_BEHIND.match(page.plain, numeral.span.end)
    if half is not None:
        extra = Decimal("0.5")
        span = CharSpan(numeral.span.start, half.end())
        return Share(span, numeral.low + extra, numeral.high + extra)
    low, high = (plain_decimal(value * factor) for value in (numeral.low, numeral.high))
    return Share(numeral.span, low, high)


def _may_be_bare(numeral: Numeral) -> bool:
    is_one = numeral.low == numeral.high == 1
    fits = (
        not is_one
        and numeral.low >= _LEAST_BARE
        and numeral.high <= _MOST_BARE
        and numeral.scale <= 10
    )
    return fits and numeral.digits[:1] != "0"


def _says_share(page: Page, span: CharSpan) -> bool:
    is_half = _HALF_BEHIND.match(page.plain, span.end)
    if is_half:
        return True
    if _MEASURE.match(page.plain, span.end) or page.before(span.start, 1) in _SIGNS:
        return False
    before = page.before(span.start, 6)
    if _NO_SHARE_BEFORE.search(before) or per_what(page, span):
        return False
    if _STRONG_BEFORE.search(before):
        return True
    starts_clause = not before.strip() or before[-1] in ",，。.!！?？ "
    is_led = bool(_BARE_BEFORE.search(before)) or starts_clause
    return is_led and bool(_BARE_BEHIND.match(page.plain, span.end))


def _of(page: Page) -> str | None:
    return next((name for name, pattern in _BASE if pattern.search(page.plain)), None)
