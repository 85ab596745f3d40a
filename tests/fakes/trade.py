"""Small builders of orders, talk and detections for the tests of linking and cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from nlp_guard.records import (
    AccountId,
    Amount,
    Channel,
    CharSpan,
    Conversation,
    ConversationId,
    Deadline,
    Detection,
    Label,
    LabelSpan,
    OnBehalfOf,
    Order,
    OrderId,
    Payee,
    PayeeKind,
    Percent,
    Phrase,
    Provenance,
    Role,
    Slots,
    TurnReading,
    Utterance,
    UtteranceId,
    Verdict,
)

NOON = datetime(2015, 7, 23, 4, 0, tzinfo=UTC)
"""Twelve o'clock in China."""
REPORT = Provenance(
    uri="orders/invented.csv",
    sha256="1" * 64,
    read_at=datetime(2015, 7, 25, tzinfo=UTC),
    tools=("export_order_list@1",),
)
CHAT = Provenance(
    uri="chats/invented.txt",
    sha256="2" * 64,
    read_at=datetime(2015, 7, 25, tzinfo=UTC),
    tools=("qianniu_pane@1",),
)
DEMANDS = frozenset({Label.THREAT, Label.PAYMENT_DEMAND, Label.PERCENTAGE_COMMISSION})
OPEN = "买家已付款，等待卖家发货"


def order(
    account: str,
    *,
    number: int = 0,
    at: datetime | None = NOON,
    paid: str | None = "100.00",
    pieces: int = 1,
    title: str = "样品洗衣液4kg桶装",
    payer: str = "",
    phone: str = "",
    landline: str = "",
    address: str = "",
    receiver: str = "",
    status: str = OPEN,
    currency: str = "CNY",
    refunded: Decimal | None = None,
) -> Order:
    """Return an order; whatever is not said is unknown."""
    return Order(
        id=OrderId(f"1990{account}{number:04d}"),
        account_id=AccountId(account),
        paid=None if paid is None else Decimal(paid),
        currency=currency,
        pieces=pieces,
        created_at=at,
        paid_at=None if paid is None else at,
        status=status,
        refunded=refunded,
        title=title,
        payer=payer,
        phone=phone,
        landline=landline,
        address=address,
        receiver=receiver,
        provenance=REPORT,
        source_span=CharSpan(1000 * number, 1000 * number + 7),
        source_text=f"{account}-{number}",
    )


def percent(low: int, high: int | None = None, of: str | None = "turnover") -> Slots:
    """Return the slots of a share that is asked for."""
    found = Percent(span=CharSpan(0, 2), low=Decimal(low), high=Decimal(high or low), of=of)
    return Slots(percents=(found,))


def amount(
    low: int, high: int | None = None, *, per: str | None = None, currency: str = "CNY"
) -> Slots:
    """Return the slots of a sum that is asked for."""
    ends = Decimal(low), Decimal(high or low)
    found = Amount(span=CharSpan(0, 3), low=ends[0], high=ends[1], per=per, currency=currency)
    return Slots(amounts=(found,))


def payees(*ids: str, count: int | None = None) -> Slots:
    """Return the slots of accounts that are listed, or counted."""
    named = [
        Payee(span=CharSpan(i, i + 1), kind=PayeeKind.ALIPAY, id=v) for i, v in enumerate(ids)
    ]
    if count:
        named.append(Payee(span=CharSpan(0, 1), kind=PayeeKind.ALIPAY, count=count))
    return Slots(payees=tuple(named))


def due(at: datetime) -> Slots:
    """Return the slots of a deadline."""
    return Slots(deadlines=(Deadline(span=CharSpan(0, 4), at=at),))


def speaking_for(count: int) -> Slots:
    """Return the slots of a claim to speak for others."""
    return Slots(on_behalf_of=(OnBehalfOf(span=CharSpan(0, 3), count=count),))


def both(*slots: Slots) -> Slots:
    """Return several slots read off one utterance."""
    return Slots(
        amounts=tuple(a for s in slots for a in s.amounts),
        percents=tuple(p for s in slots for p in s.percents),
        payees=tuple(p for s in slots for p in s.payees),
        deadlines=tuple(d for s in slots for d in s.deadlines),
        on_behalf_of=tuple(o for s in slots for o in s.on_behalf_of),
    )


Line = tuple[str, Slots, frozenset[Label]]


def asks(text: str, *slots: Slots) -> Line:
    """Return something said that demands money."""
    return text, both(*slots), DEMANDS


def says(text: str, *slots: Slots) -> Line:
    """Return something said that demands nothing."""
    return text, both(*slots), frozenset()


def talk(
    account: str | None,
    *lines: Line,
    verdict: Verdict = Verdict.EXTORTION,
    probability: float = 0.95,
    channel: Channel = Channel.CHAT,
    at: datetime = NOON + timedelta(hours=6),
    role: Role = Role.BUYER,
    number: int = 0,
) -> Detection:
    """Return a conversation as read, a line a minute, all of one side."""
    name = f"{account}-{channel}-{number}"
    utterances, turns, start = [], [], 0
    for n, (text, slots, labels) in enumerate(lines):
        uid = UtteranceId(f"{name}/{n}")
        utterances.append(
            Utterance(
                id=uid,
                role=role,
                text=text,
                speaker=account or "",
                sent_at=at + timedelta(minutes=n),
                source_span=CharSpan(start, start + len(text)),
            )
        )
        start += len(text) + 1
        whole = CharSpan(0, len(text))
        spans = tuple(LabelSpan(label=label, span=whole) for label in sorted(labels))
        turns.append(TurnReading(utterance_id=uid, labels=labels, spans=spans, slots=slots))
    return Detection(
        conversation=Conversation(
            id=ConversationId(name),
            channel=channel,
            utterances=tuple(utterances),
            provenance=CHAT,
            account_id=None if account is None else AccountId(account),
            lang="zh",
            started_at=at,
        ),
        turns=tuple(turns),
        verdict=verdict,
        verdict_probability=probability,
        reasons=(Phrase(zh="有索款", en="there is a demand"),),
    )


def accounts(*names: str) -> Sequence[AccountId]:
    """Return names as account ids."""
    return [AccountId(name) for name in names]
