"""Taobao chats as the Open Platform answers and as bridges dump them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from xml.sax.saxutils import escape

from nlp_guard.records import Conversation, Role, Utterance
from tests.fakes.exports.export import Export, Fact, is_kept


def _direction(said: Utterance) -> int:
    return 0 if said.role is Role.AGENT else 1


def _platform(conversations: Sequence[Conversation]) -> list[dict[str, object]]:
    return [
        {
            "direction": _direction(said),
            "time": f"{said.sent_at:%Y-%m-%d %H:%M:%S}",
            "content": said.text,
        }
        for conversation in conversations
        for said in conversation.utterances
    ]


def chatlog(conversations: Sequence[Conversation]) -> bytes:
    """An answer of ``chatlog.get``; a single message is no list."""
    found = _platform(conversations)
    listed = found[0] if len(found) == 1 else found
    answer = {"count": len(found), "ret": 10000, "msgs": {"msg": listed}}
    return json.dumps({"chatlog_get_response": answer}, ensure_ascii=False).encode()


def chatlog_xml(conversations: Sequence[Conversation]) -> bytes:
    """The same as XML, under its longer name."""
    messages = "".join(
        f"<msg><direction>{found['direction']}</direction><time>{found['time']}</time>"
        f"<content>{escape(str(found['content']))}</content></msg>"
        for found in _platform(conversations)
    )
    name = "wangwang_eservice_chatlog_get_response"
    return (
        f'<?xml version="1.0" encoding="utf-8" ?><{name}><count>1</count><ret>10000</ret>'
        f'<msgs list="true">{messages}</msgs></{name}>'
    ).encode()


def openim(conversations: Sequence[Conversation]) -> bytes:
    """An answer of ``openim.chatlogs.get``."""
    found = [
        {
            "content_list": [{"type": "T", "value": said.text}],
            "time": round(said.sent_at.timestamp()) if said.sent_at else 0,
            "direction": _direction(said),
            "uuid": n,
            "type": 0,
        }
        for conversation in conversations
        for n, said in enumerate(conversation.utterances)
    ]
    return json.dumps({"openim_chatlogs_get_response": {"result": {"messages": found}}}).encode()


def bridge(conversations: Sequence[Conversation]) -> bytes:
    """What a bridge dumps of past messages, in the newer form."""
    found = [
        {
            "fromid": {"nick": f"cntaobao{said.speaker}"},
            "toid": {"nick": f"cntaobao{_to(said, conversation)}"},
            "loginid": {"nick": "cntaobao示例旗舰店:小美"},
            "originalData": {"text": said.text},
            "mcode": {"clientId": said.id},
            "sendTime": str(round(said.sent_at.timestamp() * 1000)) if said.sent_at else "",
            "templateId": 101,
        }
        for conversation in conversations
        for said in conversation.utterances
    ]
    return json.dumps({"result": {"hasMore": 0, "msgs": found}}, ensure_ascii=False).encode()


def bridge_old(conversations: Sequence[Conversation]) -> bytes:
    """The same in the older form: a bare list."""
    found = [
        {
            "fromid": {"nick": said.speaker},
            "toid": {"nick": _to(said, conversation)},
            "msgbody": said.text,
            "msgid": said.id,
            "msgtime": round(said.sent_at.timestamp()) if said.sent_at else 0,
            "templateId": 101,
        }
        for conversation in conversations
        for said in conversation.utterances
    ]
    return json.dumps(found).encode()


def _to(said: Utterance, conversation: Conversation) -> str:
    return "示例旗舰店:小美" if said.role is Role.BUYER else conversation.account_id or ""


_SIDES = frozenset({Fact.ROLE})
EXPORTS = (
    Export(reader="taobao_archive", form="json", file_name="chatlog.json", write=chatlog,
           is_single=True, carries=_SIDES),
    Export(reader="taobao_archive", form="xml", file_name="chatlog.xml", write=chatlog_xml,
           is_single=True, carries=_SIDES, fits=is_kept),
    Export(reader="taobao_archive", form="openim", file_name="openim.json", write=openim,
           is_single=True, carries=frozenset()),
    Export(reader="qianniu_bridge", form="new", file_name="msgs.json", write=bridge,
           is_staff_told=False),
    Export(reader="qianniu_bridge", form="old", file_name="msgs.json", write=bridge_old,
           is_staff_told=False),
)  # fmt: skip
