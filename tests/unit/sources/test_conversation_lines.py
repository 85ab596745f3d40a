from __future__ import annotations

from pathlib import Path

import pytest

from nlp_guard.errors import CorruptRecord
from nlp_guard.records import Conversation
from nlp_guard.sources.conversation_lines import ConversationLines
from tests.fakes.reading import context, written

GOOD = '{"id": "c1", "channel": "chat", "turns": [{"role": "buyer", "text": "在吗"}]}'


def test_lines_are_read_and_empty_ones_passed_over(tmp_path: Path) -> None:
    path = written(tmp_path, "c.jsonl", f"\ufeff{GOOD}\n\n{GOOD.replace('c1', 'c2')}\n")
    found = list(ConversationLines().read(path, context("c.jsonl")))
    assert all(isinstance(document, Conversation) for document in found)
    assert [document.id for document in found if isinstance(document, Conversation)] == [
        "c1",
        "c2",
    ]


def test_a_broken_line_is_named_after_the_good_ones_were_given(tmp_path: Path) -> None:
    path = written(tmp_path, "c.jsonl", f"{GOOD}\n{{broken\n{GOOD.replace('c1', 'c2')}\n")
    found: list[object] = []
    with pytest.raises(
        CorruptRecord, match=r"c\.jsonl:2: 1 broken record: line 2: no conversation"
    ):
        found.extend(ConversationLines().read(path, context("c.jsonl")))
    reading = ConversationLines().read(path, context("c.jsonl"))
    assert [getattr(next(reading), "id", None), getattr(next(reading), "id", None)] == [
        "c1",
        "c2",
    ]


@pytest.mark.parametrize(
    ("head", "fits"), [(GOOD.encode(), True), (b'{"a": 1}', False), (b"", False), (b"x", False)]
)
def test_sniff_goes_by_the_first_line(head: bytes, fits: bool) -> None:
    assert (ConversationLines().sniff(Path("c"), head) > 0.5) is fits
