"""Zendesk Support: ticket comments as rows, as data warehouses hold them.

The rows name authors by number only, so that the sides stay unknown here. Times without a zone
are UTC, as warehouses keep them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.records import Role
from nlp_guard.sources.reading.faults import Faults
from nlp_guard.sources.reading.gathering import Sent, gather, named
from nlp_guard.sources.reading.moments import from_either
from nlp_guard.sources.reading.named_columns import NamedRow, has_columns, named_rows

_REQUIRED = frozenset({"ticket_id", "user_id", "body", "created", "public"})


class ZendeskCommentRows:
    """Reads rows of ticket comments; one conversation per ticket."""

    name = "zendesk_comment_rows"
    kind = "chat"

    def sniff(self, path: Path, head: bytes) -> float:
        """Return 0.97 where the header has the columns of ticket comments."""
        return 0.97 if has_columns(path, head, _REQUIRED) else 0.0

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give one conversation per ticket, in order of time.

        Raises:
            InputError: If it is no table.
            CorruptRecord: If columns are missing.
        """
        codec, rows = named_rows(path, context.provenance.uri, _REQUIRED)
        faults = Faults(context.provenance.uri, context.note)
        entries = sorted(rows, key=lambda row: row.cell("created"))
        messages = (sent for row in entries if (sent := _sent(row, faults)) is not None)
        yield from gather(messages, context, named(context, self.name, codec))
        faults.end()


def _sent(row: NamedRow, faults: Faults) -> Sent | None:
    """Return the comment of a row; None for an internal note."""
    if row.cell("public").strip().lower() in ("false", "0", "f", "no"):
        faults.pass_over("internal notes")
        return None
    span, locator = row.place("body")
    return Sent(
        talk=row.cell("ticket_id"),
        role=Role.UNKNOWN,
        text=row.cell("body"),
        speaker=row.cell("user_id"),
        sent_at=from_either(row.cell("created"), UTC),
        source_span=span,
        locator=locator,
        own=row.cell("id") or None,
    )
