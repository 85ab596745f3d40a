"""Goods that are asked for: 寄两箱来, 三张年卡免费, twenty boxes on the house."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from nlp_guard.records import Amount, CharSpan
from nlp_guard.signals.slots.page import Page, Taken
from nlp_guard.signals.slots.patterns import words
from nlp_guard.text.numerals import Numeral

_BEHIND = re.compile(rf"[ ]?(?P<unit>{words('goods.units')}|条(?=[华烟中鱼裤毛红])|支(?!付))")
_GIVE = re.compile(
    rf"(?:{words('goods.give')})(?:了|我们?|俺们?|她|他|大家|上|个|先|再|一人|现|出|整|多|几|免费|满)"
    r"{0,3}[ ]?$"
)
_FREE = re.compile(words("goods.free"))
_LOOSE_UNITS = frozenset("个份条张")
_PRICED = re.compile(r"抽|提|返|收|赔|多少|让我[一两二三四五六七八九十\d]")
_COUNTS = re.compile(rf"[ ]?(?:{words('goods.not_goods')}|点(?!卡))")
_NUMBERS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "ten": 10,
    "twelve": 12,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
}
_ENGLISH = re.compile(
    rf"(?<![\w.])(?P<n>\d{{1,4}}|{'|'.join(_NUMBERS)})[ ](?P<unit>(?:{words('goods.units_en')})"
    r"(?:[ ]of[ ]\w+)?)\b"
)
_ENGLISH_FREE = re.compile(rf"\b(?:{words('goods.free_en')})\b")


def find_goods(page: Page, taken: Taken) -> Iterator[Amount]:
    """Find goods and services that are to be handed over.

    Args:
        page: The utterance, known to be a demand.
        taken: Numbers that are something else.

    Yields:
        Amounts without currency; ``unit`` is the measure as said.

    Example:
        >>> from nlp_guard.signals.slots.page import lay_out
        >>> page = lay_out("再给我寄两箱，三盒免费送")
        >>> [(int(a.low), a.unit) for a in find_goods(page, Taken())]
        [(2, '箱'), (3, '盒')]
    """
    for numeral in page.numerals:
        if not taken.holds(numeral.span) and numeral.is_exact:
            yield from _chinese(page, numeral)
    if _ENGLISH_FREE.search(page.plain):
        for match in _ENGLISH.finditer(page.plain):
            count = Decimal(_NUMBERS.get(match["n"]) or match["n"])
            if not taken.holds(CharSpan(*match.span("n"))):
                span = CharSpan(*match.span())
                yield Amount(span=span, low=count, high=count, currency=None, unit=match["unit"])


def _chinese(page: Page, numeral: Numeral) -> Iterator[Amount]:
    match = _BEHIND.match(page.plain, numeral.span.end)
    if match is None or _COUNTS.match(page.plain, match.end("unit")):
        return
    is_one = numeral.low == 1 and match["unit"] in _LOOSE_UNITS
    if is_one or _PRICED.match(page.plain, match.end("unit")):
        return
    clause = page.clause(numeral.span)
    is_given = _GIVE.search(page.before(numeral.span.start, 8)) is not None
    if not is_given and not _FREE.search(page.plain[clause.slice]):
        return
    end = match.end("unit")
    yield Amount(
        span=CharSpan(numeral.span.start, end),
        low=numeral.low,
        high=numeral.high,
        currency=None,
        unit=match["unit"],
    )
