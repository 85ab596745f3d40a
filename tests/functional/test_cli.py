from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.fakes.reading import written
from tests.functional.conftest import nlp_guard
from tests.unit.test_guard import CHATS


@pytest.fixture
def chats(tmp_path: Path) -> Path:
    return written(tmp_path, "a.txt", CHATS)


def test_detect_writes_labelled_lines_to_stdout(chats: Path) -> None:
    done = nlp_guard("detect", chats)
    assert done.returncode == 0, done.stderr
    first, second = map(json.loads, done.stdout.splitlines())
    assert (first["account"], first["verdict"]) == ("坏样例", "extortion")
    assert second["verdict"] == "none"
    demand = first["turns"][1]
    assert demand["labels"] == ["threat", "payment_demand", "percentage_commission"]
    for span in demand["spans"]:
        assert demand["text"][span["start"] : span["end"]] == span["text"]


def test_detect_reads_what_it_wrote_and_finds_the_same(chats: Path, tmp_path: Path) -> None:
    out = tmp_path / "out" / "lines.jsonl"
    assert nlp_guard("detect", chats, "--out", out).returncode == 0
    again = nlp_guard("detect", out)
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    others = [json.loads(line) for line in again.stdout.splitlines()]
    for row, other in zip(rows, others, strict=True):
        assert row["verdict_probability"] == other["verdict_probability"]
        assert [turn["labels"] for turn in row["turns"]] == [
            turn["labels"] for turn in other["turns"]
        ]


@pytest.mark.parametrize(("threshold", "code"), [("extortion", 1), ("suspicious", 1)])
def test_fail_on_says_that_something_was_found(chats: Path, threshold: str, code: int) -> None:
    assert nlp_guard("detect", chats, "--fail-on", threshold).returncode == code


def test_a_bad_file_ends_with_3_and_the_good_one_is_read(chats: Path) -> None:
    written(chats.parent, "empty.txt", "")
    done = nlp_guard("detect", chats.parent)
    assert done.returncode == 3
    assert len(done.stdout.splitlines()) == 2
    assert "empty.txt: empty file" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("run",),
        ("detect", "nowhere", "--format", "nope"),
        ("frobnicate",),
        ("detect", "{chats}", "--format", "nope"),
        ("detect", "{chats}", "--config", "nowhere.toml"),
    ],
)
def test_wrong_usage_ends_with_2(chats: Path, arguments: tuple[str, ...]) -> None:
    done = nlp_guard(*(argument.format(chats=chats) for argument in arguments))
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr


def test_a_path_that_does_not_exist_ends_with_3() -> None:
    done = nlp_guard("detect", "nowhere")
    assert done.returncode == 3
    assert "nowhere: no such file or folder" in done.stderr


def test_neither_words_nor_errors_quote_a_buyer(chats: Path) -> None:
    written(chats.parent, "b.jsonl", '{"id": "1", "turns": [{"text": "四千块打到支付宝"}]}\n{bad')
    done = nlp_guard("detect", chats.parent, "--out", chats.parent / "o.jsonl")
    assert "支付宝" not in done.stderr


def test_explain_gives_the_reasons_of_a_case(chats: Path, tmp_path: Path) -> None:
    out = tmp_path / "case"
    assert nlp_guard("run", chats, "--out", out).returncode == 0
    done = nlp_guard("explain", out / "case.json")
    assert done.returncode == 0
    assert "坏样例" in done.stdout
    assert nlp_guard("explain", chats).returncode == 3


def test_models_are_listed_with_licence() -> None:
    done = nlp_guard("models", "list")
    assert done.returncode == 0
    assert "whisper-base" in done.stdout
    assert "MIT" in done.stdout
    assert nlp_guard("models", "verify", "nothing").returncode == 4
