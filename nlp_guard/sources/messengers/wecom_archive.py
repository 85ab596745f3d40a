"""The conversation archive of WeCom (msgaudit), decrypted: one message an object."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.records import Attachment, Role
from nlp_guard.sources.reading.derivation import text_of_embedded
from nlp_guard.sources.reading.faults import Faults
from nlp_guard.sources.reading.gathering import Sent, read_messages
from nlp_guard.sources.reading.json_records import Record, has_records, records, text_of, under
from nlp_guard.sources.reading.json_values import JsonValue, outline
from nlp_guard.sources.reading.moments import from_epoch

_CUSTOMERS = ("wm", "wo")
_KINDS = {
    "image": Attachment.IMAGE,
    "voice": Attachment.VOICE,
    "video": Attachment.VIDEO,
    "emotion": Attachment.STICKER,
    "file": Attachment.FILE,
    "card": Attachment.CARD,
    "link": Attachment.CARD,
    "location": Attachment.CARD,
    "weapp": Attachment.CARD,
    "sphfeed": Attachment.CARD,
    "docmsg": Attachment.CARD,
    "chatrecord": Attachment.CARD,
    "news": Attachment.CARD,
    "redpacket": Attachment.TRANSFER,
    "external_redpacket": Attachment.TRANSFER,
    "meeting_voice_call": Attachment.CALL,
    "voip_doc_share": Attachment.CALL,
}
_NOTICES = frozenset({"agree", "disagree", "revoke"})
_BODIES = {"external_redpacket": "redpacket", "markdown": "info", "news": "info", "docmsg": "doc"}
"""Kinds whose body stands under another key."""
_WORDS = {
    "text": "content",
    "markdown": "content",
    "link": "title",
    "file": "filename",
    "location": "title",
    "weapp": "title",
    "redpacket": "wish",
    "external_redpacket": "wish",
    "chatrecord": "title",
    "card": "corpname",
}
"""Where the words of a kind of message stand in its body."""


class WecomArchive:
    """Reads decrypted archives; one conversation per customer and member of staff, or room.

    The form of a user's id tells the side: customers are ``wm…`` and ``wo…``, all others
    staff, the robots (``wb…``) among them.
    """

    name = "wecom_archive"
    kind = "chat"

    def sniff(self, path: Path, head: bytes) -> float:
        """Return 0.97 where records have the archive's fields."""
        return 0.97 if has_records(outline(head), ("msgid", "action", "from", "msgtime")) else 0.0

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give one conversation per pair of customer and staff, or per room.

        Raises:
            CorruptRecord: After everything good was given, if a record is broken.
        """
        yield from read_messages(path, context, self.name, _messages)


def _messages(value: JsonValue, context: ReadingContext, faults: Faults) -> Iterator[Sent]:
    for place, record in records(value.data, value.place, _is_message):
        if record.get("action") == "switch":  # somebody changed company: nothing is said
            continue
        kind = text_of(record, "msgtype")
        if not kind or not text_of(record, "from"):
            faults.add(place, "no sender or no kind of message")
        elif kind == "mixed":
            yield from _parts(place, record, context.staff)
        else:
            key = _BODIES.get(kind, kind)
            yield _sent(record, kind, (record.get(key), under(place, key)), context.staff)


def _is_message(record: Record) -> bool:
    return "msgid" in record and "action" in record


def _parts(place: str, record: Record, staff: frozenset[str]) -> Iterator[Sent]:
    """Give what a message of words and pictures holds, one after the other."""
    items = _member(record.get("mixed"), "item")
    for n, item in enumerate(items if isinstance(items, list) else ()):
        kind, content = text_of(item, "type"), _member(item, "content")
        at = under(place, "mixed", "item", n, "content")
        if isinstance(content, str):  # JSON inside a text
            words = text_of_embedded(content) if kind in _WORDS else ""
            sent = _sent(record, kind, (None, at), staff)
            sent.text, sent.locator = words, f"{at}#embedded"
        else:
            sent = _sent(record, kind, (content, at), staff)
        yield sent


def _sent(record: Record, kind: str, body: tuple[object, str], staff: frozenset[str]) -> Sent:
    """Take one message, or one part of one; ``body`` is (value, its place)."""
    sender = text_of(record, "from")
    talk, account = _talk(record, sender, staff)
    key = _WORDS.get(kind)
    value, place = body
    attachment = _KINDS.get(kind)
    return Sent(
        talk=talk,
        account=account,
        role=Role.SYSTEM if kind in _NOTICES else _role(sender, staff),
        speaker=sender,
        text=text_of(value, key) if key else "",
        locator=under(place, key) if key else place,
        sent_at=from_epoch(record.get("msgtime")),
        attachment=attachment,
        is_recalled=kind == "revoke",
        is_unreadable=key is None and attachment is None and kind not in _NOTICES,
        own=text_of(record, "msgid"),
        recalls=_member(value, "pre_msgid") if kind == "revoke" else None,
    )


def _member(value: object, key: str) -> object:
    return value.get(key) if isinstance(value, dict) else None


def _role(user: str, staff: frozenset[str]) -> Role:
    return Role.BUYER if user.startswith(_CUSTOMERS) and user not in staff else Role.AGENT


def _talk(record: Record, sender: str, staff: frozenset[str]) -> tuple[str, str]:
    """Return (what messages of the talk have in common, the customer).

    The customer of a room is who speaks there; where several do, it has none.
    """
    if room := text_of(record, "roomid"):
        return f"room\x1f{room}", sender if _role(sender, staff) is Role.BUYER else ""
    told = record.get("tolist")
    there = {sender, *filter(_is_text, told if isinstance(told, list) else ())}
    customers = sorted(user for user in there if _role(user, staff) is Role.BUYER)
    others = sorted(there.difference(customers))
    account = customers[0] if len(customers) == 1 else ""
    return "\x1f".join((*customers, "", *others)), account


def _is_text(value: object) -> bool:
    return isinstance(value, str)
