from __future__ import annotations

from pathlib import Path

import pytest

from nlp_guard.errors import InputError
from nlp_guard.sources.wechat.text import WechatText
from tests.fakes.read_back import conversations_in, line
from tests.fakes.reading import context, written

SAID = "{}\n少了一件\n\n第二段\n\n{}\n在的\n\n"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2015-07-23 10:00:00 老王", "2015-07-23 10:00:09 我"),
        ("2015-07-23 10:00:00 '老王'", "2015-07-23 10:00:09 '我'"),
        ("老王 2015-07-23 10:00:00", "我 2015-07-23 10:00:09"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_chat_is_read_in_every_form(
    tmp_path: Path, first: str, second: str, line_end: str
) -> None:
    content = SAID.format(first, second).replace("\n", line_end)
    (conversation,) = conversations_in(WechatText(), tmp_path, content)
    body = "少了一件\n\n第二段".replace("\n", line_end)
    assert [line(said) for said in conversation.utterances] == [
        f"buyer 老王: {body}",
        "agent 我: 在的",
    ]
    assert conversation.account_id == "老王"
    assert conversation.started_at is not None
    assert conversation.started_at.isoformat() == "2015-07-23T10:00:00+08:00"


@pytest.mark.parametrize(
    ("name", "staff", "roles"),
    [
        ("a.txt", (), ["unknown", "unknown"]),
        ("老王.txt", (), ["buyer", "agent"]),
        ("a.txt", ("小美",), ["buyer", "agent"]),
    ],
)
def test_the_side_is_told_by_names(
    tmp_path: Path, name: str, staff: tuple[str, ...], roles: list[str]
) -> None:
    content = SAID.format("2015-07-23 10:00:00 老王", "2015-07-23 10:00:09 小美")
    (conversation,) = conversations_in(WechatText(), tmp_path, content, name, staff)
    assert [said.role.value for said in conversation.utterances] == roles


def test_notices_are_of_the_system(tmp_path: Path) -> None:
    content = (
        '2015-07-23 10:00:00 老王\n"老王" 撤回了一条消息\n\n'
        "2015-07-23 10:00:01 系统消息\n以上是打招呼的内容\n\n2015-07-23 10:00:02 我\n[图片]\n\n"
    )
    (conversation,) = conversations_in(WechatText(), tmp_path, content)
    assert [line(said) for said in conversation.utterances] == [
        'system 老王: "老王" 撤回了一条消息 [recalled]',
        "system 系统消息: 以上是打招呼的内容",
        "agent 我: [图片] [image]",
    ]


def test_a_line_like_a_header_is_text_when_no_empty_line_stands_before(tmp_path: Path) -> None:
    content = "2015-07-23 10:00:00 老王\n转发：\n2015-07-22 09:00:00 某某\n在\n\n"
    (conversation,) = conversations_in(WechatText(), tmp_path, content)
    assert [said.text for said in conversation.utterances] == [
        "转发：\n2015-07-22 09:00:00 某某\n在"
    ]


def test_it_is_refused_when_there_is_no_message(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", "没有\n")
    with pytest.raises(InputError, match="no message"):
        list(WechatText().read(path, context()))
