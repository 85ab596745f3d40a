from __future__ import annotations

from datetime import UTC, datetime

import pytest

from nlp_guard.codec import detection_to_dict, to_line
from nlp_guard.records import AccountId, Coverage, Skipped, Source
from nlp_guard.sources.labelled_lines import joint_coverage, read_labelled
from tests.fakes.scene import demand_by

NOW = datetime(2015, 7, 25, tzinfo=UTC)
ONE = detection_to_dict(demand_by(AccountId("甲"), 0))


def test_a_conversation_cites_the_source_it_names() -> None:
    read = read_labelled("a.jsonl", to_line(ONE).encode(), NOW)
    (found,) = read.detections
    assert found.conversation.provenance.uri == ONE["source"]["path"]
    assert read.source is not None
    assert (read.source.n_records, read.n_messages, read.skipped) == (1, 1, ())


def test_one_that_names_none_is_cited_by_its_line() -> None:
    bare = {key: value for key, value in ONE.items() if key != "source"}
    (found,) = read_labelled("a.jsonl", b"\n" + to_line(bare).encode(), NOW).detections
    assert found.conversation.provenance.uri == "a.jsonl"
    assert found.conversation.utterances[0].locator == "line:2/turns/0/text"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty file"),
        (b"{broken", "line 1: no labelled conversation (JSONDecodeError)"),
        (b"[]\n{}", "line 1: no labelled conversation (ValueError)"),
        (b"\xff\xfe\n", "line 1: not UTF-8"),
        (b'{"turns": []}\n' * 7, "lines 1, 2, 3, 4, 5 and 2 more: no verdict in it; label it"),
        (
            b'{"id": "1", "verdict": "none", "turns": [{"text": "x", "spans": [{}]}]}',
            "line 1: no labelled conversation (ValueError)",
        ),
    ],
)
def test_what_is_wrong_with_a_line_is_said_without_its_words(content: bytes, why: str) -> None:
    read = read_labelled("a.jsonl", content, NOW)
    assert read.source is None
    assert read.skipped[0].why.startswith(why)


@pytest.mark.parametrize(("has_orders", "is_failure"), [(True, False), (False, True)])
def test_talk_beside_reports_is_left_alone_where_there_are_reports(
    has_orders: bool, is_failure: bool
) -> None:
    kinds = ["chat", "orders"] if has_orders else ["chat"]
    sources = tuple(
        Source(path=kind, sha256="", kind=kind, reader="r", n_records=1, size_bytes=1)
        for kind in kinds
    )
    told = joint_coverage([], Coverage(files=len(kinds), sources=sources))
    assert told.skipped == (
        Skipped(path="chat", why="not an order report", is_failure=is_failure),
    )
    assert [source.kind for source in told.sources] == kinds[1:]
