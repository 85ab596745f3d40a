"""Money that was paid already, as far as the record says so.

Only what is stated counts: the shop's side says that it paid, or the other side that it received
or that the shop paid. What was announced, asked, denied or only hoped for is no payment. The same
sum said again, by either side, is the same payment: two payments of one sum are counted once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from nlp_guard.cases.evidence import Evidence
from nlp_guard.cases.ring import Said
from nlp_guard.records import CasePayment, CharSpan, Role
from nlp_guard.text.numerals import find_numerals

_END = re.compile(r"[，。！？；,!?;\n]|\.(?!\d)")
_NOT_DONE = re.compile(
    r"没|未|别|不|如果|要是|假如|只要|必须|得|要|等|再|先|打算|准备|马上|明天|赶紧|快|叫|让|请"
    r"|\b(?:not|never|n't|if|when|will|would|once|until|unless|going to|must|should|please)\b",
    re.IGNORECASE,
)
_OPEN = re.compile(r"^[^，。！,!;；\n]*(?:吗|没有|[?？]|[就才再]|[之以]?后)")
"""After the number: a question, or a condition (收到2000就停手)."""
_MOVED = r"(?:转账?|打款?|汇款?|付款?|支付|给)"
_PAID = re.compile(
    rf"(?:已经?|刚刚?|昨天|今天|上午|下午|早上)[^，。]{{0,6}}?{_MOVED}[^，。]{{0,4}}$"
    rf"|{_MOVED}(?:给?[你您他]们?)?(?:了|过去了?|过来了?|好了|完了)[^，。]{{0,3}}$"
    r"|\b(?:paid|sent|transferred|wired)(?: (?:you|over|him|them))?\s*$",
    re.IGNORECASE,
)
_PAID_AFTER = re.compile(
    rf"^[^，。]{{0,4}}?(?:已经?|刚刚?)[^，。]{{0,4}}?{_MOVED}|^[^，。]{{0,3}}?{_MOVED}(?:过去)?了"
    r"|^ (?:was|has been|have been) (?:paid|sent|transferred)",
    re.IGNORECASE,
)
_RECEIVED = re.compile(
    r"(?:收到|到账)了?(?:你们?的?|您的?)?$|\b(?:received|got)(?: your| the)?\s*$", re.I
)
_RECEIVED_AFTER = re.compile(
    r"^[^，。]{0,4}?(?:收到|到账)了?|^ (?:arrived|came in)", re.IGNORECASE
)
_BY_SHOP = re.compile(r"你们?|您|贵店|\byou\b", re.IGNORECASE)
_SYMBOLS = {"$": "USD", "¥": "CNY", "￥": "CNY", "€": "EUR", "£": "GBP"}
_UNITS = (
    (re.compile(r"^\s*(?:块钱?|元|人民币|rmb\b)", re.IGNORECASE), "CNY"),
    (re.compile(r"^\s*(?:美元|美金|刀|dollars?\b|bucks\b|usd\b)", re.IGNORECASE), "USD"),
)
_NO_MONEY = re.compile(r"^\s*(?:[单件个瓶箱次天号点分人桶袋条楼年月日%％‰]|小时|公斤|kg|pcs)")
_LARGEST = Decimal(10_000_000)
_SMALLEST = Decimal(10)


@dataclass(frozen=True, slots=True)
class _Stated:
    said: Said
    span: CharSpan
    amount: Decimal
    currency: str


def find_payments(
    said: Sequence[Said], currency: str, evidence: Evidence
) -> tuple[CasePayment, ...]:
    """Find what was paid.

    Args:
        said: Everything said on either side, in order of time.
        currency: Of sums that name none.
        evidence: Takes the words.
    """
    payments: dict[tuple[Decimal, str], list[_Stated]] = {}
    for stated in _stated(said, currency):
        payments.setdefault((stated.amount, stated.currency), []).append(stated)
    return tuple(
        CasePayment(
            amount=amount,
            currency=unit,
            at=found[0].said.at,
            account=found[0].said.account,
            conversation_id=found[0].said.conversation.id,
            why=evidence.cite(each.said.exhibit(each.span) for each in found),
        )
        for (amount, unit), found in payments.items()
    )


def _stated(said: Iterable[Said], currency: str) -> Iterator[_Stated]:
    for each in said:
        text = each.utterance.text
        for numeral in find_numerals(text):
            if numeral.low != numeral.high or not _SMALLEST <= numeral.low <= _LARGEST:
                continue
            before, after = _clause(text, numeral.span)
            if _is_paid(before, after, each.utterance.role):
                unit = _currency(before, after) or currency
                yield _Stated(each, numeral.span, numeral.low, unit)


def _clause(text: str, span: CharSpan) -> tuple[str, str]:
    """Return the words of the clause before and after a number; the question mark stays."""
    cuts = [found.end() for found in _END.finditer(text, 0, span.start)]
    end = _END.search(text, span.end)
    stop = len(text) if end is None else end.end()
    return text[cuts[-1] if cuts else 0 : span.start], text[span.end : stop]


def _is_paid(before: str, after: str, role: Role) -> bool:
    if _NO_MONEY.match(after) or _OPEN.match(after) or _NOT_DONE.search(before):
        return False
    plain_before = (
        before.rstrip("$¥￥€£ ") if not before.isascii() else before.rstrip("$£€ ") + " "
    )
    plain_after = re.sub(r"^\s*(?:块钱?|元|钱)", "", after)
    is_paid = bool(_PAID.search(plain_before) or _PAID_AFTER.match(plain_after))
    if role is Role.AGENT:
        return is_paid
    if role is Role.SYSTEM:
        return False
    is_received = bool(_RECEIVED.search(plain_before) or _RECEIVED_AFTER.match(plain_after))
    return is_received or (is_paid and bool(_BY_SHOP.search(before)))


def _currency(before: str, after: str) -> str | None:
    symbol = before.rstrip()[-1:]
    if symbol in _SYMBOLS:
        return _SYMBOLS[symbol]
    return next((code for words, code in _UNITS if words.match(after)), None)
