"""WhatsApp's "Export chat", as the phones of different countries write it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from nlp_guard.records import Attachment, Conversation, Role
from tests.fakes.exports.export import Export, Fact, is_kept

_HEAD = re.compile(r"^\W*\d+[./-] ?\d+[./-] ?\d+", re.MULTILINE)
EDITED = " \u200e<This message was edited>"


def fits(text: str) -> bool:
    """A line that looks like a message's head is taken for one; a colon makes a name."""
    return is_kept(text) and not _HEAD.search(text) and ": " not in text


def writer(
    head: Callable[[datetime], str], mark: str = "", line_end: str = "\n"
) -> Callable[[Sequence[Conversation]], bytes]:
    """Return what writes messages behind such heads, placeholders behind such a mark."""

    def write(conversations: Sequence[Conversation]) -> bytes:
        lines = []
        for said in conversations[0].utterances:
            assert said.sent_at is not None
            name = "" if said.role is Role.SYSTEM else f"{said.speaker}: "
            text = f"{mark if said.attachment else ''}{said.text}"
            lines.append(f"{head(said.sent_at)}{name}{text}{EDITED if said.is_edited else ''}")
        return (line_end.join(lines) + line_end).encode()

    return write


def _spanish(at: datetime) -> str:
    half = "a. m." if at.hour < 12 else "p. m."
    return f"{at.day}/{at.month}/{at.year} {(at.hour + 11) % 12 + 1}:{at:%M} {half} - "


def _clock(at: datetime) -> str:
    return f"{(at.hour + 11) % 12 + 1}:{at:%M:%S}\u202f{'AM' if at.hour < 12 else 'PM'}"


_CARRIED = frozenset({Fact.ACCOUNT, Fact.ROLE, Fact.SPEAKER, Fact.SYSTEM, Fact.EDIT})
_OMITTED = {
    Attachment.IMAGE: "image omitted",
    Attachment.VOICE: "audio omitted",
    Attachment.STICKER: "sticker omitted",
}
_SHAPES = {
    "ios_us": (lambda at: f"[{at.month}/{at.day}/{at:%y}, {_clock(at)}] ", timedelta(seconds=1)),
    "ios_de": (lambda at: f"[{at:%d.%m.%y, %H:%M:%S}] ", timedelta(seconds=1)),
    "ios_zh": (
        lambda at: (
            f"[{at.year}/{at.month}/{at.day} {'上午' if at.hour < 12 else '下午'}"
            f"{(at.hour + 11) % 12 + 1}:{at:%M:%S}] "
        ),
        timedelta(seconds=1),
    ),
}
EXPORTS = (
    Export(reader="whatsapp", form="android", file_name="WhatsApp Chat with X.txt",
           write=writer(lambda at: f"{at:%d/%m/%y, %H:%M} - "), tick=timedelta(minutes=1),
           carries=_CARRIED, attachments={Attachment.FILE: "<Media omitted>"}, is_single=True,
           fits=fits, text=str.rstrip),
    Export(reader="whatsapp", form="android_es", file_name="a.txt",
           write=writer(_spanish), tick=timedelta(minutes=1), carries=_CARRIED,
           is_single=True, fits=fits, text=str.rstrip),
    *(
        Export(reader="whatsapp", form=form, file_name="_chat.txt",
               write=writer(head, mark="\u200e", line_end="\r\n"), tick=tick, carries=_CARRIED,
               attachments=_OMITTED, is_single=True, fits=fits, text=str.rstrip)
        for form, (head, tick) in _SHAPES.items()
    ),
)  # fmt: skip
