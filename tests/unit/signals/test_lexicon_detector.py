from __future__ import annotations

import pytest

from nlp_guard.records import Label, Role, ThreatKind
from nlp_guard.signals.lexicon_detector import LabelModels, LexiconDetector, label_models
from nlp_guard.signals.reader.gate import Gate
from tests.fakes.talk import talk

OPEN = Gate({}, intercept=1.0, threshold=0.0)
SHUT = Gate({}, intercept=-1.0, threshold=0.0)
DETECTOR = LexiconDetector()


def labels(*lines: str, threshold: float = 0.33) -> list[set[str]]:
    """Return the labels per line, as letters."""
    letters = {
        Label.THREAT: "T",
        Label.PAYMENT_DEMAND: "D",
        Label.PERCENTAGE_COMMISSION: "P",
    }
    conversation = talk(*lines)
    found = DETECTOR.detect(conversation)
    return [
        {
            letters[signal.label]
            for signal in found.signals
            if signal.utterance_id == utterance.id and signal.probability >= threshold
        }
        for utterance in conversation.utterances
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("b 不给钱我们一百多单明天全部退货", {"T"}),
        ("b 今天不退款我就打12315投诉你们", {"T"}),
        ("b 转我三千块，支付宝138开头那个", {"D"}),
        ("b 成交额的两成打过来，这事就算了", {"D", "P"}),
        ("b 封口费两万，明天之前打到卡上", {"D"}),
        ("b 退一赔三，一共赔我900", {"D"}),
        ("b 我们达人带货，纯佣20个点起", {"P"}),
        ("b if you don't send me $500 on cashapp we all leave 1 star reviews", {"T", "D"}),
        ("b pay the invoice of £1,200 or we go to small claims court", {"T", "D"}),
        ("b commission is 15% of sales for our affiliates", {"P"}),
    ],
)
def test_plain_language_carries_its_labels(line: str, expected: set[str]) -> None:
    (found,) = labels(line)
    assert found == expected


@pytest.mark.parametrize(
    "line",
    [
        "b 请问这件什么时候发货",
        "b 尺码偏大，帮我换小一码",
        "b 我不会投诉你们的，放心",
        "b 羊毛含量80%吗",
        "b 满300减50，再打九折对吧",
        "b 七天无理由退货怎么申请",
        "b 多少钱一箱",
        "b thanks, the parcel arrived today",
        "b what is the delivery time to Spain?",
    ],
)
def test_ordinary_talk_carries_none(line: str) -> None:
    assert labels(line) == [set()]


@pytest.mark.parametrize(
    "line",
    ["a 您这样我们会报警的，敲诈是违法的", "s 您的店铺因虚假宣传被罚款2000元，请于3日内缴纳"],
)
def test_staff_and_platform_make_no_threats_or_demands(line: str) -> None:
    assert labels("b 不给两成就全部退货", line)[1] == set()


def test_staff_can_talk_of_shares() -> None:
    assert labels("b 团长佣金怎么算", "a 佣金是成交额的百分之五，月底结")[1] == {"P"}


def test_haggling_repeats_the_demand() -> None:
    found = labels("b 销售额抽三成给我", "a 三成太多了", "b 那两成半，不能再低")
    assert found[2] == {"D", "P"}


def test_signals_cite_the_words_and_say_why() -> None:
    conversation = talk("b 不给两成就集体退货，再给你刷差评")
    signals = DETECTOR.detect(conversation).signals
    (threat,) = (signal for signal in signals if signal.label is Label.THREAT)
    text = conversation.utterances[0].text
    quoted = [text[span.slice] for span in threat.spans]
    assert any("退货" in words for words in quoted)
    assert any("差评" in words for words in quoted)
    assert {ThreatKind.MASS_RETURN, ThreatKind.BAD_REVIEW} <= set(threat.threat_kinds)
    assert threat.why
    assert text not in threat.why


def test_a_shut_gate_spares_the_looking() -> None:
    conversation = talk("b 不给钱就全部退货")
    assert not LexiconDetector(gate=SHUT).detect(conversation).signals
    assert LexiconDetector(gate=OPEN).detect(conversation).signals


def test_detect_leaves_the_conversation_alone_and_repeats_itself() -> None:
    conversation = talk("b 转我500，不然差评", "a 凭什么", "b 凭我有四十个号")
    assert DETECTOR.detect(conversation) == DETECTOR.detect(conversation)
    assert [u.role for u in conversation.utterances] == [Role.BUYER, Role.AGENT, Role.BUYER]


def test_models_survive_being_written_down() -> None:
    assert LabelModels.from_dict(label_models().to_dict()) == label_models()
