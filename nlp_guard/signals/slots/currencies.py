"""Names and signs of money and the codes they stand for.

Codes are ISO 4217 where there is one; coins of no state go by the sign of their market (BTC).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

_BEHIND = {
    "CNY": r"块钱|块(?![肉糖表牌布地手电饼小砖皮抹瓷玉旧儿去来])|元|圆|亓|人民[币必比]|软妹币"
    r"|大洋|rmb|cny|yuan|kuai|(?<=\d\d)r(?![a-z0-9])",
    "HKD": r"港[币幣元纸紙]|蚊|hkd?\b",
    "TWD": r"(?:新?[台臺])[币幣]|箍|ntd?\b|twd\b",
    "USD": r"刀(?![具片架])|\$|us\$|us[ ]dollars?|usd(?!t)|美[金元刀]|dol+ars?|bucks?\b",
    "EUR": r"[欧歐]元?|€|eur(?:os?|0s?)?\b",
    "GBP": r"英?[镑鎊]|£|gbp\b|quid\b|pounds?\b|p[ ]o[ ]u[ ]n[ ]d[ ]s",
    "JPY": r"日[元圆円]|円|jpy\b|yen\b",
    "USDT": r"usdt|泰达币|u(?![a-z0-9])",
    "BTC": r"个?比特[币必]|btc\b|bitcoins?\b",
    "ETH": r"个?eth\b|个?以太[币坊]|ξ|Ξ",
    "XMR": r"个?门罗[币必]|xmr\b|monero\b",
    "INR": r"rupees?\b|inr\b|卢比|₹",
    "NGN": r"naira\b|ngn\b|₦",
    "PHP": r"pesos?\b|php\b|₱|piso\b",
    "MYR": r"令吉|myr\b|ringgit\b",
    "SGD": r"新币|坡币|sgd\b|sing(?:apore)?[ ]dollars?",
    "ZAR": r"rand\b|zar\b",
    "AUD": r"澳[元币刀]|aud\b",
    "CAD": r"加[元币刀]|cad\b",
    "KES": r"kes\b|ksh\b|shillings?\b|bob\b",
    "KRW": r"韩[元币]|₩",
    "THB": r"泰铢|baht\b|฿",
    "RUB": r"卢布|rub\b|roubles?\b|₽",
}
_BEFORE = {
    "CNY": r"人民[币必比]|[¥￥]|rmb|cny",
    "HKD": r"港[币幣纸紙]|hk\$|hkd",
    "TWD": r"(?:新?[台臺])[币幣]|nt\$|ntd|twd",
    "SGD": r"s\$|sgd",
    "AUD": r"au?\$|aud",
    "CAD": r"ca?\$|cad",
    "USD": r"us\$|\$|usd|美[金元]",
    "EUR": r"€|eur",
    "GBP": r"£|gbp",
    "USDT": r"usdt",
    "BTC": r"btc|比特[币必]",
    "INR": r"₹|rs\.?|inr",
    "NGN": r"₦|ngn",
    "PHP": r"₱|php",
    "MYR": r"rm|myr",
    "ZAR": r"zar|r",
    "KES": r"ksh\.?",
    "KRW": r"₩|krw",
    "THB": r"฿|thb",
    "RUB": r"₽|rub",
}
_TALK = re.compile(
    r"(?P<USD>\$|\busd\b|dollars?|bucks|venmo|zelle)|(?P<GBP>£|\bgbp\b|quid|pounds\b)"
    r"|(?P<EUR>€|\beuros?\b)|(?P<INR>₹|rupees?|\brs\b|lakh)|(?P<NGN>₦|naira|opay|palmpay)"
    r"|(?P<PHP>₱|pesos?\b|gcash)|(?P<ZAR>\brand\b|\br\d)|(?P<HKD>港币|港幣|\bfps\b|转数快|轉數快)"
)


_HAN = re.compile(r"[\u4e00-\u9fff]")
_HOUR = timedelta(hours=1)
_ZONES = (
    dict.fromkeys((-10.0, -9.0, -8.0, -7.0, -6.0, -5.0, -4.0), "USD")
    | {0.0: "GBP", 1.0: "GBP", 5.5: "INR", 8.0: "CNY", 9.5: "AUD", 10.0: "AUD", 10.5: "AUD"}
    | {11.0: "AUD", 12.0: "NZD", 13.0: "NZD"}
)
"""What English-speaking shops of a zone, and Chinese ones, sell in; Europe's +1 is Britain's
summer. Zones of several currencies (+2, +3) are left out."""


def _alternatives(table: dict[str, str]) -> str:
    return "|".join(f"(?P<{code}>{pattern})" for code, pattern in table.items())


BEHIND = re.compile(
    rf"[ ]{{0,2}}(?:块(?=新币|坡币|港[币幣元]|美[金元刀]|[台臺][币幣]|欧元|英镑|澳元|加[币元]))?"
    rf"(?:{_alternatives(_BEHIND)})"
)
"""A currency behind a number; the group's name is its code."""

BEFORE = re.compile(rf"(?<![a-z])(?:{_alternatives(_BEFORE)})[ ]?$")
"""A currency in front of a number, to be searched in the few code points before it."""


def currency_of_talk(texts: Sequence[str], sent_at: datetime | None) -> str | None:
    """Tell what currency a figure is in that comes without one.

    Args:
        texts: What is said and was said before, in small letters, the latest first.
        sent_at: When it was said; its zone tells where the parties trade.

    Returns:
        The currency last named; else, in Chinese talk, the yuan; else that of the zone; None where
        the zone has several.

    Example:
        >>> currency_of_talk(["i said 300", "that vase cost me £40"], None)
        'GBP'
        >>> currency_of_talk(["六万"], None)
        'CNY'
    """
    for text in texts:
        match = _TALK.search(text)
        if match is not None:
            return match.lastgroup
    if any(_HAN.search(text) for text in texts):
        return "CNY"
    offset = sent_at.utcoffset() if sent_at is not None else None
    return _ZONES.get(offset / _HOUR) if offset is not None else None
