from __future__ import annotations

import pytest

from nlp_guard.records import CharSpan
from nlp_guard.transcription.config import PROMPTS
from nlp_guard.transcription.inventions import sift
from tests.fakes.transcriber import spoken

PROMPT = PROMPTS["zh"]


@pytest.mark.parametrize(
    ("text", "speech_s", "language", "scores", "reason"),
    [
        ("请不吝点赞 订阅 转发 打赏支持明镜与点点栏目", 4.0, "zh", {}, "stands under videos"),
        ("字幕由Amara.org社区提供", 3.0, "zh", {}, "stands under videos"),
        ("Subtitles by the Amara.org community", 3.0, "en", {}, "stands under videos"),
        ("谢谢观看！", 1.0, "zh", {"avg_logprob": -0.7}, "common in silence"),
        ("Thank you.", 1.0, "en", {"no_speech_prob": 0.5}, "common in silence"),
        ("我们要四千块", 2.0, "zh", {"avg_logprob": -1.1, "no_speech_prob": 0.7}, "nobody spoke"),
        ("我们要四千块", 2.0, "zh", {"avg_logprob": -1.6}, "too unsure"),
        ("这是一段在半秒里不可能说完的很长很长的话你信不信", 0.5, "zh", {}, "in the time"),
        (PROMPT[13:30], 3.0, "zh", {"avg_logprob": -0.6}, "echo of the prompt"),
        (PROMPT[12:24], 2.0, "zh", {"avg_logprob": -0.6}, "echo of the prompt"),
        ("。。。", 1.0, "zh", {}, "no words"),
    ],
)
def test_what_nobody_said_is_dropped(
    text: str, speech_s: float, language: str, scores: dict[str, float], reason: str
) -> None:
    heard = spoken(text, 0.0, speech_s, **scores)
    sifted = sift(heard, speech_s, language, PROMPT)
    assert sifted.kept is None
    assert sifted.dropped == text
    assert reason in sifted.reason


@pytest.mark.parametrize(
    "text",
    [
        "转到十七个支付宝账号，要分别转。",
        "四千块，今天十二点之前，必须到账。",
        "谢谢观看。",
        "不给就投诉，投诉到天猫。",
        "嗯",
        "Pay thirty percent of your sales or I file a complaint.",
    ],
)
def test_what_was_said_clearly_is_kept(text: str) -> None:
    language = "zh" if text[0] >= "\u4e00" else "en"
    sifted = sift(spoken(text, 0.0, 3.0, avg_logprob=-0.2), 3.0, language, PROMPT)
    assert sifted.kept is not None
    assert sifted.kept.text == text
    assert not sifted.reason


def test_a_loop_is_kept_once_with_its_words_in_place() -> None:
    heard = spoken("你们店" + "不是" * 8 + "四千块", 0.0, 6.0, avg_logprob=-0.3)
    sifted = sift(heard, 6.0, "zh", PROMPT)
    assert sifted.reason == "a loop"
    assert sifted.dropped == "不是" * 7
    assert sifted.kept is not None
    assert sifted.kept.text == "你们店不是四千块"
    assert [span for span, _, _ in sifted.kept.words] == [CharSpan(at, at + 1) for at in range(8)]
    assert sifted.kept.words[-1][1] == heard.words[-1][1]


def test_nothing_at_all_is_not_called_dropped() -> None:
    sifted = sift(spoken(" ", 0.0, 1.0), 1.0, "zh", "")
    assert (sifted.kept, sifted.reason) == (None, "")
