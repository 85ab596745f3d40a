"""Words, and where they begin and end."""

import pytest

from nlp_guard.records import CharSpan
from nlp_guard.text.words import Edges, cut, lower, word_cost, words_at


@pytest.mark.parametrize(
    ("text", "is_whole"),
    [
        ("给他[差评]", True),
        ("[大麻]烦", False),
        ("[差评]估", False),
        ("误[差评]估报告", False),
        ("质量[差评]价也差", False),
        ("我[投诉你]们", True),
        ("[全退]款到账", False),
        ("货到[全退]", True),
        ("给[pay]钱", True),
        ("[pay]2", True),
        ("re[pay]", False),
        ("[Pay]Pal", False),
        ("1[23]15", False),
        ("②[差评]③", True),
        ("[差评]", True),
    ],
)
def test_edges_are_those_of_words(text: str, is_whole: bool) -> None:
    start, end = text.index("["), text.index("]") - 1
    plain = text.replace("[", "").replace("]", "")
    assert Edges(plain).around(CharSpan(start, end)) is is_whole


def test_edges_take_time_in_proportion_to_the_text() -> None:
    edges = Edges("大麻烦差评估" * 20_000)
    assert not any(edges.around(CharSpan(at, at + 2)) for at in range(0, 120_000, 6))


@pytest.mark.parametrize(
    "text", ["", "我要投诉 abc-12，\ud800\x00大麻烦", "İ支付宝" * 3, "a\r\nb "]
)
def test_cut_gives_back_the_text_when_joined(text: str) -> None:
    tokens = cut(text)
    assert "".join(token.text for token in tokens) == text
    assert all(text[token.span.slice] == token.text for token in tokens)


def test_domain_words_are_cut_whole_when_jieba_alone_would_not() -> None:
    assert "仅退款" in [token.text for token in cut("他申请仅退款")]


def test_cut_is_silent_when_the_dictionary_is_built(capfd: pytest.CaptureFixture[str]) -> None:
    from nlp_guard.text import words

    words._tokenizer.cache_clear()
    cut("投诉")
    captured = capfd.readouterr()
    assert captured.out == captured.err == ""


def test_lower_moves_nothing_when_letters_grow() -> None:
    assert lower("İAB支") == "İab支"


def test_costs_fall_with_use_when_words_are_known() -> None:
    costs = [word_cost(word) for word in ("的", "平台", "耙")]
    assert costs == sorted(cost for cost in costs if cost is not None)
    assert [end for end, _ in words_at("不给差评", 2)] == [3, 4]
