"""WeChat as JSON: what chatlog and WeFlow write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.records import Role
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
from nlp_guard.sources.wechat.kinds import is_recall, kind_of, role_of, words_of

_CHATLOG = ("isChatRoom", "talker", "sender", "isSelf")
_WEFLOW = ("session", "messages")


class WechatJson:
    """Reads WeChat JSON; one conversation per chat.

    Who exports is the shop's side; the account is the other party's WeChat id.
    """

    name = "wechat_json"
    kind = "chat"

    def sniff(self, path: Path, head: bytes) -> float:
        """Return 0.97 where messages have the fields of one of the tools."""
        seen = outline(head)
        is_weflow = has_records(seen, ("session.wxid", "messages[].isSend"))
        return 0.97 if is_weflow or has_records(seen, _CHATLOG) else 0.0

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give one conversation per chat.

        Raises:
            CorruptRecord: After everything good was given, if a record is broken.
        """
        yield from read_messages(path, context, self.name, _messages)


def _messages(value: JsonValue, context: ReadingContext, faults: Faults) -> Iterator[Sent]:
    for place, record in records(value.data, value.place, _is_known):
        if "isChatRoom" in record:
            if isinstance(record.get("content", ""), str | None):
                yield _chatlog(place, record, context)
            else:
                faults.add(place, "its content is no text")
            continue
        at = under(place, "messages")
        for n, message in enumerate(record["messages"]):
            if isinstance(message, dict) and isinstance(message.get("content", ""), str | None):
                yield _weflow(under(at, n), message, record["session"], context)
            else:
                faults.add(under(at, n), "no message")


def _is_known(record: Record) -> bool:
    if "isChatRoom" in record and "isSelf" in record:
        return True
    is_session = isinstance(record.get("session"), dict)
    return is_session and isinstance(record.get("messages"), list)


def _chatlog(place: str, record: Record, context: ReadingContext) -> Sent:
    talker, sender = text_of(record, "talker"), text_of(record, "sender")
    name = text_of(record, "senderName") or sender
    room = talker if flag(record["isChatRoom"]) else ""
    keys = ("content",) if text_of(record, "content") else ("contents", "title")
    refer = ("contents", "refer")
    sent = _worded(place, record, keys, (text_of(record, "type"), text_of(record, "subType")))
    sent.talk = talker
    sent.account = "" if room else talker
    sent.speaker = name
    sent.sent_at = from_either(record.get("time"), context.timezone)
    sent.quoted = sent.quoted or words_of(text_of(record, *refer, "content")).text
    sent.own = record.get("seq")
    sent.reply_to = text_of(record, *refer, "seq") or None
    if sent.role is not Role.SYSTEM:
        in_room = "@chatroom" if room else ""
        sent.role = role_of(flag(record["isSelf"]), (name, sender), context.staff, in_room)
    return sent


def _weflow(place: str, message: Record, session: Record, context: ReadingContext) -> Sent:
    sender = text_of(message, "senderUsername")
    name = text_of(message, "senderDisplayName") or sender
    chat = text_of(session, "wxid")
    is_room = text_of(session, "type") == "群聊" or chat.endswith("@chatroom")
    is_self = flag(message.get("isSend"))
    sent = _worded(place, message, ("content",), (text_of(message, "type"), ""))
    sent.talk = chat
    sent.account = "" if is_room else chat
    sent.speaker = name
    sent.sent_at = from_either(
        message.get("createTime") or message.get("formattedTime"), context.timezone
    )
    sent.own = message.get("localId")
    if sent.role is not Role.SYSTEM:
        room = "@chatroom" if is_room else ""
        sent.role = role_of(is_self, (name, sender), context.staff, room)
    return sent


def _worded(place: str, record: Record, keys: tuple[str, ...], kind: tuple[str, str]) -> Sent:
    """Take the words of a record and their place; the sides are told later on."""
    words = words_of(text_of(record, *keys))
    found = kind_of(*kind)
    at = under(place, *keys)
    return Sent(
        talk="",
        role=Role.SYSTEM if found.is_notice else Role.UNKNOWN,
        text=words.text,
        locator=f"{at}#{words.way}" if words.way else at,
        attachment=found.attachment,
        quoted=words.quoted,
        is_recalled=found.is_notice and is_recall(words.text),
    )
