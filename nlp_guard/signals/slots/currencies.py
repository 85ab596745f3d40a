"""Names and signs of money, and what they are worth in ISO 4217."""

from __future__ import annotations

import re
from decimal import Decimal

_AFTER = {
    "CNY": r"块钱|块(?![肉糖表牌布地手电饼小砖皮抹])|元|圆|人民[币必比]|软妹币|毛爷爷|大洋|rmb|cny|yuan|kuai|r(?![a-z])",
    "HKD": r"港[币幣元纸紙]|蚊|hkd?\b",
    "TWD": r"(?:新?台|臺)[币幣]|箍|ntd?\b|twd\b",
    "USD": r"美[金元刀]|刀(?![具片架])|usd(?!t)|dollars?|dolars?|bucks?|\$|us\$",
    "EUR": r"欧元?|歐元?|€|euros?|eur\b",
    "GBP": r"英?[镑鎊]|£|gbp|quid|pounds?|p[ ]o[ ]u[ ]n[ ]d[ ]s",
    "JPY": r"日[元圆円]|円|jpy|yen\b",
    "USDT": r"usdt|泰达币|u(?![a-z0-9])",
    "BTC": r"个?比特[币必]|个?btc\b|bitcoins?\b",
    "ETH": r"个?eth\b|以太[币坊]",
    "XMR": r"个?门罗[币必]|xmr\b|monero",
    "INR": r"rupees?|inr\b|卢比|rs\b",
    "NGN": r"naira|ngn\b|₦",
    "PHP": r"pesos?\b|php\b|₱|piso\b",
    "MYR": r"令吉|myr\b|ringgit",
    "SGD": r"新币|坡币|sgd\b|sing(?:apore)?[ ]dollars?",
    "ZAR": r"rand\b|zar\b",
    "AUD": r"澳[元币刀]|aud\b",
    "CAD": r"加[元币刀]|cad\b",
    "KES": r"kes\b|ksh\b|shillings?\b|bob\b",
    "KRW": r"韩[元币]|won\b|₩",
    "THB": r"泰铢|baht\b|฿",
    "RUB": r"卢布|rub\b|roubles?\b|₽",
}
_BEFORE = {
    "CNY": r"人民[币必比]|[¥￥]|rmb|cny",
    "HKD": r"港[币幣纸紙]|hk\$|hkd",
    "TWD": r"(?:新?台|臺)[币幣]|nt\$|ntd|twd",
    "SGD": r"s\$|sgd",
    "AUD": r"a\$|au\$|aud",
    "CAD": r"c\$|ca\$|cad",
    "USD": r"us\$|\$|usd|美[金元]",
    "EUR": r"€|eur",
    "GBP": r"£|gbp",
    "JPY": r"jpy",
    "USDT": r"usdt",
    "BTC": r"btc|比特[币必]",
    "INR": r"₹|rs\.?|inr",
    "NGN": r"₦|ngn",
    "PHP": r"₱|php",
    "MYR": r"rm|myr",
    "ZAR": r"zar|(?<![a-z])r",
    "KES": r"ksh\.?|kes",
    "KRW": r"₩|krw",
    "THB": r"฿|thb",
    "RUB": r"₽|rub",
}
_SMALL_COIN = {"毛": ("CNY", Decimal("0.1")), "角": ("CNY", Decimal("0.1"))}


def _alternatives(table: dict[str, str]) -> str:
    return "|".join(f"(?P<{code}>{pattern})" for code, pattern in table.items())


AFTER = re.compile(rf"[ ]{{0,2}}(?:{_alternatives(_AFTER)})")
"""A currency behind a number; the group's name is its code."""

BEFORE = re.compile(rf"(?:{_alternatives(_BEFORE)})[ ]?$")
"""A currency in front of a number, to be searched in the few code points before it."""

PENCE = re.compile(r"[ ]?(?:pence|p)\b|[ ]?cents?\b")
COIN = re.compile(r"[ ]?(?P<coin>毛|角)(?P<more>[一二三四五六七八九](?![十百千万]))?")
