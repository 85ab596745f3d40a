"""WhatsApp: the text file that "Export chat" writes, on either system, in any language.

Android writes ``14/11/23, 22:13 - Name: text``, iOS ``[14/11/23, 22:13:20] Name: text``; order and
separators of the date, the clock and the language follow the phone. A line without ``Name: `` is
WhatsApp's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from dataclasses import replace as with_changes
from datetime import datetime
from pathlib import Path

from nlp_guard.errors import CorruptRecord, InputError
from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.records import CharSpan, Role, Utterance
from nlp_guard.sources.encodings.encoding import decode
from nlp_guard.sources.messengers.whatsapp_notices import Marked, marked
from nlp_guard.sources.reading.day_month import DateNumbers, DateOrder, settle
from nlp_guard.sources.reading.faults import Faults
from nlp_guard.sources.reading.talk import Side, Talk, outside, sides

_BLANK = r"[ \u00a0\u2009\u202f]"
_HALF = (
    rf"(?:[AaPp]\.?{_BLANK}?[Mm]\b\.?|上午|下午|凌晨|早上|中午|晚上|清晨|午前|午後|오전|오후"
    r"|ص|م|π\.?μ\.?|μ\.?μ\.?|ÖÖ|ÖS|[Dd][eu]\.|SA|CH)"
)
_HEADER = re.compile(
    rf"^[\ufeff\u200e\u200f]*(?P<open>\[)?"
    rf"(?P<a>\d{{1,4}})(?P<sep>[./-]){_BLANK}?(?P<b>\d{{1,2}})(?P=sep){_BLANK}?(?P<c>\d{{1,4}})\.?"
    rf",?(?:{_BLANK}+(?:klo|um|à|at|alle|às|kl\.?|г\.)[,]?)?{_BLANK}*"
    rf"(?:(?P<half>{_HALF}){_BLANK}*)?(?P<h>\d{{1,2}})[:.](?P<m>\d{{2}})(?:[:.](?P<s>\d{{2}}))?"
    rf"(?:{_BLANK}*(?P<late>{_HALF}))?"
    rf"(?(open)\]{_BLANK}?|{_BLANK}+[-–]{_BLANK}+)",
    re.MULTILINE,
)
_NAME = re.compile(r"[\u200e\u200f]?([^\n]{1,120}?): ")
_BEFORE_NOON = re.compile(r"^(?:[Aa]|上午|凌晨|早上|清晨|午前|오전|ص|π|ÖÖ|[Dd]e|SA)")
_INVISIBLE = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_CONTACT = re.compile(
    r"(?:WhatsApp[ -]?Chat (?:with|mit|met|-)|Chat (?:de )?WhatsApp con|Discussion WhatsApp avec"
    r"|Conversa do WhatsApp com|Чат WhatsApp с|[与與]) ?(.+?)"
    r"(?: ?的 ?WhatsApp ?(?:聊天|對話|对话)|との ?WhatsApp ?トーク)?"
    r"(?: \(\d+\))?(?:\.txt|\.zip)?$",
    re.IGNORECASE,
)
_MONTH_FIRST_CLOCK = re.compile(r"^[AP]M$")


@dataclass(frozen=True, slots=True)
class _Message:
    """What stands behind a head.

    Args:
        name: Of the speaker; "" for WhatsApp itself.
        start: Where the body begins.
        marks: What the body's own marks tell.
    """

    name: str
    start: int
    marks: Marked
    is_notice: bool


class WhatsApp:
    """Reads an exported WhatsApp chat.

    Whether day or month comes first is settled over the whole file; where nothing decides it,
    that is noted. The sides are known where a name is one of the shop's staff, or inferred from
    the file's name, which is the other party's; else they stay unknown.
    """

    name = "whatsapp"
    kind = "chat"

    def sniff(self, path: Path, head: bytes) -> float:
        """Return 0.97 where the first line is a message's head and somebody speaks."""
        try:
            text, _ = decode(_whole_lines(head))
        except InputError:
            return 0.0
        heads = list(_HEADER.finditer(text))
        if not heads or text[: heads[0].start()].strip():
            return 0.0
        if not any(_NAME.match(text, header.end()) for header in heads):
            return 0.0
        # Log files have seconds behind a dash; WhatsApp has them in brackets only.
        return 0.97 if heads[0]["open"] or not heads[0]["s"] else 0.3

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give the chat as one conversation.

        Raises:
            InputError: If the file is no text, or holds no message.
            CorruptRecord: If its dates fit no calendar; or, after it was given, if some do not.
        """
        uri = context.provenance.uri
        try:
            text, codec = decode(path.read_bytes())
        except InputError as failure:
            raise InputError(failure.reason, path=uri) from failure
        heads = _heads(text)
        if not heads:
            raise InputError("no message found; expected lines of date, time and name", path=uri)
        order = _order(heads, context)
        provenance = with_changes(
            context.provenance,
            encoding=codec,
            tools=(*context.provenance.tools, self.name, f"dates as {order}"),
        )
        messages = list(_messages(text, heads))
        found = sides((m.name for m in messages if not m.is_notice), context.staff, _contact(uri))
        talk = Talk(context)
        faults = Faults(uri, context.note)
        for header, message in zip(heads, messages, strict=True):
            sent_at = _time(header, order, context)
            if sent_at is None:
                faults.add(text.count("\n", 0, header.start()) + 1, "no such time; kept without")
            side = found.get(message.name, Side())
            talk.utterances.append(_utterance(talk, text, message, sent_at, side))
        yield talk.conversation(provenance, account=outside(found))
        faults.end()


def _whole_lines(head: bytes) -> bytes:
    """Cut a first block at its last line end, so that no character is split."""
    cut = head.rfind(b"\n")
    return head[: cut + 1] if cut >= 0 and len(head) >= 65_536 else head


def _heads(text: str) -> list[re.Match[str]]:
    """Return the heads of all messages: those of the form that the first one has.

    A head pasted into a message from elsewhere rarely has the same form.
    """
    heads = list(_HEADER.finditer(text))
    form = [(header["open"], header["sep"]) for header in heads[:1]]
    return [header for header in heads if (header["open"], header["sep"]) in form]


def _order(heads: Sequence[re.Match[str]], context: ReadingContext) -> DateOrder:
    written = [_numbers(header) for header in heads]
    likely = DateOrder.DAY_FIRST
    if _MONTH_FIRST_CLOCK.match(heads[0]["late"] or "") and heads[0]["sep"] == "/":
        likely = DateOrder.MONTH_FIRST if any(not _is_padded(h) for h in heads) else likely
    elif heads[0]["half"]:
        likely = DateOrder.YEAR_FIRST
    try:
        settled = settle(written, context.now.date(), likely=likely)
    except ValueError as failure:
        raise CorruptRecord(str(failure), path=context.provenance.uri) from failure
    if not settled.is_certain:
        context.note(f"nothing tells day from month in its dates; taken as {settled.order}")
    return settled.order


def _is_padded(header: re.Match[str]) -> bool:
    """Tell whether one-digit days and months are written with a zero: not so in the US form."""
    return len(header["a"]) == 2 and len(header["b"]) == 2


def _numbers(header: re.Match[str]) -> DateNumbers:
    return int(header["a"]), int(header["b"]), int(header["c"])


def _time(header: re.Match[str], order: DateOrder, context: ReadingContext) -> datetime | None:
    day = order.possible(_numbers(header))
    if day is None:
        return None
    hour, half = int(header["h"]), header["half"] or header["late"]
    if half:
        is_early = _BEFORE_NOON.match(half) is not None
        hour = hour % 12 if is_early else hour % 12 + 12 if hour <= 12 else hour
    try:
        return datetime(
            day.year,
            day.month,
            day.day,
            hour,
            int(header["m"]),
            int(header["s"] or 0),
            tzinfo=context.timezone,
        )
    except ValueError:
        return None


def _messages(text: str, heads: Sequence[re.Match[str]]) -> Iterator[_Message]:
    """Give what stands between the heads."""
    ends = [*(header.start() for header in heads[1:]), len(text)]
    for header, end in zip(heads, ends, strict=True):
        name, start = _name(text, header)
        found = marked(text[start:end].rstrip())
        yield _Message(name, start, found, is_notice=not name or found.is_notice)


def _name(text: str, header: re.Match[str]) -> tuple[str, int]:
    """Return who speaks ("" for WhatsApp itself) and where the words begin."""
    found = _NAME.match(text, header.end())
    # A notice can hold a colon too, inside the quoted name of a group.
    if found is None or found[1].count('"') % 2 or found[1].count("“") > found[1].count("”"):
        return "", header.end()
    return found[1].strip(_INVISIBLE).strip(), found.end()


def _utterance(
    talk: Talk, text: str, message: _Message, sent_at: datetime | None, side: Side
) -> Utterance:
    marks = message.marks
    span = CharSpan(message.start + marks.start, message.start + marks.end)
    return Utterance(
        id=talk.next_id(),
        role=Role.SYSTEM if message.is_notice else side.role,
        is_role_inferred=side.is_inferred and not message.is_notice,
        speaker=message.name,
        text=text[span.slice],
        sent_at=sent_at,
        source_span=span,
        attachment=marks.attachment,
        is_edited=marks.is_edited,
        is_recalled=marks.is_recalled,
    )


def _contact(uri: str) -> str:
    """Return the other party's name from the file's name or its archive's; "" if not there.

    Example:
        >>> _contact("a/WhatsApp Chat with Ann B.txt"), _contact("与样例的 WhatsApp 聊天.txt")
        ('Ann B', '样例')
        >>> _contact("WhatsApp Chat - Ann.zip!/_chat.txt"), _contact("notes.txt")
        ('Ann', '')
    """
    for part in reversed(uri.replace("!", "").split("/")[-2:]):
        if found := _CONTACT.match(part):
            return found[1]
    return ""
