"""What each such sum is for: 每人, 一单, 一个月, each, a pop."""

from __future__ import annotations

import re

from nlp_guard.records import CharSpan
from nlp_guard.signals.slots.page import Page
from nlp_guard.signals.slots.patterns import words

_NAMES = {
    "person": "人 人头 个人 person head backer",
    "payee": "账号 帐号 账户 个号 号 支付宝 微信 卡 边 account",
    "day": "天 日 day night",
    "week": "周 星期 礼拜 week wk",
    "month": "月 month mo",
    "quarter": "季度 季 quarter",
    "year": "年 year yr",
    "order": "单 笔 订单 order sale",
    "piece": "件 piece pc unit item one",
    "link": "链接",
    "review": "review",
    "box": "箱 盒 box carton",
    "pair": "双 pair",
    "bag": "袋 包 bag sack parcel",
}
_CODES = {word: code for code, words in _NAMES.items() for word in words.split()}
_BEFORE = re.compile(
    rf"(?:每|一|按)[ ]?个?(?P<what>{words('per.zh')})(?:{words('per.filler')}|[ ]){{0,5}}$"
)
_EACH_BEFORE = re.compile(
    r"(?:(?P<each>各|分别)|(?P<monthly>月租|月费)|(?P<yearly>年费))[^,，。0-9]{0,3}$"
)
_EVERY = r"(?:/|每|一|per[ ]|an?[ ]|every[ ]|(?:for[ ]|on[ ]|in[ ])?(?:each|every|a)[ ])[ ]?个?"
_BEHIND = re.compile(
    rf"[^,，。.!？?\d\n]{{0,3}}?{_EVERY}"
    rf"(?P<what>(?:{words('per.zh')})(?![次点起半定])|(?:{words('per.en')}|mo)(?:e?s)?\b)"
    r"|[ ](?:in[ ]month|for[ ]month"
    r"|(?P<adverb>monthly|weekly|daily|yearly|annually|each|apiece|a[ ]pop))\b"
)
_ADVERBS = {
    "monthly": "month",
    "weekly": "week",
    "daily": "day",
    "yearly": "year",
    "annually": "year",
    "each": "each",
    "apiece": "each",
    "a pop": "each",
}


def per_what(page: Page, span: CharSpan) -> str | None:
    """Tell what each such sum is for.

    Args:
        page: The utterance.
        span: Where the sum stands.

    Returns:
        ``person``, ``payee``, ``order``, ``month`` …, else the word as said; None where the sum
        stands for itself.

    Example:
        >>> from nlp_guard.signals.slots.page import lay_out
        >>> per_what(lay_out("每人两百"), CharSpan(2, 4))
        'person'
        >>> per_what(lay_out("400/月"), CharSpan(0, 3))
        'month'
    """
    behind = _BEHIND.match(page.plain, span.end)
    if behind is not None:
        if behind["adverb"]:
            return _ADVERBS[behind["adverb"]]
        return _code(behind["what"] or "month")
    before = _BEFORE.search(page.before(span.start, 14))
    if before is not None:
        return _code(before["what"])
    each = _EACH_BEFORE.search(page.before(span.start, 6))
    if each is None:
        return None
    return "payee" if each["each"] else "month" if each["monthly"] else "year"


def _code(word: str) -> str:
    single = word.removesuffix("s") if word.isascii() else word
    return _CODES.get(word) or _CODES.get(single) or single
