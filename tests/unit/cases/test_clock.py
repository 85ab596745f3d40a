from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from nlp_guard.cases.clock import next_due, with_time_left
from nlp_guard.cases.config import TMALL_2015
from nlp_guard.cases.evidence import Evidence
from nlp_guard.cases.exposure import reckon
from nlp_guard.records import Ask, AskKind, CaseOrder, ShopFacts
from tests.fakes.trade import NOON, order

HOUR = timedelta(hours=1)


def clocked(*, shipped: bool = False) -> tuple[CaseOrder, ...]:
    status = "卖家已发货，等待买家确认" if shipped else "买家已付款，等待卖家发货"
    rows = [order("甲", number=n, at=NOON + n * HOUR, status=status) for n in range(3)]
    return reckon(rows, ShopFacts(), TMALL_2015, Evidence()).orders


def ask(hours: int) -> Ask:
    return Ask(
        id="a1", kind=AskKind.SUM, low=Decimal(1), high=Decimal(1), unit="CNY", currency="CNY",
        why=(), deadline=NOON + hours * HOUR,
    )  # fmt: skip


def test_the_time_left_counts_from_the_newest_record() -> None:
    left = [o.left_s for o in with_time_left(clocked(), NOON + 73 * HOUR)]
    assert left == [-3600, 0, 3600]


def test_no_clock_runs_for_what_has_left_or_is_undated() -> None:
    assert {o.left_s for o in with_time_left(clocked(shipped=True), NOON)} == {None}
    assert {o.left_s for o in with_time_left(clocked(), None)} == {None}


def test_the_next_thing_that_expires_is_the_first_that_is_still_to_come() -> None:
    orders = clocked()
    first = next_due([ask(20)], orders, NOON)
    assert first is not None
    assert (first.left_s, first.order_id) == (20 * 3600, None)
    then = next_due([ask(20)], orders, NOON + 72.5 * HOUR)
    assert then is not None
    assert (then.left_s, then.order_id) == (1800, orders[1].id)
    assert next_due([ask(20)], orders, NOON + 99 * HOUR) is None
    assert next_due([ask(20)], orders, None) is None
