from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlp_guard.errors import CorruptRecord
from nlp_guard.sources.marketplaces.jd_dongdong import JdDongdong
from tests.fakes.read_back import conversations_in, line
from tests.fakes.reading import context, written

ROW = {
    "waiter": "示例店-客服1",
    "customer": "jd_样例",
    "content": "在吗#E-s21",
    "time": 1437616740000,
}

ANSWER = "jingdong_im_pop_chatlog_get_responce"


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (True, "agent 示例店-客服1"), (1, "agent 示例店-客服1"), ("1", "agent 示例店-客服1"),
        ("true", "agent 示例店-客服1"), (False, "buyer jd_样例"), (0, "buyer jd_样例"),
        ("0", "buyer jd_样例"), ("?", "unknown "), (None, "unknown "),
    ],
)  # fmt: skip
def test_the_side_is_told_by_who_sent(tmp_path: Path, sent: object, expected: str) -> None:
    content = json.dumps([ROW | {"waiterSend": sent}])
    (conversation,) = conversations_in(JdDongdong(), tmp_path, content)
    assert [line(said) for said in conversation.utterances] == [f"{expected}: 在吗#E-s21"]
    assert conversation.account_id == "jd_样例"


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda row: {ANSWER: {"ChatLog": {"ChatLogList": [row]}}},
        lambda row: {ANSWER: {"ChatLogPage": {"chatLogList": [row]}}},
        lambda row: {"chatLogList": [{"chatLogMessageList": [row]}]},
        lambda row: [row],
        lambda row: row,
    ],
)  # fmt: skip
def test_a_message_is_found_in_every_wrapper(tmp_path: Path, wrapped: object) -> None:
    assert callable(wrapped)
    content = json.dumps(wrapped(ROW | {"waiterSend": 0}))
    (conversation,) = conversations_in(JdDongdong(), tmp_path, content)
    (said,) = conversation.utterances
    assert said.text == "在吗#E-s21"
    assert said.sent_at is not None
    assert said.sent_at.timestamp() == 1437616740


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"content": "", "imgUrl": "https://example.com/1.jpg"}, " [image]"),
        ({"content": "", "url": "https://example.com/1.pdf"}, " [file]"),
        ({"content": "看图", "type": "image"}, "看图 [image]"),
        ({"content": "好", "bodyType": "text", "imgUrl": "https://example.com/me.jpg"}, "好"),
    ],
)
def test_what_is_attached_is_told(tmp_path: Path, more: dict[str, str], expected: str) -> None:
    content = json.dumps([ROW | {"waiterSend": 0} | more])
    (conversation,) = conversations_in(JdDongdong(), tmp_path, content)
    assert [line(said) for said in conversation.utterances] == [f"buyer jd_样例: {expected}"]


def test_a_message_that_is_no_text_is_named_after_the_good_ones(tmp_path: Path) -> None:
    good = ROW | {"waiterSend": 0}
    path = written(
        tmp_path, "a.jsonl", f"{json.dumps(good | {'content': [1]})}\n{json.dumps(good)}\n"
    )
    reading = JdDongdong().read(path, context("a.jsonl"))
    assert next(reading)
    with pytest.raises(CorruptRecord, match="line:1: its content is no text"):
        next(reading)
