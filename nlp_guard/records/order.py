"""What was bought, by whom, and what only the shop can know about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from nlp_guard.records.ids import AccountId, OrderId
from nlp_guard.records.provenance import Exhibit, Provenance
from nlp_guard.records.spans import CharSpan


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One kind of goods in an order.

    Args:
        order_id: The order it belongs to.
        title: Of the goods, as in the report.
        pieces: Number of pieces.
        price: Of one piece, in the order's currency; None where the report does not tell.
        provenance: The report; needed only where it is another than the order's.
    """

    order_id: OrderId
    title: str
    pieces: int = 1
    price: Decimal | None = None
    provenance: Provenance | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order of a shop's order report.

    Args:
        id: As the platform numbers it; where ``is_id_lost``, a name of our own for what the row
            says, the same in every export that holds it.
        account_id: The buyer's member name. Where the report masks it or has none, the name
            with the order's number behind it, ``t**1 (1930000000000001)``: it names nobody else.
        paid: Price actually paid; None where nothing was paid yet. May be zero, or negative
            where a report books corrections.
        currency: ISO 4217.
        pieces: Number of pieces.
        created_at: Aware time the order was placed.
        paid_at: Aware time of payment; None where unpaid.
        status: In the report's own words.
        title: Titles of the goods, as in the report.
        payer: The account the buyer paid from (Alipay: mobile or e-mail), or "".
        receiver: Name of the receiver, or "".
        phone: Receiver's mobile (or only) telephone, or "".
        landline: Receiver's second telephone, or "".
        address: Receiver's address, or "".
        message: The buyer's message to the shop, or "".
        provenance: The report.
        source_span: Where the row stands in the decoded report.
        source_text: What stands there.
        locator: Place inside a structured report (``sheet!7:7``, a JSON pointer).
        refunded: What was paid back; None where the report does not tell.
        lines: The goods one by one, where the report tells.
        is_id_lost: True where a spreadsheet rounded the order's number.

    A masked receiver, telephone or payer is kept as it stands, with its asterisks, and one that
    the platform encrypted as ``***``: whatever holds an asterisk names nobody and is never
    compared.
    """

    id: OrderId
    account_id: AccountId
    paid: Decimal | None
    currency: str
    pieces: int
    created_at: datetime | None
    paid_at: datetime | None
    provenance: Provenance
    status: str = ""
    title: str = ""
    payer: str = ""
    receiver: str = ""
    phone: str = ""
    landline: str = ""
    address: str = ""
    message: str = ""
    source_span: CharSpan | None = None
    source_text: str = ""
    locator: str | None = None
    refunded: Decimal | None = None
    lines: tuple[OrderLine, ...] = ()
    is_id_lost: bool = False

    def exhibit(self) -> Exhibit:
        """Cite the order's row in the untouched report."""
        return Exhibit(
            provenance=self.provenance,
            quote=self.source_text,
            span=self.source_span,
            locator=self.locator,
        )


def newer(known: Order, other: Order) -> Order:
    """Return the newer of two rows of the same order: its status is the one that holds.

    Exports carry their time in their name, so the later name is the newer one; between exports
    of one name, and within one, what was read later.
    """
    return other if known.provenance.uri <= other.provenance.uri else known


def each_once(orders: Iterable[Order]) -> tuple[Order, ...]:
    """Return every order once, though several exports hold it: the newest row of each."""
    newest: dict[OrderId, Order] = {}
    for order in orders:
        known = newest.get(order.id)
        newest[order.id] = order if known is None else newer(known, order)
    return tuple(newest.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedPayment:
    """Money that the shop says it paid already.

    Args:
        payee: Account it went to, as the shop wrote it; None where it does not say.
        exhibit: The shop's own lines.
    """

    amount: Decimal
    currency: str
    exhibit: Exhibit
    at: datetime | None = None
    payee: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopFacts:
    """What only the shop can know; everything is optional.

    Args:
        name: The shop's own name or main account.
        staff: Nicks of the shop's staff.
        timezone: IANA name of the zone in which reports without a zone are written.
        freight_per_kg: The shop's own logistics rate.
        return_freight_per_order: What a returned order costs in freight.
        return_freight_per_kg: The same by weight; where both are given they add up.
        weight_kg_per_piece: Where the goods' titles do not tell.
        currency: ISO 4217, of the rates.
        paid: What was paid to those who demand.
    """

    name: str = ""
    staff: tuple[str, ...] = field(default=())
    timezone: str = "Asia/Shanghai"
    freight_per_kg: Decimal | None = None
    return_freight_per_order: Decimal | None = None
    return_freight_per_kg: Decimal | None = None
    weight_kg_per_piece: Decimal | None = None
    currency: str = "CNY"
    paid: tuple[StatedPayment, ...] = ()
