from __future__ import annotations

from collections.abc import Sequence

import pytest

from nlp_guard.protocols import Heard
from nlp_guard.records import CharSpan, Conversation, Utterance
from nlp_guard.transcription import TranscriptionConfig, hear_again, listen
from tests.fakes.calls import MONO, STEREO, recording
from tests.fakes.reading import SHANGHAI
from tests.fakes.transcriber import FakeTranscriber, spoken

CONFIG = TranscriptionConfig(customer_channel=0)


def evenly(_: int, length_s: float) -> Sequence[Heard]:
    """Say three characters a second from the first to the last moment of a clip."""
    n = max(int(length_s * 3), 1)
    return [spoken("".join(chr(0x4E00 + at) for at in range(n)), 0.0, length_s, avg_logprob=-0.2)]


@pytest.fixture
def call() -> Conversation:
    return listen(recording(STEREO), FakeTranscriber(evenly), CONFIG, timezone=SHANGHAI)


def timed(utterance: Utterance) -> float:
    assert utterance.time is not None
    return utterance.time.duration_s


def test_only_what_is_wanted_is_heard_again_alone_and_without_prompt(call: Conversation) -> None:
    wanted = [utterance for utterance in call.utterances if timed(utterance) > 3][:2]
    fake = FakeTranscriber(lambda _, length_s: [spoken("四万块", 0.0, length_s)])
    spans = {utterance.id: [CharSpan(0, 2)] for utterance in wanted}
    again = hear_again(recording(STEREO), call, spans, fake, CONFIG)
    assert len(fake.lengths_s) == 2
    for length_s, utterance in zip(fake.lengths_s, wanted, strict=True):
        assert timed(utterance) <= length_s <= timed(utterance) + 0.61
    assert {hints.prompt for hints in fake.hints} == {""}
    for before, after in zip(call.utterances, again.utterances, strict=True):
        assert (before.text, before.words) == (after.text, after.words)
        texts = [hearing.text for hearing in after.second_hearings]
        assert texts == (["四万块"] if before.id in spans else [])
        for hearing in after.second_hearings:
            assert hearing.span == CharSpan(0, len(after.text))


def test_nothing_is_decoded_when_nothing_is_wanted(call: Conversation) -> None:
    def never(_: int, __: float) -> Sequence[Heard]:
        raise AssertionError("nothing was asked for")

    fake = FakeTranscriber(never)
    assert hear_again(recording(STEREO), call, {}, fake, CONFIG) is call
    empty = {call.utterances[0].id: list[CharSpan]()}
    assert hear_again(recording(STEREO), call, empty, fake, CONFIG) is call


def test_what_sounds_invented_the_second_time_is_not_kept_as_heard(call: Conversation) -> None:
    phantom = FakeTranscriber(lambda _, s: [spoken("字幕由Amara.org社区提供", 0.0, s)])
    spans = {call.utterances[1].id: [CharSpan(0, 1)]}
    again = hear_again(recording(STEREO), call, spans, phantom, CONFIG)
    (hearing,) = again.utterances[1].second_hearings
    assert hearing.text == ""


def test_a_part_of_a_long_utterance_is_heard_again_with_what_stands_around() -> None:
    config = TranscriptionConfig(speakers=1, pause_s=60.0)
    call = listen(recording(MONO), FakeTranscriber(evenly), config, timezone=SHANGHAI)
    (utterance,) = call.utterances
    assert timed(utterance) > 30
    middle = CharSpan(len(utterance.text) // 2, len(utterance.text) // 2 + 3)
    fake = FakeTranscriber(evenly)
    again = hear_again(recording(MONO), call, {utterance.id: [middle]}, fake, config)
    (hearing,) = again.utterances[0].second_hearings
    assert hearing.span.contains(middle)
    assert len(hearing.span) < len(utterance.text)
    assert fake.lengths_s[0] < 15
