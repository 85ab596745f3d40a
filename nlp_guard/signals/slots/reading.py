"""All slots of one utterance."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from nlp_guard.records import (
    Amount,
    Condition,
    Deadline,
    Label,
    OnBehalfOf,
    Payee,
    Percent,
    Slots,
)
from nlp_guard.signals.slots.amounts import read_amounts
from nlp_guard.signals.slots.conditions import read_conditions
from nlp_guard.signals.slots.deadlines import read_deadlines
from nlp_guard.signals.slots.idioms import find_idioms
from nlp_guard.signals.slots.money import find_sums
from nlp_guard.signals.slots.on_behalf_of import read_on_behalf_of
from nlp_guard.signals.slots.page import Page, Taken, lay_out
from nlp_guard.signals.slots.patterns import words
from nlp_guard.signals.slots.payees import read_accounts, read_ways_to_pay
from nlp_guard.signals.slots.percents import read_percents
from nlp_guard.signals.slots.shares import find_shares
from nlp_guard.text.fold import Folded, fold

_CUE = re.compile(
    r"[0-9零〇一二两三四五六七八九十百千万半几壹贰叁肆伍陆柒捌玖拾佰仟%￥¥$£€@今明]"
    r"|后天|礼拜|星期|周[五日末]|月底|下班|收工|除夕|国庆|春节|元旦|中秋|否则|不然|要不|代表"
    r"|不[给打转付交赔退]"
)
_LATIN = re.compile("[A-Za-z]{3}")
_ENGLISH_CUE = re.compile(rf"\b(?:{words('cue.en')})\b", re.IGNORECASE)
"""What stands in every turn that has a slot by its own words; most talk of a shop has none.
The English words are apart: only patterns that begin with characters are quick."""

_Slot = TypeVar("_Slot", Amount, Percent, Payee, Deadline, OnBehalfOf, Condition)


def read_slots(
    text: str,
    *,
    sent_at: datetime | None = None,
    previous: Sequence[str] = (),
    labels: frozenset[Label] | None = None,
) -> Slots:
    """Read off an utterance how much, what share, to whom, by when, for whom, or else what.

    Args:
        text: The utterance as received.
        sent_at: Its aware time; without it deadlines have no moment.
        previous: What was said before in the conversation, oldest first; decides the kind of a
            bare account and the currency of a bare number.
        labels: What the turn was found to do. A turn without a label has no slots; amounts and
            payees stand on payment demands only, shares on talk of shares, deadlines on threats
            and demands. None reads what its own words make evident.

    Returns:
        Spans in code points of ``text``.

    Example:
        >>> slots = read_slots("4000块，12点之前，打到17个支付宝账号",
        ...     sent_at=datetime.fromisoformat("2015-07-24T09:15+08:00"))
        >>> int(slots.amounts[0].low), slots.payees[0].count, slots.deadlines[0].at.hour
        (4000, 17, 12)
    """
    if labels is not None and not labels:
        return Slots()
    folded = fold(text)
    if labels is None and not _has_cue(folded.text):
        return Slots()
    page = lay_out(folded.text, sent_at=sent_at, previous=tuple(previous), labels=labels)
    return _placed(_read(page), folded)


def _has_cue(text: str) -> bool:
    return bool(_CUE.search(text) or (_LATIN.search(text) and _ENGLISH_CUE.search(text)))


def _read(page: Page) -> Slots:
    """Read the slots in the order in which they may claim a number: 12点 is no sum of 12."""
    taken = Taken()
    taken.add(find_idioms(page.plain))
    deadlines = read_deadlines(page, taken)
    accounts = read_accounts(page, taken)
    on_behalf_of = read_on_behalf_of(page, taken)
    shares = find_shares(page, taken)
    taken.add(share.span for share in shares)
    sums = find_sums(page, taken)
    ways = read_ways_to_pay(page, accounts, sums)
    percents = read_percents(page, shares, sums, taken)
    taken.add(percent.span for percent in percents)
    return Slots(
        amounts=read_amounts(page, sums, taken),
        percents=percents,
        payees=(*accounts, *ways),
        deadlines=deadlines,
        on_behalf_of=on_behalf_of,
        conditions=read_conditions(page),
    )


def _placed(slots: Slots, folded: Folded) -> Slots:
    """Move slots from the folded text to the original one."""

    def placed(found: tuple[_Slot, ...]) -> tuple[_Slot, ...]:
        return tuple(replace(slot, span=folded.original_span(slot.span)) for slot in found)

    return Slots(
        amounts=placed(slots.amounts),
        percents=placed(slots.percents),
        payees=placed(slots.payees),
        deadlines=placed(slots.deadlines),
        on_behalf_of=placed(slots.on_behalf_of),
        conditions=placed(slots.conditions),
    )
