from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlp_guard.errors import CorruptRecord
from nlp_guard.sources.qianniu.archive import TaobaoArchive
from tests.fakes.read_back import conversations_in, line
from tests.fakes.reading import context, written

MESSAGES = [
    {"direction": 1, "time": "2013-08-01 10:00:05", "content": "少了一件"},
    {"direction": 0, "time": "2013-08-01 10:00:31", "content": "亲请提供订单号"},
]
LINES = ["buyer : 少了一件", "agent : 亲请提供订单号"]


def answer(name: str, **members: object) -> str:
    return json.dumps({name: members})


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (answer("chatlog_get_response", ret=10000, msgs={"msg": MESSAGES}), LINES),
        (answer("wangwang_eservice_chatlog_get_response", msgs={"msg": MESSAGES}), LINES),
        (answer("chatlog_get_response", msgs={"msg": MESSAGES[0]}), LINES[:1]),
        (json.dumps([{"chatlog_get_response": {"msgs": {"msg": MESSAGES}}}]), LINES),
        (
            "<chatlog_get_response><msgs><msg><direction>1</direction>"
            "<time>2013-08-01 10:00:05</time><content><![CDATA[5 < 6]]></content></msg></msgs>"
            "</chatlog_get_response>",
            ["buyer : 5 < 6"],
        ),
    ],
)
def test_the_direction_tells_the_side(tmp_path: Path, content: str, expected: list[str]) -> None:
    (conversation,) = conversations_in(TaobaoArchive(), tmp_path, content)
    assert [line(said) for said in conversation.utterances] == expected
    assert conversation.utterances[0].sent_at is not None
    assert conversation.utterances[0].sent_at.isoformat() == "2013-08-01T10:00:05+08:00"


def test_xml_is_read_when_it_names_the_encoding_it_is_in(tmp_path: Path) -> None:
    content = (
        '<?xml version="1.0" encoding="GBK"?><chatlog_get_response><msgs><msg>'
        "<direction>0</direction><content>亲，您好</content></msg></msgs></chatlog_get_response>"
    ).encode("gbk")
    (conversation,) = conversations_in(TaobaoArchive(), tmp_path, content)
    assert [line(said) for said in conversation.utterances] == ["agent : 亲，您好"]


def test_withheld_words_are_counted_as_unreadable(tmp_path: Path) -> None:
    listed = [
        {"direction": 0, "time": 1375322405, "type": 0, "length": 2, "content": "您好"},
        {"direction": 1, "time": 1375322415, "type": 0, "length": 9},
        {"direction": 1, "time": 1375322416, "type": 0, "length": 4, "content": ""},
    ]
    content = answer(
        "wangwang_abstract_logquery_response",
        from_id="cntaobao示例店:小美",
        to_id="cntaobao样例",
        ret_code=0,
        msg_lists={"msg_list": listed},
    )
    (conversation,) = conversations_in(TaobaoArchive(), tmp_path, content)
    assert conversation.unreadable == 2
    assert conversation.account_id == "样例"
    assert [line(said) for said in conversation.utterances] == [
        "agent 示例店:小美: 您好",
        "buyer 样例: ",
        "buyer 样例: ",
    ]


def test_sides_stay_unknown_when_nothing_tells_who_asked(tmp_path: Path) -> None:
    pieces = [{"type": "T", "value": "在吗"}, {"type": "P", "value": "https://example.com/1.jpg"}]
    listed = [{"content_list": pieces, "time": 1375322405, "direction": 1, "uuid": 1, "type": 0}]
    content = answer("openim_chatlogs_get_response", result={"messages": listed})
    (conversation,) = conversations_in(TaobaoArchive(), tmp_path, content)
    assert [line(said) for said in conversation.utterances] == [
        "unknown user2: 在吗",
        "unknown user2: https://example.com/1.jpg [image]",
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (answer("chatlog_get_response", ret=50000, count=0), "code 50000"),
        (answer("chatlog_get_response", msgs={"msg": [7, *MESSAGES]}), "no message"),
        ("<chatlog_get_response><msgs>", "cut off"),
        (
            '<!DOCTYPE a [<!ENTITY b "c">]><chatlog_get_response>&b;</chatlog_get_response>',
            "entities of its own",
        ),
    ],
)
def test_what_is_broken_is_named(tmp_path: Path, content: str, reason: str) -> None:
    path = written(tmp_path, "a.txt", content)
    with pytest.raises(CorruptRecord, match=reason):
        list(TaobaoArchive().read(path, context()))
