"""A realistic investigation, all invented: a ring of 17 accounts, 57 orders, chats, two calls."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from nlp_guard.records import (
    AccountId,
    AccountRole,
    Ask,
    AskKind,
    AskReading,
    AskStep,
    Burst,
    Case,
    CaseAccount,
    CaseBurst,
    CaseEdge,
    CaseId,
    CaseOrder,
    CasePayee,
    Contribution,
    Coverage,
    Detection,
    Exhibit,
    ExhibitId,
    Exposure,
    Happening,
    Investigation,
    Judgement,
    LateDeliveryRule,
    Link,
    Membership,
    Order,
    PayeeKind,
    Phrase,
    Skipped,
    Source,
    TimelineEntry,
    Verdict,
)
from tests.fakes.ring_files import Inbox, write_inbox
from tests.fakes.ring_talk import CALLER, NICKS, NOON

RULE = LateDeliveryRule(
    hours=72,
    rate=Decimal("0.3"),
    cap=Decimal(500),
    source="天猫规则 延迟发货",
    as_of="2015-07-01",
)
LIKELY = frozenset(NICKS[-2:])


class Evidence:
    """Numbers exhibits as they are cited: the same exhibit keeps its key."""

    def __init__(self) -> None:
        self.items: dict[ExhibitId, Exhibit] = {}

    def cite(self, *exhibits: Exhibit) -> tuple[ExhibitId, ...]:
        keys = []
        for exhibit in exhibits:
            known = next((key for key, item in self.items.items() if item == exhibit), None)
            key = known or ExhibitId(f"e{len(self.items) + 1}")
            self.items[key] = exhibit
            keys.append(key)
        return tuple(keys)


def ring_investigation(
    folder: Path, change: Callable[[Case], Case] | None = None
) -> Investigation:
    """Write the case's files below ``folder`` and return the whole investigation.

    Args:
        folder: Empty, or absent.
        change: Applied to the case before it goes in.
    """
    inbox = write_inbox(folder)
    case = ring_case(inbox)
    return _investigation(inbox, (change(case) if change else case,))


def empty_investigation(folder: Path) -> Investigation:
    """Return an investigation in which the same files gave no case."""
    inbox = write_inbox(folder)
    lawful = tuple(d for d in inbox.detections if d.verdict is Verdict.NONE)
    ordinary = tuple(order for order in inbox.orders if order not in inbox.ring_orders)
    return replace(_investigation(inbox, ()), detections=lawful, orders=ordinary)


def ring_case(inbox: Inbox) -> Case:
    """Return the case of the ring in an inbox."""
    evidence = Evidence()
    guilty = [d for d in inbox.detections if d.verdict is not Verdict.NONE]
    asks = _asks(evidence, guilty, _turnover(inbox.ring_orders))
    orders = tuple(_case_orders(evidence, inbox.ring_orders))
    return Case(
        id=CaseId("case-0001"),
        verdict=Verdict.EXTORTION,
        probability=0.99,
        accounts=tuple(_accounts(evidence, inbox)),
        callers=(_caller(evidence, inbox),),
        payees=tuple(
            CasePayee(
                kind=PayeeKind.ALIPAY,
                id=f"pay{n:02d}@example.com",
                account=AccountId(nick),
                why=evidence.cite(_order_of(inbox, nick).exhibit()),
            )
            for n, nick in enumerate(NICKS[:15], start=1)
        ),
        orders=orders,
        bursts=tuple(_bursts(evidence, inbox.ring_orders)),
        asks=asks,
        exposure=_exposure(orders),
        timeline=tuple(sorted(_timeline(evidence, guilty, orders), key=lambda e: (e.at, e.what))),
        edges=tuple(_edges(evidence, inbox)),
        conversations=tuple(d.conversation.id for d in guilty),
        evidence=evidence.items,
        reasons=(
            Phrase(
                zh="17 个账号在两个时段内集中下单，随后同一方索要成交额的 20%–30%",
                en="17 accounts ordered in two bursts, then the same party asked 20 %–30 % "
                "of the turnover",
            ),
        ),
        unresolved=(
            Phrase(
                zh="17 个支付宝账号只点了数目，没有逐一念出",
                en="17 Alipay accounts were counted but not named one by one",
            ),
        ),
    )


def _investigation(inbox: Inbox, cases: tuple[Case, ...]) -> Investigation:
    provenances = {d.conversation.provenance.uri: d for d in inbox.detections}
    sources = [
        Source(
            path=uri,
            sha256=d.conversation.provenance.sha256,
            kind="recording" if d.conversation.dropped else "chat",
            reader=d.conversation.provenance.tools[0],
            n_records=len(d.conversation.utterances),
            size_bytes=(inbox.folder / uri).stat().st_size,
        )
        for uri, d in sorted(provenances.items())
    ]
    report = inbox.orders[0].provenance
    sources.append(
        Source(
            path=report.uri,
            sha256=report.sha256,
            kind="orders",
            reader=report.tools[0],
            n_records=len(inbox.orders),
            size_bytes=(inbox.folder / report.uri).stat().st_size,
        )
    )
    return Investigation(
        folder=inbox.folder,
        created=datetime(2015, 7, 24, 6, 30, tzinfo=UTC),
        cases=cases,
        detections=inbox.detections,
        orders=inbox.orders,
        coverage=Coverage(
            files=len(sources) + 2,
            read=len(sources),
            sources=tuple(sources),
            skipped=(
                Skipped(path="README.txt", why="not a source", is_failure=False),
                Skipped(path="calls/broken.wav", why="the file ends after 12 bytes"),
            ),
            messages=17,
            audio_s=38.5,
            unreadable_turns=1,
        ),
        version="0.1.0",
        models={
            "whisper-base": "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
        },
    )


def _turnover(orders: tuple[Order, ...]) -> Decimal:
    return sum((order.paid or Decimal(0) for order in orders), Decimal(0))


def _order_of(inbox: Inbox, nick: str) -> Order:
    return next(order for order in inbox.ring_orders if order.account_id == nick)


def _labelled(detections: list[Detection], *channels: str) -> Iterator[Exhibit]:
    for detection in detections:
        conversation = detection.conversation
        if conversation.channel in channels:
            for turn, utterance in zip(detection.turns, conversation.utterances, strict=True):
                for label_span in turn.spans:
                    yield conversation.exhibit(utterance, label_span.span)


def _asks(evidence: Evidence, guilty: list[Detection], turnover: Decimal) -> tuple[Ask, ...]:
    chats = evidence.cite(*_labelled(guilty, "chat"))
    calls = evidence.cite(*_labelled(guilty, "call"))
    rate = Ask(
        id="a1",
        kind=AskKind.RATE,
        low=Decimal(20),
        high=Decimal(30),
        unit="percent",
        of="turnover",
        currency="CNY",
        total_low=turnover * Decimal("0.2"),
        total_high=turnover * Decimal("0.3"),
        agrees_with=("a2",),
        conversation_id=guilty[0].conversation.id,
        why=chats[:4],
        series=(
            AskStep(
                low=Decimal(20),
                high=Decimal(30),
                why=chats[:1],
                at=NOON,
                account=AccountId(NICKS[0]),
            ),
            AskStep(low=Decimal(20), high=Decimal(20), why=chats[1:2], at=NOON),
        ),
    )
    total = Ask(
        id="a2",
        kind=AskKind.SUM,
        low=Decimal(4000),
        high=Decimal(4000),
        unit="CNY",
        currency="CNY",
        total_low=Decimal(4000),
        total_high=Decimal(4000),
        reading=AskReading.TOTAL,
        payees=17,
        deadline=NOON,
        agrees_with=("a1",),
        conversation_id=guilty[-1].conversation.id,
        why=calls,
    )
    each = replace(
        total,
        id="a3",
        reading=AskReading.EACH,
        total_low=Decimal(68000),
        total_high=Decimal(68000),
        agrees_with=(),
    )
    return rate, total, each


def _accounts(evidence: Evidence, inbox: Inbox) -> Iterator[CaseAccount]:
    senders = {d.conversation.account_id for d in inbox.detections if d.verdict != Verdict.NONE}
    for nick in NICKS:
        is_likely = nick in LIKELY
        roles = (AccountRole.SENDER,) if nick in senders else ()
        yield CaseAccount(
            id=AccountId(nick),
            platform="taobao",
            roles=(*roles, AccountRole.ORDERER),
            membership=Membership.LIKELY if is_likely else Membership.MEMBER,
            probability=0.71 if is_likely else 0.98,
            why=evidence.cite(_order_of(inbox, nick).exhibit()),
            reasons=(
                Phrase(zh="只凭时间与货品相同", en="same time and goods only")
                if is_likely
                else Phrase(zh="与其他账号共用手机号", en="shares a mobile number with others"),
            ),
        )


def _caller(evidence: Evidence, inbox: Inbox) -> CaseAccount:
    calls = [d for d in inbox.detections if d.conversation.channel == "call"]
    return CaseAccount(
        id=AccountId(f"phone:{CALLER}"),
        platform="phone",
        roles=(AccountRole.CALLER,),
        membership=Membership.MEMBER,
        probability=0.97,
        why=evidence.cite(*_labelled(calls, "call")),
        reasons=(Phrase(zh="来电提到十七个买家", en="the caller spoke of seventeen buyers"),),
    )


def _case_orders(evidence: Evidence, orders: tuple[Order, ...]) -> Iterator[CaseOrder]:
    for order in orders:
        paid = order.paid or Decimal(0)
        weight = Decimal("4.6") * order.pieces
        yield CaseOrder(
            id=order.id,
            account=order.account_id,
            paid=paid,
            currency="CNY",
            pieces=order.pieces,
            paid_at=order.paid_at,
            ship_by=order.paid_at and order.paid_at + timedelta(hours=72),
            hold=min(RULE.rate * paid, RULE.cap).quantize(Decimal("0.01")),
            weight_kg=weight,
            ship=weight * Decimal("5.6"),
            why=evidence.cite(order.exhibit()),
        )


def _bursts(evidence: Evidence, orders: tuple[Order, ...]) -> Iterator[CaseBurst]:
    for orders_in, expected in ((orders[:54], 9.1), (orders[54:], 0.4)):
        times = [order.paid_at for order in orders_in if order.paid_at]
        yield CaseBurst(
            burst=Burst(
                start=times[0],
                end=times[-1],
                order_ids=tuple(order.id for order in orders_in),
                account_ids=tuple(sorted({order.account_id for order in orders_in})),
                expected=expected,
                surprise_bits=61.0 if expected > 1 else 9.5,
            ),
            why=evidence.cite(*(order.exhibit() for order in orders_in)),
        )


def _exposure(orders: tuple[CaseOrder, ...]) -> Exposure:
    return Exposure(
        turnover=sum((order.paid for order in orders), Decimal(0)),
        hold=sum((order.hold for order in orders), Decimal(0)),
        ship=sum((order.ship or Decimal(0) for order in orders), Decimal(0)),
        return_freight=Decimal("684.00"),
        weight_kg=sum((order.weight_kg or Decimal(0) for order in orders), Decimal(0)),
        pieces=sum(order.pieces for order in orders),
        rule=RULE,
        why=tuple(key for order in orders for key in order.why),
    )


def _timeline(
    evidence: Evidence, guilty: list[Detection], orders: tuple[CaseOrder, ...]
) -> Iterator[TimelineEntry]:
    first, last = orders[0], orders[53]
    for order, said in ((first, ("密集下单开始", "a burst begins")), (last, ("结束", "it ends"))):
        assert order.paid_at is not None
        text = Phrase(zh=said[0], en=said[1])
        yield TimelineEntry(at=order.paid_at, what=Happening.ORDER, text=text, why=order.why)
    for order in orders[54:]:
        if order.paid_at:
            text = Phrase(zh=f"下单 {order.pieces} 件", en=f"ordered {order.pieces} pieces")
            yield TimelineEntry(
                at=order.paid_at,
                what=Happening.ORDER,
                account=order.account,
                text=text,
                why=order.why,
            )
    for detection in guilty:
        conversation = detection.conversation
        is_call = conversation.channel == "call"
        for turn, utterance in zip(detection.turns, conversation.utterances, strict=True):
            if turn.spans and utterance.sent_at:
                yield TimelineEntry(
                    at=utterance.sent_at,
                    what=Happening.CALL if is_call else Happening.MESSAGE,
                    account=conversation.account_id,
                    conversation_id=conversation.id,
                    text=Phrase(zh="索要或威胁", en="a demand or a threat"),
                    why=evidence.cite(conversation.exhibit(utterance, turn.spans[0].span)),
                )
    assert first.ship_by is not None
    yield TimelineEntry(
        at=NOON,
        what=Happening.DEADLINE,
        why=evidence.cite(*_labelled(guilty[-1:], "call")),
        text=Phrase(zh="对方所定期限", en="the deadline set by the caller"),
    )
    yield TimelineEntry(
        at=first.ship_by,
        what=Happening.DEADLINE,
        why=first.why,
        text=Phrase(zh="首单发货时限（72 小时）", en="first order must ship (72 h)"),
    )


def _edges(evidence: Evidence, inbox: Inbox) -> Iterator[CaseEdge]:
    for left, right in itertools.combinations(sorted(NICKS), 2):
        contributions = tuple(_contributions(inbox, left, right))
        link = Link(
            left=AccountId(left),
            right=AccountId(right),
            prior_bits=-9.3,
            contributions=contributions,
            judgement=Judgement.MATCH,
            judged_by="threshold",
        )
        if link.weight_bits > 0:
            exhibits = [exhibit for c in contributions for exhibit in c.exhibits]
            yield CaseEdge(link=link, why=evidence.cite(*exhibits))


def _contributions(inbox: Inbox, left: str, right: str) -> Iterator[Contribution]:
    a, b = NICKS.index(left), NICKS.index(right)
    rows = (_order_of(inbox, left).exhibit(), _order_of(inbox, right).exhibit())
    yield Contribution(
        comparison="timing",
        level="same burst",
        weight_bits=6.2,
        exhibits=rows,
        note=Phrase(zh="同一时段下单", en="ordered in the same burst"),
    )
    yield Contribution(comparison="basket", level="same goods", weight_bits=2.1, exhibits=rows)
    if LIKELY.isdisjoint((left, right)) and abs(a - b) <= 2:
        yield Contribution(
            comparison="phone",
            level="same number",
            weight_bits=11.4,
            exhibits=rows,
            note=Phrase(zh="收货手机号相同（尾号 0017）", en="same phone (ending 0017)"),
        )
    elif {left, right} & LIKELY and abs(a - b) <= 3:
        yield Contribution(comparison="nick", level="same pattern", weight_bits=2.4, exhibits=rows)
    if (a + b) % 4 == 0:
        yield Contribution(
            comparison="address", level="different building", weight_bits=-1.7, exhibits=rows
        )
