"""Live reading: the same findings as from the beginning, and only new words are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from nlp_guard.records import Conversation, Findings
from nlp_guard.signals.reader import ReaderDetector
from nlp_guard.signals.reader.gate import Gate
from nlp_guard.signals.reader.reading import Reader, Reading, Thread, Turn, built_in
from nlp_guard.signals.reader.recollection import Read, Recollection, marks_of
from tests.fakes.talk import talk

OPEN = Gate({}, intercept=1.0, threshold=0.0)
LINES = (
    "b 店长在吗",
    "a 在的，您说",
    "b 我们二十个人都拍了，货到全退",
    "a 请问您想要什么",
    "b 两成打到支付宝13800000000，我就叫他们收手",
)


class CountingReader:
    """Reads as another reader does, and counts the turns it was given."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.n_turns = 0

    def extend(self, thread: Thread, turns: Sequence[Turn]) -> tuple[Thread, tuple[Reading, ...]]:
        self.n_turns += len(turns)
        return self._reader.extend(thread, turns)


def beginnings(conversation: Conversation) -> list[Conversation]:
    utterances = conversation.utterances
    return [
        replace(conversation, utterances=utterances[:n]) for n in range(1, len(utterances) + 1)
    ]


def test_live_findings_are_those_of_the_whole() -> None:
    whole = talk(*LINES)
    live = ReaderDetector(gate=OPEN).live()
    for beginning in beginnings(whole):
        heard, read = live.detect(beginning), ReaderDetector(gate=OPEN).detect(beginning)
        assert _shape(heard) == _shape(read)
        assert [s.probability for s in heard.signals] == pytest.approx(
            [s.probability for s in read.signals], abs=0.02
        )


def test_a_new_message_costs_its_own_words_alone() -> None:
    reader = CountingReader(built_in())
    live = ReaderDetector(reader, OPEN, Recollection())  # type: ignore[arg-type]
    *_, before, whole = beginnings(talk(*LINES[:3]))
    live.detect(before)
    n_before = reader.n_turns
    live.detect(whole)
    assert reader.n_turns - n_before <= 1 + 3  # the new turn, and its clauses again
    n_read = reader.n_turns
    live.detect(whole)
    assert reader.n_turns == n_read


def test_what_was_said_otherwise_is_read_anew() -> None:
    live = ReaderDetector(gate=OPEN).live()
    whole = talk(*LINES)
    live.detect(whole)
    edited = talk("b 店长在吗", "a 在的，您说", "b 谢谢，货收到了")
    assert _shape(live.detect(edited)) == _shape(ReaderDetector(gate=OPEN).detect(edited))


def test_marks_tell_speakers_and_words_apart() -> None:
    assert marks_of(talk("b 一").utterances) != marks_of(talk("a 一").utterances)
    assert marks_of(talk("b 一", "b 二").utterances) != marks_of(talk("b 一二").utterances)


def test_the_least_recently_read_gives_way() -> None:
    thread, readings = built_in().extend(Thread(), [Turn(u.role, u.text) for u in _said()])
    read = Read(thread=thread, signals=(), last=readings[-1])
    kept = Recollection(most_tokens=2 * thread.past.n_tokens)
    for mark in (b"1", b"2"):
        kept.keep(mark, read)
    kept.longest([b"1"])
    kept.keep(b"3", read)
    assert [kept.longest([mark])[0] for mark in (b"1", b"2", b"3")] == [1, 0, 1]


def _said() -> Sequence[Turn]:
    return [Turn(u.role, u.text) for u in talk(*LINES).utterances]


def _shape(findings: Findings) -> list[tuple[object, ...]]:
    return [(s.utterance_id, s.label) for s in findings.signals if s.probability > 0.05]
