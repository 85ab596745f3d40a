from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from nlp_guard.records import TimeSpan
from nlp_guard.transcription.channels import (
    Speech,
    find_speech_by_channel,
    join_turns,
    own_channels,
)
from tests.fakes.calls import party, voices

RATE_HZ = 16_000


@pytest.fixture(scope="module")
def talk() -> NDArray[np.float32]:
    """Twenty seconds of the sample call: the outside party, then the shop."""
    return voices(20.0)


def seconds(speech: list[Speech], channel: int) -> float:
    return sum(one.time.duration_s for one in speech if one.channel == channel)


def test_each_party_is_found_on_its_channel(talk: NDArray[np.float32]) -> None:
    speech = find_speech_by_channel(talk, (0, 1), 100.0)
    assert seconds(speech, 0) > 3
    assert seconds(speech, 1) > 3
    assert all(one.time.start_s >= 100.0 for one in speech)
    assert [one.time for one in speech] == sorted(one.time for one in speech)


@pytest.mark.parametrize("leak_db", [-12.0, -20.0])
def test_leaked_speech_is_no_second_voice(talk: NDArray[np.float32], leak_db: float) -> None:
    alone = find_speech_by_channel(talk, (0, 1), 0.0)
    factor = 10 ** (leak_db / 20)
    leaking = talk + factor * talk[::-1]
    found = find_speech_by_channel(leaking, (0, 1), 0.0)
    for channel in (0, 1):
        assert seconds(found, channel) == pytest.approx(seconds(alone, channel), abs=0.8)


def test_speech_of_both_at_once_stays_on_both(talk: NDArray[np.float32]) -> None:
    own, other = party(0, 10.0), party(1, 10.0)
    together = np.stack([own, 0.3 * other])
    speech = find_speech_by_channel(together, (0, 1), 0.0)
    apart = find_speech_by_channel(talk, (0, 1), 0.0)
    assert seconds(speech, 0) > 2
    assert seconds(speech, 1) > 2
    assert apart


def test_one_sound_on_two_channels_is_one_channel(talk: NDArray[np.float32]) -> None:
    mixed = talk.sum(axis=0)
    assert own_channels(np.stack([mixed, mixed])) == (0,)
    assert own_channels(np.stack([mixed, 0.5 * mixed])) == (0,)
    assert own_channels(talk) == (0, 1)


def test_a_silent_channel_is_left_out(talk: NDArray[np.float32]) -> None:
    assert own_channels(np.stack([np.zeros_like(talk[0]), talk[1]])) == (1,)
    assert own_channels(np.zeros((2, RATE_HZ), np.float32)) == (0,)


def test_a_turn_ends_when_somebody_else_begins_in_its_pause() -> None:
    speech = [
        Speech(0, TimeSpan(0, 1)),
        Speech(1, TimeSpan(1.1, 1.3)),
        Speech(0, TimeSpan(1.5, 2)),
        Speech(0, TimeSpan(2.4, 3)),
    ]
    turns = join_turns(speech, 0.7)
    assert [(turn.channel, turn.time) for turn in turns] == [
        (0, TimeSpan(0, 1)),
        (1, TimeSpan(1.1, 1.3)),
        (0, TimeSpan(1.5, 3)),
    ]


def test_a_turn_goes_on_when_somebody_else_talks_over_it() -> None:
    speech = [
        Speech(0, TimeSpan(0, 2)),
        Speech(1, TimeSpan(1, 1.5)),
        Speech(0, TimeSpan(2.3, 3)),
    ]
    assert Speech(0, TimeSpan(0, 3)) in join_turns(speech, 0.7)
