from __future__ import annotations

from pathlib import Path

import pytest

from nlp_guard.codec import conversation_to_dict, to_line
from nlp_guard.errors import InputError
from nlp_guard.records import Box, CharSpan, Conversation, Exhibit, TimeSpan
from nlp_guard.sources.citation import quote_at
from nlp_guard.sources.conversation_lines import ConversationLines
from nlp_guard.sources.folder import Intake
from nlp_guard.sources.qianniu.qianniu_pane import QianniuPane
from tests.fakes.reading import NOW, written

PANE = "样例买家2015-7-23 10:00:00\r\n先给四千，\r\n不然投诉\r\n"


def exhibit(folder: Path, quote: str) -> Exhibit:
    (conversation,) = Intake([folder], [QianniuPane(), ConversationLines()], now=NOW)
    assert isinstance(conversation, Conversation)
    (utterance,) = conversation.utterances
    at = utterance.text.index(quote)
    return conversation.exhibit(utterance, CharSpan(at, at + len(quote)))


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_the_quote_stands_at_its_place_in_a_chat(tmp_path: Path, encoding: str) -> None:
    written(tmp_path, "chats/a.txt", PANE, encoding)
    cited = exhibit(tmp_path, "不然投诉")
    assert quote_at(tmp_path, cited) == cited.quote == "不然投诉"


def test_the_quote_stands_at_its_place_in_a_line_of_json(tmp_path: Path) -> None:
    pane = tmp_path / "pane"
    written(pane, "a.txt", PANE)
    (conversation,) = Intake([pane], [QianniuPane()], now=NOW)
    assert isinstance(conversation, Conversation)
    lines = tmp_path / "lines"
    written(lines, "c.jsonl", "\n" + to_line(conversation_to_dict(conversation)))
    cited = exhibit(lines, "四千")
    assert cited.locator == "line:2/turns/0/text"
    assert quote_at(lines, cited) == "四千"


def test_a_changed_source_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", PANE)
    cited = exhibit(tmp_path, "四千")
    path.write_bytes(path.read_bytes().replace("四千".encode(), "五千".encode()))
    with pytest.raises(InputError, match="changed"):
        quote_at(tmp_path, cited)
    path.unlink()
    with pytest.raises(InputError, match="gone"):
        quote_at(tmp_path, cited)


def test_a_recording_is_checked_by_its_hash_alone(tmp_path: Path) -> None:
    written(tmp_path, "a.txt", PANE)
    cited = exhibit(tmp_path, "四千")
    heard = Exhibit(provenance=cited.provenance, quote="四千", time=TimeSpan(1.0, 2.0))
    assert quote_at(tmp_path, heard) is None


def test_a_picture_is_checked_by_its_hash_alone(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", PANE)
    cited = exhibit(tmp_path, "四千")
    read = Exhibit(provenance=cited.provenance, quote="四千", box=Box(0, 0, 90, 40))
    assert quote_at(tmp_path, read) is None
    path.write_bytes(b"another picture")
    with pytest.raises(InputError, match="changed"):
        quote_at(tmp_path, read)
