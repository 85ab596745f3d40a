from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from rich.console import Console

from nlp_guard.evaluation import (
    Evaluation,
    Gold,
    evaluate,
    evaluation_tables,
    evaluation_to_dict,
    mistakes,
)
from nlp_guard.records import Channel, Conversation, Detection, Label, Verdict
from tests.fakes.talk import detection, talk

CLOAKED = Gold(
    set_name="cloaks",
    detection=detection(talk("b 不给钱就tou su", name="one"), "TD", verdict=Verdict.EXTORTION),
    plain=("不给钱就投诉",),
)
HEARD = Gold(
    set_name="calls",
    detection=replace(
        detection(
            talk("b 不给前就头诉", "a 喂", name="two", channel=Channel.CALL),
            "TD",
            "",
            verdict=Verdict.EXTORTION,
        )
    ),
    plain=("不给钱就投诉", "喂"),
)
ENGLISH = Gold(
    set_name="english",
    detection=detection(talk("b where is my parcel", name="three", lang="en"), ""),
)
GOLDS = [CLOAKED, HEARD, ENGLISH]


def only_plain(conversation: Conversation) -> Detection:
    """Hear nothing but plain words."""
    is_plain = any("投诉" in u.text for u in conversation.utterances)
    letters = ["TD" if is_plain and n == 0 else "" for n in range(len(conversation.utterances))]
    verdict = Verdict.EXTORTION if is_plain else Verdict.NONE
    return detection(conversation, *letters, verdict=verdict)


@pytest.fixture(scope="module")
def found() -> Evaluation:
    return evaluate(GOLDS, only_plain, rounds=20)


def test_every_group_is_measured(found: Evaluation) -> None:
    assert list(found.groups) == [
        "all",
        "calls as recognised",
        "channel call",
        "channel chat",
        "language en",
        "language zh",
        "set calls",
        "set cloaks",
        "set english",
    ]
    assert {name: group.n for name, group in found.groups.items()}["language zh"] == 2


def test_disguises_are_measured_against_plain_words(found: Evaluation) -> None:
    assert set(found.disguises) == {"cloaked", "recognised"}
    cloaked = found.disguises["cloaked"]
    assert (cloaked.verdict.plain.value, cloaked.verdict.disguised.value) == (1.0, 0.0)
    assert cloaked.verdict.drop.value == cloaked.labels.drop.value == 1.0


def test_labels_are_not_shown_to_the_system() -> None:
    seen: list[Conversation] = []

    def watch(conversation: Conversation) -> Detection:
        seen.append(conversation)
        return only_plain(conversation)

    evaluate(GOLDS, watch, rounds=2)
    assert all(isinstance(conversation, Conversation) for conversation in seen)
    assert len(seen) == len(GOLDS) + 2


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    evaluate(GOLDS, only_plain, rounds=2, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_mistakes_list_verdicts_and_turns(found: Evaluation) -> None:
    listed = [mistake.to_dict() for mistake in mistakes(found.judged)]
    assert [(m["id"], m["turn"], m["wanted"], m["found"]) for m in listed] == [
        ("one", None, ["extortion"], ["none"]),
        ("one", 0, ["threat", "payment_demand"], []),
        ("two", None, ["extortion"], ["none"]),
        ("two", 0, ["threat", "payment_demand"], []),
    ]
    assert listed[1]["text"] == "不给钱就tou su"


def test_json_holds_every_figure_and_no_words(found: Evaluation) -> None:
    text = json.dumps(evaluation_to_dict(found), ensure_ascii=False)
    assert "投诉" not in text
    data = json.loads(text)
    assert data["groups"]["all"]["labels"]["threat"]["recall"]["value"] == 0.0
    assert data["groups"]["language en"]["verdict"]["recall"]["value"] is None
    assert data["disguises"]["cloaked"]["verdict"]["drop"]["value"] == 1.0
    assert sum(b["n"] for b in data["reliability"]["labels"]) == 4 * len(Label)


def test_tables_show_all_systems_side_by_side(found: Evaluation) -> None:
    out = io.StringIO()
    Console(file=out, width=200).print(evaluation_tables({"ours": found, "theirs": found}))
    shown = out.getvalue()
    for words in ("ours", "theirs", "language zh", "What a disguise costs", "Side by side"):
        assert words in shown
    assert "投诉" not in shown
