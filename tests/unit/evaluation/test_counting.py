from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from nlp_guard.evaluation.counting import Tally, tally_kinds, tally_label, tally_slot
from nlp_guard.evaluation.gold import Gold
from nlp_guard.records import (
    Amount,
    CharSpan,
    Condition,
    Deadline,
    Detection,
    Label,
    OnBehalfOf,
    Payee,
    PayeeKind,
    Percent,
    Slots,
    ThreatKind,
    TurnReading,
)
from tests.fakes.talk import detection, talk

TALK = talk("b 不给两成就全退", "a 佣金最多5%", "b 快点", "s 通知")
HERE, THERE = CharSpan(0, 2), CharSpan(3, 5)
NOON = datetime.fromisoformat("2015-07-24T12:00:00+08:00")


def gold(*letters: str) -> Gold:
    return Gold(set_name="set", detection=detection(TALK, *letters))


@pytest.mark.parametrize(
    ("wanted", "found", "label", "tally"),
    [
        (("TDP", "P", "", ""), ("TDP", "P", "", ""), Label.THREAT, (1, 0, 0)),
        (("TDP", "P", "", ""), ("T", "", "T", ""), Label.PERCENTAGE_COMMISSION, (0, 0, 2)),
        (("T", "", "", ""), ("T", "", "T", ""), Label.THREAT, (1, 1, 0)),
        (("", "", "", "T"), ("", "", "", ""), Label.THREAT, (0, 0, 0)),
    ],
)
def test_labels_are_counted_by_turn(
    wanted: tuple[str, ...], found: tuple[str, ...], label: Label, tally: Tally
) -> None:
    assert tally_label(gold(*wanted), detection(TALK, *found), label) == tally


def test_another_conversation_is_refused() -> None:
    with pytest.raises(ValueError, match="different"):
        tally_label(gold("", "", "", ""), detection(talk("b x", name="other"), ""), Label.THREAT)


def with_first_turn(whole: Detection, first: TurnReading) -> Detection:
    return replace(whole, turns=(first, *whole.turns[1:]))


def test_kinds_are_counted_one_by_one() -> None:
    empty = detection(TALK, "T", "", "", "")
    wanted, found = (
        with_first_turn(empty, replace(empty.turns[0], threat_kinds=frozenset(kinds)))
        for kinds in (
            {ThreatKind.LEGAL, ThreatKind.OTHER},
            {ThreatKind.LEGAL, ThreatKind.PENALTY},
        )
    )
    assert tally_kinds(Gold(set_name="x", detection=wanted), found) == (1, 1, 1)


def amount(low: int, high: int | None = None, currency: str | None = "CNY") -> Amount:
    return Amount(span=HERE, low=Decimal(low), high=Decimal(high or low), currency=currency)


def payee(account: str | None = None, count: int | None = None, kind: str = "alipay") -> Payee:
    return Payee(span=HERE, kind=PayeeKind(kind), id=account, count=count)


@pytest.mark.parametrize(
    ("slot", "wanted", "found", "tally"),
    [
        ("amounts", [amount(4000)], [amount(4000)], (1, 0, 0)),
        ("amounts", [amount(4000)], [amount(4000, 5000)], (0, 1, 1)),
        ("amounts", [amount(4000)], [amount(4000, currency="USD")], (0, 1, 1)),
        ("amounts", [amount(1), amount(1)], [amount(1)], (1, 0, 1)),
        (
            "percents",
            [Percent(span=HERE, low=Decimal(20), high=Decimal(30), of="turnover")],
            [Percent(span=THERE, low=Decimal("20.0"), high=Decimal(30))],
            (1, 0, 0),
        ),
        ("payees", [payee("138 0000 1111")], [payee("13800001111", kind="phone")], (1, 0, 0)),
        ("payees", [payee(count=17)], [payee(count=17)], (1, 0, 0)),
        ("payees", [payee(count=17)], [payee(count=17, kind="bank")], (0, 1, 1)),
        ("payees", [], [payee("a@example.com")], (0, 1, 0)),
        (
            "deadlines",
            [Deadline(span=HERE, at=NOON)],
            [Deadline(span=HERE, at=NOON + timedelta(hours=24))],
            (1, 0, 0),
        ),
        (
            "deadlines",
            [Deadline(span=HERE, at=NOON)],
            [Deadline(span=HERE, at=NOON + timedelta(hours=25))],
            (0, 1, 1),
        ),
        ("deadlines", [Deadline(span=HERE)], [Deadline(span=HERE)], (1, 0, 0)),
        ("deadlines", [Deadline(span=HERE, at=NOON)], [Deadline(span=HERE)], (0, 1, 1)),
        (
            "on_behalf_of",
            [OnBehalfOf(span=HERE, count=17)],
            [OnBehalfOf(span=HERE, count=17)],
            (1, 0, 0),
        ),
        ("conditions", [Condition(span=HERE)], [Condition(span=CharSpan(1, 9))], (1, 0, 0)),
        ("conditions", [Condition(span=HERE)], [Condition(span=THERE)], (0, 1, 1)),
    ],
)
def test_slots_are_counted_by_value(
    slot: str, wanted: list[Any], found: list[Any], tally: Tally
) -> None:
    empty = detection(TALK, "TD", "", "", "")
    gold_one, found_one = (
        with_first_turn(empty, replace(empty.turns[0], slots=Slots(**{slot: tuple(values)})))
        for values in (wanted, found)
    )
    assert tally_slot(Gold(set_name="x", detection=gold_one), found_one, slot) == tally


def test_slots_of_staff_do_not_count() -> None:
    empty = detection(TALK, "", "P", "", "")
    staff = replace(empty.turns[1], slots=Slots(amounts=(amount(5),)))
    found = replace(empty, turns=(empty.turns[0], staff, *empty.turns[2:]))
    assert tally_slot(Gold(set_name="x", detection=empty), found, "amounts") == (0, 0, 0)
