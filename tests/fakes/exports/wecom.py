"""Decrypted archives of WeCom, bare and wrapped."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta

from nlp_guard.records import Attachment, Conversation, Role, Utterance
from tests.fakes.exports.export import Export, Fact

_STAFF = "kefu01"
_KINDS = {
    Attachment.IMAGE: ("image", {"md5sum": "0" * 32}),
    Attachment.VOICE: ("voice", {"voice_size": 12, "play_length": 3}),
    Attachment.TRANSFER: ("redpacket", {"type": 1, "wish": "样例", "totalamount": 1}),
}


def _message(said: Utterance, customer: str, unit: int) -> dict[str, object]:
    assert said.sent_at is not None
    kind, body = _KINDS[said.attachment] if said.attachment else ("text", {"content": said.text})
    return {
        "msgid": f"{said.id}_external",
        "action": "send",
        "from": said.speaker,
        "tolist": [customer if said.role is Role.AGENT else _STAFF],
        "roomid": "",
        "msgtime": round(said.sent_at.timestamp() * unit),
        "msgtype": kind,
        kind: body,
    }


def lines(conversations: Sequence[Conversation]) -> bytes:
    """One message a line; of those taken back, what says so."""
    rows: list[dict[str, object]] = []
    for conversation in conversations:
        for said in conversation.utterances:
            message = _message(said, conversation.account_id or "", 1000)
            rows.append(message)
            if said.is_recalled:
                rows.append(
                    message
                    | {
                        "msgid": f"{said.id}_revoke",
                        "action": "recall",
                        "msgtype": "revoke",
                        "revoke": {"pre_msgid": message["msgid"]},
                    }
                )
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def wrapped(conversations: Sequence[Conversation]) -> bytes:
    """A list of records with the encrypted form beside; times in seconds."""
    rows = [_message(u, c.account_id or "", 1) for c in conversations for u in c.utterances]
    return json.dumps(
        [
            {"seq": n, "encrypted_record": {"encrypt_chat_msg": "…"}, "decrypted_message": row}
            for n, row in enumerate(rows)
        ]
    ).encode()


_CUSTOMERS = ("wmExternal000001", "woExternal000002")
EXPORTS = (
    Export(reader="wecom_archive", form="lines", file_name="chat.jsonl", write=lines,
           buyers=_CUSTOMERS, staff=(_STAFF,), is_staff_told=False, tick=timedelta(milliseconds=1),
           attachments={Attachment.IMAGE: "", Attachment.VOICE: "", Attachment.TRANSFER: "样例"},
           carries=frozenset({Fact.ACCOUNT, Fact.ROLE, Fact.SPEAKER, Fact.RECALL})),
    Export(reader="wecom_archive", form="wrapped", file_name="chat.json", write=wrapped,
           buyers=_CUSTOMERS, staff=(_STAFF,), is_staff_told=False),
)  # fmt: skip
