"""WeChat chats as the tools of third parties write them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from html import escape

from nlp_guard.records import Attachment, Conversation, Role, Utterance
from tests.fakes.exports.export import Export, Fact, is_kept

_KINDS = {Attachment.IMAGE: "3", Attachment.VOICE: "34", Attachment.CALL: "50"}
_NAMES = {Attachment.IMAGE: "图片", Attachment.VOICE: "语音", Attachment.CALL: "视频通话"}
_STAMP = "%Y-%m-%d %H:%M:%S"


def _epoch(said: Utterance) -> int:
    assert said.sent_at is not None
    return round(said.sent_at.timestamp())


def _stamp(said: Utterance) -> str:
    assert said.sent_at is not None
    return said.sent_at.strftime(_STAMP)


def _is_self(said: Utterance) -> int:
    return int(said.role is Role.AGENT)


def _quoting(said: Utterance) -> str:
    """The XML of a message that quotes another."""
    return (
        f"<msg><appmsg><title>{escape(said.text)}</title><type>57</type><refermsg>"
        f"<content>{escape(said.quoted)}</content></refermsg></appmsg></msg>"
    )


def _memotrace(said: Utterance, chat: str) -> list[object]:
    kind = _KINDS[said.attachment] if said.attachment else "49" if said.quoted else "1"
    body = _quoting(said) if said.quoted else said.text
    if said.role is Role.SYSTEM:
        kind = "10000"
    return [1, chat, kind, 57 if said.quoted else 0, _is_self(said), _epoch(said), "", body,
            _stamp(said), "", "", said.speaker]  # fmt: skip


def _pywxdump(said: Utterance, chat: str) -> list[object]:
    kind = _NAMES[said.attachment] if said.attachment else "文本"
    return [1, said.id, kind, _is_self(said), said.speaker, chat, said.text, _stamp(said)]


def _weclone(said: Utterance, _: str) -> list[object]:
    assert said.sent_at is not None
    kind = "image" if said.attachment else "text"
    return [1, said.id, kind, _is_self(said), said.speaker, said.text, "",
            said.sent_at.astimezone().isoformat()]  # fmt: skip


def _chatlog_row(said: Utterance, chat: str) -> list[object]:
    sender = chat if said.role is Role.BUYER else said.speaker
    return [_stamp(said), said.speaker, sender, chat, chat, said.text]


def _table(
    columns: str, row: Callable[[Utterance, str], list[object]]
) -> Callable[[Sequence[Conversation]], bytes]:
    def file_of(conversations: Sequence[Conversation]) -> bytes:
        out = io.StringIO(newline="")
        rows = csv.writer(out, lineterminator="\r\n")
        rows.writerow(columns.split(","))
        for conversation in conversations:
            rows.writerows(row(u, conversation.account_id or "") for u in conversation.utterances)
        return b"\xef\xbb\xbf" + out.getvalue().encode()

    return file_of


def chatlog(conversations: Sequence[Conversation]) -> bytes:
    """A list of messages."""
    rows = [
        {
            "seq": f"{said.id}",
            "time": said.sent_at.isoformat() if said.sent_at else "",
            "talker": conversation.account_id,
            "talkerName": "样例",
            "isChatRoom": False,
            "sender": said.speaker,
            "senderName": "",
            "isSelf": bool(_is_self(said)),
            "type": int(_KINDS[said.attachment]) if said.attachment else 49 if said.quoted else 1,
            "subType": 57 if said.quoted else 0,
            "content": said.text,
            "contents": {"refer": {"content": said.quoted}} if said.quoted else None,
        }
        for conversation in conversations
        for said in conversation.utterances
    ]
    return json.dumps(rows, ensure_ascii=False).encode()


def weflow(conversations: Sequence[Conversation]) -> bytes:
    """One chat with its session."""
    (conversation,) = conversations
    rows = [
        {
            "localId": n,
            "createTime": _epoch(said),
            "formattedTime": _stamp(said),
            "type": "系统消息" if said.role is Role.SYSTEM else "文本消息",
            "content": said.text,
            "isSend": None if said.role is Role.SYSTEM else _is_self(said),
            "senderUsername": said.speaker,
            "senderDisplayName": said.speaker,
        }
        for n, said in enumerate(conversation.utterances)
    ]
    session = {"wxid": conversation.account_id, "nickname": "样例", "type": "私聊"}
    return json.dumps({"weflow": {"version": "1"}, "session": session, "messages": rows}).encode()


def _text(header: str) -> Callable[[Sequence[Conversation]], bytes]:
    def file_of(conversations: Sequence[Conversation]) -> bytes:
        return "".join(
            header.format(at=_stamp(said), name=said.speaker) + f"\n{said.text}\n\n"
            for conversation in conversations
            for said in conversation.utterances
        ).encode()

    return file_of


_LOOKS_LIKE_MORE = re.compile(r"^\s*(?:已读|未读)\s*$|\d{4}-\d{2}-|撤回了一条消息", re.MULTILINE)


def fits_text(text: str) -> bool:
    """Tell whether words stand at both ends and nothing looks like a header or a mark."""
    is_framed = is_kept(text) and not text.endswith("\n") and text.rpartition("\n")[2].strip()
    return bool(is_framed) and not _LOOKS_LIKE_MORE.search(text)


def fits_cell(text: str) -> bool:
    """Tell whether a cell is no markup of WeChat's own."""
    return is_kept(text) and "撤回" not in text


_WXIDS = ("wxid_example00000001", "wxid_example00000002", "sample_buyer01")
_SELF = ("wxid_exampleshop0001",)
_MEDIA = {Attachment.IMAGE: "", Attachment.VOICE: "", Attachment.CALL: "通话时长 00:12"}
_USUAL = frozenset({Fact.ACCOUNT, Fact.ROLE, Fact.SPEAKER})
EXPORTS = (
    Export(reader="wechat_table", form="memotrace", file_name="样例.csv", buyers=_WXIDS,
           write=_table("localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,"
                        "StrTime,Remark,NickName,Sender", _memotrace),
           staff=_SELF, is_staff_told=False, fits=fits_cell, attachments=_MEDIA,
           carries=_USUAL | {Fact.QUOTE, Fact.SYSTEM}),
    Export(reader="wechat_table", form="pywxdump", file_name="a.csv", buyers=_WXIDS,
           write=_table("id,MsgSvrID,type_name,is_sender,talker,room_name,content,CreateTime",
                        _pywxdump),
           staff=_SELF, is_staff_told=False, fits=fits_cell, attachments=_MEDIA),
    Export(reader="wechat_table", form="weclone", file_name="a.csv", buyers=_WXIDS,
           write=_table("id,MsgSvrID,type_name,is_sender,talker,msg,src,CreateTime", _weclone),
           staff=_SELF, is_staff_told=False, fits=fits_cell, is_single=True),
    Export(reader="wechat_table", form="chatlog", file_name="a.csv", buyers=_WXIDS,
           write=_table("Time,SenderName,Sender,TalkerName,Talker,Content", _chatlog_row),
           staff=_SELF, is_staff_told=False, fits=fits_cell),
    Export(reader="wechat_json", form="chatlog", file_name="a.json", write=chatlog, buyers=_WXIDS,
           staff=_SELF, is_staff_told=False, fits=fits_cell, attachments=_MEDIA,
           carries=_USUAL | {Fact.QUOTE}),
    Export(reader="wechat_json", form="weflow", file_name="a.json", write=weflow, buyers=_WXIDS,
           staff=_SELF, is_staff_told=False, fits=fits_cell, is_single=True,
           carries=_USUAL | {Fact.SYSTEM}),
    *(
        Export(reader="wechat_text", form=form, file_name="样例.txt", write=_text(header),
               buyers=("老王", "样例 乙", "x"), staff=("我",), is_staff_told=False,
               is_single=True, fits=fits_text)
        for form, header in {"memotrace": "{at} {name}", "weflow": "{at} '{name}'",
                             "name_first": "{name} {at}"}.items()
    ),
)  # fmt: skip
