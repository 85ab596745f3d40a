"""Salesforce messaging: ``ConversationEntry`` records, as rows of an export or as JSON of a query.

Source: developer.salesforce.com, object reference, ConversationEntry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from nlp_guard.errors import CorruptRecord
from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.records import Attachment, CharSpan, Role
from nlp_guard.sources.reading.faults import Faults
from nlp_guard.sources.reading.gathering import Sent, gather, named
from nlp_guard.sources.reading.json_values import objects, outline, read_json, word
from nlp_guard.sources.reading.moments import from_either
from nlp_guard.sources.reading.named_columns import has_columns, named_rows

_REQUIRED = frozenset({"actortype", "entrytime", "message", "conversationid"})
_ROLES = {
    "agent": Role.AGENT,
    "bot": Role.AGENT,
    "supervisor": Role.AGENT,
    "enduser": Role.BUYER,
    "system": Role.SYSTEM,
}
_PLACES = ("records[].", "[].", "")
Field = Callable[[str], str]
Place = tuple[CharSpan | None, str | None]


class SalesforceEntries:
    """Reads entries of Salesforce messaging sessions; one conversation per session."""

    name = "salesforce_entries"
    kind = "chat"

    def sniff(self, path: Path, head: bytes) -> float:
        """Return 0.97 where the header or the records have the fields of an entry."""
        seen = {key.lower() for key in outline(head)}
        if any({f"{place}{name}" for name in _REQUIRED} <= seen for place in _PLACES):
            return 0.97
        return 0.97 if not seen and has_columns(path, head, _REQUIRED) else 0.0

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give one conversation per session, in order of time.

        Raises:
            InputError: If it is neither a table nor JSON.
            CorruptRecord: If fields are missing; or, after all good entries were given, if some
                are broken.
        """
        faults = Faults(context.provenance.uri, context.note)
        with path.open("rb") as opened:
            is_json = bool(outline(opened.read(65_536)))
        codec, entries = (
            _json(path, context, faults) if is_json else _table(path, context.provenance.uri)
        )
        found = sorted(entries, key=lambda entry: entry[0]("entrytime"))
        if not found:
            raise CorruptRecord("no entry found", path=context.provenance.uri)
        messages = (_sent(field, place, context) for field, place in found)
        yield from gather(messages, context, named(context, self.name, codec))
        faults.end()


def _table(path: Path, uri: str) -> tuple[str | None, Iterator[tuple[Field, Place]]]:
    codec, rows = named_rows(path, uri, _REQUIRED)
    return codec, ((row.cell, row.place("message")) for row in rows)


def _json(
    path: Path, context: ReadingContext, faults: Faults
) -> tuple[str | None, Iterator[tuple[Field, Place]]]:
    codec, values = read_json(path, context.provenance.uri, faults)

    def entries() -> Iterator[tuple[Field, Place]]:
        for value in values:
            data: object = value.data
            if isinstance(data, dict) and "records" not in data:
                yield _fields(data), (None, f"{value.place}/{_key(data, 'message')}")
                continue
            key = "records" if isinstance(data, dict) else None
            for place, entry in objects(data, key, value.place, faults):
                yield _fields(entry), (None, f"{place}/{_key(entry, 'message')}")

    return codec, entries()


def _fields(entry: Mapping[str, Any]) -> Field:
    return lambda name: word(entry, _key(entry, name))


def _key(entry: Mapping[str, Any], name: str) -> str:
    """Return a field's name as the entry writes it."""
    return next((key for key in entry if key.lower() == name), name)


def _sent(field: Field, place: Place, context: ReadingContext) -> Sent:
    kind = field("entrytype").lower()
    is_said = kind in ("", "text", "message") or bool(field("message"))
    role = _ROLES.get(field("actortype").replace(" ", "").lower(), Role.UNKNOWN)
    span, locator = place
    return Sent(
        talk=field("conversationid"),
        role=role if is_said else Role.SYSTEM,
        text=field("message"),
        account=field("actorid") or field("actorname") if role is Role.BUYER else "",
        speaker=field("actorname"),
        sent_at=from_either(field("entrytime"), context.timezone),
        source_span=span,
        locator=locator,
        attachment=Attachment.FILE if kind in ("attachments", "file") else None,
        own=field("id") or None,
    )
