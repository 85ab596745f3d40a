from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlp_guard.errors import CorruptRecord
from nlp_guard.sources.wechat.json_dump import WechatJson
from tests.fakes.read_back import conversations_in, line
from tests.fakes.reading import context, written

BUYER = "wxid_example00000001"
MESSAGE = {
    "seq": 1,
    "time": "2015-07-23T09:59:00+08:00",
    "talker": BUYER,
    "talkerName": "小A",
    "isChatRoom": False,
    "sender": BUYER,
    "senderName": "小A",
    "isSelf": False,
    "type": 1,
    "subType": 0,
    "content": "少了一件",
}
WEFLOW = {
    "localId": 1,
    "createTime": 1437616740,
    "formattedTime": "2015-07-23 09:59:00",
    "type": "文本消息",
    "content": "少了一件",
    "isSend": 0,
    "senderUsername": BUYER,
    "senderDisplayName": "小A",
}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, "buyer 小A: 少了一件"),
        ({"isSelf": True, "sender": "wxid_shop", "senderName": "我"}, "agent 我: 少了一件"),
        ({"type": 49, "subType": 57, "contents": {"refer": {"seq": 9, "content": "退吗"}}},
         "buyer 小A: 少了一件 [quotes 退吗]"),
        ({"type": 49, "subType": 5, "content": "", "contents": {"title": "标题", "url": "u"}},
         "buyer 小A: 标题 [card]"),
        ({"type": 49, "subType": 2000, "content": "转账"}, "buyer 小A: 转账 [transfer]"),
        ({"type": 3, "content": "", "contents": {"md5": "0"}}, "buyer 小A:  [image]"),
        ({"type": 10000, "content": '"小A" 撤回了一条消息'},
         'system 小A: "小A" 撤回了一条消息 [recalled]'),
    ],
)  # fmt: skip
def test_a_message_of_chatlog_is_read(
    tmp_path: Path, more: dict[str, object], expected: str
) -> None:
    (conversation,) = conversations_in(WechatJson(), tmp_path, json.dumps([MESSAGE | more]))
    (said,) = conversation.utterances
    assert line(said) == expected
    assert conversation.account_id == BUYER
    assert said.sent_at is not None
    assert said.sent_at.timestamp() == 1437616740


def test_a_quote_leads_to_the_message_it_answers(tmp_path: Path) -> None:
    answer = MESSAGE | {"seq": 2, "contents": {"refer": {"seq": 1, "content": "少了一件"}}}
    (conversation,) = conversations_in(WechatJson(), tmp_path, json.dumps([MESSAGE, answer]))
    first, second = conversation.utterances
    assert second.reply_to == first.id


def test_members_of_a_room_are_of_unknown_side_unless_the_shop_names_them(tmp_path: Path) -> None:
    room = MESSAGE | {"isChatRoom": True, "talker": "1@chatroom"}
    rows = [room, room | {"sender": "wxid_b", "senderName": "小美"}, room | {"isSelf": True}]
    (conversation,) = conversations_in(WechatJson(), tmp_path, json.dumps(rows), staff=["小美"])
    assert [said.role.value for said in conversation.utterances] == ["unknown", "agent", "agent"]
    assert conversation.account_id is None


@pytest.mark.parametrize(
    ("kind", "more", "expected"),
    [
        ("私聊", {}, "buyer 小A: 少了一件"),
        ("私聊", {"isSend": 1, "senderDisplayName": "我"}, "agent 我: 少了一件"),
        ("私聊", {"isSend": None, "type": "系统消息"}, "system 小A: 少了一件"),
        ("私聊", {"type": "图片消息", "content": "[图片]"}, "buyer 小A: [图片] [image]"),
        ("群聊", {}, "unknown 小A: 少了一件"),
    ],
)
def test_a_message_of_weflow_is_read(
    tmp_path: Path, kind: str, more: dict[str, object], expected: str
) -> None:
    session = {"wxid": BUYER, "nickname": "小A", "type": kind}
    content = json.dumps({"weflow": {}, "session": session, "messages": [WEFLOW | more]})
    (conversation,) = conversations_in(WechatJson(), tmp_path, content)
    (said,) = conversation.utterances
    assert line(said) == expected
    assert said.sent_at is not None
    assert said.sent_at.timestamp() == 1437616740


def test_what_is_no_message_is_named_after_the_good_ones(tmp_path: Path) -> None:
    path = written(tmp_path, "a.json", json.dumps([MESSAGE | {"content": {}}, MESSAGE]))
    reading = WechatJson().read(path, context("a.json"))
    assert next(reading)
    with pytest.raises(CorruptRecord, match="/0: its content is no text"):
        next(reading)
