from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from nlp_guard.records import AccountId, Conversation, Recording
from nlp_guard.transcription import HeardBefore, TranscriptionConfig, forget, listen
from tests.fakes.calls import STEREO, recording
from tests.fakes.reading import SHANGHAI
from tests.fakes.transcriber import FakeTranscriber, spoken

CONFIG = TranscriptionConfig(customer_channel=0)


@pytest.fixture
def call() -> Recording:
    return recording(STEREO)


@pytest.fixture
def heard(call: Recording) -> Conversation:
    fake = FakeTranscriber(lambda _, s: [spoken("四千块", 0.0, s, avg_logprob=-0.2)])
    return listen(call, fake, CONFIG, timezone=SHANGHAI)


def test_a_call_is_recalled_as_it_was_kept(
    call: Recording, heard: Conversation, tmp_path: Path
) -> None:
    before = HeardBefore(tmp_path / "kept", CONFIG, "fake@1", SHANGHAI)
    assert before.recall(call) is None
    kept = before.keep(call, heard)
    assert before.recall(call) == kept
    assert kept.provenance == heard.provenance
    assert [u.text for u in kept.utterances] == [u.text for u in heard.utterances]
    forget(tmp_path / "kept")
    assert before.recall(call) is None


def test_a_call_is_heard_again_when_anything_is_different(
    call: Recording, heard: Conversation, tmp_path: Path
) -> None:
    HeardBefore(tmp_path, CONFIG, "fake@1", SHANGHAI).keep(call, heard)
    other_bytes = replace(call, provenance=replace(call.provenance, sha256="1" * 64))
    other_number = replace(call, account_id=AccountId("13900000001"))
    for recorded, config, engine in (
        (other_bytes, CONFIG, "fake@1"),
        (other_number, CONFIG, "fake@1"),
        (call, replace(CONFIG, beam_size=1), "fake@1"),
        (call, replace(CONFIG, prompts={"zh": "别的"}), "fake@1"),
        (call, CONFIG, "fake@2"),
    ):
        assert HeardBefore(tmp_path, config, engine, SHANGHAI).recall(recorded) is None


@pytest.mark.parametrize("left", ["", "{", '{"tools": []}', '{"tools": [], "call": {"id": 1}}'])
def test_what_was_left_half_written_is_heard_again(
    call: Recording, heard: Conversation, tmp_path: Path, left: str
) -> None:
    before = HeardBefore(tmp_path, CONFIG, "fake@1", SHANGHAI)
    before.keep(call, heard)
    (path,) = tmp_path.iterdir()
    path.write_text(left, "utf-8")
    assert before.recall(call) is None
    assert before.recall(call) != before.keep(call, heard)
    assert before.recall(call) is not None


def test_a_folder_that_cannot_be_written_costs_no_call(
    call: Recording, heard: Conversation, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    before = HeardBefore(tmp_path / "file" / "kept", CONFIG, "fake@1", SHANGHAI)
    assert before.keep(call, heard).utterances
    assert before.recall(call) is None
