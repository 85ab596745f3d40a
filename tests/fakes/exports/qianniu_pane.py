"""Copies of the conversation pane, with every form of header."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from nlp_guard.records import Conversation, Role, Utterance
from tests.fakes.exports.export import Export

_IS_MORE = re.compile(
    r"\s*(?:已读|未读|发送中|发送失败|.*撤回了一条消息|https?://\S*|[¥.][\d.]*|立即下单|.*\d{4}-\d{1,2}-.*)\s*"
)


def fits(text: str) -> bool:
    """Tell whether no line looks like a header, a mark or a card, and words stand at both ends."""
    lines = text.split("\n")
    is_framed = bool(lines[0].strip() and lines[-1].strip())
    return is_framed and not any(map(_IS_MORE.fullmatch, lines))


def _stamp(said: Utterance) -> str:
    assert said.sent_at is not None
    at = said.sent_at
    return f"{at.year}-{at.month}-{at.day} {at:%H:%M:%S}"


def _glued(said: Utterance, _: str) -> str:
    return (
        f"{said.speaker}{_stamp(said)}\n{said.text}\n{'已读' if said.role is Role.AGENT else ''}\n"
    )


def _arrow(said: Utterance, buyer: str) -> str:
    to = "示例旗舰店:小美" if said.role is Role.BUYER else buyer
    return f"{said.speaker} --> {to} {_stamp(said)}\n{said.text}\n"


def _bracketed(said: Utterance, _: str) -> str:
    return f"[{said.speaker}] {_stamp(said)}\n{said.text}\n"


def _one_line(said: Utterance, _: str) -> str:
    return f"{said.speaker}({_stamp(said)}): {said.text}\n"


def _two_lines(said: Utterance, _: str) -> str:
    return f"{said.speaker}\n{_stamp(said)}\n{said.text}\n\n"


def _export(
    form: str, write: Callable[[Utterance, str], str], codec: str = "utf-8", end: str = "\n"
) -> Export:
    def file_of(conversations: Sequence[Conversation]) -> bytes:
        text = "".join(
            write(said, conversation.account_id or "")
            for conversation in conversations
            for said in conversation.utterances
        )
        return text.replace("\n", end).encode(codec)

    return Export(
        reader="qianniu_pane",
        form=form,
        file_name="聊天.txt",
        write=file_of,
        fits=fits,
        text=lambda text: text.replace("\n", end),
    )


EXPORTS = (
    _export("glued", _glued),
    _export("glued_windows", _glued, "gb18030", "\r\n"),
    _export("arrow", _arrow, "utf-16"),
    _export("bracketed", _bracketed),
    _export("one_line", _one_line),
    _export("two_lines", _two_lines),
)
