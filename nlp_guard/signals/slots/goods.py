"""Goods that are asked for: 寄两箱来, 三张年卡免费, twenty boxes on the house."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from nlp_guard.records import Amount, CharSpan
from nlp_guard.signals.slots.page import Page, Taken
from nlp_guard.signals.slots.patterns import any_of
from nlp_guard.text.numerals import Numeral

_UNIT = "箱 盒 袋 包 瓶 套 台 部 只 张 份 斤 公斤 桶 罐 双 束 支 把 副 颗 棵 提 桌 顿 饼 板 块 件 个 晚 间 餐 贴 q币 抖币"
_BEHIND = re.compile(
    rf"[ ]?(?P<unit>{any_of(_UNIT)}|条(?=[华烟中鱼裤毛红]))(?P<what>[ ]?(?:[\u4e00-\u9fff]{{1,8}}|[a-z]\w{{1,12}}))?"
)
_GIVE = re.compile(
    rf"(?:{any_of('送 寄 补 给 给我 给俺 来 加 免 捐 赔 支援 交出 搭 塞 留 发 赠 拿 要 添 刷 安排 匀')})"
    r"(?:了|我们?|俺们?|她|他|大家|上|个|先|再|一人|现|我舅|你舅|出|整|多|几|免费|满){0,3}[ ]?$"
)
_FREE = re.compile(
    r"免单|免费|白送|不要钱|不给钱|全免|小样|当.{0,4}(?:封口|赎金|公关|见面礼)|送我|寄我|放物业|送到|寄到|发到|拿来|捎"
)
_LOOSE_UNITS = frozenset("个份条张")
_PRICED = re.compile(r"(?:抽|提|返|收|赔|多少|让我[一两二三四五六七八九十\d])")
_COUNTS = re.compile(
    r"[ ]?(?:人|月|小时|钟头|点(?!卡)|平台|电话|差评|投诉|举报|一星|星|单|好评|链接|视频|帖|号|月|账|字|事|意思|数|办法|方案|选择|价|说法|交代|工作日)"
)
_ENGLISH = re.compile(
    r"(?P<n>\d{1,4}|an?|one|two|three|four|five|six|ten|twelve|twenty|thirty|forty|fifty)[ ]"
    r"(?P<unit>(?:boxes|box|cartons?|packets?|bags?|bottles?|trees|pizzas|larges|shirts|skeins|vouchers?|gift[ ]cards?|coupons?"
    r"|tickets?|nights?|nites|brownies|drones?|kilos?|kg|crates?|cases?)(?:[ ]of[ ]\w+)?)\b"
)
_ENGLISH_FREE = re.compile(
    r"\b(?:send|give|gimme|bring|free|on the house|on you|no charge|for nothing|or (?:i|we|the)|mate|ship|post)\b"
)
_WORDS = {
    word: Decimal(value)
    for word, value in zip(
        "a an one two three four five six ten twelve twenty thirty forty fifty".split(),
        (1, 1, 1, 2, 3, 4, 5, 6, 10, 12, 20, 30, 40, 50),
        strict=True,
    )
}


def find_goods(page: Page, taken: Taken) -> Iterator[Amount]:
    """Find goods and services that are to be handed over.

    Args:
        page: The utterance, known to be a demand.
        taken: Numbers that are something else.

    Yields:
        Amounts without currency; ``unit`` is the measure as said.

    Example:
        >>> from nlp_guard.signals.slots.page import lay_out
        >>> [(int(a.low), a.unit) for a in find_goods(lay_out("再给我寄两箱，三盒免费送"), Taken())]
        [(2, '箱'), (3, '盒')]
    """
    for numeral in page.numerals:
        if not taken.holds(numeral.span) and numeral.is_exact:
            yield from _chinese(page, numeral)
    if _ENGLISH_FREE.search(page.plain):
        for match in _ENGLISH.finditer(page.plain):
            count = _WORDS.get(match["n"]) or Decimal(match["n"])
            if not taken.holds(CharSpan(*match.span("n"))):
                span = CharSpan(*match.span())
                yield Amount(span=span, low=count, high=count, currency=None, unit=match["unit"])


def _chinese(page: Page, numeral: Numeral) -> Iterator[Amount]:
    match = _BEHIND.match(page.plain, numeral.span.end)
    if match is None or _COUNTS.match(page.plain, match.end("unit")):
        return
    clause = page.clause(numeral.span)
    if (
        numeral.low == 1
        and match["unit"] in _LOOSE_UNITS
        or _PRICED.match(page.plain, match.end("unit"))
    ):
        return
    is_given = _GIVE.search(page.before(numeral.span.start, 8)) is not None
    if not is_given and not _FREE.search(page.plain[clause.slice]):
        return
    end = match.end("unit")
    yield Amount(
        span=CharSpan(numeral.span.start, end),
        low=numeral.low,
        high=numeral.high,
        currency=None,
        unit=match["unit"],
    )
