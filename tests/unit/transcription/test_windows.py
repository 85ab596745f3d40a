from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from nlp_guard.protocols import Heard
from nlp_guard.records import TimeSpan
from nlp_guard.transcription.windows import GAP_S, LONGEST_S, PAD_S, by_piece, windows
from tests.fakes.transcriber import spoken

RATE_HZ = 16_000


def clock(seconds: float) -> NDArray[np.float32]:
    """Return samples whose value is their own time in seconds."""
    return np.asarray(np.arange(int(seconds * RATE_HZ)) / RATE_HZ, np.float32)


def test_pieces_lie_in_the_clip_where_they_say() -> None:
    speech = [TimeSpan(101.0, 102.0), TimeSpan(105.0, 106.5)]
    (window,) = windows(clock(10.0), speech, 100.0, 20.0)
    for piece in window.pieces:
        at = round(piece.at_s * RATE_HZ)
        assert window.samples[at] == pytest.approx(piece.time.start_s - 100.0, abs=1e-3)
    assert len(window.samples) / RATE_HZ == pytest.approx(2.5 + 4 * PAD_S + GAP_S, abs=1e-3)


@pytest.mark.parametrize(
    ("limit_s", "n_pieces"), [(1.0, [1, 1, 1, 1]), (3.0, [2, 2]), (20.0, [4])]
)
def test_clips_are_filled_up_to_the_limit(limit_s: float, n_pieces: list[int]) -> None:
    speech = [TimeSpan(float(at), at + 1.0) for at in range(0, 12, 3)]
    laid = windows(clock(12.0), speech, 0.0, limit_s)
    assert [len(window.pieces) for window in laid] == n_pieces


def test_a_monologue_is_cut_into_clips_a_recogniser_can_take() -> None:
    laid = windows(clock(70.0), [TimeSpan(0.0, 70.0)], 0.0, 24.0)
    assert all(len(window.samples) / RATE_HZ <= LONGEST_S + 2 * PAD_S for window in laid)
    assert laid[-1].pieces[-1].time.end_s == 70.0


def test_a_text_over_two_pieces_is_parted_by_its_word_times() -> None:
    speech = [TimeSpan(1.0, 2.0), TimeSpan(50.0, 52.0)]
    (window,) = windows(clock(60.0), speech, 0.0, 20.0)
    first, second = window.pieces
    heard = [
        spoken("甲乙", first.at_s, first.at_s + 1.0),
        spoken("丙丁", second.at_s, second.at_s + 2.0),
    ]
    joined = Heard(
        text="甲乙丙丁",
        time=TimeSpan(heard[0].time.start_s, heard[1].time.end_s),
        words=(
            *heard[0].words,
            *((span.shifted(2), time, score) for span, time, score in heard[1].words),
        ),
    )
    one, other = by_piece(window, [joined])
    assert [part.text for part in one] == ["甲乙"]
    assert [part.text for part in other] == ["丙丁"]
    assert other[0].time.start_s == pytest.approx(50.0, abs=0.01)
    assert other[0].words[0][0].start == 0
    assert speech[1].contains(other[0].words[1][1])


def test_a_text_without_words_goes_where_it_mostly_sounds() -> None:
    (window,) = windows(clock(9.0), [TimeSpan(1, 2), TimeSpan(4, 8)], 0.0, 20.0)
    at_s = window.pieces[1].at_s
    one, other = by_piece(window, [Heard(text="甲", time=TimeSpan(at_s, at_s + 1))])
    assert not one
    assert other[0].time == TimeSpan(4.0, 5.0)
