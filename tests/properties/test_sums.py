"""Every sum of a case can be reckoned again from the orders it cites."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_guard.cases import CasesConfig, assemble
from nlp_guard.linking import LinkingConfig, link
from nlp_guard.records import AskKind, AskReading, Order, ShopFacts
from tests.fakes.trade import NOON, amount, asks, order, payees, percent, talk
from tests.fakes.yardstick import comparisons

CENT = Decimal("0.01")
CONFIG = CasesConfig()
money = st.decimals(min_value=-5, max_value=9999, places=2)
rows = st.builds(
    order,
    st.just("甲"),
    number=st.integers(0, 10_000),
    at=st.integers(0, 100_000).map(lambda s: NOON + timedelta(seconds=s)),
    paid=st.one_of(st.none(), money.map(str)),
    pieces=st.integers(0, 300),
    title=st.sampled_from(["样品4kg", "样品5kg*2", "样品", "样品4kg，样品1kg"]),
    status=st.sampled_from(["买家已付款，等待卖家发货", "交易关闭", "卖家已发货，等待买家确认"]),
    currency=st.sampled_from(["CNY", "CNY", "USD"]),
    refunded=st.one_of(st.none(), money.filter(lambda sum_paid: sum_paid >= 0)),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(rows, max_size=8),
    st.integers(1, 60),
    st.integers(1, 99_999),
    st.integers(2, 60),
    st.decimals(min_value=0, max_value=99, places=2),
)
def test_sums_are_those_of_the_cited_orders(
    orders: list[Order], rate: int, whole: int, n_payees: int, per_kg: Decimal
) -> None:
    said = talk(
        "甲",
        asks("给一份", percent(rate)),
        asks("或者给这么多", amount(whole), payees(count=n_payees)),
    )
    facts = ShopFacts(freight_per_kg=per_kg, weight_kg_per_piece=Decimal("4.8"))
    network = link(orders, [said], comparisons(), LinkingConfig())
    (case,) = assemble([said], orders, network, facts, CONFIG)
    by_id = {row.id: row for row in orders}
    for row in case.orders:
        source = by_id[row.id]
        assert row.paid == source.paid
        assert row.net == row.paid - (source.refunded or 0) > 0
        assert row.paid > 0
        assert "关闭" not in source.status
        due = min(row.net * CONFIG.rule.rate, CONFIG.rule.cap).quantize(CENT, ROUND_HALF_UP)
        owes = row.currency == "CNY" and not row.is_shipped
        assert row.hold == (due if owes else 0)
        assert row.why
    if case.exposure is None:
        assert not case.orders
        return
    counted = [row for row in case.orders if row.currency == case.exposure.currency]
    assert case.exposure.turnover == sum(row.net for row in counted)
    assert case.exposure.hold == sum(row.hold for row in counted)
    assert case.exposure.pieces == sum(row.pieces for row in counted)
    if case.exposure.ship is not None:
        assert case.exposure.ship == sum(row.ship or 0 for row in counted)
    for ask in case.asks:
        if ask.kind is AskKind.RATE:
            expected = (case.exposure.turnover * rate / 100).quantize(CENT, ROUND_HALF_UP)
            assert ask.total_low == ask.total_high == expected
        else:
            times = n_payees if ask.reading is AskReading.EACH else 1
            assert ask.total_low == ask.total_high == whole * times
