"""Sums of money in a text, whatever they are for: 四千块, $1.2k, 三块五, 一毛五, forty pence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from nlp_guard.records import CharSpan
from nlp_guard.signals.slots.currencies import BEFORE, BEHIND
from nlp_guard.signals.slots.page import Page, Taken
from nlp_guard.text.numerals import Numeral

_DIGIT = {char: Decimal(value) for value, char in enumerate("零一二三四五六七八九")}
_CHANGE = re.compile(
    r"(?P<half>半)(?!天)|(?P<han>[一二三四五六七八九])(?![十百千万个成件条单张天月年次人箱盒瓶套台只斤])|(?P<figure>\d)(?![\d.万千百个%])"
)
_COIN = re.compile(r"[ ]?(?:毛|角)(?:(?P<more>[一二三四五六七八九])(?![十百千万]))?")
_PENCE = re.compile(r"[ ]?(?:(?P<GBP>pence|p)|(?P<USD>cents?))\b")
_NOTES = re.compile(r"[ ]?[张張](?:毛爷爷|毛爺爺|红票子|大红|红的|红鱼|老人头|百元)")
_BILLS = Decimal(100)
"""What a 毛爷爷 is worth: the face on the red note."""

_ARTICLE = re.compile(
    r"\b(?:(?P<half>half[ ]an?)|(?P<quarter>a[ ]quarter)|an?)[ ]"
    r"(?P<what>dollar|buck|euro|pound|quid|bitcoin|hunnid|hundo)\b"
    r"|\ba[ ]quarter(?=[ ](?:a|per|each)\b)"
)
_MAX_GAP = 3


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount of money as it stands.

    Args:
        currency: None where none was said.
    """

    span: CharSpan
    low: Decimal
    high: Decimal
    currency: str | None


def find_sums(page: Page, taken: Taken) -> tuple[Sum, ...]:
    """Find the numbers that carry a currency.

    Args:
        page: The utterance.
        taken: Numbers that are something else.

    Returns:
        In order, ranges joined.

    Example:
        >>> from nlp_guard.signals.slots.page import lay_out
        >>> page = lay_out("三块五，$1.2k，一毛五")
        >>> [(str(s.low), s.currency) for s in find_sums(page, Taken())]
        [('3.5', 'CNY'), ('1200', 'USD'), ('0.15', 'CNY')]
    """
    found: list[Sum] = []
    for numeral in _grouped(page):
        is_new = not found or found[-1].span.end <= numeral.span.start
        if is_new and not taken.holds(numeral.span):
            found.extend(_read(page, numeral))
    found.extend(_with_article(page))
    return tuple(_joined(page.plain, sorted(found, key=lambda item: item.span)))


def _grouped(page: Page) -> Iterator[Numeral]:
    """Join the thousands of R9 000 and 2 200 usdt, which elsewhere are two numbers."""
    pending: Numeral | None = None
    for numeral in page.numerals:
        if pending is not None:
            is_group = (
                len(numeral.digits) == 3
                and 0 < len(pending.digits) <= 3
                and page.plain[pending.span.end : numeral.span.start] == " "
                and (
                    BEHIND.match(page.plain, numeral.span.end)
                    or BEFORE.search(page.before(pending.span.start, 4))
                )
            )
            if is_group:
                span = CharSpan(pending.span.start, numeral.span.end)
                value = pending.low * 1000 + numeral.low
                pending = replace(numeral, span=span, low=value, high=value, digits="")
                continue
            yield pending
        pending = numeral
    if pending is not None:
        yield pending


def _read(page: Page, numeral: Numeral) -> Iterator[Sum]:
    start, end = numeral.span.start, numeral.span.end
    low, high = numeral.low, numeral.high
    coin = _COIN.match(page.plain, end)
    if coin is not None:
        more = _DIGIT[coin["more"]] / 100 if coin["more"] else Decimal(0)
        yield make_sum(CharSpan(start, coin.end()), low / 10 + more, high / 10 + more, "CNY")
        return
    notes = _NOTES.match(page.plain, end)
    if notes is not None:
        yield make_sum(CharSpan(start, notes.end()), low * _BILLS, high * _BILLS, "CNY")
        return
    behind, before = BEHIND.match(page.plain, end), BEFORE.search(page.before(start, 6))
    is_word = before is not None and before[0][-1:].isascii() and before[0][-1:].isalpha()
    if is_word and not page.plain[start].isdecimal():
        before = None
    if before is not None and (behind is None or behind.lastgroup not in ("USDT", "BTC")):
        yield make_sum(CharSpan(start - len(before[0]), end), low, high, before.lastgroup)
    elif behind is not None:
        yield _with_change(page.plain, numeral, behind)
    else:
        pence = _PENCE.match(page.plain, end)
        if pence is not None and (pence[0] != "p" or numeral.digits):
            yield make_sum(CharSpan(start, pence.end()), low / 100, high / 100, pence.lastgroup)


def _with_change(plain: str, numeral: Numeral, behind: re.Match[str]) -> Sum:
    """Read the last digit of 三块五, 8块8, 两蚊半."""
    low, high, end = numeral.low, numeral.high, behind.end()
    has_change = behind.lastgroup in ("CNY", "HKD") and numeral.is_exact and numeral.scale == 1
    change = _CHANGE.match(plain, end) if has_change else None
    if change is not None:
        tenths = 5 if change["half"] else _DIGIT.get(change["han"] or "", change["figure"] or 0)
        low = high = low + Decimal(tenths) / 10
        end = change.end()
    return make_sum(CharSpan(numeral.span.start, end), low, high, behind.lastgroup)


def _with_article(page: Page) -> Iterator[Sum]:
    """Read a dollar, half a bitcoin, a quarter (a jar)."""
    for match in _ARTICLE.finditer(page.plain):
        what = match["what"]
        if what is None:
            yield make_sum(CharSpan(*match.span()), Decimal("0.25"), Decimal("0.25"), "USD")
            continue
        value = Decimal(100) if what in ("hunnid", "hundo") else Decimal(1)
        value *= Decimal("0.5") if match["half"] else Decimal("0.25") if match["quarter"] else 1
        sign = BEHIND.match(what)
        currency = sign.lastgroup if sign is not None else "USD"
        yield make_sum(CharSpan(*match.span()), value, value, currency)


def make_sum(span: CharSpan, low: Decimal, high: Decimal, currency: str | None) -> Sum:
    """Make a sum whose figures are written without an exponent."""
    return Sum(span, plain_decimal(low), plain_decimal(high), currency)


def plain_decimal(value: Decimal) -> Decimal:
    """Write 4000 for 4E+3 and 1.5 for 1.50.

    Example:
        >>> plain_decimal(Decimal("4E+3")), plain_decimal(Decimal("1.50"))
        (Decimal('4000'), Decimal('1.5'))
    """
    return Decimal(int(value)) if value == int(value) else value.normalize()


def _joined(plain: str, sums: list[Sum]) -> Iterator[Sum]:
    """Join 3000块到5000块 and $200-$300."""
    pending: Sum | None = None
    for item in sums:
        if pending is not None:
            gap = plain[pending.span.end : item.span.start].strip()
            is_range = gap in ("到", "至", "-", "~", "to") and pending.low == pending.high
            if is_range and pending.currency == item.currency and pending.low < item.low:
                span = CharSpan(pending.span.start, item.span.end)
                pending = replace(item, span=span, low=pending.low)
                continue
            yield pending
        pending = item
    if pending is not None:
        yield pending
