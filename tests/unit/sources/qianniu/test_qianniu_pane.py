from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from nlp_guard.errors import InputError
from nlp_guard.records import Attachment, Conversation, Role
from nlp_guard.sources.qianniu.qianniu_pane import QianniuPane
from nlp_guard.sources.reading import gathering
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
        "样例买家 2015-07-23 07:26:10  \n在吗\n未读",
        "样例买家 --> 示例店:小美 2015-07-23 07:26:10\n在吗",
        "[样例买家] 2015-07-23 07:26:10\n在吗",
        "样例买家(2015-07-23 07:26:10): 在吗",
        "样例买家(2015-07-23 07:26:10)\n在吗",
        "样例买家（2015/7/23 07:26:10）：在吗",
        "样例买家 (2015-07-23 07:26:10 AM):在吗",
        "样例买家\n2015-07-23 07:26:10\n在吗",
        "店:小美2015-7-22 20:00:00\n\n[样例买家] 2015-07-23 07:26:10\n在吗",
    ],
)
def test_the_message_is_found_when_the_header_has_another_form(tmp_path: Path, head: str) -> None:
    (conversation,) = read(written(tmp_path, "a.txt", head + "\n"), ("示例店",))
    (utterance,) = conversation.utterances
    assert (utterance.speaker, utterance.text) == ("样例买家", "在吗")
    assert utterance.sent_at == datetime(2015, 7, 23, 7, 26, 10, tzinfo=SHANGHAI)
    assert conversation.account_id == "样例买家"


def test_the_day_goes_on_when_headers_give_the_hour_alone(tmp_path: Path) -> None:
    source = (
        "[店:a] 2015-07-23 23:58:00\n您好\n[样例] 23:59\n在\n[样例] 00:01\n还\n[样例] 0:00\n嗯\n"
    )
    (conversation,) = read(written(tmp_path, "a.txt", source))
    times = [u.sent_at.strftime("%d %H:%M") for u in conversation.utterances if u.sent_at]
    assert times == ["23 23:58", "23 23:59", "24 00:01", "24 00:00"]


def test_a_time_is_unknown_when_nothing_tells_the_day(tmp_path: Path) -> None:
    (conversation,) = read(written(tmp_path, "a.txt", "[样例] 23:59\n在\n"))
    assert [(u.text, u.sent_at) for u in conversation.utterances] == [("在", None)]


def test_words_go_to_whom_they_are_said_to_when_the_header_tells(tmp_path: Path) -> None:
    source = (
        "甲样例 --> 店:小美 2015-07-23 10:00:00\n在\n"
        "店:小美 --> 乙样例 2015-07-23 10:00:09\n亲，乙\n"
        "店:小美 --> 甲样例 2015-07-23 10:00:11\n亲，甲\n"
    )
    first, second = read(written(tmp_path, "a.txt", source))
    assert [text for _, _, text in texts(first)] == ["在", "亲，甲"]
    assert (second.account_id, texts(second)) == ("乙样例", [("agent", "店:小美", "亲，乙")])


def test_a_greeting_goes_to_the_next_buyer_when_time_runs_back(tmp_path: Path) -> None:
    source = (
        "甲样例2015-7-23 10:00:00\n在\n店:小美2015-7-23 10:01:00\n您好\n"
        "店:小美2015-7-23 09:01:00\n欢迎\n乙样例2015-7-23 09:02:00\n问下\n"
    )
    first, second = read(written(tmp_path, "a.txt", source))
    assert [text for _, _, text in texts(first)] == ["在", "您好"]
    assert [text for _, _, text in texts(second)] == ["欢迎", "问下"]


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
        ("某店:小美", ("小美",), Role.AGENT, False),
        ("某店：小美", (), Role.AGENT, False),
        ("别店:采购", ("某店",), Role.AGENT, True),
        ("样***例", (), Role.BUYER, False),
        ("tb1234567", (), Role.BUYER, False),
        ("某某旗舰店", (), Role.UNKNOWN, False),
        ("小美", (), Role.UNKNOWN, False),
        ("小美", ("某店",), Role.BUYER, False),
    ],
)
def test_the_side_is_told_by_the_nick_or_unknown(
    tmp_path: Path, nick: str, staff: tuple[str, ...], role: Role, is_inferred: bool
) -> None:
    path = written(tmp_path, "a.txt", f"{nick}2015-7-23 10:00:00\n您好\n")
    (conversation,) = read(path, staff)
    (utterance,) = conversation.utterances
    assert (utterance.role, utterance.is_role_inferred) == (role, is_inferred)


@pytest.mark.parametrize(
    ("name", "source", "sides"),
    [
        ("a.txt", "甲2015-7-23 10:00:00\n您好\n已读\n乙2015-7-23 10:00:09\n在\n", "agent buyer"),
        ("甲.txt", "甲2015-7-23 10:00:00\n您好\n乙2015-7-23 10:00:09\n在\n", "buyer agent"),
        ("a.txt", "甲2015-7-23 10:00:00\n您好\n乙2015-7-23 10:00:09\n在\n", "unknown unknown"),
        ("a.txt", "甲2015-7-23 10:00:00\n您好\n乙**2015-7-23 10:00:09\n在\n", "agent buyer"),
        ("a.txt", "店2015-7-23 10:00:00\n您好\n店:a2015-7-23 10:00:09\n在\n", "agent agent"),
    ],
)
def test_the_side_is_inferred_from_the_file_when_nobody_is_known(
    tmp_path: Path, name: str, source: str, sides: str
) -> None:
    (conversation,) = read(written(tmp_path, name, source))
    assert " ".join(role for role, _, _ in texts(conversation)) == sides


def test_noise_and_empty_bodies_are_left_out(tmp_path: Path) -> None:
    source = (
        "当前用户来自 商品详情页\n样例买家2015-7-23 10:00:00\n\n已读\n"
        "样例买家2015-7-23 10:00:09\nhttps://item.example.com/1\n¥\n9\n.9\n"
        "样例买家2015-7-23 10:01:00\n这个多少钱\n立即下单\n"
    )
    (conversation,) = read(written(tmp_path, "a.txt", source))
    assert texts(conversation) == [("unknown", "样例买家", "这个多少钱")]


@pytest.mark.parametrize(
    "body",
    [
        "500",
        "  前有空格",
        "一\n\n二",
        "看 https://example.com/1",
        "付款时间：2015-07-23 10:00:00",
        "我说2015-07-23 10:00:00，发货",
        "🙂\u202e右\u202c",
        "名字: 话",
        "已读了吗",
    ],
)
def test_words_are_kept_as_they_stand(tmp_path: Path, body: str) -> None:
    source = f"店:小美2015-7-23 09:59:00\n您好\n已读\n样例2015-7-23 10:00:00\n{body}\n"
    (conversation,) = read(written(tmp_path, "a.txt", source))
    assert [text for _, _, text in texts(conversation)] == ["您好", body]


def test_a_bot_speaks_for_the_shop_when_its_name_stands_before_the_words(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", "示例店2015-7-23 10:00:00\n店小蜜: 亲，在的\n")
    (conversation,) = read(path)
    assert texts(conversation) == [("agent", "示例店", "亲，在的")]


def test_a_picture_is_kept_as_its_placeholder(tmp_path: Path) -> None:
    (conversation,) = read(written(tmp_path, "a.txt", "样例2015-7-23 10:00:00\n[图片]\n未读\n"))
    (utterance,) = conversation.utterances
    assert (utterance.text, utterance.attachment) == ("[图片]", Attachment.IMAGE)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("样例2015-7-23 10:00:00\n给钱\n样例 撤回了一条消息\n样例2015-7-23 10:01:00\n在\n",
         [("给钱", "样例", False), ("样例 撤回了一条消息", "样例", True), ("在", "样例", False)]),
        ("样例2015-7-23 10:00:00\n撤回了一条消息\n", [("撤回了一条消息", "样例", True)]),
        ("店:a2015-7-23 10:00:00\n您好\n已读\n样例 撤回了一条消息\n",
         [("您好", "店:a", False), ("样例 撤回了一条消息", "样例", True)]),
        ("样例2015-7-23 10:00:00\n他撤回了一条消息吗\n", [("他撤回了一条消息吗", "样例", False)]),
    ],
)  # fmt: skip
def test_a_recall_is_kept_as_a_notice(
    tmp_path: Path, source: str, expected: list[tuple[str, str, bool]]
) -> None:
    (conversation,) = read(written(tmp_path, "a.txt", source))
    found = [(u.text, u.speaker, u.is_recalled) for u in conversation.utterances]
    assert found == expected
    assert all((u.role is Role.SYSTEM) is u.is_recalled for u in conversation.utterances)


def test_talks_are_given_in_parts_when_a_file_is_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "MAX_OPEN", 4)
    source = "".join(f"{nick}2015-7-23 10:00:{n:02}\n第{n}\n" for n, nick in enumerate(
        ["店:小美", "甲样例", "乙样例", "甲样例", "甲样例", "乙样例"]))  # fmt: skip
    given = read(written(tmp_path, "a.txt", source))
    assert [c.account_id for c in given] == ["乙样例", "甲样例", "乙样例"]
    assert [[u.text for u in c.utterances] for c in given] == [
        ["第2"], ["第0", "第1", "第3", "第4"], ["第5"]]  # fmt: skip
    assert len({c.id for c in given}) == 3


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
        ("更新说明\n第一条\n发布于 2015-07-23 10:00:00\n".encode(), False),
        (b"", False),
    ],
)
def test_sniff_goes_by_content(head: bytes, is_pane: bool) -> None:
    assert (QianniuPane().sniff(Path("x"), head) > 0.5) is is_pane
