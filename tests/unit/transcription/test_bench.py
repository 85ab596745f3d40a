from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from nlp_guard.cli.verbs import verbs
from nlp_guard.errors import CorruptRecord
from nlp_guard.guard import Guard
from nlp_guard.protocols import Heard
from nlp_guard.records import Conversation, Recording, Role, TimeSpan
from nlp_guard.transcription import TranscriptionConfig, listen
from nlp_guard.transcription.bench import bench_hearing, read_script, scripted
from nlp_guard.transcription.scoring import SaidTurn
from tests.fakes.calls import recording, voices
from tests.fakes.reading import SHANGHAI
from tests.fakes.sound import wave
from tests.fakes.transcriber import FakeTranscriber, spoken

DEMAND = "给我四千块，打到支付宝，不然全部退货再投诉你们"


def turn(role: str, text: str, start: float, end: float, **labelled: object) -> dict[str, Any]:
    return {"role": role, "text": text, "start": start, "end": end, **labelled}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a call of nine seconds: the shop speaks, then the outside party."""
    wave(tmp_path, "a.wav", voices(9.0), 16_000)
    amount = {"low": 4000, "high": 4000, "currency": "CNY", "text": "四千块"}
    labelled = {"labels": ["threat", "payment_demand"], "slots": {"amounts": [amount]}}
    turns = [turn("agent", "您好", 0.3, 1.5), turn("buyer", DEMAND, 0.3, 9.0, **labelled)]
    script = {"id": "a", "channel": "call", "lang": "zh", "verdict": "extortion", "turns": turns}
    (tmp_path / "a.jsonl").write_text(json.dumps(script, ensure_ascii=False), "utf-8")
    return tmp_path


def hearing(text: str) -> FakeTranscriber:
    """Hear a text from the outside party, whose channel comes first, and a greeting after it."""

    def said(number: int, length_s: float) -> Sequence[Heard]:
        if not text:
            return []
        words = text if number == 0 else "您好"
        return [spoken(words, 0.0, min(length_s, 2.0), avg_logprob=-0.2)]

    return FakeTranscriber(said)


def test_a_script_is_read_with_its_times(folder: Path) -> None:
    said, labelled = read_script(folder / "a.jsonl")
    assert said[1] == SaidTurn(Role.BUYER, DEMAND, TimeSpan(0.3, 9.0))
    assert labelled.turns[1].slots.amounts[0].low == 4000


@pytest.mark.parametrize("text", ["", "{}", '{"turns": [{"role": "buyer", "text": "x"}]}'])
def test_a_script_without_times_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(text, "utf-8")
    with pytest.raises(CorruptRecord, match="role, text, start and end"):
        read_script(path)


def test_a_recording_without_a_script_is_left_out(folder: Path) -> None:
    alone = recording(wave(folder, "b.wav", voices(1.0), 16_000))
    assert [call.recording.path.name for call in scripted([alone])] == []


@pytest.mark.parametrize(
    ("text", "errors", "numbers", "by_sound"),
    [(DEMAND, False, "100.0% of 1", "100.0%"), ("", True, "0.0% of 1", "0.0%")],
)
def test_what_was_heard_is_held_against_what_was_said(
    folder: Path, text: str, *, errors: bool, numbers: str, by_sound: str
) -> None:
    config = TranscriptionConfig(customer_channel=0)

    def hear(one: Recording) -> Conversation:
        return listen(one, hearing(text), config, timezone=SHANGHAI)

    done: list[int] = []
    bench = bench_hearing(
        scripted([recording(folder / "a.wav")]), hear, Guard().detect, done.append
    )
    rows = dict(bench.rows())
    assert (rows["  of the buyer"] == "100.0%") == errors
    assert rows["numbers read exactly"] == numbers
    assert rows["labels found in the words"] == "100.0% of 2"
    assert rows["labels found in the sound"] == by_sound
    assert bench.audio_s == pytest.approx(9.0, abs=0.1)
    assert bench.wall_s > 0
    assert bench.peak_bytes > 50_000_000
    assert done == [1]


def test_the_verb_prints_the_figures(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ear = hearing(DEMAND)
    monkeypatch.setattr("nlp_guard.guard.transcription.transcriber", lambda _: ear)
    result = CliRunner().invoke(verbs, ["bench", "asr", str(folder), "--alone"])
    assert result.exit_code == 0, result.output
    for figure in ("character error rate", "numbers read exactly", "lower noise", "peak memory"):
        assert figure in result.stdout


def test_the_verb_says_what_it_needs_where_no_words_are_known(tmp_path: Path) -> None:
    wave(tmp_path, "b.wav", voices(1.0), 16_000)
    result = CliRunner().invoke(verbs, ["bench", "asr", str(tmp_path), "--alone"])
    assert result.exit_code == 2
    assert ".jsonl" in result.output
