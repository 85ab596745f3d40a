"""What happened, and what will, in order of time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from nlp_guard.cases.evidence import Evidence
from nlp_guard.cases.ring import Ring, Said, is_call
from nlp_guard.records import (
    Burst,
    CaseBurst,
    CaseOrder,
    Happening,
    Label,
    OrderId,
    Phrase,
    TimelineEntry,
)
from nlp_guard.text.identifiers import nick

_SINGLE_ORDERS = 20
"""Orders outside bursts that are listed one by one; more are told as one stretch."""


def case_bursts(bursts: Sequence[Burst], orders: Sequence[CaseOrder]) -> tuple[CaseBurst, ...]:
    """Return the bursts of a case, each with the case's own orders only."""
    by_id = {order.id: order for order in orders}
    found = []
    for burst in bursts:
        ours = [by_id[order_id] for order_id in burst.order_ids if order_id in by_id]
        times = [order.paid_at for order in ours if order.paid_at]
        if not times:
            continue
        found.append(
            CaseBurst(
                burst=Burst(
                    start=min(times),
                    end=max(times),
                    order_ids=tuple(order.id for order in ours),
                    account_ids=tuple(sorted({order.account for order in ours})),
                    expected=burst.expected,
                    surprise_bits=burst.surprise_bits,
                ),
                why=tuple(dict.fromkeys(key for order in ours for key in order.why)),
            )
        )
    return tuple(found)


def build_timeline(
    ring: Ring, orders: Sequence[CaseOrder], bursts: Sequence[CaseBurst], evidence: Evidence
) -> tuple[TimelineEntry, ...]:
    """Put orders, messages, calls and deadlines in order of time."""
    said = list(ring.said())
    entries = [
        *_orders(orders, bursts),
        *_messages(said, evidence),
        *_calls(ring, said, evidence),
        *_deadlines(said, evidence),
        *_first_to_ship(orders),
    ]
    return tuple(sorted(entries, key=lambda entry: (entry.at, entry.what, entry.why)))


def _orders(orders: Sequence[CaseOrder], bursts: Sequence[CaseBurst]) -> Iterator[TimelineEntry]:
    in_bursts: set[OrderId] = set()
    for case_burst in bursts:
        burst = case_burst.burst
        in_bursts.update(burst.order_ids)
        yield from _stretch(case_burst, len(burst.order_ids), len(burst.account_ids))
    single = [o for o in orders if o.paid_at and o.id not in in_bursts]
    if len(single) > _SINGLE_ORDERS:
        single = [single[0], single[-1]]
    for order in single:
        if order.paid_at:
            text = Phrase(
                zh=f"{order.account} 付款 {order.paid:,.2f} {order.currency}，{order.pieces} 件",
                en=f"{order.account} pays {order.paid:,.2f} {order.currency} "
                f"for {order.pieces} pieces",
            )
            yield TimelineEntry(
                at=order.paid_at,
                what=Happening.ORDER,
                why=order.why,
                text=text,
                account=order.account,
            )


def _stretch(case_burst: CaseBurst, n_orders: int, n_accounts: int) -> Iterator[TimelineEntry]:
    burst = case_burst.burst
    yield TimelineEntry(
        at=burst.start,
        what=Happening.ORDER,
        why=case_burst.why,
        text=Phrase(
            zh=f"密集下单开始：{n_accounts} 个账号，{n_orders} 单，到 {burst.end:%H:%M:%S}",
            en=f"a burst begins: {n_orders} orders of {n_accounts} accounts "
            f"until {burst.end:%H:%M:%S}",
        ),
    )
    if burst.end > burst.start:
        yield TimelineEntry(
            at=burst.end,
            what=Happening.ORDER,
            why=case_burst.why[-1:],
            text=Phrase(zh="密集下单结束", en="the burst ends"),
        )


def _messages(said: Sequence[Said], evidence: Evidence) -> Iterator[TimelineEntry]:
    for each in said:
        if is_call(each.detection) or each.utterance.sent_at is None:
            continue
        text = _what(each)
        if text is not None:
            yield TimelineEntry(
                at=each.utterance.sent_at,
                what=Happening.MESSAGE,
                why=evidence.cite([each.exhibit()]),
                text=text,
                account=each.account,
                conversation_id=each.conversation.id,
            )


def _what(said: Said) -> Phrase | None:
    """Say in a few words what a message does; None where it does nothing of the case."""
    does = []
    n_payees = sum(payee.id is not None for payee in said.turn.slots.payees)
    if said.is_demand:
        does.append(("索款", "demands money"))
    if Label.THREAT in said.turn.labels:
        does.append(("威胁", "threatens"))
    if n_payees:
        does.append((f"列出 {n_payees} 个收款账号", f"names {n_payees} payees"))
    if not does:
        return None
    return Phrase(zh="、".join(zh for zh, _ in does), en=", ".join(en for _, en in does))


def _calls(ring: Ring, said: Sequence[Said], evidence: Evidence) -> Iterator[TimelineEntry]:
    for detection in ring.talk:
        conversation = detection.conversation
        if not is_call(detection) or conversation.started_at is None:
            continue
        demands = [
            each for each in said if each.conversation.id == conversation.id and each.turn.labels
        ]
        account = ring.account_of(conversation)
        yield TimelineEntry(
            at=conversation.started_at,
            what=Happening.CALL,
            why=evidence.cite(each.exhibit() for each in demands),
            text=Phrase(zh="来电索款", en="a call demands money"),
            account=account,
            conversation_id=conversation.id,
        )


def _deadlines(said: Sequence[Said], evidence: Evidence) -> Iterator[TimelineEntry]:
    """Give each deadline once, with everybody who named it."""
    named: dict[datetime, list[Said]] = {}
    for each in said:
        for deadline in each.turn.slots.deadlines:
            if deadline.at:
                named.setdefault(deadline.at, []).append(each)
    for at, by in sorted(named.items()):
        accounts = {nick(each.account): each.account for each in by}
        yield TimelineEntry(
            at=at,
            what=Happening.DEADLINE,
            why=evidence.cite(
                each.exhibit(deadline.span)
                for each in by
                for deadline in each.turn.slots.deadlines
                if deadline.at == at
            ),
            text=Phrase(zh="对方给出的期限", en="the deadline that was set"),
            account=next(iter(accounts.values())) if len(accounts) == 1 else None,
        )


def _first_to_ship(orders: Sequence[CaseOrder]) -> Iterator[TimelineEntry]:
    clocks = [(o.ship_by, o.id, o) for o in orders if o.ship_by and not o.is_shipped]
    if clocks:
        ship_by, _, first = min(clocks)
        yield TimelineEntry(
            at=ship_by,
            what=Happening.DEADLINE,
            why=first.why,
            text=Phrase(
                zh="第一单的发货时限到，此后逐单计延迟发货赔付",
                en="time to ship the first order runs out; late delivery is due from here",
            ),
            account=first.account,
        )
