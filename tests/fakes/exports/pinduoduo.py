"""Pinduoduo chats as they are pushed, and as a tool lists them."""

from __future__ import annotations

import json
from collections.abc import Sequence

from nlp_guard.records import Attachment, Conversation, Role, Utterance
from tests.fakes.exports.export import Export, Fact

_KINDS = {Attachment.IMAGE: 1, Attachment.VIDEO: 14}
_NAMES = {Role.BUYER: "用户", Role.AGENT: "客服", Role.SYSTEM: "系统"}


def _pushed(said: Utterance, user: str) -> dict[str, object]:
    assert said.sent_at is not None
    ends = [
        {"role": "user", "uid": user},
        {"role": "mall_cs", "uid": said.speaker, "mall_id": "2"},
    ]
    sender, receiver = ends if said.role is Role.BUYER else reversed(ends)
    return {
        "msg_id": f"m{said.id}",
        "type": _KINDS[said.attachment] if said.attachment else 0,
        "content": said.text,
        "ts": str(round(said.sent_at.timestamp())),
        "from": sender,
        "to": receiver,
    }


def push(conversations: Sequence[Conversation]) -> bytes:
    """Pushed messages, one a line; of those taken back, what says so."""
    lines: list[str] = []
    for conversation in conversations:
        for said in conversation.utterances:
            message = _pushed(said, conversation.account_id or "")
            lines.append(json.dumps({"response": "push", "message": message}, ensure_ascii=False))
            if said.is_recalled:
                recall = message | {
                    "msg_id": f"r{said.id}",
                    "type": 1002,
                    "info": {"msg_id": message["msg_id"]},
                }
                lines.append(json.dumps({"response": "push", "message": recall}))
    return "\n".join(lines).encode()


def record(conversations: Sequence[Conversation]) -> bytes:
    """The record of past messages: one list."""
    rows = [_pushed(u, c.account_id or "") for c in conversations for u in c.utterances]
    return json.dumps({"result": {"messages": rows}}).encode()


def tool(conversations: Sequence[Conversation]) -> bytes:
    """A tool's list of turns of one chat."""
    rows = [
        {
            "time": f"{said.sent_at:%Y-%m-%d %H:%M:%S}",
            "role": _NAMES[said.role],
            "name": said.speaker,
            "type": "text",
            "content": said.text,
        }
        for conversation in conversations
        for said in conversation.utterances
    ]
    return json.dumps(rows, ensure_ascii=False).encode()


_USERS, _STAFF = ("100001", "100002"), ("2", "3")
EXPORTS = (
    Export(reader="pinduoduo_chat", form="push", file_name="pdd.jsonl", write=push, buyers=_USERS,
           staff=_STAFF, is_staff_told=False, attachments=dict.fromkeys(_KINDS, "https://x/1"),
           carries=frozenset({Fact.ACCOUNT, Fact.ROLE, Fact.SPEAKER, Fact.RECALL})),
    Export(reader="pinduoduo_chat", form="record", file_name="pdd.json", write=record,
           buyers=_USERS, staff=_STAFF, is_staff_told=False),
    Export(reader="pinduoduo_chat", form="tool", file_name="pdd.json", write=tool, is_single=True,
           is_staff_told=False, carries=frozenset({Fact.ACCOUNT, Fact.ROLE, Fact.SPEAKER,
                                                   Fact.SYSTEM})),
)  # fmt: skip
