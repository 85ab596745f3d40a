"""LINE's saved chat history: from a phone, and from the Windows app."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from nlp_guard.records import Attachment, Conversation, Role
from nlp_guard.sources.messengers.line_days import is_day
from tests.fakes.exports.export import Export, Fact, is_kept

_CLOCK = re.compile(r"^\W*\d{1,2}:\d{2}", re.MULTILINE)
_TRAILING = re.compile(r"(?:\n[^\S\n]*)+\Z")


def fits(text: str) -> bool:
    """A line that looks like a day, a message or a placeholder is taken for one."""
    lines = text.split("\n")
    return (
        is_kept(text)
        and not any(is_day(line) for line in lines)
        and not _CLOCK.search(text)
        and not text.startswith("[")
        and not (len(lines) == 1 and text.strip() == "")
    )


def phone(conversations: Sequence[Conversation]) -> bytes:
    """Tabs between the cells, several lines in quotes."""
    (conversation,) = conversations
    lines = [f"[LINE] {conversation.account_id}とのトーク履歴", "保存日時：2015/08/01 10:00", ""]
    day = None
    for said in conversation.utterances:
        assert said.sent_at is not None
        if said.sent_at.date() != day:
            day = said.sent_at.date()
            lines += ["", f"{day:%Y/%m/%d}({'月火水木金土日'[day.weekday()]})"]
        text = f'"{said.text}"' if "\n" in said.text else said.text
        name = "" if said.role is Role.SYSTEM else said.speaker
        lines.append(f"{said.sent_at:%H:%M}\t{name}\t{text}")
    return "\n".join(lines).encode()


def windows(conversations: Sequence[Conversation]) -> bytes:
    """Spaces between the cells."""
    (conversation,) = conversations
    lines = [f"[LINE] Chat history with {conversation.account_id}", "Saved on: 2015/08/01", ""]
    day = None
    for said in conversation.utterances:
        assert said.sent_at is not None
        if said.sent_at.date() != day:
            day = said.sent_at.date()
            lines.append(f"{day:%Y.%m.%d %A}")
        lines.append(f"{said.sent_at:%H:%M} {said.speaker} {said.text}")
    return ("\ufeff" + "\r\n".join(lines)).encode()


_MINUTE = timedelta(minutes=1)
_CARRIED = frozenset({Fact.ACCOUNT, Fact.ROLE, Fact.SPEAKER, Fact.SYSTEM})
EXPORTS = (
    Export(reader="line_history", form="phone", file_name="[LINE]a.txt", write=phone,
           carries=_CARRIED, tick=_MINUTE, attachments={Attachment.IMAGE: "[写真]"},
           is_single=True, fits=fits),
    Export(reader="line_history", form="windows", file_name="a.txt", write=windows,
           carries=_CARRIED - {Fact.SYSTEM}, tick=_MINUTE,
           attachments={Attachment.STICKER: "Stickers"}, is_single=True, fits=fits,
           text=lambda text: _TRAILING.sub("", text)),
)  # fmt: skip
