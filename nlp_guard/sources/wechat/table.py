"""WeChat as tables: what MemoTrace, PyWxDump, WeClone or WeFlow, and chatlog write as CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from nlp_guard.errors import CorruptRecord
from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.records import CharSpan, Role
from nlp_guard.sources.reading.faults import Faults
from nlp_guard.sources.reading.gathering import Sent, gather, named
from nlp_guard.sources.reading.json_records import flag
from nlp_guard.sources.reading.moments import from_either
from nlp_guard.sources.reading.named_columns import NamedRow, has_columns, named_rows
from nlp_guard.sources.sheets import letters
from nlp_guard.sources.wechat.kinds import is_recall, kind_of, role_of, words_of

_HEAD_BYTES = 65_536


class WechatTable:
    """Reads WeChat tables; one conversation per chat.

    Who exports is the shop's side; the account is the other party's WeChat id.
    """

    name = "wechat_table"
    kind = "chat"

    def sniff(self, path: Path, head: bytes) -> float:
        """Return 0.97 where the header is that of one of the tools."""
        return 0.97 if _form(path, head) else 0.0

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give one conversation per chat.

        Raises:
            InputError: If it is no table.
            CorruptRecord: If it has none of the headers; after all good messages were given, if
                some have no time.
        """
        uri = context.provenance.uri
        with path.open("rb") as source:
            form = _form(path, source.read(_HEAD_BYTES))
        if form is None:
            raise CorruptRecord("no table of WeChat messages: other columns", path=uri)
        codec, rows = named_rows(path, uri, form)
        faults = Faults(uri, context.note)
        take = _FORMS[form]
        messages = (sent for row in rows if (sent := _timed(take(row, context), row, faults)))
        yield from gather(messages, context, named(context, self.name, codec))
        faults.end()


def _form(path: Path, head: bytes) -> frozenset[str] | None:
    return next((columns for columns in _FORMS if has_columns(path, head, columns)), None)


def _timed(sent: Sent, row: NamedRow, faults: Faults) -> Sent | None:
    """Give the message, unless its row is cut off or shifted: then it has no time."""
    if sent.sent_at is None:
        faults.add(row.row.number, "no time in the row")
        return None
    return sent


def _memotrace(row: NamedRow, context: ReadingContext) -> Sent:
    is_self = flag(row.cell("IsSender").strip())
    names = tuple(filter(None, (row.cell(key) for key in ("Remark", "NickName", "Sender"))))
    sent = _worded(row, "StrContent", row.cell("Type"), row.cell("SubType"))
    sent.talk = row.cell("TalkerId")
    sent.speaker = names[0] if names else ""
    sent.account = "" if is_self else row.cell("Sender") or sent.speaker
    sent.sent_at = from_either(row.cell("CreateTime") or row.cell("StrTime"), context.timezone)
    return _sided(sent, is_self, names, context)


def _weclone(row: NamedRow, context: ReadingContext) -> Sent:
    is_self = flag(row.cell("is_sender").strip())
    body = "msg" if "msg" in row.columns else "content"
    sent = _worded(row, body, row.cell("type_name"))
    sent.talk = row.cell("room_name")
    sent.speaker = row.cell("talker")
    sent.account = "" if is_self or sent.talk.endswith("@chatroom") else sent.speaker
    sent.sent_at = from_either(row.cell("CreateTime"), context.timezone)
    return _sided(sent, is_self, (sent.speaker,), context)


def _chatlog(row: NamedRow, context: ReadingContext) -> Sent:
    """Take a row that names chat and sender: in a private chat, who is not its name is oneself."""
    talker, sender = row.cell("Talker"), row.cell("Sender")
    is_room = talker.endswith("@chatroom")
    names = tuple(filter(None, (row.cell("SenderName"), sender)))
    sent = _worded(row, "Content", "")
    sent.talk = talker
    sent.speaker = names[0] if names else ""
    sent.account = "" if is_room else talker
    sent.sent_at = from_either(row.cell("Time"), context.timezone)
    return _sided(sent, False if is_room else sender != talker, names, context)


def _worded(row: NamedRow, column: str, kind: str, second: str = "") -> Sent:
    """Take the words of a row and their place; the sides are told later on."""
    words = words_of(row.cell(column))
    found = kind_of(kind, second)
    span, locator = _place(row, column, words.way)
    return Sent(
        talk="",
        role=Role.SYSTEM if found.is_notice else Role.UNKNOWN,
        text=words.text,
        source_span=span,
        locator=locator,
        attachment=found.attachment,
        quoted=words.quoted,
        is_recalled=found.is_notice and is_recall(words.text),
        own=row.cell("MsgSvrID") or row.cell("localId") or None,
    )


def _place(row: NamedRow, column: str, way: str) -> tuple[CharSpan | None, str | None]:
    if not way:
        return row.place(column)
    cell = f"{letters(row.columns[column.lower()])}{row.row.number}"
    return None, f"{row.row.sheet}!{cell}#{way}"


def _sided(
    sent: Sent, is_self: bool | None, names: tuple[str, ...], context: ReadingContext
) -> Sent:
    if sent.role is not Role.SYSTEM:
        sent.role = role_of(is_self, names, context.staff, sent.talk)
    else:
        sent.account = ""
    return sent


_FORMS: Mapping[frozenset[str], Callable[[NamedRow, ReadingContext], Sent]] = {
    frozenset({"localid", "talkerid", "type", "issender", "createtime", "strcontent"}): _memotrace,
    frozenset({"msgsvrid", "type_name", "is_sender", "talker", "msg", "createtime"}): _weclone,
    frozenset({"msgsvrid", "type_name", "is_sender", "talker", "content", "createtime"}): _weclone,
    frozenset({"time", "sendername", "sender", "talkername", "talker", "content"}): _chatlog,
}
"""Columns of a tool (lower case) → how it fills them."""
