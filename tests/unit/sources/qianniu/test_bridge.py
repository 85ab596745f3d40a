from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlp_guard.errors import CorruptRecord
from nlp_guard.sources.qianniu.bridge import QianniuBridge
from tests.fakes.read_back import conversations_in, line
from tests.fakes.reading import context, written

NEW = {
    "fromid": {"nick": "cntaobao样例"},
    "toid": {"nick": "cntaobao示例店:小美"},
    "originalData": {"text": "在吗"},
    "mcode": {"clientId": "1.2"},
    "sendTime": "1712102730000",
}
OLD = {"fromid": {"nick": "样例"}, "toid": {"nick": "示例店:小美"}, "msgbody": "在吗", "msgid": 1,
       "msgtime": 1712102730}  # fmt: skip


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"result": {"hasMore": 0, "msgs": [NEW]}}, "buyer 样例: 在吗"),
        ([OLD], "buyer 样例: 在吗"),
        (
            [NEW | {"originalData": {"url": "u"}, "summary": "[图片]"}],
            "buyer 样例: [图片] [image]",
        ),
        ([NEW | {"originalData": {"header": {"summary": "商品"}}}], "buyer 样例: 商品 [card]"),
        ([NEW | {"originalData": {}, "summary": "在吗"}], "buyer 样例: 在吗"),
        ([NEW | {"fromid": NEW["toid"], "toid": NEW["fromid"]}], "agent 示例店:小美: 在吗"),
        (
            [NEW | {"toid": {"nick": "小店"}, "loginid": {"nick": "cntaobao小店"}}],
            "buyer 样例: 在吗",
        ),
        (
            [
                {
                    "message": "在吗",
                    "nick": "cntaobao样例",
                    "securityUID": "1",
                    "time": 1712102730000,
                }
            ],
            "buyer 样例: 在吗",
        ),
    ],
)
def test_a_message_is_read_in_every_form(tmp_path: Path, data: object, expected: str) -> None:
    (conversation,) = conversations_in(QianniuBridge(), tmp_path, json.dumps(data))
    (said,) = conversation.utterances
    assert line(said) == expected
    assert conversation.account_id == "样例"
    assert said.sent_at is not None
    assert said.sent_at.timestamp() == 1712102730


def test_messages_are_turned_round_when_the_newest_comes_first(tmp_path: Path) -> None:
    data = [OLD | {"msgbody": str(n), "msgtime": 1712102730 - n} for n in range(4)]
    (conversation,) = conversations_in(QianniuBridge(), tmp_path, json.dumps(data))
    assert [said.text for said in conversation.utterances] == ["3", "2", "1", "0"]


def test_a_message_of_nobody_is_named_after_the_good_ones(tmp_path: Path) -> None:
    path = written(tmp_path, "a.json", json.dumps([OLD, OLD | {"fromid": {}}]))
    reading = QianniuBridge().read(path, context("a.json"))
    assert next(reading)
    with pytest.raises(CorruptRecord, match="/1: no sender"):
        next(reading)
