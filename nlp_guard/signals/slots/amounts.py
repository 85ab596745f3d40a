"""Sums that are asked for, among all that are named; and goods.

A demand names more than it asks: prices, what was refused before, the base of a reckoning. Such
figures are set aside where another one in the turn is asked for, and stay where they are alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from nlp_guard.records import Amount, Label
from nlp_guard.signals.slots.currencies import currency_of_talk
from nlp_guard.signals.slots.goods import find_goods
from nlp_guard.signals.slots.money import Sum, make_sum
from nlp_guard.signals.slots.page import Page, Taken
from nlp_guard.signals.slots.patterns import words
from nlp_guard.signals.slots.per_what import per_what
from nlp_guard.text.numerals import Numeral

_MEASURE = re.compile(
    rf"[ ]?(?:多|来|几)?[ ]?(?:{words('measure.zh')}"
    r"|月(?![底末中初])|分(?![一二两俩三四五六七八九十\d]+[次期周个笔]))"
)
_EN_MEASURE = re.compile(rf"[ -]?(?:{words('measure.en')})\b")
_FREE_STANDING = re.compile(rf"[ ]?(?:$|[^a-z0-9 ]|\s*(?:{words('money.free_standing_en')})\b)")
_NOT_BEFORE = re.compile(
    r"(?:第|\bno\.?|\#|满|前|排|@|×|\*|\b(?:aged?|since|level|page|art\.?)|\d[-/.])[ ]?$"
)
_ASIDE_BEFORE = re.compile(rf"(?:{words('money.aside_before')})(?:你|是|就|都|我|要)?[ ]?[£$€¥]?$")
_ASIDE_BEHIND = re.compile(
    rf"[ ]?(?:元|块)?[^,，。!！?？ ]{{0,4}}?(?:{words('money.aside_behind')}|[?？](?!$))"
)
_ASKS_BEFORE = re.compile(
    rf"(?:{words('money.asks_before')})[ ]?(?:你|您|我|个|了|me|us)?[ ]?[£$€¥]?$"
)
_MULTIPLIED = re.compile(r"倍|赔[一二两三四五六七八九十3-9]|乘|×|翻|每天|一天|times|triple|double")
_STATUTORY = re.compile(r"[退假]一?[赔罚]|[三十3]倍")
"""Where a law multiplies a price, the price is not asked for, though it is one of each."""

_MULTIPLES = frozenset({2, 3, 4, 5, 10, 11})
_MOST_RECKONED = 50
"""No message reckons with more sums; comparing each with each would not be linear."""

_PAYING = re.compile(words("money.paying"))
_NEAR = 20
_EARLIER = 12
_LEAST_BARE = 10
_MOST_DIGITS = 7
"""Longer strings of figures without a currency are numbers of something, not sums."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    sum: Sum
    is_aside: bool


def read_amounts(page: Page, sums: Sequence[Sum], taken: Taken) -> tuple[Amount, ...]:
    """Choose the sums that are asked for, and add the goods.

    Args:
        page: The utterance.
        sums: Its sums of money with a currency.
        taken: Numbers that belong to other slots.

    Returns:
        In order, each value once. Where nobody looked at the turn's labels, only numbers with a
        currency count, and only near a word of paying: the rest are prices.

    Example:
        >>> from nlp_guard.signals.slots.money import find_sums
        >>> from nlp_guard.signals.slots.page import lay_out
        >>> demand = frozenset({Label.PAYMENT_DEMAND})
        >>> page = lay_out("470块不行，要四万七，每人两百元", labels=demand)
        >>> [(int(a.low), a.per) for a in read_amounts(page, find_sums(page, Taken()), Taken())]
        [(47000, None), (200, 'person')]
    """
    if not page.has(Label.PAYMENT_DEMAND):
        return ()
    spoken = [item for item in sums if not taken.holds(item.span)]
    held = Taken()
    held.add(item.span for item in spoken)
    if page.labels is None:
        spoken = [item for item in spoken if _is_near_payment(page, item)]
    candidates = [_candidate(page, item) for item in (*spoken, *_bare(page, taken, held))]
    asked = _asked(page, sorted(candidates, key=lambda candidate: candidate.sum.span))
    amounts = [
        Amount(
            span=item.span,
            low=item.low,
            high=item.high,
            currency=item.currency,
            per=per_what(page, item.span),
        )
        for item in asked
        if item.high > 0
    ]
    if page.labels is not None:
        held.add(item.span for item in asked)
        amounts.extend(good for good in find_goods(page, taken) if not held.holds(good.span))
    return tuple(sorted(amounts, key=lambda amount: amount.span))


def _is_near_payment(page: Page, item: Sum) -> bool:
    least, most = max(0, item.span.start - _NEAR), item.span.end + _NEAR
    return _PAYING.search(page.plain, least, most) is not None


def _candidate(page: Page, item: Sum) -> _Candidate:
    before = page.before(item.span.start, 10)
    asks = _ASKS_BEFORE.search(before)
    is_aside = asks is None and bool(
        _ASIDE_BEFORE.search(before) or _ASIDE_BEHIND.match(page.plain, item.span.end)
    )
    return _Candidate(item, is_aside)


def _bare(page: Page, taken: Taken, held: Taken) -> Iterator[Sum]:
    """Take numbers for money in a turn that demands it, unless something else is counted."""
    if page.labels is None:
        return
    bare = [
        numeral
        for numeral in page.numerals
        if not taken.holds(numeral.span)
        and not held.holds(numeral.span)
        and _is_money(page, numeral)
    ]
    if bare:
        earlier = [text.lower() for text in reversed(page.previous[-_EARLIER:])]
        currency = currency_of_talk([page.plain, *earlier], page.sent_at)
        for numeral in bare:
            yield make_sum(numeral.span, numeral.low, numeral.high, currency)


def _is_money(page: Page, numeral: Numeral) -> bool:
    start, end = numeral.span.start, numeral.span.end
    if (
        numeral.low < _LEAST_BARE
        or len(numeral.digits) > _MOST_DIGITS
        or numeral.digits[:1] == "0"
    ):
        return False
    is_small = numeral.high <= 100 and numeral.scale < 100
    if is_small and page.has(Label.PERCENTAGE_COMMISSION) and not per_what(page, numeral.span):
        return False
    if _MEASURE.match(page.plain, end) or _NOT_BEFORE.search(page.before(start, 6)):
        return False
    if numeral.scale >= 100 and page.plain[start:end].isascii():
        return not _EN_MEASURE.match(page.plain, end)
    return bool(_FREE_STANDING.match(page.plain, end))


def _asked(page: Page, candidates: list[_Candidate]) -> list[Sum]:
    """Leave out what was set aside, what is only the base of a multiple, and repetitions.

    Where a share is asked for, a lone figure set aside is what the share is reckoned on.
    """
    asks_for_share = page.labels is not None and Label.PERCENTAGE_COMMISSION in page.labels
    if asks_for_share or any(not candidate.is_aside for candidate in candidates):
        candidates = [candidate for candidate in candidates if not candidate.is_aside]
    sums = [candidate.sum for candidate in candidates]
    if _MULTIPLIED.search(page.plain) and len(sums) <= _MOST_RECKONED:
        is_statutory = _STATUTORY.search(page.plain) is not None
        sums = [
            item
            for item in sums
            if not _is_base(item, sums) or (per_what(page, item.span) and not is_statutory)
        ]
    chosen: dict[tuple[Decimal, Decimal], Sum] = {}
    for item in sums:
        chosen.setdefault((item.low, item.high), item)
    return list(chosen.values())


def _is_base(item: Sum, sums: list[Sum]) -> bool:
    return item.low > 0 and any(
        other.low / item.low in _MULTIPLES and other.span.start > item.span.start for other in sums
    )
