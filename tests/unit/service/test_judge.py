"""Judging goes on, whatever a single message does to it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from nlp_guard.records import Conversation, Detection
from nlp_guard.service.judge import Judge
from nlp_guard.service.store import Store, alerts, messages
from nlp_guard.watching import Memory, Watch
from tests.fakes.alerts import GRAVE_WORD, judged
from tests.fakes.serving import JudgingByWords
from tests.unit.service.test_store import said

POISON = "a text that nobody can judge"


class Stumbling(JudgingByWords):
    """A guard that fails on one text."""

    def watch(self, memory: Memory | Path | None = None) -> Watch:
        assert memory is not None
        assert not isinstance(memory, Path)
        return Watch(_judged_or_not, self.config.watching, memory)


def _judged_or_not(conversation: Conversation) -> Detection:
    if conversation.utterances[-1].text == POISON:
        raise RuntimeError(POISON)
    return judged(conversation)


def test_a_message_that_cannot_be_judged_holds_up_no_other(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = Store(f"sqlite:///{tmp_path / 'service.sqlite'}")
    texts = ["在吗", POISON, f"不给钱就{GRAVE_WORD}"]
    with store.begin() as connection:
        messages.add(connection, [said(f"m{n}", text) for n, text in enumerate(texts)], 0.0)
    told: list[object] = []
    judge = Judge(store, Stumbling(), {}, told.extend)
    judge.start()
    deadline = time.monotonic() + 60
    while not told and time.monotonic() < deadline:
        judge.ring()
        time.sleep(0.02)
    judge.stop()
    with store.reading() as connection:
        (alert,) = alerts.alerts_after(connection, 0, 10)
        assert messages.n_waiting(connection) == 0
    store.close()
    assert alert.body["message"] == "m2"
    assert "set aside" in caplog.text
    assert POISON not in caplog.text
