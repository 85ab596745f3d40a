from __future__ import annotations

import pytest

from nlp_guard.records import CharSpan
from nlp_guard.signals.pieces import Pieces, without_figures


def of(**weights: float) -> Pieces:
    return Pieces(
        ("x",), (-1.0,), dict.fromkeys(weights, 1.0), {piece: (w,) for piece, w in weights.items()}
    )


@pytest.mark.parametrize(
    ("text", "plain", "starts"),
    [
        ("", "", [0]),
        ("无数", "无数", [0, 1, 2]),
        ("300块", "#块", [0, 3, 4]),
        ("三百五十块", "#块", [0, 4, 5]),
        ("1,200.50元给2人", "#元给#人", [0, 8, 9, 10, 11, 12]),
    ],
)
def test_numbers_are_read_as_one(text: str, plain: str, starts: list[int]) -> None:
    found, places = without_figures(text)
    assert (found, list(places)) == (plain, starts)


def test_score_is_divided_by_the_length_of_the_row() -> None:
    sound = of(ab=3.0, bc=1.0).listen("abc")
    assert sound.score("x") == pytest.approx(-1.0 + (3.0 + 1.0) / 2**0.5)


def test_a_piece_counts_once_however_often_it_stands_there() -> None:
    pieces = of(ab=3.0)
    assert pieces.listen("ab ab ab").score("x") == pieces.listen("ab").score("x")


def test_spans_are_the_strongest_places() -> None:
    sound = of(强=4.0, 弱=1.0).listen("弱弱地说强")
    assert sound.spans("x") == (CharSpan(4, 5),)


def test_spans_cover_the_whole_number() -> None:
    sound = of(**{"打#": 4.0}).listen("打3000块")
    assert sound.spans("x") == (CharSpan(0, 5),)


@pytest.mark.parametrize("text", ["", "完全无关"])
def test_silence_scores_the_intercept(text: str) -> None:
    sound = of(ab=3.0).listen(text)
    assert (sound.score("x"), sound.spans("x")) == (-1.0, ())


def test_no_pieces_at_all() -> None:
    assert Pieces(("x",), (-2.0,), {}, {}).listen("什么都行").score("x") == -2.0


def test_from_dict_keeps_columns_with_their_outputs() -> None:
    pieces = Pieces.from_dict(
        {
            "intercepts": {"b": -2.0, "a": -1.0},
            "pieces": ["甲", "乙"],
            "rarity": [1.0, 2.0],
            "weights": {"a": [3.0, 0.0], "b": [0.0, 1.5]},
        }
    )
    assert pieces.listen("甲").score("a") == pytest.approx(2.0)
    assert pieces.listen("乙").score("b") == pytest.approx(-0.5)
