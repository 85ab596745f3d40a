"""JD chats as the interface, the console and vendors write them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import timedelta

from nlp_guard.records import Attachment, Conversation, Role, Utterance
from tests.fakes.exports.export import Export


def _epoch_ms(said: Utterance) -> int:
    assert said.sent_at is not None
    return round(said.sent_at.timestamp() * 1000)


def _api(said: Utterance, customer: str) -> dict[str, object]:
    waiter = said.speaker if said.role is Role.AGENT else "示例店-客服1"
    return {
        "customer": customer,
        "waiter": waiter,
        "content": said.text,
        "sid": "s1",
        "time": _epoch_ms(said),
        "channel": 1,
        "waiterSend": said.role is Role.AGENT,
    }


def _console(said: Utterance, customer: str) -> dict[str, object]:
    assert said.sent_at is not None
    row = _api(said, customer)
    row["created"] = f"{said.sent_at:%Y-%m-%d %H:%M:%S}"
    row["waiterSend"] = "1" if said.role is Role.AGENT else "0"
    del row["time"], row["sid"]
    return row


def _vendor(said: Utterance, customer: str) -> dict[str, object]:
    row = _api(said, customer)
    row["created"] = row.pop("time")
    row["waiterSend"] = int(said.role is Role.AGENT)
    row["type"] = "image" if said.attachment else "text"
    if said.attachment:
        row["url"] = "https://example.com/1.jpg"
    return row | {"merchantId": 7, "mid": said.id, "chatType": 1}


def _rows(
    conversations: Sequence[Conversation],
    row: Callable[[Utterance, str], dict[str, object]],
) -> list[dict[str, object]]:
    return [row(u, c.account_id or "") for c in conversations for u in c.utterances]


def api(conversations: Sequence[Conversation]) -> bytes:
    """An answer of ``jingdong.im.pop.chatlog.get``."""
    page = {"ChatLogPage": {"chatLogList": _rows(conversations, _api), "page": 1}}
    return json.dumps({"jingdong_im_pop_chatlog_get_responce": page}).encode()


def console(conversations: Sequence[Conversation]) -> bytes:
    """A dump of the console: a list of chats."""
    chats = [{"chatLogMessageList": _rows([c], _console)} for c in conversations]
    return json.dumps({"chatLogList": chats}, ensure_ascii=False, indent=1).encode()


def vendor(conversations: Sequence[Conversation]) -> bytes:
    """A vendor's rows, one a line."""
    return "".join(json.dumps(row) + "\n" for row in _rows(conversations, _vendor)).encode()


_PINS = ("jd_样例01", "jd_abc123", "样例pin")
_WAITERS = ("示例店-客服1", "示例店-客服2")
EXPORTS = (
    Export(reader="jd_dongdong", form="api", file_name="jd.json", write=api, buyers=_PINS,
           staff=_WAITERS, tick=timedelta(milliseconds=1), is_staff_told=False),
    Export(reader="jd_dongdong", form="console", file_name="jd.json", write=console, buyers=_PINS,
           staff=_WAITERS, is_staff_told=False),
    Export(reader="jd_dongdong", form="vendor", file_name="jd.jsonl", write=vendor, buyers=_PINS,
           staff=_WAITERS, is_staff_told=False, attachments={Attachment.IMAGE: ""}),
)  # fmt: skip
