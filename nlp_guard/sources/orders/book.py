"""All orders of a run: each once, with the goods that a detail report lists."""

from __future__ import annotations

from dataclasses import replace as with_changes

from nlp_guard.records import Order, OrderId, OrderLine, newer
from nlp_guard.sources.orders.report import TITLES_BETWEEN


class OrderBook:
    """Collects orders and their lines as reports give them, in any order."""

    def __init__(self) -> None:
        self._orders: dict[OrderId, Order] = {}
        self._lines: dict[OrderId, list[OrderLine]] = {}

    def add(self, entry: Order | OrderLine) -> None:
        """Take an order, or a line of one; the newest export of each stands."""
        if isinstance(entry, Order):
            known = self._orders.get(entry.id)
            self._orders[entry.id] = entry if known is None else newer(known, entry)
            return
        lines = self._lines.setdefault(entry.order_id, [])
        if lines and _export(lines[0]) < _export(entry):
            lines.clear()
        if not lines or _export(lines[0]) == _export(entry):
            lines.append(entry)

    def joined(self) -> tuple[Order, ...]:
        """Return the orders; what an order does not say of its goods its lines say."""
        return tuple(map(self._joined, self._orders.values()))

    def _joined(self, order: Order) -> Order:
        lines = self._lines.get(order.id)
        if not lines or order.lines or order.is_id_lost:
            return order
        return with_changes(
            order,
            lines=tuple(lines),
            title=order.title or TITLES_BETWEEN.join(line.title for line in lines),
            pieces=order.pieces or sum(line.pieces for line in lines),
        )


def _export(line: OrderLine) -> str:
    return line.provenance.uri if line.provenance else ""
