"""Payees: the accounts that money is to go to, and how many there are."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from nlp_guard.records import CharSpan, Label, Payee, PayeeKind
from nlp_guard.signals.slots.accounts import Account, Shape, find_accounts, find_handle
from nlp_guard.signals.slots.money import Sum
from nlp_guard.signals.slots.page import Page, Taken
from nlp_guard.signals.slots.payee_names import PayeeName, find_names, is_way_to_pay

_COUNTED = re.compile(
    r"[ ]{0,2}(?:[个個张張条條]|不同的?|different|separate|x|×)?[ ]{0,2}(?:"
    r"(?P<name>支付[宝寶寳保饱堡]障?|zfb|alipay|微信|威信|wechat|[vw]x|银行卡|卡(?![通片密券])|bank|qq|扣扣|paypal|钱包|wallet)"
    r"[ ]?(?:账[号户]|帐[号户]|账|号|accounts?)?"
    r"|(?P<any>账[号户]|帐[号户]|賬[號戶]|户头|收款码|accounts?)|(?P<number>号码?|號|手机号))"
)
_PAYING = re.compile(r"打|转|充|付|汇|收|到|进|走|划|发|pay|send|transfer|wire|to\b")
_NO_ACCOUNT_BEFORE = re.compile(
    r"(?:订单号?|单号|运单|快递|物流|编号|工单|发票|案号|邮编|货号|型号|取件码|热线|拨打?|投诉|举报"
    r"|order|tracking|invoice|no\.|ref|\#)[是为: #]{0,3}$"
)
_NO_ACCOUNT_BEHIND = re.compile(r"[ ]?(?:块|元|万|千|百|个|件|单|人|年|rmb|usd|刀|粉|米|打|转)")
_MONEY_BEFORE = re.compile(r"[$£€¥￥][ ]?$")
_KIND_BY_SHAPE = {
    Shape.EMAIL: PayeeKind.EMAIL,
    Shape.CRYPTO: PayeeKind.CRYPTO,
    Shape.MOBILE: PayeeKind.PHONE,
    Shape.CARD: PayeeKind.BANK,
    Shape.TAIL: PayeeKind.BANK,
    Shape.TAG: PayeeKind.OTHER,
}
_REACH_BEFORE, _REACH_BEHIND = 40, 10
_LONGEST_NAME = 24
_MOST_ACCOUNTS = 200


def read_accounts(page: Page, taken: Taken) -> tuple[Payee, ...]:
    """Find the accounts that are given, and how many are spoken of.

    Args:
        page: The utterance.
        taken: Digits of accounts, and the numbers of accounts, are added.

    Returns:
        One per account, and one with ``count`` where a number is spoken.

    Example:
        >>> from nlp_guard.signals.slots.page import lay_out
        >>> [(p.kind.value, p.id, p.count) for p in read_accounts(
        ...     lay_out("打到十七个支付宝账号，第一个13800000017"), Taken())]
        [('alipay', None, 17), ('alipay', '13800000017', None)]
    """
    names = find_names(page.plain)
    accounts = list(_accounts(page, taken, names))
    counted = list(_counted(page, taken))
    if not page.has(Label.PAYMENT_DEMAND):
        return ()
    return tuple(sorted([*counted, *accounts], key=lambda payee: payee.span))


def read_ways_to_pay(
    page: Page, accounts: Sequence[Payee], sums: Sequence[Sum]
) -> tuple[Payee, ...]:
    """Find ways of paying that are named without an account: 微信转我.

    Args:
        page: The utterance; only where it is known to demand payment.
        accounts: Those already read; their kinds are not named again.
        sums: Sums of money; 0.5个比特币 names a coin, not where it goes.

    Example:
        >>> from nlp_guard.signals.slots.page import lay_out
        >>> page = lay_out("微信转我", labels=frozenset({Label.PAYMENT_DEMAND}))
        >>> [payee.kind.value for payee in read_ways_to_pay(page, (), ())]
        ['wechat']
    """
    if page.labels is None or Label.PAYMENT_DEMAND not in page.labels:
        return ()
    money = Taken()
    money.add(item.span for item in sums)
    known: set[PayeeKind | str] = {payee.kind for payee in accounts}
    names = find_names(page.plain)
    if any(name.kind is not PayeeKind.OTHER for name in names):
        known.add(PayeeKind.OTHER)
    found = []
    for name in names:
        said = page.plain[name.span.slice]
        is_new = known.isdisjoint((name.kind, said)) and not money.holds(name.span)
        if is_new and is_way_to_pay(page.plain, name):
            known.add(said if name.kind is PayeeKind.OTHER else name.kind)
            found.append(Payee(span=name.span, kind=name.kind))
    return tuple(found)


def _counted(page: Page, taken: Taken) -> Iterator[Payee]:
    for numeral in page.numerals:
        match = _COUNTED.match(page.plain, numeral.span.end)
        if match is None or not numeral.is_exact or taken.holds(numeral.span):
            continue
        is_count = 1 <= numeral.low <= _MOST_ACCOUNTS and numeral.low == int(numeral.low)
        if not is_count or (
            numeral.scale >= 100 and not match[0].strip().startswith(("个", "张"))
        ):
            continue
        start = numeral.span.start
        if match["number"] and not _is_paid_into(page, start, match.end()):
            continue
        taken.add([numeral.span])
        kind = _kind_of_count(page, match, start)
        yield Payee(span=CharSpan(start, match.end()), kind=kind, count=int(numeral.low))


def _is_paid_into(page: Page, start: int, end: int) -> bool:
    """Tell 充到三个号上 from 我有三个号 and 三号."""
    has_measure = page.plain[start:end].rstrip("号码號").endswith(("个", "個", "手机"))
    behind = page.plain[end : end + 6]
    return has_measure and bool(
        _PAYING.search(page.before(start, 5)) or behind.startswith(("上", "各", "收"))
    )


def _kind_of_count(page: Page, match: re.Match[str], start: int) -> PayeeKind:
    if match["name"]:
        names = find_names(match["name"])
        return names[0].kind if names else PayeeKind.BANK
    if match["number"]:
        return PayeeKind.PHONE
    return _kind_before(page, start)


def _kind_before(page: Page, at: int) -> PayeeKind:
    """Tell the kind from what was named last: here, or in what was said before."""
    for text in (page.plain[:at], *reversed(page.previous[-4:])):
        names = find_names(text.lower())
        if names:
            return names[-1].kind
    return PayeeKind.OTHER


def _accounts(page: Page, taken: Taken, names: Sequence[PayeeName]) -> Iterator[Payee]:
    found = list(find_accounts(page.text, page.plain))
    held = Taken()
    held.add(account.span for account in found)
    for name in names:
        if name.kind is PayeeKind.WECHAT:
            handle = find_handle(page.text, page.plain, name.span.end)
            if handle is not None and not held.holds(handle.span):
                held.add([handle.span])
                found.append(handle)
    for account in sorted(found):
        if taken.holds(account.span):
            continue
        kind = _kind(page, account, names)
        if kind is None:
            if len(account.id) > 8 or _NO_ACCOUNT_BEFORE.search(
                page.before(account.span.start, 12)
            ):
                taken.add([account.span])
            continue
        taken.add([account.span])
        yield Payee(span=account.span, kind=kind, id=account.id)


def _kind(page: Page, account: Account, names: Sequence[PayeeName]) -> PayeeKind | None:
    """Tell an account's kind by the nearest naming word; None where it is no account."""
    before = page.before(account.span.start, 12)
    if _NO_ACCOUNT_BEFORE.search(before) or _MONEY_BEFORE.search(before):
        return None
    named = _nearest(account, names)
    if account.shape is Shape.DIGITS:
        is_counting = _NO_ACCOUNT_BEHIND.match(page.plain, account.span.end)
        return None if is_counting else named
    if account.shape in (Shape.EMAIL, Shape.CRYPTO) and named in (
        None,
        PayeeKind.CRYPTO,
        PayeeKind.QQ,
        PayeeKind.PHONE,
    ):
        is_indian = account.shape is Shape.EMAIL and "." not in account.id.split("@")[1]
        return PayeeKind.OTHER if is_indian else _KIND_BY_SHAPE[account.shape]
    return named or _earlier(page, account)


def _earlier(page: Page, account: Account) -> PayeeKind:
    """Tell a bare number's kind by what was asked just before: 支付宝多少? 13800000017."""
    for text in reversed(page.previous[-2:]):
        names = find_names(text.lower())
        if names and account.shape is not Shape.CARD:
            return names[-1].kind
    return _KIND_BY_SHAPE[account.shape]


def _place(name: PayeeName) -> int:
    return name.span.start


def _nearest(account: Account, names: Sequence[PayeeName]) -> PayeeKind | None:
    best: tuple[int, PayeeKind] | None = None
    least = bisect_left(names, account.span.start - _LONGEST_NAME - _REACH_BEFORE, key=_place)
    for name in names[
        least : bisect_left(names, account.span.end + _REACH_BEHIND + 1, key=_place)
    ]:
        gap = account.span.start - name.span.end
        if 0 <= gap <= _REACH_BEFORE:
            distance = gap
        elif 0 <= name.span.start - account.span.end <= _REACH_BEHIND:
            if account.shape is Shape.DIGITS:
                continue
            distance = name.span.start - account.span.end + 8
        else:
            continue
        if name.kind is PayeeKind.PHONE:
            distance += 12
        if best is None or distance < best[0]:
            best = distance, name.kind
    return best[1] if best else None
