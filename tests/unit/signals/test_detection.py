from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from nlp_guard.records import (
    Conversation,
    Findings,
    Label,
    PayeeKind,
    Role,
    ThreatKind,
    Verdict,
)
from nlp_guard.signals import LexiconDetector, SignalsConfig, detect
from tests.fakes.talk import signal, talk

CONFIG = SignalsConfig()
RULES = [LexiconDetector()]
NOON = datetime.fromisoformat("2015-07-24T09:15:00+08:00")


class Says:
    """A detector that puts one signal on the first utterance."""

    name = "says"

    def __init__(self, letter: str, probability: float) -> None:
        self._letter, self._probability = letter, probability

    def detect(self, conversation: Conversation) -> Findings:
        first = conversation.utterances[0]
        return Findings(
            signals=(
                signal(
                    first,
                    self._letter,
                    self._probability,
                    detector=self.name,
                    kinds=(ThreatKind.OTHER,) if self._letter == "T" else (),
                ),
            )
        )


@pytest.mark.parametrize(
    "lines",
    [
        (
            "b 今天那五十多单都是我们的人拍的",
            "a 感谢支持",
            "b 成交额的两成打到支付宝，不给的话明天全部退货，再一人一条差评",
            "a 您这是敲诈",
            "b 两成，一分不能少，明天中午之前",
        ),
        (
            "b 举报信写好了，罚款二十万起步",
            "a 您没有买过我们的东西呀",
            "b 买没买不重要，封口费三万，不给我今天就递到市监局",
        ),
        (
            "b we are 40 buyers and every one of us returns everything on monday",
            "a Why would you do that?",
            "b pay us 20% of your sales on paypal or the one star reviews start tonight",
        ),
    ],
)
def test_verdict_is_extortion_when_threat_and_demand_meet(lines: tuple[str, ...]) -> None:
    lang = "zh" if lines[0][2] > "z" else "en"
    found = detect(talk(*lines, lang=lang), RULES, CONFIG)
    assert found.verdict is Verdict.EXTORTION
    assert found.verdict_probability >= CONFIG.extortion_threshold
    assert found.reasons


@pytest.mark.parametrize(
    "lines",
    [
        ("b 在吗，什么时候发货", "a 今天发", "b 好的谢谢"),
        (
            "b 退款五天了还没到账",
            "a 财务在处理",
            "b 今天再不退我就打12315投诉",
            "a 已经给您加急",
        ),
        ("b 碗碎了两个，图发你了", "a 给您补寄", "b 好的"),
        (
            "b 你好，我是做母婴达人的，纯佣20个点可以合作吗",
            "a 我们公开佣金15%",
            "b 那18吧，先寄样品",
        ),
        ("a 最近有人冒充买家敲诈店铺，要百分之三十", "b 我就来买个杯子"),
        ("b my parcel never arrived, please refund me", "a Refunded.", "b thank you"),
    ],
)
def test_verdict_is_none_for_ordinary_and_lawful_talk(lines: tuple[str, ...]) -> None:
    lang = "en" if lines[0][2:].isascii() else "zh"
    assert detect(talk(*lines, lang=lang), RULES, CONFIG).verdict is Verdict.NONE


def test_slots_are_read_off_labelled_turns_of_the_outside_party() -> None:
    conversation = talk("b 4000块，12点之前打到17个支付宝账号，不然投诉到天猫", "a 四千块不行")
    timed = replace(
        conversation,
        utterances=tuple(replace(u, sent_at=NOON) for u in conversation.utterances),
    )
    demand, answer = detect(timed, RULES, CONFIG).turns
    (amount,), (payee,), (deadline,) = (
        demand.slots.amounts,
        demand.slots.payees,
        demand.slots.deadlines,
    )
    assert (amount.low, payee.kind, payee.count) == (Decimal(4000), PayeeKind.ALIPAY, 17)
    assert deadline.at == NOON.replace(hour=12, minute=0)
    assert not answer.slots


def test_language_and_roles_are_filled_in_and_marked() -> None:
    conversation = talk(
        "? 您好，请问有什么可以帮您", "? 转我五百，不然全是差评", lang="unknown", speakers="ab"
    )
    found = detect(conversation, RULES, CONFIG).conversation
    assert found.lang == "zh"
    assert [u.role for u in found.utterances] == [Role.AGENT, Role.BUYER]
    assert all(u.is_role_inferred for u in found.utterances)


def test_an_unknown_language_stays_unknown() -> None:
    found = detect(talk("b ¿Dónde está mi pedido?", lang="unknown"), RULES, CONFIG)
    assert (found.conversation.lang, found.verdict) == ("unknown", Verdict.NONE)


def test_thresholds_decide_from_the_settings() -> None:
    conversation = talk("b 转我五百，不然给你刷一百条差评")
    sure = detect(conversation, RULES, SignalsConfig(extortion_threshold=0.0))
    assert sure.verdict is Verdict.EXTORTION
    never = SignalsConfig(extortion_threshold=1.0, suspicious_threshold=1.0, label_threshold=1.0)
    assert detect(conversation, RULES, never).verdict is Verdict.NONE
    assert not any(turn.labels for turn in detect(conversation, RULES, never).turns)


@pytest.mark.parametrize(("probability", "is_held"), [(0.9, True), (0.1, False)])
def test_a_detector_alone_is_believed_as_it_is(probability: float, is_held: bool) -> None:
    (turn,) = detect(talk("b 什么话"), [Says("T", probability)], CONFIG).turns
    assert (Label.THREAT in turn.labels) is is_held
    assert turn.probabilities[Label.THREAT] == pytest.approx(probability)


def test_nothing_is_found_without_detectors() -> None:
    found = detect(talk("b 不给两成就全部退货"), [], CONFIG)
    assert (found.verdict, found.verdict_probability, found.reasons) == (Verdict.NONE, 0.0, ())


def test_an_empty_conversation_is_none() -> None:
    found = detect(talk(), RULES, CONFIG)
    assert (found.turns, found.verdict) == ((), Verdict.NONE)


class Judge:
    """A learned judge that counts how often it is asked, and is sure of the worst."""

    name = "reader"

    def __init__(self) -> None:
        self.n_asked = 0

    def detect(self, conversation: Conversation) -> Findings:
        self.n_asked += 1
        return Findings(
            scores={Verdict.NONE: -6.0, Verdict.SUSPICIOUS: 0.0, Verdict.EXTORTION: 6.0}
        )


@pytest.mark.parametrize(
    ("lines", "is_thorough", "is_asked"),
    [
        (("b 在吗，什么时候发货", "a 今天发"), True, False),
        (("b 转我五百，不然给你刷一百条差评",), True, True),
        (("b 转我五百，不然给你刷一百条差评",), False, True),
        (("b 我们达人带货，纯佣20个点起", "a 可以合作"), True, True),
        (("b 我们达人带货，纯佣20个点起", "a 可以合作"), False, False),
    ],
)
def test_the_judge_is_asked_where_it_may_change_something(
    lines: tuple[str, ...], is_thorough: bool, is_asked: bool
) -> None:
    judge = Judge()
    detect(talk(*lines), [*RULES, judge], SignalsConfig(is_thorough=is_thorough))
    assert judge.n_asked == is_asked


def test_a_judge_alone_is_always_asked() -> None:
    judge = Judge()
    assert detect(talk("b 在吗"), [judge], CONFIG).verdict is not Verdict.NONE
    assert judge.n_asked == 1


def test_accounts_named_without_a_label_are_kept_beside_a_demand() -> None:
    demanded = talk("b 两千块封口费，不给就去工商举报", "a 打到哪里", "b 支付宝 13800000017")
    ordinary = talk("b 什么时候发货", "a 留个电话", "b 13800000017")
    (payee,) = detect(demanded, RULES, CONFIG).turns[2].slots.payees
    assert (payee.id, payee.kind) == ("13800000017", PayeeKind.ALIPAY)
    assert not detect(ordinary, RULES, CONFIG).turns[2].slots
