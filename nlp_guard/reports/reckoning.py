"""The sums of a case with every step written out, so that a reader can redo them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from nlp_guard.records import Ask, AskKind, AskReading, Case, CaseOrder, LateDeliveryRule, Phrase
from nlp_guard.reports.bilingual import word
from nlp_guard.reports.money import money, money_range, percent_range, plain


@dataclass(frozen=True, slots=True)
class Sum:
    """One row of the comparison of sums.

    Args:
        name: What it is.
        low: Money.
        high: Money; equals ``low`` where exact.
        kind: ``asked``, ``cost`` or ``base``.
        currency: ISO 4217; bars of one currency stand on one scale.
    """

    name: Phrase
    low: Decimal
    high: Decimal
    kind: str
    currency: str = "CNY"


def as_asked(ask: Ask) -> Phrase:
    """Say a demand as it was put, before any reckoning.

    Example:
        >>> as_asked(Ask(id="a1", kind=AskKind.RATE, low=Decimal(20), high=Decimal(30),
        ...              unit="percent", currency="CNY", why=(), of="turnover"))
        Phrase(zh='成交额的 20%–30%', en='20%–30% of the turnover')
    """
    if ask.kind is AskKind.RATE:
        return word("rate_of", rate=percent_range(ask.low, ask.high), of=base_name(ask.of))
    sum_of_money = money_range(ask.low, ask.high, ask.currency)
    if ask.reading is None:
        return Phrase(zh=sum_of_money, en=sum_of_money)
    return word(f"sum_{ask.reading}", sum=sum_of_money)


def base_name(of: str | None) -> Phrase:
    """Name what a rate is of."""
    if of is None:
        return word("base.unsaid")
    try:
        return word(f"base.{of}")
    except KeyError:
        return Phrase(zh=of, en=of)


def arithmetic(ask: Ask, turnover: Decimal | None) -> tuple[Phrase, ...]:
    """Write out how a demand becomes money.

    Args:
        ask: The demand.
        turnover: Paid for the orders of the case; None where unknown.

    Returns:
        One line per step; empty where there is nothing to reckon.

    Example:
        >>> ask = Ask(id="a2", kind=AskKind.SUM, low=Decimal(4000), high=Decimal(4000),
        ...           unit="CNY", currency="CNY", why=(), payees=17, reading=AskReading.TOTAL,
        ...           total_low=Decimal(4000), total_high=Decimal(4000))
        >>> [line.en for line in arithmetic(ask, Decimal(20000))]
        ['¥4,000 ÷ 17 payees ≈ ¥235.29 each', '¥4,000 ÷ ¥20,000 turnover = 20%']
    """
    if ask.total_low is None or ask.total_high is None:
        return (word("total_unknown"),)
    if ask.kind is AskKind.RATE:
        return tuple(_rate_lines(ask, ask.total_low, ask.total_high, turnover))
    return tuple(_sum_lines(ask, ask.total_low, ask.total_high, turnover))


def _rate_lines(
    ask: Ask, low: Decimal, high: Decimal, turnover: Decimal | None
) -> Iterator[Phrase]:
    ends = ((ask.low, low),) if ask.low == ask.high else ((ask.low, low), (ask.high, high))
    for rate, total in ends:
        if not rate:
            continue
        # Only the base that gives this very total may be shown as its base.
        is_turnover = turnover is not None and _cent(rate * turnover / 100) == _cent(total)
        base = turnover if is_turnover and turnover is not None else total * 100 / rate
        yield word(
            "rate_line",
            rate=f"{plain(rate)}%",
            base=money(base, ask.currency),
            of=word("case_turnover") if is_turnover else base_name(ask.of),
            total=money(total, ask.currency),
        )


def _sum_lines(
    ask: Ask, low: Decimal, high: Decimal, turnover: Decimal | None
) -> Iterator[Phrase]:
    total = money_range(low, high, ask.currency)
    if ask.payees and ask.reading is AskReading.TOTAL:
        each = low / ask.payees, high / ask.payees
        yield word(
            "split_line",
            total=total,
            n=ask.payees,
            sign="=" if each == (_cent(each[0]), _cent(each[1])) else "≈",
            each=money_range(*each, ask.currency),
        )
    elif ask.payees and ask.reading is AskReading.EACH:
        yield word(
            "each_line",
            each=money_range(ask.low, ask.high, ask.currency),
            n=ask.payees,
            total=total,
        )
    if turnover:
        share = (100 * low / turnover).quantize(Decimal("0.1"))
        yield word(
            "share_line",
            total=money(low, ask.currency),
            turnover=money(turnover, ask.currency),
            sign="=" if share * turnover == 100 * low else "≈",
            share=f"{plain(share)}%",
        )


def hold_line(order: CaseOrder, rule: LateDeliveryRule) -> str:
    """Write out the late-delivery compensation of one order."""
    full = rule.rate * order.net
    steps = f"{plain(rule.rate * 100)}% × {money(order.net, order.currency)}"
    if full > rule.cap:
        return f"{steps} = {money(full, order.currency)} > {money(rule.cap, rule.currency)}"
    return steps


def compared(case: Case) -> tuple[Sum, ...]:
    """Return every sum of a case, to be drawn on one scale."""
    sums = [
        Sum(word("asked_named", id=ask.id, asked=as_asked(ask)), ask.total_low, ask.total_high,
            "asked", ask.currency)
        for ask in case.asks
        if ask.total_low is not None and ask.total_high is not None
    ]  # fmt: skip
    if (exposure := case.exposure) is not None:
        costs = (
            ("case_turnover", exposure.turnover, "base"),
            ("cost_hold", exposure.hold, "cost"),
            ("cost_ship", exposure.ship, "cost"),
            ("cost_return", exposure.return_freight, "cost"),
        )
        sums += [
            Sum(word(key), cost, cost, kind, exposure.currency)
            for key, cost, kind in costs
            if cost is not None
        ]
    return tuple(sums)


def break_even_lines(case: Case) -> tuple[Phrase, ...]:
    """Write out from which sum paying is dearer than each other way, and which asks are above."""
    if case.exposure is None:
        return ()
    currency = case.exposure.currency
    return tuple(
        word(
            "break_even_above" if one.exceeded_by else "break_even_line",
            way=word(f"way.{one.way}"),
            sum=money(one.sum, currency),
            asks=", ".join(one.exceeded_by),
        )
        for one in case.exposure.break_even
    )


def agreements(case: Case) -> tuple[Phrase, ...]:
    """Write out which demands come to the same money, and how closely."""
    by_id = {ask.id: ask for ask in case.asks}
    lines = []
    for ask in case.asks:
        for other in (by_id[i] for i in ask.agrees_with if i in by_id):
            if ask.id < other.id or ask.id not in other.agrees_with:
                lines.append(_agreement(ask, other))  # noqa: PERF401 - two loops read better
    return tuple(lines)


def _agreement(ask: Ask, other: Ask) -> Phrase:
    ends = [
        (abs(a - b), a, b)
        for a in (ask.total_low, ask.total_high)
        for b in (other.total_low, other.total_high)
        if a is not None and b is not None
    ]
    if not ends:
        return word("agree_unreckoned", left=ask.id, right=other.id)
    gap, mine, theirs = min(ends)
    share = (100 * gap / max(mine, theirs, Decimal(1))).quantize(Decimal("0.1"))
    return word(
        "agree_line" if gap else "agree_exactly",
        left=ask.id,
        mine=money(mine, ask.currency),
        right=other.id,
        theirs=money(theirs, other.currency),
        share=f"{plain(share)}%",
    )


def _cent(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"))
