from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlp_guard.errors import CorruptRecord
from nlp_guard.records import Role, TimeSpan
from nlp_guard.transcription.bench import bench_hearing, read_script
from nlp_guard.transcription.config import TranscriptionConfig
from nlp_guard.transcription.scoring import SaidTurn
from tests.fakes.calls import recording
from tests.fakes.reading import SHANGHAI
from tests.fakes.sound import noises, wave
from tests.fakes.transcriber import FakeTranscriber


def test_a_script_is_read_with_its_times(tmp_path: Path) -> None:
    turn = {"role": "buyer", "text": "给四千块", "start": 0.3, "end": 1.5}
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"id": "a", "turns": [turn]}), "utf-8")
    assert read_script(path) == [SaidTurn(Role.BUYER, "给四千块", TimeSpan(0.3, 1.5))]


@pytest.mark.parametrize("text", ["", "{}", '{"turns": [{"role": "buyer", "text": "x"}]}'])
def test_a_script_without_times_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(text, "utf-8")
    with pytest.raises(CorruptRecord, match="role, text, start and end"):
        read_script(path)


def test_a_call_in_which_nothing_is_heard_is_all_errors(tmp_path: Path) -> None:
    call = recording(wave(tmp_path, "a.wav", noises(2.0)["hum"], 16_000))
    said = [SaidTurn(Role.BUYER, "给四千块", TimeSpan(0.3, 1.5))]
    bench = bench_hearing(
        [(call, said)],
        FakeTranscriber(lambda _, __: []),
        TranscriptionConfig(),
        timezone=SHANGHAI,
    )
    rows = dict(bench.rows())
    assert rows["character error rate"] == "100.0%"
    assert rows["turns in order"] == "0.0% of 1"
    assert bench.audio_s == pytest.approx(2.0, abs=0.1)
    assert bench.wall_s > 0
