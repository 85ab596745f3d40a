"""JD's customer service chats: answers of its interface, console dumps, vendors' rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.records import Attachment, Role
from nlp_guard.sources.reading.faults import Faults
from nlp_guard.sources.reading.gathering import Sent, read_messages
from nlp_guard.sources.reading.json_records import (
    Record,
    flag,
    has_records,
    records,
    text_of,
    under,
)
from nlp_guard.sources.reading.json_values import JsonValue, outline
from nlp_guard.sources.reading.moments import from_either

_FIELDS = ("waiterSend", "waiter", "customer")
_KINDS = {
    "image": Attachment.IMAGE,
    "img": Attachment.IMAGE,
    "picture": Attachment.IMAGE,
    "voice": Attachment.VOICE,
    "audio": Attachment.VOICE,
    "video": Attachment.VIDEO,
    "file": Attachment.FILE,
    "card": Attachment.CARD,
    "order": Attachment.CARD,
    "sku": Attachment.CARD,
    "product": Attachment.CARD,
    "emoji": Attachment.STICKER,
}
_LINKS = {"imgUrl": Attachment.IMAGE, "url": Attachment.FILE}


class JdDongdong:
    """Reads JD chats; one conversation per customer.

    ``waiterSend`` tells the side, whatever it is written as; the waiter is the shop's.
    """

    name = "jd_dongdong"
    kind = "chat"

    def sniff(self, path: Path, head: bytes) -> float:
        """Return 0.97 where records have a waiter, a customer and who of them sent."""
        return 0.97 if has_records(outline(head), _FIELDS) else 0.0

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give one conversation per customer.

        Raises:
            CorruptRecord: After everything good was given, if a record is broken.
        """
        yield from read_messages(path, context, self.name, _messages)


def _messages(value: JsonValue, context: ReadingContext, faults: Faults) -> Iterator[Sent]:
    for place, record in records(value.data, value.place, _is_message):
        if not isinstance(record.get("content", ""), str | None):
            faults.add(place, "its content is no text")
            continue
        yield _sent(place, record, context)


def _is_message(record: Record) -> bool:
    return "waiterSend" in record and ("waiter" in record or "customer" in record)


def _sent(place: str, record: Record, context: ReadingContext) -> Sent:
    is_waiter = flag(record["waiterSend"])
    waiter, customer = text_of(record, "waiter"), text_of(record, "customer")
    return Sent(
        talk=customer,
        account=customer,
        role=Role.UNKNOWN if is_waiter is None else Role.AGENT if is_waiter else Role.BUYER,
        speaker="" if is_waiter is None else waiter if is_waiter else customer,
        text=text_of(record, "content"),
        locator=under(place, "content"),
        sent_at=from_either(record.get("time", record.get("created")), context.timezone),
        attachment=_attachment(record),
        own=record.get("mid") or record.get("uuid"),
    )


def _attachment(record: Record) -> Attachment | None:
    kind = (text_of(record, "type") or text_of(record, "bodyType")).lower()
    named = next((found for name, found in _KINDS.items() if name in kind), None)
    if named is not None or text_of(record, "content"):
        return named
    return next((found for key, found in _LINKS.items() if text_of(record, key)), None)
