"""Words, and lexicon hits on their boundaries only."""

import pytest

from nlp_guard.records import CharSpan
from nlp_guard.text.words import Lexicon, boundaries, cut, lower, word_cost, words_at

LEXICON = Lexicon(
    {"大麻": "drug", "差评": "review", "pay": "money", "投诉": "complaint"},
    allowed=["差评率", "投诉电话"],
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("给他差评", ["差评"]),
        ("大麻烦", []),
        ("差评估", []),
        ("质量差评价也差", []),
        ("差评率高", []),
        ("差评率高，我给差评", ["差评"]),
        ("请打投诉电话", []),
        ("投诉投诉投诉", ["投诉"] * 3),
        ("PAY now", ["pay"]),
        ("给pay钱", ["pay"]),
        ("PayPal", []),
        ("repay", []),
        ("pay2", []),
        ("", []),
    ],
)
def test_find_counts_whole_words_only(text: str, words: list[str]) -> None:
    assert [hit.word for hit in LEXICON.find(text)] == words


def test_hit_tells_place_and_value_when_found() -> None:
    (hit,) = LEXICON.find("再给差评")
    assert (hit.span, hit.word, hit.value) == (CharSpan(2, 4), "差评", "review")


def test_find_gives_longer_words_first_when_they_overlap() -> None:
    lexicon = Lexicon({"投诉": 1, "投诉你们": 2})
    assert [hit.value for hit in lexicon.find("我投诉你们")] == [2, 1]


def test_lexicon_refuses_when_an_entry_is_empty() -> None:
    with pytest.raises(ValueError, match="empty"):
        Lexicon({"": 1})


def test_find_gives_nothing_when_the_lexicon_is_empty() -> None:
    assert Lexicon[int]({}).find("差评") == ()


@pytest.mark.parametrize(
    "text", ["", "我要投诉 abc-12，\ud800\x00大麻烦", "İ支付宝" * 3, "a\r\nb "]
)
def test_cut_gives_back_the_text_when_joined(text: str) -> None:
    tokens = cut(text)
    assert "".join(token.text for token in tokens) == text
    assert all(text[token.span.slice] == token.text for token in tokens)


def test_boundaries_lie_between_words_and_among_marks() -> None:
    assert boundaries("给差评 …!") == {0, 1, 3, 4, 5, 6}
    assert boundaries("") == {0}


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
