from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from nlp_guard.errors import InputError
from nlp_guard.records import Conversation, Role
from nlp_guard.sources.qianniu_pane import QianniuPane
from tests.fakes.reading import SHANGHAI, context, written

PANE = """示例旗舰店:小美2015-7-23 7:25:33
亲，这边帮您看下
已读
tb_样例01 2015-07-23 07:26:10
第一行
第二行
未读
"""


def read(path: Path, staff: tuple[str, ...] = ()) -> list[Conversation]:
    found = list(QianniuPane().read(path, context(path.name, staff)))
    assert all(isinstance(document, Conversation) for document in found)
    return [document for document in found if isinstance(document, Conversation)]


def texts(conversation: Conversation) -> list[tuple[str, str, str]]:
    return [(u.role.value, u.speaker, u.text) for u in conversation.utterances]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-8-sig"])
def test_every_text_is_a_slice_of_the_source(tmp_path: Path, line_end: str, encoding: str) -> None:
    source = PANE.replace("\n", line_end)
    (conversation,) = read(written(tmp_path, "a.txt", source, encoding))
    assert texts(conversation) == [
        ("agent", "示例旗舰店:小美", "亲，这边帮您看下"),
        ("buyer", "tb_样例01", f"第一行{line_end}第二行"),
    ]
    codec = conversation.provenance.encoding
    assert codec is not None
    decoded = (tmp_path / "a.txt").read_bytes().decode(codec)
    for utterance in conversation.utterances:
        assert utterance.source_span is not None
        assert decoded[utterance.source_span.slice] == utterance.text
    assert conversation.started_at == datetime(2015, 7, 23, 7, 25, 33, tzinfo=SHANGHAI)
    assert conversation.account_id == "tb_样例01"


@pytest.mark.parametrize(
    "head",
    [
        "样例买家2015-7-23 07:26:10\n在吗",
        "样例买家 --> 示例旗舰店 2015-07-23 07:26:10\n在吗",
        "[样例买家] 2015-07-23 07:26:10\n在吗",
        "样例买家(2015-07-23 07:26:10): 在吗",
        "样例买家（2015/7/23 07:26:10）：在吗  ",
        "样例买家\n2015-07-23 07:26:10\n在吗",
    ],
)
def test_the_message_is_found_when_the_header_has_another_form(tmp_path: Path, head: str) -> None:
    (conversation,) = read(written(tmp_path, "a.txt", head + "\n"))
    assert texts(conversation) == [("buyer", "样例买家", "在吗")]
    assert conversation.utterances[0].sent_at == datetime(2015, 7, 23, 7, 26, 10, tzinfo=SHANGHAI)


def test_a_nick_that_ends_in_digits_keeps_them(tmp_path: Path) -> None:
    (conversation,) = read(written(tmp_path, "a.txt", "样例20152015-7-23 07:26:10\n在\n"))
    assert conversation.account_id == "样例2015"


def test_buyers_are_told_apart_when_one_file_holds_several(tmp_path: Path) -> None:
    source = (
        "店:小美2015-7-23 10:00:00\n您好\n甲样例2015-7-23 10:00:05\n在\n"
        "店:小美2015-7-23 10:01:00\n好的\n乙样例2015-7-23 10:02:00\n问下\n"
        "店:小美2015-7-23 10:03:00\n您说\n"
    )
    first, second = read(written(tmp_path, "a.txt", source))
    assert [text for _, _, text in texts(first)] == ["您好", "在", "好的"]
    assert [text for _, _, text in texts(second)] == ["问下", "您说"]
    assert first.id != second.id


@pytest.mark.parametrize(
    ("nick", "staff", "role", "is_inferred"),
    [
        ("小美", ("小美",), Role.AGENT, False),
        ("某店:小美", ("某店",), Role.AGENT, False),
        ("示例旗舰店:小美", (), Role.AGENT, False),
        ("某店：小美", (), Role.AGENT, True),
        ("示例旗舰店", (), Role.AGENT, True),
        ("小美", (), Role.BUYER, False),
    ],
)
def test_the_side_is_known_or_marked_as_inferred(
    tmp_path: Path, nick: str, staff: tuple[str, ...], role: Role, is_inferred: bool
) -> None:
    path = written(tmp_path, "a.txt", f"{nick}2015-7-23 10:00:00\n您好\n")
    (conversation,) = read(path, staff)
    (utterance,) = conversation.utterances
    assert (utterance.role, utterance.is_role_inferred) == (role, is_inferred)


def test_noise_and_empty_bodies_are_left_out(tmp_path: Path) -> None:
    source = (
        "当前用户来自 商品详情页\n样例买家2015-7-23 10:00:00\n\n已读\n"
        "样例买家2015-7-23 10:00:09\nhttps://item.example.com/1\n¥\n9\n.9\n"
        "样例买家2015-7-23 10:01:00\n这个多少钱\n立即下单\n"
    )
    (conversation,) = read(written(tmp_path, "a.txt", source))
    assert texts(conversation) == [("buyer", "样例买家", "这个多少钱")]


def test_a_recall_is_kept_as_a_notice(tmp_path: Path) -> None:
    source = (
        "样例买家2015-7-23 10:00:00\n给钱\n样例买家 撤回了一条消息\n"
        "样例买家2015-7-23 10:01:00\n在\n"
    )
    (conversation,) = read(written(tmp_path, "a.txt", source))
    assert [role for role, _, _ in texts(conversation)] == ["buyer", "system", "buyer"]


def test_a_date_that_does_not_exist_opens_no_message(tmp_path: Path) -> None:
    source = "样例买家2015-7-23 10:00:00\n在\n样例买家2015-13-45 10:00:00\n"
    (conversation,) = read(written(tmp_path, "a.txt", source))
    assert len(conversation.utterances) == 1


def test_it_is_refused_when_there_is_no_message(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a\.txt: no message"):
        read(written(tmp_path, "a.txt", "只有一行字\n"))


@pytest.mark.parametrize(
    ("head", "is_pane"),
    [
        (PANE.encode(), True),
        (PANE.encode("gbk"), True),
        ("订单编号,买家会员名,订单创建时间\n1,a,2015-07-23 10:00:00\n".encode("gbk"), False),
        (b"%PDF-1.4\0", False),
        ("今天天气不错\n".encode(), False),
        (b"", False),
    ],
)
def test_sniff_goes_by_content(head: bytes, is_pane: bool) -> None:
    assert (QianniuPane().sniff(Path("x"), head) > 0.5) is is_pane
