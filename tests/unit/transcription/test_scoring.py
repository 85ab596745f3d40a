from __future__ import annotations

import pytest

from nlp_guard.records import (
    Channel,
    Conversation,
    ConversationId,
    Role,
    TimeSpan,
    Utterance,
    UtteranceId,
)
from nlp_guard.transcription.scoring import SaidTurn, comparable, score_hearing
from nlp_guard.transcription.subtitles import subtitles
from tests.fakes.reading import context

SAID = [
    SaidTurn(Role.AGENT, "您好，请讲。", TimeSpan(0.3, 2.0)),
    SaidTurn(Role.BUYER, "给四千块。", TimeSpan(2.5, 4.0)),
    SaidTurn(Role.AGENT, "为什么？", TimeSpan(4.2, 5.0)),
]


def call(*heard: tuple[Role, str, float, float]) -> Conversation:
    return Conversation(
        id=ConversationId("conv-a"),
        channel=Channel.CALL,
        utterances=tuple(
            Utterance(id=UtteranceId(f"u{at}"), role=role, text=text, time=TimeSpan(start, end))
            for at, (role, text, start, end) in enumerate(heard)
        ),
        provenance=context().provenance,
    )


GOOD = (
    (Role.AGENT, "你好请讲", 0.5, 1.9),
    (Role.BUYER, "给4000块", 2.6, 3.9),
    (Role.AGENT, "为什么", 4.3, 4.9),
)


def test_a_call_heard_right_has_no_errors() -> None:
    score = score_hearing(SAID, call(*GOOD))
    assert score.error_rate() == 0
    assert (score.turns, score.in_order, score.on_time) == (3, 3, 3)


def test_errors_are_counted_by_side() -> None:
    wrong = call(GOOD[0], (Role.BUYER, "给是千块", 3.2, 3.9), GOOD[2])
    score = score_hearing(SAID, wrong)
    assert score.error_rate(Role.BUYER) == pytest.approx(1 / 4)
    assert score.error_rate(Role.AGENT) == 0
    assert score.on_time == 2
    twice = score + score
    assert twice.error_rate() == pytest.approx(score.error_rate())
    assert twice.turns == 6


def test_a_turn_that_was_not_heard_is_neither_in_order_nor_on_time() -> None:
    score = score_hearing(SAID, call(GOOD[0], GOOD[2]))
    assert (score.in_order, score.on_time) == (2, 2)
    assert score.error_rate(Role.BUYER) == 1


def test_one_run_of_one_side_is_out_of_order() -> None:
    joined = call((Role.AGENT, "你好请讲为什么", 0.5, 4.9), GOOD[1])
    assert score_hearing(SAID, joined).in_order == 2


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("17个，12点", "十七个十二点"),
        ("百分之二十", "20%"),
        ("轉到支付寶", "转到支付宝！"),
        ("ＱＱ", "qq"),
        ("13900000000", "幺三九零零零零零零零零"),
    ],
)
def test_spelling_is_no_error(left: str, right: str) -> None:
    assert comparable(left) == comparable(right)


@pytest.mark.parametrize(
    ("form", "begins", "clock"),
    [("srt", "1\n", "00:00:02,600 --> 00:00:03,900"), ("vtt", "WEBVTT\n\n1\n", "00:00:02.600")],
)
def test_subtitles_hold_every_utterance(form: str, begins: str, clock: str) -> None:
    text = subtitles(call(*GOOD[:2], (Role.AGENT, "a --> <b>\n\nc", 4.3, 4.9)), form)
    assert text.startswith(begins)
    assert clock in text
    assert "buyer: 给4000块" in text
    assert text.count("-->") == 3
    assert "<" not in text


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(ValueError, match="srt, vtt"):
        subtitles(call(*GOOD), "ass")
