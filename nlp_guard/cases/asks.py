"""What is asked, in all: shares reckoned into money, sums in both readings, and what agrees.

The same demand made by several accounts is one ask with all its evidence. What is moved within one
conversation is haggling: one ask with a series, of which the last figure stands. Of sums that
meet, the one named most often stands, and vaguer ones that hold it (四千多 beside 四千) are taken
for the same. A figure that was heard twice and not the same never stands against a clear one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from nlp_guard.cases.evidence import Evidence
from nlp_guard.cases.ring import Said
from nlp_guard.cases.statements import (
    Statement,
    commonest,
    counted_payees,
    read_statements,
)
from nlp_guard.records import Ask, AskKind, AskReading, AskStep, CasePayment, Phrase

CENT = Decimal("0.01")
_TURNOVER = frozenset({None, "turnover", "order"})
"""Bases of a share that the ring's own orders stand for."""
_HAGGLED = 3
"""Sums of one conversation that differ by no more than this factor are one demand, moved."""
_Total = tuple[Decimal, Decimal] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """What shares and sums are reckoned with.

    Args:
        turnover: Paid for the ring's orders; None where there are none.
        currency: Of the turnover.
        orders: Number of the ring's orders.
        pieces: Of those orders.
        payees: Accounts the money is to go to, where the ring said so anywhere.
        likely_turnover: Paid by accounts that are only likely members; not in the turnover.
        shop_turnover: Paid for all orders of the shop in the report.
        payments: Made to the ring already, as the record states.
        payers: Accounts that the ring's orders were paid from.
    """

    turnover: Decimal | None
    currency: str
    orders: int = 0
    pieces: int = 0
    payees: int | None = None
    likely_turnover: Decimal = Decimal(0)
    shop_turnover: Decimal = Decimal(0)
    payments: tuple[CasePayment, ...] = ()
    payers: frozenset[str] = frozenset()


def find_asks(
    said: Sequence[Said], base: Base, evidence: Evidence, tolerance: Decimal
) -> tuple[Ask, ...]:
    """Find what the ring asks.

    Args:
        said: Everything its members said, in order of time.
        base: What to reckon with.
        evidence: Takes the words.
        tolerance: Share within which two totals are the same money.

    Returns:
        Shares first, then sums; a sum whose meaning was left open gives two asks.
    """
    statements = read_statements(said)
    asks: list[Ask] = []
    for group in _groups(statements):
        for ask in _asks(group, said, base, evidence):
            asks.append(replace(ask, id=f"a{len(asks) + 1}"))
    return _with_agreement([_settled(ask, base.payments) for ask in asks], tolerance)


def _settled(ask: Ask, payments: Sequence[CasePayment]) -> Ask:
    """Hold an ask against what was paid in its currency."""
    paid = (payment.amount for payment in payments if payment.currency == ask.currency)
    return replace(ask, paid=sum(paid, Decimal(0)))


def _groups(statements: Sequence[Statement]) -> list[list[Statement]]:
    """Bring statements of one demand together; shares before sums."""
    rates = [s for s in statements if s.kind is AskKind.RATE]
    sums = [s for s in statements if s.kind is AskKind.SUM]
    return [*_merged(rates, _rate_topic), *_merged(sums, _sum_topic)]


def _merged(
    statements: Sequence[Statement], topic: Callable[[Statement], tuple[str, str]]
) -> Iterator[list[Statement]]:
    topics: dict[tuple[str, str], list[Statement]] = {}
    for statement in statements:
        topics.setdefault(topic(statement), []).append(statement)
    for members in topics.values():
        yield from _overlapping(members)


def _rate_topic(statement: Statement) -> tuple[str, str]:
    return "percent", "turnover" if statement.of in _TURNOVER else str(statement.of)


def _sum_topic(statement: Statement) -> tuple[str, str]:
    return statement.unit, "payee" if statement.is_each else str(statement.per)


def _overlapping(statements: Sequence[Statement]) -> Iterator[list[Statement]]:
    """Split into runs of statements whose ranges meet, and haggling inside one conversation."""
    remaining = sorted(statements, key=lambda s: (s.low, s.high))
    while remaining:
        run, high = [remaining.pop(0)], Decimal(0)
        high = run[0].high
        while remaining and (remaining[0].low <= high or _is_haggling(remaining[0], run)):
            run.append(remaining.pop(0))
            high = max(high, run[-1].high)
        yield sorted(run, key=_order)


def _is_haggling(statement: Statement, run: Sequence[Statement]) -> bool:
    """Tell whether a share or a sum was moved within the same conversation."""
    before = [other for other in run if other.conversation_id == statement.conversation_id]
    if statement.kind is AskKind.RATE:
        return bool(before)
    return any(
        other.said.utterance.id != statement.said.utterance.id
        and statement.low <= _HAGGLED * other.high
        for other in before
    )


def _order(statement: Statement) -> tuple[float, int]:
    at = statement.said.at
    return (at.timestamp() if at else 0.0, statement.span.start)


def _asks(
    group: Sequence[Statement], said: Sequence[Said], base: Base, evidence: Evidence
) -> Iterator[Ask]:
    """Turn one group of statements into an ask, or into two where a sum can be read two ways."""
    first = group[0]
    low, high = _stands(group)
    here = {statement.conversation_id for statement in group}
    payees = commonest(counted_payees((s for s in said if s.conversation.id in here), base.payers))
    ask = Ask(
        id="",
        kind=first.kind,
        low=low,
        high=high,
        unit=first.unit,
        currency=base.currency if first.kind is AskKind.RATE else first.unit,
        why=evidence.cite(s.said.exhibit(s.span) for s in group),
        of=next((s.of for s in group if s.of), None),
        payees=payees or base.payees,
        deadline=next((s.deadline for s in reversed(group) if s.deadline), None),
        conversation_id=first.conversation_id,
        is_unclear=all(statement.is_unclear for statement in group),
        speaks_for=commonest(_numbers_of_people(s for s in said if s.conversation.id in here)),
        series=tuple(_step(statement, evidence) for statement in group),
    )
    if first.kind is AskKind.RATE:
        yield _rate(ask, base)
    else:
        yield from _sums(ask, first, base)


def _numbers_of_people(said: Iterable[Said]) -> Counter[int]:
    """Count how often each number of people is named for whom somebody speaks."""
    behalf = (b for each in said for b in each.turn.slots.on_behalf_of)
    return Counter(b.count for b in behalf if b.count)


def _step(statement: Statement, evidence: Evidence) -> AskStep:
    return AskStep(
        low=statement.low,
        high=statement.high,
        at=statement.said.at,
        account=statement.said.account,
        why=evidence.cite([statement.said.exhibit(statement.span)]),
    )


def _stands(group: Sequence[Statement]) -> tuple[Decimal, Decimal]:
    """Return the range that a group of statements stands for."""
    group = [s for s in group if not s.is_unclear] or group
    if group[0].kind is AskKind.RATE:
        return min(s.low for s in group), max(s.high for s in group)
    last = group[-1]
    counts = Counter((s.low, s.high) for s in group if s.low <= last.high and last.low <= s.high)
    return max(counts, key=lambda pair: (counts[pair], pair[0] - pair[1], pair[0]))


def _rate(ask: Ask, base: Base) -> Ask:
    if ask.of not in _TURNOVER:
        note = Phrase(
            zh="这个比例的基数不在订单里，无法折算成金额",
            en="the orders do not tell what this share is of, so it comes to no sum",
        )
        return replace(ask, note=note)
    if base.turnover is None:
        note = Phrase(
            zh="没有订单，比例无法折算成金额", en="without orders a share comes to no sum"
        )
        return replace(ask, note=note)
    low, high = (_cents(base.turnover * rate / 100) for rate in (ask.low, ask.high))
    return replace(ask, total_low=low, total_high=high, note=_rate_note(ask, base))


def _rate_note(ask: Ask, base: Base) -> Phrase:
    share = (
        f"{_plain(ask.low)}" if ask.low == ask.high else f"{_plain(ask.low)}–{_plain(ask.high)}"
    )
    zh = f"团伙 {base.orders} 单实付 {base.turnover:,.2f} × {share} %"
    en = f"{base.turnover:,.2f} paid for the ring's {base.orders} orders × {share} %"
    if base.likely_turnover and base.turnover is not None:
        with_likely = base.turnover + base.likely_turnover
        total = _share_of(with_likely, ask)
        zh += f"；连同可能成员共 {with_likely:,.2f}，则为 {total}"
        en += f"; with likely members {with_likely:,.2f}, which makes {total}"
    if ask.of is None and base.shop_turnover:
        total = _share_of(base.shop_turnover, ask)
        zh += f"；没说是什么的比例，若按全店 {base.shop_turnover:,.2f} 则为 {total}"
        en += f"; of what was not said: of the shop's {base.shop_turnover:,.2f} it makes {total}"
    return Phrase(zh=zh, en=en)


def _share_of(turnover: Decimal, ask: Ask) -> str:
    low, high = (f"{_cents(turnover * rate / 100):,.2f}" for rate in (ask.low, ask.high))
    return low if low == high else f"{low}–{high}"


def _sums(ask: Ask, first: Statement, base: Base) -> Iterator[Ask]:
    """Give a sum in each of its readings."""
    counted = {"order": (base.orders, "单", "orders"), "piece": (base.pieces, "件", "pieces")}
    if first.per in counted:
        times, zh, en = counted[first.per]
        yield _times(ask, times, Phrase(zh=f"每{zh}，共 {times} {zh}", en=f"for {times} {en}"))
        return
    if first.per is not None and not first.is_each:
        note = Phrase(zh=f"每 {first.per}", en=f"per {first.per}")
        yield replace(ask, note=note)
        return
    if not first.is_each:
        yield _in_all(ask)
    if first.is_each or (ask.payees or 0) > 1:
        yield _to_each(ask)


def _in_all(ask: Ask) -> Ask:
    note = None
    if ask.payees and ask.payees > 1:
        each = f"{_cents(ask.low / ask.payees):,.2f}"
        note = Phrase(
            zh=f"按总额理解，{ask.payees} 个账号各约 {each}",
            en=f"read as the whole, about {each} to each of {ask.payees} accounts",
        )
    return replace(
        ask, reading=AskReading.TOTAL, total_low=ask.low, total_high=ask.high, note=note
    )


def _to_each(ask: Ask) -> Ask:
    if not ask.payees:
        note = Phrase(zh="没说有几个账号，无法合计", en="for how many was not said: no total")
        return replace(ask, reading=AskReading.EACH, note=note)
    n = ask.payees
    note = Phrase(zh=f"按每个账号理解，共 {n} 个账号", en=f"read as for each of {n} accounts")
    return replace(_times(ask, n, note), reading=AskReading.EACH)


def _times(ask: Ask, times: int, note: Phrase) -> Ask:
    return replace(ask, total_low=ask.low * times, total_high=ask.high * times, note=note)


def _with_agreement(asks: Sequence[Ask], tolerance: Decimal) -> tuple[Ask, ...]:
    """Let a share and a sum that come to the same money point at each other."""
    return tuple(
        replace(ask, agrees_with=tuple(o.id for o in asks if _agree(ask, o, tolerance)))
        for ask in asks
    )


def _agree(one: Ask, other: Ask, tolerance: Decimal) -> bool:
    if one.kind is other.kind or one.currency != other.currency:
        return False
    ranges = (one.total_low, one.total_high, other.total_low, other.total_high)
    if any(end is None for end in ranges):
        return False
    low, high, other_low, other_high = (Decimal(end or 0) for end in ranges)
    gap = max(low - other_high, other_low - high, Decimal(0))
    return gap <= tolerance * min(high, other_high)


def _cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
