"""JSON of bridges beside the Qianniu desk: past messages in two forms, and events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.records import Attachment, Role
from nlp_guard.sources.qianniu.nicks import bare, nick_sides
from nlp_guard.sources.reading.faults import Faults
from nlp_guard.sources.reading.gathering import Sent, read_messages
from nlp_guard.sources.reading.json_records import Record, has_records, records, text_of, under
from nlp_guard.sources.reading.json_values import JsonValue, outline
from nlp_guard.sources.reading.moments import from_either
from nlp_guard.sources.reading.placeholders import placeholder
from nlp_guard.sources.reading.talk import Side

_TIMES = ("sendTime", "msgtime", "svrtime", "time")
_WORDS: tuple[tuple[tuple[str, ...], Attachment | None], ...] = (
    (("originalData", "text"), None),
    (("msgbody",), None),
    (("message",), None),
    (("originalData", "header", "summary"), Attachment.CARD),
    (("summary",), None),
    (("originalData", "url"), Attachment.IMAGE),
)
"""Where the words stand, the surest place first; and what the message is, if they stand there."""


class QianniuBridge:
    """Reads dumps of Qianniu-side bridges; one conversation per buyer.

    The nicks tell the sides, and the login that the bridge ran under is the shop's.
    """

    name = "qianniu_bridge"
    kind = "chat"

    def sniff(self, path: Path, head: bytes) -> float:
        """Return 0.97 where messages have both nicks, 0.9 for a batch of events."""
        seen = outline(head)
        if has_records(seen, ("fromid.nick", "toid.nick")):
            return 0.97
        is_batch = has_records(seen, ("message", "securityUID", "time"))
        return 0.9 if is_batch else 0.0

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give one conversation per buyer.

        Raises:
            CorruptRecord: After everything good was given, if a record is broken.
        """
        yield from read_messages(path, context, self.name, _messages)


def _messages(value: JsonValue, context: ReadingContext, faults: Faults) -> Iterator[Sent]:
    found = list(records(value.data, value.place, _is_message))
    logins = {bare(_nick(record, "loginid")) for _, record in found} - {""}
    nicks = [nick for _, record in found for nick in _ends(record) if nick]
    sides = nick_sides(nicks, context.staff | logins)
    for place, record in found:
        speaker, to = _ends(record)
        if not speaker:
            faults.add(place, "no sender")
            continue
        yield _sent(place, record, speaker, to, sides, context)


def _is_message(record: Record) -> bool:
    return ("fromid" in record and "toid" in record) or (
        "message" in record and ("securityUID" in record or "fromuid" in record)
    )


def _ends(record: Record) -> tuple[str, str]:
    """Return the bare nicks of sender and receiver; an event is the outside party's."""
    speaker = _nick(record, "fromid") or text_of(record, "nick") or text_of(record, "fromuid")
    return bare(speaker), bare(_nick(record, "toid"))


def _nick(record: Record, key: str) -> str:
    return text_of(record, key, "nick") or text_of(record, key)


def _sent(
    place: str,
    record: Record,
    speaker: str,
    to: str,
    sides: Mapping[str, Side],
    context: ReadingContext,
) -> Sent:
    # What comes in as an event was received: the shop's own words are no events.
    side = sides[speaker] if "fromid" in record else Side(Role.BUYER)
    buyer = speaker if side.role is Role.BUYER else to if _is_buyer(to, sides) else ""
    keys, attachment = next(
        ((keys, kind) for keys, kind in _WORDS if text_of(record, *keys)),
        (("originalData",), None),
    )
    text = text_of(record, *keys)
    times = (from_either(record.get(key), context.timezone) for key in _TIMES if record.get(key))
    return Sent(
        talk=buyer or "\x1f".join(sorted((speaker, to))),
        account=buyer,
        role=side.role,
        is_role_inferred=side.is_inferred,
        speaker=speaker,
        text=text,
        locator=under(place, *keys),
        sent_at=next(times, None),
        attachment=attachment or placeholder(text),
        own=text_of(record, "mcode", "clientId") or record.get("msgid"),
    )


def _is_buyer(nick: str, sides: Mapping[str, Side]) -> bool:
    return nick in sides and sides[nick].role is Role.BUYER
