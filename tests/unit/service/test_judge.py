"""Judging goes on, whatever a single message does to it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from nlp_guard.errors import ModelMissing
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


class WithoutWeights(JudgingByWords):
    """A guard whose weights come late."""

    n_missing = 2

    def watch(self, memory: Memory | Path | None = None) -> Watch:
        assert memory is not None
        assert not isinstance(memory, Path)
        return Watch(self._once_they_came, self.config.watching, memory)

    def _once_they_came(self, conversation: Conversation) -> Detection:
        if self.n_missing:
            self.n_missing -= 1
            raise ModelMissing("reader", "not here")
        return judged(conversation)


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
    _judge_until_told(store, Stumbling())
    with store.reading() as connection:
        (alert,) = alerts.alerts_after(connection, 0, 10)
        assert messages.n_waiting(connection) == 0
    store.close()
    assert alert.body["message"] == "m2"
    assert "set aside" in caplog.text
    assert POISON not in caplog.text


def test_no_message_is_given_up_because_weights_are_missing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = Store(f"sqlite:///{tmp_path / 'service.sqlite'}")
    with store.begin() as connection:
        messages.add(connection, [said("m0", GRAVE_WORD)], 0.0)
    _judge_until_told(store, WithoutWeights())
    with store.reading() as connection:
        assert len(alerts.alerts_after(connection, 0, 10)) == 1
    store.close()
    assert "ModelMissing" in caplog.text
    assert "set aside" not in caplog.text


def _judge_until_told(store: Store, guard: JudgingByWords) -> None:
    told: list[object] = []
    judge = Judge(store, guard, {}, told.extend)
    judge.start()
    deadline = time.monotonic() + 60
    while not told and time.monotonic() < deadline:
        judge.ring()
        time.sleep(0.02)
    judge.stop()
