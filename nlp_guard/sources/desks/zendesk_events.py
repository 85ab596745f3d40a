"""Zendesk messaging: the events of chats as rows, as data warehouses hold them.

``actor_id`` tells the side: ``agent:7`` is staff or a bot, ``__system`` Zendesk, ``__trigger`` the
shop's automation, a bare number the visitor. Times without a zone are UTC, as in warehouses.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.records import Attachment, Role
from nlp_guard.sources.reading.attachments import kind_of_file, kind_of_type
from nlp_guard.sources.reading.faults import Faults
from nlp_guard.sources.reading.gathering import Sent, gather, named
from nlp_guard.sources.reading.moments import from_either
from nlp_guard.sources.reading.named_columns import NamedRow, has_columns, named_rows

_REQUIRED = frozenset({"chat_id", "actor_id", "message", "created_at", "type"})
_SAID = frozenset({"chatmessage", "chatfileattachment", "chat.msg", "chat.file"})
_TRUE = frozenset({"true", "1", "t", "yes"})


class ZendeskEvents:
    """Reads rows of messaging events; one conversation per chat."""

    name = "zendesk_events"
    kind = "chat"

    def sniff(self, path: Path, head: bytes) -> float:
        """Return 0.97 where the header has the columns of messaging events."""
        return 0.97 if has_columns(path, head, _REQUIRED) else 0.0

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give one conversation per chat, in order of time.

        Raises:
            InputError: If it is no table.
            CorruptRecord: If columns are missing.
        """
        codec, rows = named_rows(path, context.provenance.uri, _REQUIRED)
        faults = Faults(context.provenance.uri, context.note)
        entries = sorted(rows, key=lambda row: (row.cell("created_at"), _count(row)))
        messages = (sent for row in entries if (sent := _sent(row, faults)) is not None)
        yield from gather(messages, context, named(context, self.name, codec))
        faults.end()


def _count(row: NamedRow) -> int:
    index = row.cell("chat_index")
    return int(index) if index.isascii() and index.isdigit() and len(index) < 19 else 0


def _sent(row: NamedRow, faults: Faults) -> Sent | None:
    """Return the message of a row; None for one repeated from an earlier chat."""
    if row.cell("is_history_context").lower() in _TRUE:
        faults.pass_over("messages repeated from earlier chats")
        return None
    is_said = row.cell("type").lower() in _SAID
    actor = row.cell("actor_id")
    shown = "message" if row.cell("message") or is_said else "type"
    span, locator = row.place(shown)
    role = _role(actor)
    return Sent(
        talk=row.cell("chat_id"),
        role=role if is_said else Role.SYSTEM,
        text=row.cell(shown),
        account=actor if role is Role.BUYER else "",
        speaker=actor,
        sent_at=from_either(row.cell("created_at"), UTC),
        source_span=span,
        locator=locator,
        attachment=_attachment(row, is_said=is_said),
        own=row.cell("message_id") or None,
        reply_to=row.cell("parent_message_id") or None,
    )


def _role(actor: str) -> Role:
    """Return the side of an actor.

    Example:
        >>> [_role(actor).value for actor in ("agent:7", "387", "__system", "")]
        ['agent', 'buyer', 'system', 'unknown']
    """
    if actor.startswith("agent:") or actor == "__trigger":
        return Role.AGENT
    if actor.startswith("__"):
        return Role.SYSTEM
    return Role.BUYER if actor else Role.UNKNOWN


def _attachment(row: NamedRow, *, is_said: bool) -> Attachment | None:
    name, media_type = row.cell("filename"), row.cell("mime_type")
    if name or media_type:
        return kind_of_type(media_type) or kind_of_file(name)
    has_form = is_said and not row.cell("message") and row.cell("original_message")
    return Attachment.CARD if has_form else None
