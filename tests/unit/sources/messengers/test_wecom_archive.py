from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlp_guard.errors import CorruptRecord
from nlp_guard.sources.messengers.wecom_archive import WecomArchive
from tests.fakes.read_back import conversations_in, line
from tests.fakes.reading import context, written

CUSTOMER = "wmExternal001"
MESSAGE = {
    "msgid": "1_external",
    "action": "send",
    "from": CUSTOMER,
    "tolist": ["kefu01"],
    "roomid": "",
    "msgtime": 1437616740123,
    "msgtype": "text",
    "text": {"content": "少了一件"},
}


def message(kind: str, body: object, key: str = "", **more: object) -> dict[str, object]:
    """Return a message of another kind, without the words of the first."""
    made = {name: value for name, value in MESSAGE.items() if name != "text"}
    return made | {"msgtype": kind, key or kind: body} | more


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (MESSAGE, [f"buyer {CUSTOMER}: 少了一件"]),
        (MESSAGE | {"from": "kefu01", "tolist": [CUSTOMER]}, ["agent kefu01: 少了一件"]),
        (MESSAGE | {"from": "wbRobot1", "tolist": [CUSTOMER]}, ["agent wbRobot1: 少了一件"]),
        (message("image", {"sdkfileid": "x"}), [f"buyer {CUSTOMER}:  [image]"]),
        (message("voice", {"play_length": 3}), [f"buyer {CUSTOMER}:  [voice]"]),
        (message("file", {"filename": "a.pdf"}), [f"buyer {CUSTOMER}: a.pdf [file]"]),
        (message("redpacket", {"wish": "好"}), [f"buyer {CUSTOMER}: 好 [transfer]"]),
        (message("external_redpacket", {"wish": "好"}, "redpacket"),
         [f"buyer {CUSTOMER}: 好 [transfer]"]),
        (message("markdown", {"content": "**好**"}, "info"), [f"buyer {CUSTOMER}: **好**"]),
        (message("agree", {"userid": CUSTOMER}), [f"system {CUSTOMER}: "]),
        (message("mixed", {"item": [{"type": "text", "content": '{"content":"你好"}'},
                                    {"type": "image", "content": '{"md5sum":"0"}'},
                                    {"type": "text", "content": {"content": "再见"}}]}),
         [f"buyer {CUSTOMER}: 你好", f"buyer {CUSTOMER}:  [image]", f"buyer {CUSTOMER}: 再见"]),
    ],
)  # fmt: skip
def test_a_message_is_read(tmp_path: Path, record: object, expected: list[str]) -> None:
    (conversation,) = conversations_in(WecomArchive(), tmp_path, json.dumps(record))
    assert [line(said) for said in conversation.utterances] == expected
    assert conversation.account_id == CUSTOMER
    assert conversation.unreadable == 0


@pytest.mark.parametrize("time", [1437616740, 1437616740000, "1437616740000"])
def test_the_unit_of_a_time_is_told_by_its_size(tmp_path: Path, time: object) -> None:
    content = json.dumps([{"seq": 1, "decrypted_message": MESSAGE | {"msgtime": time}}])
    (conversation,) = conversations_in(WecomArchive(), tmp_path, content)
    assert conversation.started_at is not None
    assert conversation.started_at.timestamp() == 1437616740


def test_a_recall_marks_the_message_it_names(tmp_path: Path) -> None:
    recall = message("revoke", {"pre_msgid": "1_external"}, action="recall", msgid="2")
    stray = message("revoke", {"pre_msgid": "long ago"}, action="recall", msgid="3")
    content = "\n".join(map(json.dumps, (MESSAGE, recall, stray)))
    (conversation,) = conversations_in(WecomArchive(), tmp_path, content)
    assert [line(said) for said in conversation.utterances] == [
        f"buyer {CUSTOMER}: 少了一件 [recalled]",
        f"system {CUSTOMER}:  [recalled]",
    ]


def test_a_pair_or_a_room_is_one_conversation(tmp_path: Path) -> None:
    rows = [
        MESSAGE,
        MESSAGE | {"msgid": "2", "from": "kefu01", "tolist": [CUSTOMER]},
        MESSAGE | {"msgid": "3", "tolist": ["kefu02"]},
        MESSAGE | {"msgid": "4", "roomid": "r1", "tolist": ["kefu01", "kefu02"]},
        MESSAGE | {"msgid": "5", "roomid": "r1", "from": "woOther0001", "tolist": ["kefu01"]},
        {"msgid": "6", "action": "switch", "time": 1437616740000, "user": "kefu01"},
    ]
    found = conversations_in(WecomArchive(), tmp_path, "\n".join(map(json.dumps, rows)))
    assert [len(c.utterances) for c in found] == [2, 1, 2]
    assert [c.account_id for c in found] == [CUSTOMER, CUSTOMER, None]


def test_an_id_that_looks_like_a_customers_is_staff_when_the_shop_says_so(tmp_path: Path) -> None:
    (conversation,) = conversations_in(
        WecomArchive(), tmp_path, json.dumps(MESSAGE | {"from": "wmei"}), staff=["wmei"]
    )
    assert [said.role.value for said in conversation.utterances] == ["agent"]


def test_a_kind_nobody_knows_is_counted_as_unreadable(tmp_path: Path) -> None:
    content = json.dumps(message("hologram", {"x": 1}))
    (conversation,) = conversations_in(WecomArchive(), tmp_path, content)
    assert conversation.unreadable == 1


def test_a_message_of_nobody_is_named_after_the_good_ones(tmp_path: Path) -> None:
    content = "\n".join(map(json.dumps, (MESSAGE | {"from": None}, MESSAGE)))
    reading = WecomArchive().read(written(tmp_path, "a.jsonl", content), context("a.jsonl"))
    assert next(reading)
    with pytest.raises(CorruptRecord, match="line:1: no sender"):
        next(reading)
