"""From which sum on paying is dearer than not paying: a comparison, never advice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from nlp_guard.records import Ask, BreakEven, CaseOrder, Exposure, Phrase, Way

ASSUMPTIONS = (
    Phrase(
        zh="付一次就了结，不会再要第二次；付了以后照常发货、不退货",
        en="Paying once ends it, and what is shipped then is kept.",
    ),
    Phrase(
        zh="不发货：所有未发订单都超时，按规则逐单赔付",
        en="Holding back: every order not shipped yet runs late, and each is compensated by rule.",
    ),
    Phrase(
        zh="照发：全部退回，去程和回程运费都由店铺承担，货物完好可再售",
        en="Shipping: everything comes back, the shop bears freight both ways, the goods can be "
        "sold again.",
    ),
    Phrase(
        zh="未计入扣分、差评、投诉处理和报警追回的款项",
        en="Points, reviews, the work of complaints and what the police may recover are left out.",
    ),
)


def with_break_even(
    exposure: Exposure | None, orders: Sequence[CaseOrder], asks: Sequence[Ask]
) -> Exposure | None:
    """Hold what is asked against what the other ways cost.

    Args:
        exposure: None where nothing is at stake in orders.
        orders: Of the case.
        asks: Of the case, what was paid taken into account.
    """
    if exposure is None:
        return None
    found = tuple(
        BreakEven(way=way, sum=cost, exceeded_by=_above(cost, exposure.currency, asks))
        for way, cost in _costs(exposure, orders)
    )
    return replace(exposure, break_even=found, assumptions=ASSUMPTIONS if found else ())


def _costs(exposure: Exposure, orders: Sequence[CaseOrder]) -> Iterator[tuple[Way, Decimal]]:
    if exposure.rule.currency == exposure.currency:
        yield Way.HOLD, exposure.hold
    if exposure.ship is not None and exposure.return_freight is not None:
        # Freight of what has left already is spent whatever is decided.
        spent = (o.ship for o in orders if o.is_shipped and o.currency == exposure.currency)
        ahead = exposure.ship - sum((freight or Decimal(0) for freight in spent), Decimal(0))
        yield Way.SHIP, ahead + exposure.return_freight


def _above(cost: Decimal, currency: str, asks: Sequence[Ask]) -> tuple[str, ...]:
    return tuple(
        ask.id
        for ask in asks
        if ask.currency == currency
        and ask.outstanding_low is not None
        and ask.outstanding_low > cost
    )
