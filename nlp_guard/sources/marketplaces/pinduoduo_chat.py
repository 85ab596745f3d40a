"""Pinduoduo's merchant chats: pushed messages, their records, and a tool's list of turns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.records import Attachment, Role
from nlp_guard.sources.reading.faults import Faults
from nlp_guard.sources.reading.gathering import Sent, read_messages
from nlp_guard.sources.reading.json_records import Record, has_records, records, text_of, under
from nlp_guard.sources.reading.json_values import JsonValue, outline
from nlp_guard.sources.reading.moments import from_either, from_epoch

_TEXT, _HANDED_OVER, _RECALL = "0", "24", "1002"
_KINDS = {
    "1": Attachment.IMAGE,
    "5": Attachment.STICKER,
    "14": Attachment.VIDEO,
    "64": Attachment.CARD,
}
_ROLES = {"user": Role.BUYER, "mall_cs": Role.AGENT}
_NAMED_ROLES = {"用户": Role.BUYER, "客服": Role.AGENT, "系统": Role.SYSTEM}
_BOT = {"0": Role.BUYER, "1": Role.AGENT}


class PinduoduoChat:
    """Reads Pinduoduo chats; one conversation per user.

    ``from.role`` tells the side; a masked nickname is kept as it is, the account is the user's
    number where there is one.
    """

    name = "pinduoduo_chat"
    kind = "chat"

    def sniff(self, path: Path, head: bytes) -> float:
        """Return 0.97 where messages have the platform's fields, 0.9 for a tool's list."""
        seen = outline(head)
        if has_records(seen, ("msg_id", "from.role", "ts")):
            return 0.97
        if has_records(seen, ("msg_ts", "from_type", "text")):
            return 0.95
        is_tools = has_records(seen, ("role", "time", "name", "content"))
        named = {value for path_, value in seen.items() if path_.endswith("role")}
        return 0.9 if is_tools and not named.isdisjoint(_NAMED_ROLES) else 0.0

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give one conversation per user.

        Raises:
            CorruptRecord: After everything good was given, if a record is broken.
        """
        yield from read_messages(path, context, self.name, _messages)


def _messages(value: JsonValue, context: ReadingContext, faults: Faults) -> Iterator[Sent]:
    for place, record in records(value.data, value.place, _is_message):
        content = record.get("text" if "from_type" in record else "content", "")
        if not isinstance(content, str | None):
            faults.add(place, "its content is no text")
        elif "from_type" in record:
            yield _served(place, record)
        elif "msg_id" in record:
            yield _pushed(place, record)
        else:
            yield _listed(place, record, context)


def _is_message(record: Record) -> bool:
    if isinstance(record.get("from"), dict) and "msg_id" in record:
        return True
    if "from_type" in record and "msg_ts" in record:
        return True
    return "content" in record and text_of(record, "role") in _NAMED_ROLES


def _pushed(place: str, record: Record) -> Sent:
    """Take a message as the platform pushes it."""
    role = _ROLES.get(text_of(record, "from", "role"), Role.UNKNOWN)
    user = next(
        (text_of(record, end, "uid") for end in ("from", "to")
         if text_of(record, end, "role") == "user"), "",
    )  # fmt: skip
    nickname = text_of(record, "nickname")
    kind = text_of(record, "type") or _TEXT
    is_buyer = role is Role.BUYER
    keys = ("info", "description") if kind == "5" and not record.get("content") else ("content",)
    return Sent(
        talk=user or nickname,
        account=user or nickname,
        role=Role.SYSTEM if kind in (_HANDED_OVER, _RECALL) else role,
        speaker=(nickname if is_buyer else "") or text_of(record, "from", "uid"),
        text=text_of(record, *keys),
        locator=under(place, *keys),
        sent_at=from_epoch(record.get("ts")),
        attachment=_attachment(kind, record),
        is_recalled=kind == _RECALL,
        own=record.get("msg_id"),
        recalls=_recalled(record) if kind == _RECALL else None,
    )


def _attachment(kind: str, record: Record) -> Attachment | None:
    """Return what a message carries; a plain one with a sub-type is a card of goods or order."""
    if kind == _TEXT and text_of(record, "sub_type") and isinstance(record.get("info"), dict):
        return Attachment.CARD
    return _KINDS.get(kind)


def _recalled(record: Record) -> object:
    info = record.get("info")
    return info.get("msg_id") if isinstance(info, dict) else None


def _served(place: str, record: Record) -> Sent:
    """Take a message of the logistics service's interface: a user and a bot."""
    return Sent(
        talk="",
        role=_BOT.get(text_of(record, "from_type"), Role.UNKNOWN),
        text=text_of(record, "text"),
        locator=under(place, "text"),
        sent_at=from_epoch(record.get("msg_ts")),
        own=record.get("id"),
    )


def _listed(place: str, record: Record, context: ReadingContext) -> Sent:
    """Take a turn as a tool reads it off the page of past chats."""
    role = _NAMED_ROLES[text_of(record, "role")]
    name = text_of(record, "name")
    return Sent(
        talk="",
        account=name if role is Role.BUYER else "",
        role=role,
        speaker=name,
        text=text_of(record, "content"),
        locator=under(place, "content"),
        sent_at=from_either(record.get("time"), context.timezone),
        attachment=_LISTED_KINDS.get(text_of(record, "type")),
    )


_LISTED_KINDS = {
    "image": Attachment.IMAGE,
    "图片": Attachment.IMAGE,
    "video": Attachment.VIDEO,
    "视频": Attachment.VIDEO,
    "goods": Attachment.CARD,
    "card": Attachment.CARD,
    "emotion": Attachment.STICKER,
}
