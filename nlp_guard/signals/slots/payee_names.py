"""What ways of paying are called, and which kind of account each is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp_guard.records import CharSpan, PayeeKind
from nlp_guard.signals.slots.page import Taken
from nlp_guard.signals.slots.patterns import words

_NAMES = {
    PayeeKind.ALIPAY: r"支付[宝寶寳保饱堡包](?:保|障)?|知付宝|z付[宝寶寳]|阿里支付|ali[- ]?pay"
    r"|(?<![a-z])zfb(?![a-z])",
    PayeeKind.WECHAT: r"微[信❤心星]️?|[威薇]信|[vｖ](?:信|芯|❤️?)|❤️?信|绿泡泡|wei ?xin\b|wechat"
    r"|(?<![a-z])[vw]x(?![a-z])",
    PayeeKind.QQ: r"(?<![a-z])qq(?![a-z]|邮箱|郵箱|群)|扣扣|q币|(?<![a-z])q(?:里|钱包)|🐧",
    PayeeKind.PAYPAL: r"pay-?pal|贝宝|(?<![a-z])pp(?![a-z])|friends[ ]and[ ]family",
    PayeeKind.CRYPTO: r"泰达币|比特[币必]|门罗[币必]|以太[币坊]|波场链?|钱包(?:地址|码)"
    rf"|(?<![a-z])(?:{words('payee.crypto')})(?![a-z])",
    PayeeKind.BANK: r"银行的?卡|银行账?户|对公(?:账户|户)?|公司?户|私户|卡号|邮储|信用社卡?"
    r"|(?:公司|站点|个人|收款|提现|单位|私人)账户|邮政的?卡|银联|maybank户口|[农農建工中交招]行卡?"
    r"|(?:个人|公司|老婆|儿子|女儿|女而|先生|表哥|姐夫|弟弟|我)的?卡上?(?![通密片车券丁顿死住路])"
    r"|\b(?:bank (?:account|transfer)|my own account|iban|sort code|direct debit|wire)\b",
    PayeeKind.OTHER: r"转数快|轉數快|街口(?![小店那])|数字人民币|收款码|二维码|扫码"
    rf"|(?<![a-z])(?:{words('payee.apps')})(?![a-z])|\bwise(?= transfer|\b,)",
    PayeeKind.EMAIL: r"(?:发|罚|寄)(?:到|我|至)*邮箱",
    PayeeKind.PHONE: r"话费|手机号|收款电话|收款電話|电话号|\bnumber is\b",
}
_PATTERN = re.compile("|".join(f"(?P<{kind.value}>{name})" for kind, name in _NAMES.items()))
_CARD = re.compile(
    r"(?:打到|打|转到|转|走|进|汇到|到)[^,，。0-9\n]{0,7}?(?P<card>[\u4e00-\u9fff]{0,2}卡)"
    r"(?![通密片车券丁顿死住路])"
)
"""Somebody's card that money goes to; what stands before it may be anybody."""

_NO_PAYEE_BEHIND = re.compile(rf"[ ]?(?:{words('payee.no_payee_behind')}|、)")
_NO_PAYEE_BEFORE = re.compile(r"(?:别转|不走|不要|别打|加|加个|有|用不了)[ ]?$")


@dataclass(frozen=True, slots=True)
class PayeeName:
    """A way of paying, named.

    Args:
        span: Code points of the text.
    """

    span: CharSpan
    kind: PayeeKind


def find_names(plain: str) -> tuple[PayeeName, ...]:
    """Find the ways of paying a text names.

    Args:
        plain: Text in small letters.

    Returns:
        In order, without overlap.

    Example:
        >>> [name.kind.value for name in find_names("转支付宝或者打我侄女卡上")]
        ['alipay', 'bank']
    """
    found = [
        PayeeName(CharSpan(*match.span()), PayeeKind(match.lastgroup))
        for match in _PATTERN.finditer(plain)
        if match.lastgroup
    ]
    named = Taken()
    named.add(name.span for name in found)
    for match in _CARD.finditer(plain):
        span = CharSpan(*match.span("card"))
        if not named.holds(span):
            found.append(PayeeName(span, PayeeKind.BANK))
    return tuple(sorted(found, key=lambda name: name.span))


def is_way_to_pay(plain: str, name: PayeeName) -> bool:
    """Tell whether a name alone says where money goes: not 微信群, not 加微信.

    Example:
        >>> [is_way_to_pay(text, find_names(text)[0]) for text in ("微信转我", "微信群里发")]
        [True, False]
    """
    if name.kind is PayeeKind.PHONE:
        return False
    start, end = name.span.start, name.span.end
    return not (
        _NO_PAYEE_BEHIND.match(plain, end)
        or _NO_PAYEE_BEFORE.search(plain, max(0, start - 6), start)
    )
