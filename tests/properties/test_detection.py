"""Whatever comes in: no crash, spans within the text, the same answer twice, linear time."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_guard.records import Detection, Label
from nlp_guard.signals import LexiconDetector, SignalsConfig, detect
from nlp_guard.signals.reader.gate import Gate
from tests.fakes.talk import talk

OPEN = Gate({}, intercept=1.0, threshold=0.0)
RULES = [LexiconDetector(gate=OPEN)]
CONFIG = SignalsConfig(label_threshold=0.05)
WORDS = st.sampled_from(
    [
        *[
            "不给",
            "两成",
            "20%",
            "转我",
            "500块",
            "支付宝",
            "全部退货",
            "差评",
            "投诉",
            "12315",
            "举报信",
            "写好了",
            "曝光",
            "砸店",
            "律师函",
        ],
        *[
            "就",
            "否则",
            "明天",
            "之前",
            "我",
            "你们",
            "哈哈",
            "不会",
            "亲",
            "，",
            "。",
            "３０％",
            "🅶",
            "İ",
            "ß",
        ],
        *[
            "pay",
            "me",
            "$500",
            "or",
            "else",
            "one",
            "star",
            "reviews",
            "10",
            "percent",
            "of",
            "sales",
        ],
        *("\u200b", "\u202e", "\ud800", "\x00", "\n", " "),
    ]
)
WILD = st.text(st.characters(exclude_categories=()), max_size=60)
TALKS = st.lists(
    st.tuples(
        st.sampled_from("bas?"), st.one_of(st.lists(WORDS, max_size=12).map("".join), WILD)
    ).map(lambda pair: f"{pair[0]} {pair[1]}"),
    max_size=6,
)


def check(found: Detection) -> None:
    assert 0.0 <= found.verdict_probability <= 1.0
    for utterance, turn in zip(found.conversation.utterances, found.turns, strict=True):
        assert set(turn.probabilities) == set(Label)
        assert all(0.0 <= chance <= 1.0 for chance in turn.probabilities.values())
        for place in turn.spans:
            assert place.label in turn.labels
            assert 0 <= place.span.start < place.span.end <= len(utterance.text)
        assert turn.labels <= {place.label for place in turn.spans}


@settings(max_examples=150, deadline=None)
@given(TALKS)
def test_any_talk_is_read_without_a_crash_and_with_valid_spans(lines: list[str]) -> None:
    conversation = talk(*lines, lang="unknown")
    found = detect(conversation, RULES, CONFIG)
    check(found)
    assert detect(conversation, RULES, CONFIG) == found
    assert [u.text for u in found.conversation.utterances] == [line[2:] for line in lines]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " " * 1000,
        "\x00\x01\x02",
        "\ud800\udc00\ud800",
        "\u202e\u200f投诉\u202c",
        "𝟐𝟎%" * 50,
        "不" * 3000,
        "退" * 3000,
        "0" * 3000,
        "a" * 3000,
        "投诉" * 1500,
        "不不会给你差评" * 400,
    ],
)
def test_odd_texts_are_read(text: str) -> None:
    check(detect(talk(f"b {text}"), RULES, CONFIG))


@pytest.mark.parametrize(
    "unit", ["不给钱我就投诉你们，全部退货，差评。", "pay me or else. ", "给1", "群发"]
)
def test_time_grows_linearly_with_the_length(unit: str) -> None:
    def seconds(n_chars: int) -> float:
        conversation = talk("b " + unit * (n_chars // len(unit)))
        best = float("inf")
        for _ in range(2):
            start = time.process_time()
            RULES[0].detect(conversation)
            best = min(best, time.process_time() - start)
        return best

    seconds(2_000)
    # 8 times the text; 24 allows for a busy machine and would catch a square.
    assert seconds(24_000) <= 24 * max(seconds(3_000), 0.004)
