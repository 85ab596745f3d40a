from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from nlp_guard import Guard, Parts
from nlp_guard.errors import ModelMissing
from nlp_guard.records import Verdict
from nlp_guard.sources.qianniu.qianniu_pane import QianniuPane
from tests.fakes.listening import MissingWeights
from tests.fakes.reading import NOW, written

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "detergent" / "case"
DEMAND = "成交额的百分之二十打到我支付宝，不然我们全部退货，再去天猫投诉你们"
CHATS = (
    "样例店:小美2015-7-23 10:00:00\n您好，请问有什么可以帮您\n"
    f"坏样例2015-7-23 10:01:00\n{DEMAND}\n"
    "好样例2015-7-23 10:05:00\n什么时候发货呀\n样例店:小美2015-7-23 10:06:00\n今天发哦\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    written(tmp_path, "chats/a.txt", CHATS)
    return tmp_path


def test_read_gives_the_conversations_of_a_folder(folder: Path) -> None:
    assert [conversation.account_id for conversation in Guard().read(folder)] == [
        "坏样例",
        "好样例",
    ]


def test_detect_tells_the_demand_from_the_question(folder: Path) -> None:
    guard = Guard()
    verdicts = {c.account_id: guard.detect(c).verdict for c in guard.read(folder)}
    assert verdicts == {"坏样例": Verdict.EXTORTION, "好样例": Verdict.NONE}


def test_investigate_makes_a_case_of_the_demand_alone(folder: Path) -> None:
    (case,) = Guard().investigate(folder)
    assert [account.id for account in case.accounts] == ["坏样例"]
    assert case.unresolved


def test_two_runs_find_the_same(folder: Path) -> None:
    first, second = (Guard().examine(folder, now=NOW) for _ in range(2))
    assert first == second


def test_nothing_is_lost_when_weights_are_missing(folder: Path) -> None:
    call = next((SAMPLE / "calls").glob("*.wav"))
    (folder / "calls").mkdir()
    shutil.copy(call, folder / "calls")
    guard = Guard(parts=Parts(transcriber=MissingWeights()))
    investigation = guard.examine(folder, now=NOW)
    assert len(investigation.cases) == 1
    assert investigation.model_failure == "model whisper-base: no source gave it"
    (skipped,) = investigation.coverage.skipped
    assert (skipped.path, skipped.why) == (f"calls/{call.name}", "no source gave it")
    reading = guard.read(folder)
    assert [next(reading).account_id, next(reading).account_id] == ["坏样例", "好样例"]
    with pytest.raises(ModelMissing):
        next(reading)


def test_given_parts_take_the_place_of_the_installed_ones(folder: Path) -> None:
    guard = Guard(parts=Parts(sources=[QianniuPane()], detectors=[]))
    assert {guard.detect(c).verdict for c in guard.read(folder)} == {Verdict.NONE}


def test_progress_is_told_of_each_stage(folder: Path) -> None:
    stages: list[str] = []
    Guard().examine(folder, progress=lambda stage, done, total, name: stages.append(stage))
    assert list(dict.fromkeys(stages)) == ["read", "link"]
