from __future__ import annotations

import pytest

from nlp_guard.records import CharSpan, Label
from nlp_guard.signals.evidence import NOTHING, Evidence, examine, lowered
from nlp_guard.signals.pieces import Pieces

OUTPUTS = tuple(Label)


def pieces(**weights: float) -> Pieces:
    """Make pieces that raise the threat score only."""
    rows = {piece: (weight, 0.0, 0.0) for piece, weight in weights.items()}
    return Pieces(OUTPUTS, (-4.0, -9.0, -9.0), dict.fromkeys(rows, 1.0), rows)


@pytest.mark.parametrize(
    ("text", "features"),
    [
        ("不给钱我就投诉你", {"threat.complaint", "cue.condition", "threat said & condition"}),
        ("我们一百个人全部退货", {"threat.mass_return", "cue.crowd", "threat said & crowd"}),
        ("成交额的两成打过来", {"share.rate", "share.of", "rate & share.of", "demand.pay"}),
        ("转我五百", {"demand.pay", "amount.money", "money & demand.pay", "short & amount.money"}),
        ("投诉", {"threat", "threat.complaint.named", "threat bare", "short"}),
        ("放心不会投诉", {"threat denied"}),
        ("羊毛80%，羊绒20%", {"share.rate", "rate & share.harmless"}),
    ],
)
def test_features_when_words_stand_together(text: str, features: set[str]) -> None:
    assert features <= {name for name, value in examine(text).features.items() if value}


def test_denied_harm_is_no_threat() -> None:
    assert not examine("我不会投诉，也不给差评").has("threat")


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "你好在吗", "\ud800", "\u202e\u200f", "Guten Tag"]
)
def test_nothing_when_there_is_no_word_of_the_trade(text: str) -> None:
    assert examine(text) is NOTHING


def test_spans_lie_in_the_original_when_it_is_cloaked() -> None:
    text = "不给就给你刷１００条\u200b差\u200b评"
    spans = examine(text).spans(Label.THREAT)
    assert spans
    assert "差\u200b评" in "".join(text[span.slice] for span in spans)


def test_saying_words_carry_a_label_before_naming_ones() -> None:
    text = "评价随便，反正我给你刷差评"
    (span,) = examine(text).spans(Label.THREAT)
    assert text[span.slice].endswith("差评")
    assert not text[span.slice].startswith("评价")


def test_pieces_carry_a_label_where_no_word_does() -> None:
    evidence = examine("灵车停你门口", pieces=pieces(灵车=9.0))
    assert evidence.spans(Label.THREAT) == (CharSpan(0, 2),)
    assert evidence.features["sounds like threat"] == pytest.approx((-4.0 + 9.0) / 2)


def test_quiet_pieces_show_nothing() -> None:
    assert examine("今天天气不错", pieces=pieces(天气=0.2)) is NOTHING


def test_spans_are_empty_where_nothing_is_known_of_the_text() -> None:
    assert Evidence(features={"threat": 1.0}).spans(Label.THREAT) == ()


@pytest.mark.parametrize("text", ["İİ", "ZFB", "ß", "ǅ", "Ⅷ"])
def test_lowering_keeps_every_place(text: str) -> None:
    assert len(lowered(text)) == len(text)
