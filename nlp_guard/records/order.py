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
class Order:
    """One order of a shop's order report.

    Args:
        id: As the platform numbers it.
        account_id: The buyer's member name.
        paid: Price actually paid; None where nothing was paid yet.
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
        locator: Place inside a structured report (``sheet!A7``).
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

    def exhibit(self) -> Exhibit:
        """Cite the order's row in the untouched report."""
        return Exhibit(
            provenance=self.provenance,
            quote=self.source_text,
            span=self.source_span,
            locator=self.locator,
        )


def each_once(orders: Iterable[Order]) -> tuple[Order, ...]:
    """Return every order once, though several exports hold it.

    Exports carry their time in their name; the row of the last one stands, for its status is the
    newest.
    """
    newest: dict[OrderId, Order] = {}
    for order in orders:
        known = newest.get(order.id)
        if known is None or known.provenance.uri <= order.provenance.uri:
            newest[order.id] = order
    return tuple(newest.values())


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
    """

    name: str = ""
    staff: tuple[str, ...] = field(default=())
    timezone: str = "Asia/Shanghai"
    freight_per_kg: Decimal | None = None
    return_freight_per_order: Decimal | None = None
    return_freight_per_kg: Decimal | None = None
    weight_kg_per_piece: Decimal | None = None
    currency: str = "CNY"
