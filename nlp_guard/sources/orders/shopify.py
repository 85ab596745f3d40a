"""Shopify orders: second and later line items are rows with only name, e-mail and item."""

from __future__ import annotations

from nlp_guard.sources.orders.report import Columns, OrderReport


class ShopifyOrders(OrderReport):
    """Reads Shopify's export of orders."""

    name = "shopify_orders"
    columns = Columns(
        id=("Name",),
        account=("Email", "Phone", "Billing Name"),
        paid=("Total",),
        currency=("Currency",),
        line_pieces=("Lineitem quantity",),
        line_price=("Lineitem price",),
        created_at=("Created at",),
        paid_at=("Paid at",),
        status=("Financial Status", "Fulfillment Status"),
        title=("Lineitem name",),
        payer=("Email",),
        receiver=("Shipping Name", "Billing Name"),
        phone=("Shipping Phone", "Phone", "Billing Phone"),
        landline=("Billing Phone",),
        address_parts=(
            "Shipping Street",
            "Shipping City",
            "Shipping Zip",
            "Shipping Province",
            "Shipping Country",
        ),
        message=("Notes",),
        refunded=("Refunded Amount",),
    )
    required = (columns.id, columns.paid, columns.line_pieces, columns.created_at)
    telling = frozenset(
        ("Financial Status", "Fulfillment Status", "Lineitem quantity", "Lineitem name")
    )
    currency = "USD"
