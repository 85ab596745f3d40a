from __future__ import annotations

from pathlib import Path

import pytest

from nlp_guard.errors import CorruptRecord
from nlp_guard.sources.qianniu.web_blocks import QianniuWeb
from tests.fakes.read_back import conversations_in, line
from tests.fakes.reading import context, written

DAY = """2015-07-23
20:57:11
少了一件
给个说法
样例01
20:57:40
亲，您先别急
示例专卖店:小迪
"""


def test_the_day_of_the_group_is_carried_on(tmp_path: Path) -> None:
    content = DAY + "2015年7月24日 星期五\n8:00:00\n在吗\n样例01\n"
    (conversation,) = conversations_in(QianniuWeb(), tmp_path, content)
    assert [line(said) for said in conversation.utterances] == [
        "buyer 样例01: 少了一件\n给个说法",
        "agent 示例专卖店:小迪: 亲，您先别急",
        "buyer 样例01: 在吗",
    ]
    times = [said.sent_at.isoformat() for said in conversation.utterances if said.sent_at]
    assert times == [
        "2015-07-23T20:57:11+08:00",
        "2015-07-23T20:57:40+08:00",
        "2015-07-24T08:00:00+08:00",
    ]
    assert conversation.account_id == "样例01"


def test_no_day_is_made_up_when_no_row_tells_it(tmp_path: Path) -> None:
    (conversation,) = conversations_in(QianniuWeb(), tmp_path, DAY.removeprefix("2015-07-23\n"))
    assert [said.sent_at for said in conversation.utterances] == [None, None]


def test_what_the_page_withholds_is_counted_and_is_no_text(tmp_path: Path) -> None:
    content = DAY + "20:58:00\n请在客户端查看原始聊天记录，网页版无法展示\n样例01\n"
    (conversation,) = conversations_in(QianniuWeb(), tmp_path, content)
    assert conversation.unreadable == 1
    assert [said.text for said in conversation.utterances][-1] == ""


def test_each_buyer_has_a_conversation(tmp_path: Path) -> None:
    content = DAY + "20:59:00\n问下\n样例02\n21:00:00\n您说\n示例专卖店:小迪\n"
    first, second = conversations_in(QianniuWeb(), tmp_path, content)
    assert (first.account_id, second.account_id) == ("样例01", "样例02")
    assert [said.text for said in second.utterances] == ["问下", "您说"]


def test_a_block_without_an_account_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", DAY + "20:59:00\n只有一句，没有名字\n")
    with pytest.raises(CorruptRecord, match="no account"):
        list(QianniuWeb().read(path, context()))
