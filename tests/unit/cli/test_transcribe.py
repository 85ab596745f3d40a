from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from nlp_guard.cli.verbs import verbs
from nlp_guard.transcription import TranscriptionConfig
from tests.fakes.calls import voices
from tests.fakes.sound import wave
from tests.fakes.transcriber import FakeTranscriber, spoken


class Ear(FakeTranscriber):
    """Hears the same in every clip; may be made to break off."""

    def __init__(self, breaks_at: int | None = None) -> None:
        super().__init__(self._said)
        self._breaks_at = breaks_at

    def _said(self, number: int, length_s: float) -> list[Any]:
        if number == self._breaks_at:
            raise KeyboardInterrupt
        return [spoken("给我四千块", 0.0, min(length_s, 2.0), avg_logprob=-0.2)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    calls = tmp_path / "in" / "calls"
    calls.mkdir(parents=True)
    wave(calls, "a.wav", voices(9.0), 16_000)
    wave(calls, "b.wav", voices(8.0), 16_000)
    return tmp_path / "in"


def transcribe(
    monkeypatch: pytest.MonkeyPatch, ear: FakeTranscriber, *arguments: str
) -> tuple[int, TranscriptionConfig]:
    """Run the verb with an ear of ours, and give its exit code and the settings it heard with."""
    used: list[TranscriptionConfig] = []

    def chosen(config: TranscriptionConfig) -> FakeTranscriber:
        used.append(config)
        return ear

    monkeypatch.setattr("nlp_guard.guard.transcription.transcriber", chosen)
    result = CliRunner().invoke(verbs, ["transcribe", *arguments])
    return result.exit_code, used[-1] if used else TranscriptionConfig()


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_a_run_that_was_stopped_goes_on_where_it_stopped(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Ear()
    assert transcribe(monkeypatch, whole, str(folder), "--out", str(tmp_path / "w.jsonl"))[0] == 0
    per_call = len(whole.lengths_s) // 2
    out = tmp_path / "out" / "calls.jsonl"
    kept = out.with_name(".calls.jsonl.heard")
    broken = Ear(breaks_at=per_call + 1)
    assert transcribe(monkeypatch, broken, str(folder), "--out", str(out))[0] != 0
    assert len(list(kept.glob("*.json"))) == 1
    again = Ear()
    assert transcribe(monkeypatch, again, str(folder), "--out", str(out))[0] == 0
    assert len(again.lengths_s) == per_call
    assert lines(out) == lines(tmp_path / "w.jsonl")
    assert not kept.exists()


def test_subtitles_lie_beside_the_conversations(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.jsonl"
    asked = (str(folder), "--out", str(out), "--subtitles", "srt")
    assert transcribe(monkeypatch, Ear(), *asked)[0] == 0
    for name in ("a.srt", "b.srt"):
        text = (tmp_path / "calls" / name).read_text("utf-8")
        assert text.startswith("1\n00:00:0")
        assert "给我四千块" in text


def test_subtitles_without_a_file_to_lie_beside_are_wrong_usage(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert transcribe(monkeypatch, Ear(), str(folder), "--subtitles", "vtt")[0] == 2


def test_what_the_command_line_says_of_the_calls_is_heeded(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.jsonl"
    asked = ("--customer-channel", "2", "--language", "zh", "--speakers", "2", "--out", str(out))
    _, config = transcribe(monkeypatch, Ear(), str(folder / "calls" / "a.wav"), *asked)
    assert (config.customer_channel, config.language, config.speakers) == (1, "zh", 2)
    (call,) = lines(out)
    assert not any(turn.get("role_inferred") for turn in call["turns"])
    second = [turn for turn in call["turns"] if turn["asr"]["channel"] == 1]
    assert second
    assert {turn["role"] for turn in second} == {"buyer"}
