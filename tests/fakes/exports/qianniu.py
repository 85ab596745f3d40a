"""Copies of the conversation pane."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp_guard.records import Conversation
from tests.fakes.exports.export import Export, is_kept

_LOOKS_LIKE_MORE = re.compile(
    r"^\s*(?:已读|未读|发送中|发送失败|.*撤回了一条消息|https?://\S*|[¥\d.]+|\[图片\]|.*\d{4}-\d{1,2}-.*)\s*$",
    re.M,
)


def fits(text: str) -> bool:
    """A line that looks like a header, a read mark or a price is taken for one."""
    return is_kept(text) and not _LOOKS_LIKE_MORE.search(text)


def glued(conversations: Sequence[Conversation]) -> bytes:
    """Nick and time without a space, months without a zero."""
    lines = []
    for conversation in conversations:
        for said in conversation.utterances:
            assert said.sent_at is not None
            at = said.sent_at
            head = f"{said.speaker}{at.year}-{at.month}-{at.day} {at:%H:%M:%S}"
            lines += [head, said.text, "已读"]
    return "\n".join(lines).encode()


EXPORTS = (
    Export(reader="qianniu_pane", form="glued", file_name="a.txt", write=glued, fits=fits,
           text=str.strip),
)  # fmt: skip
