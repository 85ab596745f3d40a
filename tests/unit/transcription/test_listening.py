from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from nlp_guard.errors import AudioError
from nlp_guard.protocols import Heard
from nlp_guard.records import Channel, Role
from nlp_guard.transcription import TranscriptionConfig, listen
from tests.fakes.calls import MONO, STEREO, recording, voices
from tests.fakes.reading import SHANGHAI
from tests.fakes.sound import noises, wave
from tests.fakes.transcriber import FakeTranscriber, spoken


def evenly(_: int, length_s: float) -> Sequence[Heard]:
    """Say three characters a second from the first to the last moment of a clip."""
    n = max(int(length_s * 3), 1)
    return [spoken("".join(chr(0x4E00 + at) for at in range(n)), 0.0, length_s, avg_logprob=-0.2)]


def test_both_parties_speak_in_turn_each_on_its_side() -> None:
    fake = FakeTranscriber(evenly)
    call = recording(STEREO)
    heard = listen(call, fake, TranscriptionConfig(customer_channel=0), timezone=SHANGHAI)
    assert heard.channel is Channel.CALL
    assert (heard.lang, heard.account_id) == ("zh", "13900000000")
    roles = [utterance.role for utterance in heard.utterances]
    assert roles[:6] == [Role.AGENT, Role.BUYER] * 3
    assert len(roles) == 18
    assert not any(utterance.is_role_inferred for utterance in heard.utterances)
    starts = [utterance.time.start_s for utterance in heard.utterances if utterance.time]
    assert starts == sorted(starts)
    assert len(starts) == 18
    assert call.started_at is not None
    for utterance in heard.utterances:
        assert utterance.time is not None
        assert utterance.words
        for word in utterance.words:
            assert utterance.time.contains(word.time)
            assert utterance.text[word.span.slice]
        assert utterance.sent_at == call.started_at + timedelta(seconds=utterance.time.start_s)
        assert (utterance.speaker == "13900000000") == (utterance.role is Role.BUYER)


def test_clips_are_filled_and_the_prompt_is_that_of_the_language() -> None:
    fake = FakeTranscriber(evenly, language="en")
    config = TranscriptionConfig(customer_channel=0, window_s=20.0)
    listen(recording(STEREO), fake, config, timezone=SHANGHAI)
    assert max(fake.lengths_s) <= 20.5
    assert len(fake.lengths_s) <= 4
    assert {hints.prompt for hints in fake.hints} == {config.prompts["en"]}


def test_the_record_tells_the_side_when_no_option_does() -> None:
    call = replace(recording(STEREO), customer_channel=1)
    heard = listen(call, FakeTranscriber(evenly), timezone=SHANGHAI)
    assert heard.utterances[0].role is Role.BUYER
    assert not heard.utterances[0].is_role_inferred


def test_words_tell_the_side_when_nothing_else_does() -> None:
    def shop_or_caller(_: int, length_s: float) -> Sequence[Heard]:
        text = "您好请问有什么可以帮您" if length_s < 19 else "你们给四千块不给钱就投诉"
        return [spoken(text, 0.0, length_s, avg_logprob=-0.2)]

    config = TranscriptionConfig(window_s=40.0)
    heard = listen(recording(STEREO), FakeTranscriber(shop_or_caller), config, timezone=SHANGHAI)
    assert heard.utterances[0].role is Role.AGENT
    assert all(utterance.is_role_inferred for utterance in heard.utterances)


def test_two_voices_on_one_channel_take_turns() -> None:
    config = TranscriptionConfig(speakers=2)
    heard = listen(recording(MONO), FakeTranscriber(evenly), config, timezone=SHANGHAI)
    roles = [utterance.role for utterance in heard.utterances]
    assert roles[0] != roles[1]
    assert len(set(roles)) == 2
    assert all(utterance.is_role_inferred for utterance in heard.utterances)


def test_a_mono_call_saved_as_stereo_is_heard_once(tmp_path: Path) -> None:
    mixed = voices(20.0).sum(axis=0)
    path = wave(tmp_path, "a.wav", np.stack([mixed, mixed]), 16_000)
    fake = FakeTranscriber(evenly)
    heard = listen(recording(path), fake, TranscriptionConfig(speakers=2), timezone=SHANGHAI)
    assert len(fake.lengths_s) == 1
    assert {utterance.role for utterance in heard.utterances} == {Role.BUYER, Role.AGENT}


def test_an_invention_is_dropped_and_kept_with_its_reason() -> None:
    def phantom(number: int, length_s: float) -> Sequence[Heard]:
        if number == 0:
            return [spoken("请不吝点赞 订阅 转发 打赏支持明镜与点点栏目", 0.0, length_s)]
        return evenly(number, length_s)

    config = TranscriptionConfig(customer_channel=0)
    heard = listen(recording(STEREO), FakeTranscriber(phantom), config, timezone=SHANGHAI)
    assert len(heard.utterances) == 18
    assert "明镜" not in "".join(utterance.text for utterance in heard.utterances)
    assert "明镜" in "".join(dropped.text for dropped in heard.dropped)
    (dropped,) = heard.dropped
    assert "heard again" in dropped.reason


def test_what_was_heard_badly_among_others_is_heard_again_alone() -> None:
    def unsure_at_first(number: int, length_s: float) -> Sequence[Heard]:
        (heard,) = evenly(number, length_s)
        return [heard if number else replace(heard, avg_logprob=-2.0, words=())]

    fake = FakeTranscriber(unsure_at_first)
    heard = listen(
        recording(STEREO), fake, TranscriptionConfig(customer_channel=0), timezone=SHANGHAI
    )
    assert len(heard.utterances) == 18
    assert not heard.dropped
    assert min(fake.lengths_s) < 3


@pytest.mark.parametrize("name", ["silence", "hum", "ring", "music", "keys", "breath"])
def test_nothing_is_heard_where_nobody_speaks(tmp_path: Path, name: str) -> None:
    path = wave(tmp_path, "a.wav", noises(20.0)[name], 16_000)
    fake = FakeTranscriber(evenly)
    heard = listen(recording(path), fake, timezone=SHANGHAI)
    assert (heard.utterances, heard.dropped, heard.lang) == ((), (), "unknown")
    assert not fake.lengths_s


def test_a_long_call_is_heard_stretch_by_stretch(monkeypatch: pytest.MonkeyPatch) -> None:
    from nlp_guard.transcription import decode, listening

    whole = listen(
        recording(STEREO),
        FakeTranscriber(evenly),
        TranscriptionConfig(customer_channel=0),
        timezone=SHANGHAI,
    )
    monkeypatch.setattr(listening, "stretches", lambda call: decode.stretches(call, 30.0))
    told: list[tuple[float, float]] = []
    parted = listen(
        recording(STEREO),
        FakeTranscriber(evenly),
        TranscriptionConfig(customer_channel=0),
        timezone=SHANGHAI,
        progress=lambda done_s, length_s: told.append((done_s, length_s)),
    )
    assert len(told) > 1
    assert told[-1][0] == pytest.approx(told[-1][1], abs=0.1)
    assert [one.role for one in parted.utterances] == [one.role for one in whole.utterances]
    for left, right in zip(parted.utterances, whole.utterances, strict=True):
        assert left.time is not None
        assert right.time is not None
        assert left.time.start_s == pytest.approx(right.time.start_s, abs=0.2)


def test_a_party_that_speaks_late_still_has_its_channel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nlp_guard.transcription import decode, listening

    sound = voices(40.0)
    sound[0, : 20 * 16_000] = 0.0
    path = wave(tmp_path, "a.wav", sound, 16_000)
    monkeypatch.setattr(listening, "stretches", lambda call: decode.stretches(call, 20.0))
    config = TranscriptionConfig(customer_channel=0)
    heard = listen(recording(path), FakeTranscriber(evenly), config, timezone=SHANGHAI)
    roles = {
        one.role: one.time.start_s for one in reversed(heard.utterances) if one.time is not None
    }
    assert roles[Role.AGENT] < 5
    assert roles[Role.BUYER] > 19


def test_the_same_recording_gives_the_same_ids_and_its_tools() -> None:
    first, second = (
        listen(recording(STEREO), FakeTranscriber(evenly), timezone=zone)
        for zone in (SHANGHAI, ZoneInfo("UTC"))
    )
    assert first.id == second.id
    assert [one.id for one in first.utterances] == [one.id for one in second.utterances]
    assert first.started_at == second.started_at
    assert first.provenance.tools[-2:] == ("fake@1", "model:whisper-base")


def test_a_recording_that_breaks_off_is_an_error(tmp_path: Path) -> None:
    call = replace(recording(wave(tmp_path, "a.wav", voices(5.0), 16_000)), duration_s=60.0)
    with pytest.raises(AudioError, match="cut off"):
        listen(call, FakeTranscriber(evenly), timezone=SHANGHAI)
