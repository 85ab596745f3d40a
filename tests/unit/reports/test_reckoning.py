from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from nlp_guard.records import (
    AccountId,
    Ask,
    AskKind,
    AskReading,
    Case,
    CaseId,
    CaseOrder,
    LateDeliveryRule,
    OrderId,
    Verdict,
)
from nlp_guard.reports.reckoning import agreements, arithmetic, as_asked, compared, hold_line

D = Decimal
RATE = Ask(
    id="a1",
    kind=AskKind.RATE,
    low=D(20),
    high=D(30),
    unit="percent",
    of="turnover",
    currency="CNY",
    total_low=D(4000),
    total_high=D(6000),
    why=(),
)
SUM = Ask(
    id="a2",
    kind=AskKind.SUM,
    low=D(4000),
    high=D(4000),
    unit="CNY",
    currency="CNY",
    total_low=D(4000),
    total_high=D(4000),
    reading=AskReading.TOTAL,
    payees=17,
    why=(),
)
EACH = replace(SUM, reading=AskReading.EACH, total_low=D(68000), total_high=D(68000))
RULE = LateDeliveryRule(hours=72, rate=D("0.3"), cap=D(500), source="", as_of="")


def _case(asks: tuple[Ask, ...]) -> Case:
    return Case(id=CaseId("c"), verdict=Verdict.EXTORTION, probability=1.0, accounts=(), asks=asks)


@pytest.mark.parametrize(
    ("ask", "turnover", "lines"),
    [
        (
            RATE,
            D(20000),
            [
                "20% × ¥20,000 (paid for the case's orders) = ¥4,000",
                "30% × ¥20,000 (paid for the case's orders) = ¥6,000",
            ],
        ),
        (replace(RATE, high=D(20), total_high=D(4000)), D(20000), 1),
        (
            SUM,
            D(20000),
            ["¥4,000 ÷ 17 payees ≈ ¥235.29 each", "¥4,000 ÷ ¥20,000 turnover = 20%"],
        ),
        (
            EACH,
            D(20000),
            ["¥4,000 × 17 payees = ¥68,000", "¥68,000 ÷ ¥20,000 turnover = 340%"],
        ),
        (replace(SUM, payees=16), None, ["¥4,000 ÷ 16 payees = ¥250 each"]),
        (
            replace(SUM, high=D(4999), total_high=D(4999)),
            None,
            ["¥4,000–¥4,999 ÷ 17 payees ≈ ¥235.29–¥294.06 each"],
        ),
        (replace(SUM, payees=None, reading=None), None, []),
        (replace(RATE, total_low=None, total_high=None), D(1), ["the sum cannot be reckoned"]),
        (replace(RATE, low=D(0), total_low=D(0)), D(20000), 1),
    ],
)
def test_sums_are_written_out(ask: Ask, turnover: Decimal | None, lines: list[str] | int) -> None:
    found = [line.en for line in arithmetic(ask, turnover)]
    assert len(found) == lines if isinstance(lines, int) else found == lines


def test_base_is_not_called_the_turnover_when_it_is_another() -> None:
    first = arithmetic(replace(RATE, of="profit"), D(99999))[0]
    assert first.en == "20% × ¥20,000 (the profit) = ¥4,000"


def test_base_keeps_its_own_name_when_nobody_knows_it() -> None:
    assert as_asked(replace(RATE, of="当天流水")).zh == "当天流水的 20%–30%"


def test_demands_corroborate_each_other_once() -> None:
    asks = (replace(RATE, agrees_with=("a2",)), replace(SUM, agrees_with=("a1",)))
    case = _case(asks)
    assert [line.en for line in agreements(case)] == [
        "a1 and a2 corroborate each other: both come to ¥4,000."
    ]


def test_gap_is_told_when_agreement_is_not_exact() -> None:
    rate = replace(RATE, agrees_with=("a2",), total_low=D(4100))
    case = _case((rate, SUM))
    assert agreements(case)[0].en.endswith("a1 comes to ¥4,100, a2 to ¥4,000, 2.4% apart.")


def test_agreement_is_kept_when_no_total_is_known() -> None:
    rate = replace(RATE, agrees_with=("a2",), total_low=None, total_high=None)
    case = _case((rate, SUM))
    assert agreements(case)[0].en == "a1 and a2 corroborate each other."


@pytest.mark.parametrize(
    ("paid", "line"), [("100", "30% × ¥100"), ("2000", "30% × ¥2,000 = ¥600 > ¥500")]
)
def test_compensation_shows_the_cap_when_it_is_reached(paid: str, line: str) -> None:
    order = CaseOrder(
        id=OrderId("o"),
        account=AccountId("a"),
        paid=D(paid),
        currency="CNY",
        pieces=1,
        paid_at=datetime.now(UTC),
        ship_by=None,
        hold=D(1),
        why=(),
    )
    assert hold_line(order, RULE) == line


def test_sums_stand_side_by_side(case: Case) -> None:
    names = [row.name.en for row in compared(case)]
    assert names[:2] == ["a1: 20%–30% of the turnover", "a2: ¥4,000 (read as the total)"]
    assert names[3:] == [
        "paid for the case's orders",
        "hold all: compensation",
        "ship all: freight",
        "return freight at risk",
    ]


def test_unknown_costs_are_left_out_of_the_comparison(case: Case) -> None:
    assert case.exposure is not None
    exposure = replace(case.exposure, ship=None, return_freight=None)
    kinds = [row.kind for row in compared(replace(case, exposure=exposure))]
    assert kinds.count("cost") == 1
