from __future__ import annotations

import random
from datetime import datetime, timedelta

from nlp_guard.linking.bursts import find_bursts, find_sittings
from nlp_guard.linking.rhythm import Rhythm
from nlp_guard.records import Order
from tests.fakes.trade import NOON, order

FALSE_ALARM = 0.001


def at_times(name: str, times: list[datetime]) -> list[Order]:
    return [order(f"{name}{n % 5}", number=n, at=at) for n, at in enumerate(times)]


def evenly(n: int, hours: float) -> list[datetime]:
    step = timedelta(hours=hours) / n
    return [NOON + i * step for i in range(n)]


def test_a_ring_in_a_quiet_shop_is_a_burst() -> None:
    ring = at_times("环", [NOON + timedelta(hours=3, seconds=40 * n) for n in range(20)])
    shop = Rhythm.of([*at_times("客", evenly(200, 10)), *ring])
    (burst,) = find_bursts(ring, shop, FALSE_ALARM)
    assert len(burst.order_ids) == 20
    assert burst.start == NOON + timedelta(hours=3)
    assert burst.end == NOON + timedelta(hours=3, seconds=760)
    assert len(burst.account_ids) == 5
    assert burst.expected < 1.0
    assert burst.surprise_bits > 10.0


def test_two_sittings_are_two_bursts() -> None:
    first = [NOON + timedelta(hours=2, seconds=30 * n) for n in range(12)]
    second = [NOON + timedelta(hours=6, seconds=30 * n) for n in range(9)]
    ring = at_times("环", [*first, *second])
    shop = Rhythm.of([*at_times("客", evenly(200, 10)), *ring])
    assert [len(b.order_ids) for b in find_bursts(ring, shop, FALSE_ALARM)] == [12, 9]


def test_whoever_orders_in_everybodys_rush_is_no_burst() -> None:
    rush = [NOON + timedelta(seconds=3 * n) for n in range(300)]
    some = at_times("客", rush[::20])
    shop = Rhythm.of([*at_times("众", rush), *at_times("闲", evenly(30, 10)), *some])
    assert find_bursts(some, shop, FALSE_ALARM) == ()


def test_a_single_order_is_no_burst() -> None:
    ring = at_times("环", [NOON])
    assert find_bursts(ring, Rhythm.of(ring), FALSE_ALARM) == ()


def test_orders_without_a_time_are_left_out() -> None:
    ring = [order("环", number=n, at=None) for n in range(9)]
    assert find_bursts(ring, Rhythm.of(ring), FALSE_ALARM) == ()


def test_false_alarms_are_no_more_than_stated() -> None:
    alarms = 0
    for seed in range(200):
        rng = random.Random(seed)  # noqa: S311 - a fixed sequence is the point
        # A day with a rush in it: everybody's rhythm, the twenty in question among them.
        times = [
            NOON + timedelta(seconds=rng.choice((rng.random() * 36_000, rng.random() * 900)))
            for _ in range(220)
        ]
        orders = at_times("客", times)
        alarms += bool(find_bursts(orders[:20], Rhythm.of(orders), 0.01))
    assert alarms <= 5  # 0.01 × 200 = 2, and more than 5 less than once in fifty such tests


def test_sittings_are_told_apart_by_a_pause() -> None:
    times = [NOON, NOON + timedelta(minutes=9), NOON + timedelta(hours=2)]
    (sitting,) = find_sittings(at_times("环", times))
    assert (sitting.start, sitting.end) == (NOON, NOON + timedelta(minutes=9))
    assert sitting.surprise_bits == 0.0
