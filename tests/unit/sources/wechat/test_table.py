from __future__ import annotations

from pathlib import Path

import pytest

from nlp_guard.errors import CorruptRecord
from nlp_guard.sources.wechat.table import WechatTable
from tests.fakes.read_back import conversations_in, line
from tests.fakes.reading import context, written

MEMOTRACE = (
    "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,"
    "NickName,Sender\r\n"
)
PYWXDUMP = "id,MsgSvrID,type_name,is_sender,talker,room_name,content,CreateTime\r\n"
WECLONE = "id,MsgSvrID,type_name,is_sender,talker,msg,src,CreateTime\r\n"
CHATLOG = "Time,SenderName,Sender,TalkerName,Talker,Content\r\n"
BUYER = "wxid_example00000001"


def memotrace(kind: str, second: str, body: str, sender: int = 0) -> str:
    quoted = body.replace('"', '""')
    who = "买家A,小A," + BUYER if not sender else ",小店,wxid_shop"
    return f'{MEMOTRACE}1,217,{kind},{second},{sender},1437616740,,"{quoted}",,{who}\r\n'


@pytest.mark.parametrize(
    ("kind", "second", "body", "expected"),
    [
        ("1", "0", "少了一件", "buyer 买家A: 少了一件"),
        ("3", "0", "<msg><img length='1'/></msg>", "buyer 买家A:  [image]"),
        ("34", "0", '<msg><voicemsg length="1"/></msg>', "buyer 买家A:  [voice]"),
        ("50", "0", "<voipinvitemsg/>", "buyer 买家A:  [call]"),
        ("49", "6", "<msg><appmsg><title>a.pdf</title></appmsg></msg>",
         "buyer 买家A: a.pdf [file]"),
        ("49", "2000", "<msg><appmsg><title>转账</title></appmsg></msg>",
         "buyer 买家A: 转账 [transfer]"),
        ("49", "2001", "<msg><appmsg><title>红包</title></appmsg></msg>",
         "buyer 买家A: 红包 [transfer]"),
        ("49", "57", "<msg><appmsg><title>行 &amp; 好</title><refermsg><content>退吗</content>"
         "</refermsg></appmsg></msg>", "buyer 买家A: 行 & 好 [quotes 退吗]"),
        ("10000", "0", '"买家A" 撤回了一条消息',
         'system 买家A: "买家A" 撤回了一条消息 [recalled]'),
        ("10000", "0", "以上是打招呼的内容", "system 买家A: 以上是打招呼的内容"),
    ],
)  # fmt: skip
def test_a_row_of_memotrace_is_read(
    tmp_path: Path, kind: str, second: str, body: str, expected: str
) -> None:
    content = "\ufeff" + memotrace(kind, second, body)
    (conversation,) = conversations_in(WechatTable(), tmp_path, content, "买家A.csv")
    assert [line(said) for said in conversation.utterances] == [expected]


def test_who_exports_is_the_shop(tmp_path: Path) -> None:
    content = memotrace("1", "0", "在的", sender=1) + memotrace("1", "0", "在吗")[len(MEMOTRACE) :]
    (conversation,) = conversations_in(WechatTable(), tmp_path, content, "a.csv")
    assert [line(said) for said in conversation.utterances] == [
        "agent 小店: 在的",
        "buyer 买家A: 在吗",
    ]
    assert conversation.account_id == BUYER


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            f"{PYWXDUMP}1,9,文本,0,{BUYER},{BUYER},在吗,2015-07-23 09:59:00\r\n",
            f"buyer {BUYER}: 在吗",
        ),
        (f"{PYWXDUMP}1,9,图片,1,我,{BUYER},,2015-07-23 09:59:00\r\n", "agent 我:  [image]"),
        (f"{PYWXDUMP}1,9,文本,0,{BUYER},1@chatroom,在吗,1437616740\r\n", f"unknown {BUYER}: 在吗"),
        (f"{WECLONE}1,9,text,0,{BUYER},在吗,,2015-07-23T01:59:00Z\r\n", f"buyer {BUYER}: 在吗"),
        (f"{WECLONE}1,9,转账,0,{BUYER},100元,,1437616740\r\n", f"buyer {BUYER}: 100元 [transfer]"),
        (f"{CHATLOG}2015-07-23 09:59:00,小A,{BUYER},小A,{BUYER},在吗\r\n", "buyer 小A: 在吗"),
        (f"{CHATLOG}2015-07-23 09:59:00,,wxid_shop,小A,{BUYER},在\r\n", "agent wxid_shop: 在"),
        (f"{CHATLOG}2015-07-23 09:59:00,小A,{BUYER},群,1@chatroom,在\r\n", "unknown 小A: 在"),
    ],
)
def test_rows_of_other_tools_are_read(tmp_path: Path, content: str, expected: str) -> None:
    (conversation,) = conversations_in(WechatTable(), tmp_path, "\ufeff" + content, "a.csv")
    (said,) = conversation.utterances
    assert line(said) == expected
    assert said.sent_at is not None
    assert said.sent_at.timestamp() == 1437616740


def test_each_chat_is_a_conversation_when_a_table_holds_several(tmp_path: Path) -> None:
    other = "wxid_example00000002"
    rows = (f"1,9,文本,0,{who},{who},在吗,1437616740\r\n" for who in (BUYER, other))
    found = conversations_in(WechatTable(), tmp_path, PYWXDUMP + "".join(rows), "a.csv")
    assert [c.account_id for c in found] == [BUYER, other]


def test_a_row_that_is_cut_off_is_named_after_the_good_ones(tmp_path: Path) -> None:
    content = memotrace("1", "0", "在吗") + "2,217,1,0,0\r\n"
    path = written(tmp_path, "a.csv", content)
    reading = WechatTable().read(path, context("a.csv"))
    assert next(reading)
    with pytest.raises(CorruptRecord, match="line 3: no time"):
        next(reading)
