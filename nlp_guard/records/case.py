"""A case: who, what was asked, by when, to whom, what it costs, and where each claim is found.

Every claim carries ``why``: keys into ``Case.evidence``. A case shows; a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from nlp_guard.records.ids import AccountId, CaseId, ConversationId, ExhibitId, OrderId
from nlp_guard.records.link import Burst, Link, Membership
from nlp_guard.records.phrase import Phrase
from nlp_guard.records.provenance import Exhibit
from nlp_guard.records.signal import Verdict
from nlp_guard.records.slots import PayeeKind

Why = tuple[ExhibitId, ...]


class AccountRole(StrEnum):
    """What an account did in a case."""

    SENDER = "sender"
    CALLER = "caller"
    ORDERER = "orderer"
    PAYEE = "payee"


class AskKind(StrEnum):
    """How a demand is put."""

    RATE = "rate"
    SUM = "sum"


class AskReading(StrEnum):
    """How a sum is to be understood."""

    TOTAL = "total"
    EACH = "each"


class Way(StrEnum):
    """What a shop can do instead of paying."""

    HOLD = "hold"
    """Ship nothing and pay late-delivery compensation."""
    SHIP = "ship"
    """Ship everything and have it all come back."""


class Happening(StrEnum):
    """What stands on the timeline."""

    ORDER = "order"
    MESSAGE = "message"
    CALL = "call"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAccount:
    """An account of the case.

    Args:
        platform: ``taobao``, ``phone`` …
        probability: That it belongs, 0..1.
        reasons: Sentences for people.
    """

    id: AccountId
    platform: str
    roles: tuple[AccountRole, ...]
    membership: Membership
    probability: float
    why: Why
    reasons: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePayee:
    """An account that money was to go to.

    Args:
        account: The buyer account that pays from it, where orders tell.
    """

    kind: PayeeKind
    id: str
    why: Why
    account: AccountId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOrder:
    """An order of the case and its clock.

    Args:
        hold: Compensation due if it is not shipped by ``ship_by``.
        weight_kg: None where neither title nor shop tells.
        ship: Freight to deliver it; None where rate or weight is unknown.
        is_shipped: True where the report says that it has left; it owes no compensation then.
        refunded: What was paid back already; in none of the sums.
        left_s: Seconds until ``ship_by`` at the case's ``as_of``, negative once it is over; None
            where no clock runs.
    """

    id: OrderId
    account: AccountId
    paid: Decimal
    currency: str
    pieces: int
    paid_at: datetime | None
    ship_by: datetime | None
    hold: Decimal
    why: Why
    weight_kg: Decimal | None = None
    ship: Decimal | None = None
    is_shipped: bool = False
    refunded: Decimal = Decimal(0)
    left_s: int | None = None

    @property
    def net(self) -> Decimal:
        """What the shop holds of the price paid."""
        return self.paid - self.refunded


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePayment:
    """Money that was paid, as the record states it.

    Args:
        account: The outside party of the conversation in which it is stated.
        payee: Account it went to, where that is stated.
    """

    amount: Decimal
    currency: str
    why: Why
    at: datetime | None = None
    account: AccountId | None = None
    payee: str | None = None
    conversation_id: ConversationId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskStep:
    """One time a demand was put: repeated, raised or haggled down."""

    low: Decimal
    high: Decimal
    why: Why
    at: datetime | None = None
    account: AccountId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One demand, by rate or by sum.

    Args:
        low: Percent for a rate, money for a sum; as asked.
        high: As ``low``; equal where exact.
        unit: ``percent`` or the currency.
        of: What a rate is of, as said; None where unsaid.
        total_low: Money in all.
        total_high: Money in all.
        reading: For sums, how it is understood; both readings are given as two asks.
        payees: Number of accounts it is to go to, where said.
        agrees_with: Ids of asks that come to the same money.
        conversation_id: Where it was made (first).
        note: One sentence for people: how the total was reckoned.
        series: Every time it was put, in order of time.
        paid: What was paid already in its currency, as the record states; 0 where it states
            nothing. Payments are not told apart by ask: each ask is held against all of them.
        speaks_for: People on whose behalf it is made, where a number is said.
        is_unclear: True where its figure was heard twice and not the same, and never clearly.
    """

    id: str
    kind: AskKind
    low: Decimal
    high: Decimal
    unit: str
    currency: str
    why: Why
    of: str | None = None
    total_low: Decimal | None = None
    total_high: Decimal | None = None
    reading: AskReading | None = None
    payees: int | None = None
    deadline: datetime | None = None
    agrees_with: tuple[str, ...] = ()
    conversation_id: ConversationId | None = None
    note: Phrase | None = None
    series: tuple[AskStep, ...] = ()
    paid: Decimal = Decimal(0)
    speaks_for: int | None = None
    is_unclear: bool = False

    @property
    def outstanding_low(self) -> Decimal | None:
        """What is left of the lower total; None where it comes to no sum."""
        return None if self.total_low is None else max(self.total_low - self.paid, Decimal(0))

    @property
    def outstanding_high(self) -> Decimal | None:
        """What is left of the higher total; None where it comes to no sum."""
        return None if self.total_high is None else max(self.total_high - self.paid, Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class LateDeliveryRule:
    """What a platform takes from a shop that ships late; platforms change it.

    Args:
        hours: From payment to the last moment of shipping.
        rate: Share of the price actually paid, 0..1.
        cap: Most per order, in ``currency``.
        source: Where the figures are published.
        as_of: ISO date at which they held.
    """

    hours: int
    rate: Decimal
    cap: Decimal
    source: str
    as_of: str
    currency: str = "CNY"


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakEven:
    """The sum from which paying is dearer than another way.

    Args:
        sum: What the other way costs at worst.
        exceeded_by: Ids of asks of which even the lower outstanding total is above it.
    """

    way: Way
    sum: Decimal
    exceeded_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """The next thing that expires.

    Args:
        left_s: Seconds until then at the case's ``as_of``.
        order_id: The order whose time to ship ends, where it is one.
    """

    at: datetime
    left_s: int
    text: Phrase
    why: Why
    order_id: OrderId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """What it costs to ship and what it costs not to.

    Args:
        turnover: Paid for the case's orders, refunds taken off.
        ship: Freight to deliver them; None where rate or weights are unknown.
        hold: Late-delivery compensation if none is shipped.
        return_freight: Freight at risk if all come back; None where unknown.
        weight_kg: Of all orders; None where unknown.
        pieces: Of all orders.
        break_even: For each other way whose cost is known, the sum from which paying is dearer.
        assumptions: What the break-even takes for granted.
    """

    turnover: Decimal
    hold: Decimal
    rule: LateDeliveryRule
    currency: str = "CNY"
    pieces: int = 0
    ship: Decimal | None = None
    return_freight: Decimal | None = None
    weight_kg: Decimal | None = None
    why: Why = ()
    break_even: tuple[BreakEven, ...] = ()
    assumptions: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """Something that happened, or will."""

    at: datetime
    what: Happening
    why: Why
    text: Phrase | None = None
    account: AccountId | None = None
    conversation_id: ConversationId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEdge:
    """A link of the case with its evidence by key.

    Args:
        is_bridge: True for a link that holds by itself and leads out of the ring: it was not
            followed, because nothing else ties the accounts on both sides.
    """

    link: Link
    why: Why
    is_bridge: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseBurst:
    """A burst of the case's orders."""

    burst: Burst
    why: Why = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything one ring did, with its evidence.

    Args:
        probability: That this is extortion, 0..1.
        accounts: Buyers' accounts only.
        callers: Numbers and nameless voices that belong to the ring and are no known buyer's.
        as_of: Time of the newest dated record that was read: what "now" is to the evidence.
        next_due: What expires first after ``as_of``.
        unresolved: What could not be concluded, and why: sentences for people.
    """

    id: CaseId
    verdict: Verdict
    probability: float
    accounts: tuple[CaseAccount, ...]
    callers: tuple[CaseAccount, ...] = ()
    payments: tuple[CasePayment, ...] = ()
    payees: tuple[CasePayee, ...] = ()
    orders: tuple[CaseOrder, ...] = ()
    bursts: tuple[CaseBurst, ...] = ()
    asks: tuple[Ask, ...] = ()
    exposure: Exposure | None = None
    timeline: tuple[TimelineEntry, ...] = ()
    edges: tuple[CaseEdge, ...] = ()
    conversations: tuple[ConversationId, ...] = ()
    evidence: Mapping[ExhibitId, Exhibit] = field(default_factory=dict)
    reasons: tuple[Phrase, ...] = ()
    unresolved: tuple[Phrase, ...] = ()
    as_of: datetime | None = None
    next_due: Due | None = None
