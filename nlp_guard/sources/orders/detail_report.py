"""A report that lists the goods of orders and says nothing else about them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace as with_changes

from nlp_guard.protocols import ReadingContext
from nlp_guard.records import OrderLine
from nlp_guard.sources.orders.entries import Entry
from nlp_guard.sources.orders.report import OrderReport


class DetailReport(OrderReport):
    """Gives lines, which are joined to orders of other reports by the order's number."""

    def records(
        self, entries: Sequence[Entry], context: ReadingContext, *, is_lost: bool
    ) -> Iterator[OrderLine]:
        """Give the lines; of a number that was rounded none, for it joins nothing."""
        if not is_lost:
            for entry in entries:
                yield with_changes(self.line(entry), provenance=context.provenance)
