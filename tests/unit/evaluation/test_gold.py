from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlp_guard.errors import CorruptRecord, InputError
from nlp_guard.evaluation import read_gold
from nlp_guard.records import Label, Verdict

ROW = {
    "id": "g-1",
    "channel": "call",
    "lang": "zh",
    "verdict": "none",
    "turns": [
        {
            "role": "buyer",
            "text": "今天不推款我就投诉",
            "labels": ["threat"],
            "threat_kinds": ["complaint"],
        },
        {"role": "agent", "text": "给您加急", "labels": []},
    ],
    "plain": ["今天不退款我就投诉", "给您加急"],
    "notes": "lawful",
}


def written(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n", "utf-8")
    return path


def test_gold_is_read_with_its_labels(tmp_path: Path) -> None:
    (gold,) = read_gold([written(tmp_path / "calls.jsonl", ROW)])
    assert gold.set_name == "calls"
    assert gold.detection.verdict is Verdict.NONE
    assert gold.detection.turns[0].labels == {Label.THREAT}
    assert gold.is_lawful_complaint
    assert gold.is_recognised
    assert gold.in_plain_words().utterances[0].text == "今天不退款我就投诉"


def test_a_chat_is_never_recognised_speech(tmp_path: Path) -> None:
    row = ROW | {"channel": "chat", "notes": "ASR"}
    (gold,) = read_gold([written(tmp_path / "a.jsonl", row)])
    assert not gold.is_recognised


def test_clean_and_recognised_calls_are_told_by_their_notes(tmp_path: Path) -> None:
    row = {key: value for key, value in ROW.items() if key != "plain"}
    clean, heard = read_gold(
        [written(tmp_path / "a.jsonl", row, row | {"notes": "ASR; noisy line"})]
    )
    assert (clean.is_recognised, heard.is_recognised) == (False, True)


def test_plain_words_are_refused_where_there_are_none(tmp_path: Path) -> None:
    row = {key: value for key, value in ROW.items() if key != "plain"}
    (gold,) = read_gold([written(tmp_path / "a.jsonl", row)])
    with pytest.raises(ValueError, match="plain"):
        gold.in_plain_words()


@pytest.mark.parametrize(
    "row",
    [
        [],
        {"id": "x"},
        ROW | {"turns": [{"role": "buyer"}]},
        ROW | {"verdict": "guilty"},
        ROW | {"plain": ["too short"]},
        ROW | {"turns": [{"role": "buyer", "text": "a", "labels": ["menace"]}], "plain": None},
    ],
)
def test_a_bad_line_is_named_without_its_words(tmp_path: Path, row: object) -> None:
    path = written(tmp_path / "a.jsonl", ROW, row)
    with pytest.raises(CorruptRecord) as failure:
        read_gold([path])
    assert (failure.value.path, failure.value.line) == (str(path), 2)
    assert "投诉" not in str(failure.value)


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="missing"):
        read_gold([tmp_path / "missing.jsonl"])
    path = tmp_path / "gbk.jsonl"
    path.write_bytes("投诉".encode("gbk"))
    with pytest.raises(CorruptRecord, match="UTF-8"):
        read_gold([path])
