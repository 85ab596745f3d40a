"""What every detector must hold."""

from __future__ import annotations

import pytest

from nlp_guard.errors import ModelMissing
from nlp_guard.plugins import load
from nlp_guard.protocols import Detector
from nlp_guard.records import Findings, Role
from tests.fakes.talk import talk

TALKS = [
    talk(),
    talk("b "),
    talk("b 不给两成就全部退货，再刷差评", "a 凭什么", "b 转我五百，明天之前"),
    talk("b pay me $500 or i post one star reviews", "a No.", lang="en"),
    talk("s 您的店铺被罚款", "b 在吗", "? 您好"),
    talk("b \ud800\u202e\x00" + "投诉" * 50),
]


@pytest.fixture(params=load("detectors").objects, ids=lambda detector: detector.name)
def detector(request: pytest.FixtureRequest) -> Detector:
    found: Detector = request.param
    try:
        found.detect(TALKS[2])
    except ModelMissing as failure:
        pytest.skip(str(failure))
    return found


@pytest.mark.parametrize("number", range(len(TALKS)))
def test_signals_are_sound(detector: Detector, number: int) -> None:
    conversation = TALKS[number]
    found = detector.detect(conversation)
    assert isinstance(found, Findings)
    texts = {utterance.id: utterance.text for utterance in conversation.utterances}
    roles = {utterance.id: utterance.role for utterance in conversation.utterances}
    for signal in found.signals:
        assert signal.detector == detector.name
        assert roles[signal.utterance_id] is not Role.SYSTEM
        assert all(0 <= s.start < s.end <= len(texts[signal.utterance_id]) for s in signal.spans)
        assert not (signal.why and texts[signal.utterance_id] in signal.why)
    labels = [(signal.utterance_id, signal.label) for signal in found.signals]
    assert len(labels) == len(set(labels))


def test_a_second_look_finds_the_same(detector: Detector) -> None:
    assert [detector.detect(t) for t in TALKS] == [detector.detect(t) for t in TALKS]
