from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlp_guard.sources.marketplaces.pinduoduo_chat import PinduoduoChat
from tests.fakes.read_back import conversations_in, line

MESSAGE = {
    "msg_id": "1437616740001",
    "nickname": "示**",
    "type": 0,
    "content": "少了一件",
    "ts": "1437616740",
    "from": {"role": "user", "uid": "1"},
    "to": {"role": "mall_cs", "uid": "2", "mall_id": "2"},
}
REPLY = MESSAGE | {"from": MESSAGE["to"], "to": MESSAGE["from"], "msg_id": "2"}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, "buyer 示**: 少了一件"),
        ({"type": 1, "content": "https://example.com/1.jpg"},
         "buyer 示**: https://example.com/1.jpg [image]"),
        ({"type": 5, "content": "", "info": {"description": "[微笑]"}},
         "buyer 示**: [微笑] [sticker]"),
        ({"type": 14}, "buyer 示**: 少了一件 [video]"),
        ({"sub_type": 1, "info": {"orderSequenceNo": "1"}}, "buyer 示**: 少了一件 [card]"),
        ({"type": 24, "content": "转接"}, "system 示**: 转接"),
        ({"type": 1002, "content": "撤回"}, "system 示**: 撤回 [recalled]"),
        ({"from": {"role": "robot", "uid": "9"}, "to": {"role": "user", "uid": "1"}},
         "unknown 9: 少了一件"),
    ],
)  # fmt: skip
def test_a_pushed_message_is_read(tmp_path: Path, more: dict[str, object], expected: str) -> None:
    content = json.dumps({"response": "push", "message": MESSAGE | more})
    (conversation,) = conversations_in(PinduoduoChat(), tmp_path, content)
    assert [line(said) for said in conversation.utterances] == [expected]
    assert conversation.account_id == "1"


def test_a_recall_marks_the_message_it_names(tmp_path: Path) -> None:
    recall = MESSAGE | {"msg_id": "3", "type": 1002, "info": {"msg_id": MESSAGE["msg_id"]}}
    content = "\n".join(json.dumps({"message": m}) for m in (MESSAGE, REPLY, recall))
    (conversation,) = conversations_in(PinduoduoChat(), tmp_path, content)
    assert [line(said) for said in conversation.utterances] == [
        "buyer 示**: 少了一件 [recalled]",
        "agent 2: 少了一件",
    ]


def test_a_tools_list_is_read(tmp_path: Path) -> None:
    turns = (
        ("用户", "示**", "text", "在吗"),
        ("客服", "小美", "image", ""),
        ("系统", "", "text", "完"),
    )
    rows = [
        {
            "time": f"2015-07-23 10:00:0{n}",
            "role": role,
            "name": name,
            "type": kind,
            "content": said,
        }
        for n, (role, name, kind, said) in enumerate(turns)
    ]
    (conversation,) = conversations_in(PinduoduoChat(), tmp_path, json.dumps(rows))
    assert [line(said) for said in conversation.utterances] == [
        "buyer 示**: 在吗",
        "agent 小美:  [image]",
        "system : 完",
    ]
    assert conversation.account_id == "示**"


def test_the_service_of_logistics_is_read(tmp_path: Path) -> None:
    rows = [
        {"id": 1, "msg_ts": 1437616740, "from_type": 0, "text": "到哪了"},
        {"id": 2, "msg_ts": 1437616741, "from_type": 1, "text": "在路上"},
    ]
    content = json.dumps({"message_infos": rows})
    (conversation,) = conversations_in(PinduoduoChat(), tmp_path, content)
    assert [said.role.value for said in conversation.utterances] == ["buyer", "agent"]
