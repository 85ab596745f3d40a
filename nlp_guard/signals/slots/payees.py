"""Payees: the accounts that money is to go to, and how many there are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp_guard.records import CharSpan, Label, Payee, PayeeKind
from nlp_guard.signals.slots.accounts import Account, Shape, find_accounts, find_handle
from nlp_guard.signals.slots.page import Page, Taken

_NAMES = {
    PayeeKind.ALIPAY: r"支付[宝寶寳保饱堡包]障?|知付宝|zfb|z付[宝寶寳]|支fu宝|ali-?pay|阿里支付",
    PayeeKind.WECHAT: r"微信|微❤️?|微星|微心|威信|薇信|[vｖ]信|❤信|wei ?xin|wechat|\b[vw]x\b|(?<![a-z])[vw]x(?![a-z])|绿泡泡|v❌",
    PayeeKind.QQ: r"(?:qq|扣扣)(?!(?:邮箱|郵箱|群))|q币|q里|q钱包|🐧",
    PayeeKind.PAYPAL: r"pay-?pal|贝宝|(?<![a-z])pp(?![a-z])|friends and family",
    PayeeKind.CRYPTO: r"usdt|泰达币|比特[币必]|btc\b|bitcoin|trc-?20|erc-?20|钱包地址|钱包码|wallet|波场|门罗[币必]|xmr|以太[币坊]|eth\b|crypto",
    PayeeKind.BANK: r"银行卡|银行账?户|对公(?:账户|户)?|公[司]?户|私户|卡号|[农建工中交招]行|邮政的?卡|邮储|信用社卡?|信合|银联|(?:个人|公司|老婆|儿子|女儿|先生|表哥|我|姐夫)的?卡|bank (?:account|transfer)|iban|sort code|wire",
    PayeeKind.OTHER: r"gcash|venmo|zelle|cash ?app|revolut|gpay|google pay|phonepe|upi|paynow|payme|fps|转数快|轉數快|街口|opay|palmpay|m-?pesa|数字人民币|wise|gift cards?|e卡|购物卡|现金|cash\b|收款码|二维码",
    PayeeKind.EMAIL: r"(?:发|罚|寄)(?:到|我|至)*邮箱",
    PayeeKind.PHONE: r"话费|手机号|收款电话|收款電話|电话号",
}
_NAME = re.compile("|".join(f"(?P<{kind.value}>{pattern})" for kind, pattern in _NAMES.items()))
_COUNT_TAIL = re.compile(
    r"[ ]{0,2}(?:[个個张條条位家]|不同的?|different|separate)?[ ]{0,2}"
    r"(?:(?P<name>支付[宝寶寳保饱堡]|zfb|alipay|微信|威信|wechat|[vw]x|(?:银行)?卡(?!通)|bank|qq|扣扣|paypal|钱包|wallet|邮箱)[ ]?(?:账[号户]|帐[号户]|账|号|accounts?)?|(?P<any>账[号户]|帐[号户]|賬[號戶]|户头|收款码|accounts?|(?P<number>号|號|手机号)))"
)
_NO_PAYEE_AFTER = re.compile(
    r"[ ]?(?:群|好友|聊|朋友圈|头像|公众号|联系|上说|截图|步数|读书|小程序|通知|消息|加[我你]|说|发你|回)"
)
_PAY = re.compile(r"打|转|充|付|汇|收|到|进|走|划|发|pay|send|transfer|wire|to\b")
_ORDER_BEFORE = re.compile(
    r"(?:订单号?|单号|运单|快递|物流|编号|工单|发票|案号|邮编|货号|型号|取件码|order|tracking|invoice|no\.|ref|#)[是为: #]{0,3}$"
)
_MONEY_AFTER = re.compile(r"[ ]?(?:块|元|万|千|百|个|件|单|人|年|rmb|usd|刀|粉|米)")
_KIND_BY_SHAPE = {
    Shape.EMAIL: PayeeKind.EMAIL,
    Shape.CRYPTO: PayeeKind.CRYPTO,
    Shape.MOBILE: PayeeKind.PHONE,
    Shape.CARD: PayeeKind.BANK,
    Shape.TAIL: PayeeKind.BANK,
    Shape.CASHTAG: PayeeKind.OTHER,
}


def read_payees(page: Page, taken: Taken) -> tuple[Payee, ...]:
    """Find where money is to go.

    Args:
        page: The utterance.
        taken: All digits of accounts, payees or not, and of counts are added.

    Returns:
        One per account, one with ``count`` where a number is spoken, and one without either
        where only a way of paying is named.

    Example:
        >>> from nlp_guard.signals.slots.page import lay_out
        >>> [(p.kind.value, p.id, p.count) for p in read_payees(
        ...     lay_out("打到十七个支付宝账号，第一个13800000017"), Taken())]
        [('alipay', None, 17), ('alipay', '13800000017', None)]
    """
    names = list(_NAME.finditer(page.plain))
    counted = list(_counted(page, taken))
    accounts = list(_accounts(page, taken, names))
    if not page.has(Label.PAYMENT_DEMAND):
        return ()
    named = _named(page, names, [*counted, *accounts])
    return tuple(sorted([*counted, *accounts, *named], key=lambda payee: payee.span))


def _counted(page: Page, taken: Taken) -> Iterator[Payee]:
    for numeral in page.numerals:
        match = _COUNT_TAIL.match(page.plain, numeral.span.end)
        if match is None or not numeral.is_exact or taken.holds(numeral.span):
            continue
        if not 1 <= numeral.low <= 10_000 or numeral.low != int(numeral.low):
            continue
        if match["number"] and not _PAY.search(page.before(numeral.span.start, 6)):
            continue
        span = CharSpan(numeral.span.start, match.end())
        if match["name"]:
            kind = _kind_of_name(match["name"])
        elif match["number"]:
            kind = PayeeKind.PHONE
        else:
            kind = _kind_before(page, span.start)
        taken.add([numeral.span])
        yield Payee(span=span, kind=kind, count=int(numeral.low))


def _kind_of_name(name: str) -> PayeeKind:
    match = _NAME.match(name)
    if match is not None and match.lastgroup:
        return PayeeKind(match.lastgroup)
    return PayeeKind.BANK if name.endswith(("卡", "bank")) else PayeeKind.OTHER


def _kind_before(page: Page, at: int) -> PayeeKind:
    """Tell the kind from what was named last: here, or in what was said before."""
    for text in (page.plain[:at], *reversed(page.previous[-4:])):
        names = list(_NAME.finditer(text.lower()))
        if names and names[-1].lastgroup:
            return PayeeKind(names[-1].lastgroup)
    return PayeeKind.OTHER


def _accounts(page: Page, taken: Taken, names: list[re.Match[str]]) -> Iterator[Payee]:
    found = list(find_accounts(page.text, page.plain))
    for name in names:
        if name.lastgroup == PayeeKind.WECHAT:
            handle = find_handle(page.text, page.plain, name.end())
            if handle is not None and not any(handle.span.overlap(a.span) for a in found):
                found.append(handle)
    for account in sorted(found):
        if taken.holds(account.span):
            continue
        kind = _kind(page, account, names)
        if kind is None:
            if len(account.id) > 8 or _ORDER_BEFORE.search(page.before(account.span.start, 12)):
                taken.add([account.span])
            continue
        taken.add([account.span])
        yield Payee(span=account.span, kind=kind, id=account.id)


def _kind(page: Page, account: Account, names: list[re.Match[str]]) -> PayeeKind | None:
    """Tell an account's kind by the nearest naming word; None where it is no account."""
    if _ORDER_BEFORE.search(page.before(account.span.start, 12)):
        return None
    named = _nearest(account, names)
    if account.shape is Shape.DIGITS:
        return None if _MONEY_AFTER.match(page.plain, account.span.end) else named
    if named in (None, PayeeKind.CRYPTO) and account.shape in _KIND_BY_SHAPE:
        return _KIND_BY_SHAPE[account.shape]
    if account.shape is Shape.EMAIL and named in (PayeeKind.QQ, PayeeKind.PHONE):
        return PayeeKind.EMAIL
    return named


def _nearest(account: Account, names: list[re.Match[str]]) -> PayeeKind | None:
    best: tuple[int, PayeeKind] | None = None
    for name in names:
        gap = account.span.start - name.end()
        distance = gap if gap >= 0 else name.start() - account.span.end + 8
        if distance < 0 or distance > (30 if gap >= 0 else 16):
            continue
        kind = PayeeKind(name.lastgroup or PayeeKind.OTHER)
        if kind is PayeeKind.PHONE:
            distance += 12
        if best is None or distance < best[0]:
            best = distance, kind
    return best[1] if best else None


def _named(page: Page, names: list[re.Match[str]], known: list[Payee]) -> Iterator[Payee]:
    """Give ways of paying that are named without an account: 微信转我."""
    if page.labels is None or Label.PAYMENT_DEMAND not in page.labels:
        return
    kinds = {payee.kind for payee in known}
    for name in names:
        kind = PayeeKind(name.lastgroup or PayeeKind.OTHER)
        if kind in kinds or kind is PayeeKind.PHONE:
            continue
        if _NO_PAYEE_AFTER.match(page.plain, name.end()):
            continue
        kinds.add(kind)
        yield Payee(span=CharSpan(*name.span()), kind=kind)
