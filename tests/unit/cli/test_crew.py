from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import pytest

from nlp_guard.cli import crew
from nlp_guard.cli.crew import detected_lines
from nlp_guard.config import Config
from nlp_guard.errors import ModelError
from nlp_guard.guard import Guard
from nlp_guard.records import Conversation, Verdict
from nlp_guard.signals import SignalsConfig
from tests.fakes.talk import talk

GRAVE = ("b 我们一百多人拍的", "b 成交额的两成打到支付宝，不给明天全部退货，再一人一条差评")


def guard(workers: int) -> Guard:
    return Guard(Config(signals=SignalsConfig(detectors=("lexicon",), workers=workers)))


def conversations(n: int) -> list[Conversation]:
    return [talk(*(GRAVE if k % 7 == 3 else ("b 在吗",)), name=f"c{k}") for k in range(n)]


def ids(lines: Sequence[tuple[str, Verdict]]) -> list[str]:
    return [json.loads(line)["id"] for line, _ in lines]


@pytest.mark.parametrize("n", [0, 1, 40])
def test_a_short_input_is_read_by_this_process(n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "ProcessPoolExecutor", None)
    lines = list(detected_lines(guard(2), conversations(n)))
    assert ids(lines) == [f"c{k}" for k in range(n)]
    assert [verdict for _, verdict in lines[:4]] == [
        Verdict.EXTORTION if k == 3 else Verdict.NONE for k in range(min(n, 4))
    ]


def test_one_worker_reads_everything_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "ProcessPoolExecutor", None)
    monkeypatch.setattr(crew, "_FEW", 1)
    assert len(list(detected_lines(guard(1), conversations(70)))) == 70


def test_lines_are_the_same_and_in_order_when_shared_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "_FEW", 1)
    monkeypatch.setattr(crew, "_CHUNK", 8)
    alone = list(detected_lines(guard(1), conversations(30)))
    assert list(detected_lines(guard(2), conversations(30))) == alone


def test_what_was_read_before_an_error_comes_first() -> None:
    def breaking() -> Iterator[Conversation]:
        yield from conversations(5)
        raise ModelError("recogniser", "its weights are not here")

    lines: list[tuple[str, Verdict]] = []
    with pytest.raises(ModelError):
        lines.extend(detected_lines(guard(2), breaking()))
    assert ids(lines) == [f"c{k}" for k in range(5)]
