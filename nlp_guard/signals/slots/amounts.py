"""Sums that are asked for: 四千块, 三万二, $200-$300, 一单两毛, four grand; and goods: 两箱."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from nlp_guard.records import Amount, CharSpan, Label
from nlp_guard.signals.slots.currencies import AFTER, BEFORE, COIN, PENCE
from nlp_guard.signals.slots.page import Page, Taken
from nlp_guard.text.numerals import Numeral

_DIGIT = {char: Decimal(value) for value, char in enumerate("零一二三四五六七八九")}
_CHANGE = re.compile(
    r"(?P<half>半)(?!天)|(?P<more>[一二三四五六七八九])(?![十百千万个成])|(?P<figure>\d)(?![\d.万千百个%])"
)
_MEASURE = re.compile(
    r"[ ]?(?:多|来|几)?[ ]?(?:[个個]|人|单(?!价)|件|台|号|號|户|条|條|家|张|張|次|天|小时|钟头|分钟|月|年|岁|楼|群|粉|米|公里|斤|公斤|kg|吨|箱|盒|瓶|袋|包|套|双|位|名|口|顿|桌|间|晚|层|倍|折|星|字|页|级|代|栋|寸|码|支|只|部|辆|车|碗|杯|罐|桶|根|块(?=[肉糖表])|份|遍|句|种|点(?!钱)|秒|度|本|副|把|批|轮|期(?!付)|笔|段|幅|头|棵|朵|束|片|颗|g\b|ml\b|cm\b|mm\b|%)"
)
_EN_MEASURE = re.compile(
    r"[ -]?(?:of\b|people|orders?|accounts?|reviews?|stars?|items?|units?|boxes|pairs?|days?|hours?|hrs?|h\b|minutes?|mins?|weeks?|months?|years?|yrs?|times|x\b|customers|buyers|guests|followers|friends|shops|stores|tickets|complaints|disputes|refunds|claims|pages|photos|emails|kg|lbs?|miles|st\b|nd\b|rd\b|th\b|one star|parcels|am\b|pm\b|%|of us|ppl|guys|lads|kids|posts|groups|members|pieces|pcs|cm\b|inch|am|pm)"
)
_NOT_BEFORE = re.compile(
    r"(?:第|no\.?|#|订单|单号|尾号|型号|货号|满|编号|号码|chapter|article|section|step|room|lot|invoice|order|version|iphone|level)[ ]?$"
)
_PER_BEFORE = re.compile(
    r"(?:每|一)[ ]?(?P<what>个?(?:人头|人|账号|号|支付宝|微信|链接|月|星期|礼拜|季度)|单|件|天|日|周|年|季|条|张|箱|盒|台|套|只|瓶|斤|床|车|家|户|本|盏|间夜|柜|趟|罐|片|支|份|边|笔|班)(?:(?:就|给|赔|补|抽|提|收|加|出|让|留|返|充|各|算|按|再|我|我们|你|付|分|合|另|里|个|交|拿|摊|是|要|都|得){0,4})[ ]?$"
)
_EACH_BEFORE = re.compile(r"各[ ]?(?:打|转|充|给|付|汇)?[ ]?$")
_PER_AFTER = re.compile(
    r"[ ]?(?:/|每|一|per |a |an |each |every |for each |on each )[ ]?(?P<what>个?人头|个?人|个?账号|个?号|个?月|星期|礼拜|季度|单|件|天|日|周|年|条|张|箱|盒|台|套|只|瓶|斤|床|家|户|本|month|mo\b|week|wk|day|year|order|person|head|account|review|box|bag|parcel|pair|piece|unit|item|customer|buyer|pup)"
)
_EACH_AFTER = re.compile(r"[ ]?(?P<each>each\b|apiece|monthly|weekly|daily|yearly|annually|a pop)")
_PER = {
    "人": "person",
    "人头": "person",
    "person": "person",
    "head": "person",
    "账号": "payee",
    "号": "payee",
    "支付宝": "payee",
    "微信": "payee",
    "边": "payee",
    "account": "payee",
    "月": "month",
    "month": "month",
    "mo": "month",
    "monthly": "month",
    "周": "week",
    "星期": "week",
    "礼拜": "week",
    "week": "week",
    "wk": "week",
    "weekly": "week",
    "天": "day",
    "日": "day",
    "day": "day",
    "daily": "day",
    "年": "year",
    "year": "year",
    "yearly": "year",
    "annually": "year",
    "季度": "quarter",
    "季": "quarter",
    "单": "order",
    "笔": "order",
    "order": "order",
    "件": "piece",
    "链接": "link",
    "each": "each",
    "apiece": "each",
    "a pop": "each",
}
_GOODS = re.compile(
    r"[ ]?(?P<unit>箱|盒|袋|包|瓶|套|台|部|只|条|张|份|斤|公斤|桶|罐|双|束|支|把|副|颗|棵|提|桌)(?P<what>[\u4e00-\u9fffa-z0-9]{0,4})"
)
_GIVE = re.compile(
    r"(?:送|寄|补发|补我|给我|给俺|再来|外加|加送|多送|白送|免费|捐|赔我|支援|交出|搭|塞|留|发来|赠|拿)[^，,。！!？? ]{0,8}$"
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LEAST_BARE = 5


def read_amounts(page: Page, taken: Taken) -> tuple[Amount, ...]:
    """Find the sums and goods that are asked for.

    Args:
        page: The utterance.
        taken: Numbers that belong to other slots.

    Returns:
        In order. Where nobody looked at the turn's labels, only numbers with a currency count.

    Example:
        >>> from nlp_guard.signals.slots.page import lay_out
        >>> [(int(a.low), a.currency, a.per) for a in read_amounts(
        ...     lay_out("四千块，每人两百元"), Taken())]
        [(4000, 'CNY', None), (200, 'CNY', 'person')]
    """
    if not page.has(Label.PAYMENT_DEMAND):
        return ()
    found = [amount for amount in _sums(page, taken) if amount.high > 0]
    return tuple(_joined(page, found))


def _sums(page: Page, taken: Taken) -> Iterator[Amount]:
    end = 0
    for numeral in page.numerals:
        if numeral.span.start < end or taken.holds(numeral.span):
            continue
        amount = _with_currency(page, numeral) or _goods(page, numeral) or _bare(page, numeral)
        if amount is not None:
            end = amount.span.end
            yield replace(amount, per=_per(page, amount.span))


def _with_currency(page: Page, numeral: Numeral) -> Amount | None:
    start, end = numeral.span.start, numeral.span.end
    low, high = numeral.low, numeral.high
    coin = COIN.match(page.plain, end)
    if coin is not None:
        more = _DIGIT[coin["more"]] / 100 if coin["more"] else Decimal(0)
        return _amount(CharSpan(start, coin.end()), low / 10 + more, high / 10 + more, "CNY")
    behind = AFTER.match(page.plain, end)
    before = BEFORE.search(page.before(start, 6))
    if behind is None and before is None:
        pence = PENCE.match(page.plain, end)
        if pence is None or page.text[end : end + 1] == "p" and not numeral.digits:
            return None
        return _amount(CharSpan(start, pence.end()), low / 100, high / 100, "GBP")
    if before is not None:
        start -= len(before[0])
    currency = (before or behind).lastgroup  # type: ignore[union-attr]
    if behind is not None:
        end = behind.end()
        change = _CHANGE.match(page.plain, end) if behind.lastgroup in ("CNY", "HKD") else None
        if change is not None and numeral.is_exact:
            extra = Decimal(5) if change["half"] else _tenths(change)
            low = high = low + extra / 10
            end = change.end()
    return _amount(CharSpan(start, end), low, high, currency)


def _tenths(change: re.Match[str]) -> Decimal:
    return _DIGIT[change["more"]] if change["more"] else Decimal(change["figure"])


def _amount(span: CharSpan, low: Decimal, high: Decimal, currency: str | None) -> Amount:
    return Amount(span=span, low=_plain(low), high=_plain(high), currency=currency)


def _plain(value: Decimal) -> Decimal:
    """Write 4000 for 4E+3 and 1.5 for 1.50."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _bare(page: Page, numeral: Numeral) -> Amount | None:
    """Take a number for money in a turn that demands it, unless something else is counted."""
    if page.labels is None or numeral.low < _LEAST_BARE or len(numeral.digits) > 7:
        return None
    start, end = numeral.span.start, numeral.span.end
    if _MEASURE.match(page.plain, end) or _EN_MEASURE.match(page.plain, end):
        return None
    if _NOT_BEFORE.search(page.before(start, 8)) or page.before(start, 1) in ("-", "/", "_"):
        return None
    if page.plain[end : end + 1].isascii() and page.plain[end : end + 1].isalpha():
        return None
    return _amount(numeral.span, numeral.low, numeral.high, _currency_of_talk(page))


def _currency_of_talk(page: Page) -> str | None:
    """Tell the currency from what was said before; Chinese talk is of yuan."""
    for text in (page.plain, *reversed(page.previous[-12:])):
        for pattern in (
            r"[$£€₹₦₱]",
            r"\b(?:usd|gbp|eur|inr|ngn|php|dollars?|bucks|pounds?|quid|euros?|rupees?|naira|pesos?)\b",
        ):
            match = re.search(pattern, text.lower())
            if match is not None:
                sign = BEFORE.search(match[0]) or AFTER.match(match[0])
                if sign is not None:
                    return sign.lastgroup
    return "CNY" if _HAN.search(page.plain) else None


def _goods(page: Page, numeral: Numeral) -> Amount | None:
    if page.labels is None or not numeral.is_exact:
        return None
    match = _GOODS.match(page.plain, numeral.span.end)
    if match is None or not _GIVE.search(page.before(numeral.span.start, 12)):
        return None
    span = CharSpan(numeral.span.start, match.end("unit"))
    return Amount(span=span, low=numeral.low, high=numeral.high, currency=None, unit=match["unit"])


def _per(page: Page, span: CharSpan) -> str | None:
    after = _PER_AFTER.match(page.plain, span.end) or _EACH_AFTER.match(page.plain, span.end)
    if after is not None:
        what = after.groupdict().get("what") or after.groupdict().get("each") or ""
        return _what(what)
    before = _PER_BEFORE.search(page.before(span.start, 12))
    if before is not None:
        return _what(before["what"])
    return "payee" if _EACH_BEFORE.search(page.before(span.start, 4)) else None


def _what(word: str) -> str:
    bare = word.removeprefix("个").strip()
    return _PER.get(bare, bare)


def _joined(page: Page, amounts: list[Amount]) -> Iterator[Amount]:
    """Join 3000块到5000块."""
    pending: Amount | None = None
    for amount in amounts:
        if pending is not None:
            gap = page.plain[pending.span.end : amount.span.start].strip()
            is_range = gap in ("到", "至", "-", "~", "to") and pending.low == pending.high
            if is_range and pending.currency == amount.currency and pending.low < amount.low:
                pending = replace(
                    amount, span=CharSpan(pending.span.start, amount.span.end), low=pending.low
                )
                continue
            yield pending
        pending = amount
    if pending is not None:
        yield pending
