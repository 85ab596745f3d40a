"""Money that was paid already, as far as the record says so.

Only what is stated counts: the shop notes it (``case.toml``), the shop's side says that it paid,
or the other side that it received or that the shop paid. What was announced, asked, denied or only
hoped for is no payment. The same sum said again, by either side, is the same payment: of what is
only said, two payments of one sum are counted once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal

from nlp_guard.cases.evidence import Evidence
from nlp_guard.cases.ring import Said
from nlp_guard.records import CasePayment, CharSpan, Role, StatedPayment
from nlp_guard.text.identifiers import payment_account
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
    said: Sequence[Said], noted: Sequence[StatedPayment], currency: str, evidence: Evidence
) -> tuple[CasePayment, ...]:
    """Find what was paid.

    Args:
        said: Everything said on either side, in order of time.
        noted: What the shop wrote down that it paid to these people.
        currency: Of sums that name none.
        evidence: Takes the words.

    Returns:
        Each payment once: what is said of a sum that the shop wrote down is of that payment.
    """
    spoken: dict[tuple[Decimal, str], list[_Stated]] = {}
    for stated in _stated(said, currency):
        spoken.setdefault((stated.amount, stated.currency), []).append(stated)
    written = [
        _written(payment, spoken.pop((payment.amount, payment.currency), []), evidence)
        for payment in noted
    ]
    return (
        *written,
        *(
            CasePayment(
                amount=amount,
                currency=unit,
                at=found[0].said.at,
                account=found[0].said.account,
                conversation_id=found[0].said.conversation.id,
                why=evidence.cite(each.said.exhibit(each.span) for each in found),
            )
            for (amount, unit), found in spoken.items()
        ),
    )


def _written(payment: StatedPayment, spoken: Sequence[_Stated], evidence: Evidence) -> CasePayment:
    words = (each.said.exhibit(each.span) for each in spoken)
    return CasePayment(
        amount=payment.amount,
        currency=payment.currency,
        at=payment.at or (spoken[0].said.at if spoken else None),
        account=spoken[0].said.account if spoken else None,
        conversation_id=spoken[0].said.conversation.id if spoken else None,
        payee=payment.payee,
        why=evidence.cite((payment.exhibit, *words)),
    )


def allot(
    noted: Iterable[StatedPayment], payees_of: Sequence[AbstractSet[str]]
) -> tuple[list[list[StatedPayment]], list[StatedPayment]]:
    """Say which ring each payment went to.

    Args:
        noted: What the shop wrote down.
        payees_of: Of each ring, the accounts it names, and those it pays from.

    Returns:
        The payments of each ring; and those of which it cannot be told, for several rings
        demand money and none, or more than one, of them has the payee.
    """
    of_ring: list[list[StatedPayment]] = [[] for _ in payees_of]
    unclear = []
    for payment in noted:
        payee = payment_account(payment.payee) if payment.payee else None
        hits = [n for n, accounts in enumerate(payees_of) if payee in accounts]
        if len(payees_of) == 1:
            hits = [0]
        if len(hits) == 1:
            of_ring[hits[0]].append(payment)
        else:
            unclear.append(payment)
    return of_ring, unclear


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
