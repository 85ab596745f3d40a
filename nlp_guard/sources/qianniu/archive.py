"""Answers of Taobao's Open Platform that hold chats: JSON or XML, kept as archives."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.records import Attachment, Role
from nlp_guard.sources.qianniu.nicks import bare
from nlp_guard.sources.reading.faults import Faults
from nlp_guard.sources.reading.gathering import Sent, gather, named, read_messages
from nlp_guard.sources.reading.json_records import Record, records, text_of, under
from nlp_guard.sources.reading.json_values import JsonValue, outline
from nlp_guard.sources.reading.moments import from_either
from nlp_guard.sources.reading.placeholders import placeholder
from nlp_guard.sources.reading.xml_values import is_xml_of, read_xml

_OK = ("10000", "0", "")
_ANSWERS = {
    "chatlog_get_response": ("msgs", "msg"),
    "wangwang_eservice_chatlog_get_response": ("msgs", "msg"),
    "wangwang_abstract_logquery_response": ("msg_lists", "msg_list"),
    "openim_chatlogs_get_response": ("result", "messages"),
}
"""Name of an answer → where its messages stand."""
_SENT_BY_SHOP, _SENT_BY_BUYER = "0", "1"
_PIECES = {
    "P": Attachment.IMAGE,
    "I": Attachment.IMAGE,
    "A": Attachment.VOICE,
    "V": Attachment.VIDEO,
    "F": Attachment.FILE,
}


class TaobaoArchive:
    """Reads chats as ``chatlog.get``, ``abstract.logquery`` and ``openim.chatlogs.get`` gave them.

    Who asks is the shop, so direction 0 is the shop's side and 1 the buyer's; in ``openim``
    nothing tells who asked. ``abstract.logquery`` withholds what buyers say: such messages are
    kept without words and counted as unreadable.
    """

    name = "taobao_archive"
    kind = "chat"

    def sniff(self, path: Path, head: bytes) -> float:
        """Return 0.98 where the answer is named as one of these."""
        if is_xml_of(head, _ANSWERS):
            return 0.98
        seen = outline(head)
        is_answer = any(path_.rpartition(".")[2] in _ANSWERS for path_ in seen)
        return 0.98 if is_answer else 0.0

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give one conversation per answer.

        Raises:
            CorruptRecord: After everything good was given, if a part is broken, or the platform
                answered with an error.
        """
        with path.open("rb") as source:
            is_xml = source.read(512).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
        if not is_xml:
            yield from read_messages(path, context, self.name, _messages)
            return
        faults = Faults(context.provenance.uri, context.note)
        value, codec = read_xml(path, context.provenance.uri)
        messages = _messages(value, context, faults)
        yield from gather(messages, context, named(context, self.name, codec))
        faults.end()


def _messages(value: JsonValue, context: ReadingContext, faults: Faults) -> Iterator[Sent]:
    for place, wrapper in records(value.data, value.place, _is_answer):
        for name in _ANSWERS.keys() & wrapper.keys():
            answer = wrapper[name]
            if isinstance(answer, dict):
                yield from _of_answer(under(place, name), name, answer, context, faults)


def _is_answer(record: Record) -> bool:
    return not _ANSWERS.keys().isdisjoint(record)


def _of_answer(
    place: str, name: str, answer: Record, context: ReadingContext, faults: Faults
) -> Iterator[Sent]:
    code = text_of(answer, "ret") or text_of(answer, "ret_code")
    if code not in _OK:
        faults.add(place, f"the platform answered with code {code[:10]}, not with messages")
    ends = bare(text_of(answer, "from_id")), bare(text_of(answer, "to_id"))
    for at, message in _listed(answer, place, _ANSWERS[name]):
        if not isinstance(message, dict):
            faults.add(at, "no message")
        elif name == "openim_chatlogs_get_response":
            yield from _pieces(at, message, place, context)
        else:
            yield _sent(at, message, place, ends, context)


def _listed(value: object, place: str, keys: tuple[str, ...]) -> Iterator[tuple[str, object]]:
    """Go down the keys and give the list there; a list of one may be written as its element.

    The platform's JSON puts a list into an object with one member (``msgs: {msg: […]}``).
    """
    for key in keys:
        if not isinstance(value, dict) or key not in value:
            return
        value, place = value[key], under(place, key)
    if (
        isinstance(value, dict)
        and len(value) == 1
        and isinstance(inner := next(iter(value.values())), dict | list)
    ):
        value, place = inner, under(place, next(iter(value)))
    if isinstance(value, list):
        for n, element in enumerate(value):
            yield under(place, n), element
    elif isinstance(value, dict) and value:
        yield place, value


def _sent(
    place: str, message: Record, talk: str, ends: tuple[str, str], context: ReadingContext
) -> Sent:
    direction = text_of(message, "direction")
    shop, buyer = ends
    text = text_of(message, "content")
    is_withheld = "content" not in message or (not text and "length" in message)
    return Sent(
        talk=talk,
        account=buyer,
        role={_SENT_BY_SHOP: Role.AGENT, _SENT_BY_BUYER: Role.BUYER}.get(direction, Role.UNKNOWN),
        speaker={_SENT_BY_SHOP: shop, _SENT_BY_BUYER: buyer}.get(direction, ""),
        text=text,
        locator=place if "content" not in message else under(place, "content"),
        sent_at=from_either(message.get("time"), context.timezone),
        attachment=placeholder(text),
        is_unreadable=is_withheld,
    )


def _pieces(place: str, message: Record, talk: str, context: ReadingContext) -> Iterator[Sent]:
    """Give each piece of a message, of which one may hold several."""
    speaker = {"0": "user1", "1": "user2"}.get(text_of(message, "direction"), "")
    for at, piece in _listed(message, place, ("content_list",)):
        yield Sent(
            talk=talk,
            role=Role.UNKNOWN,
            speaker=speaker,
            text=text_of(piece, "value"),
            locator=under(at, "value"),
            sent_at=from_either(message.get("time"), context.timezone),
            attachment=_PIECES.get(text_of(piece, "type").upper()[:1]),
            own=message.get("uuid"),
        )
