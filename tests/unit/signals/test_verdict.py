from __future__ import annotations

import pytest

from nlp_guard.records import ThreatKind, Verdict
from nlp_guard.signals.logistic import Logistic
from nlp_guard.signals.pieces import Pieces
from nlp_guard.signals.verdict import (
    RULES_ALONE,
    VerdictModel,
    models_from_dict,
    models_to_dict,
    outside_talk,
    talk_pieces,
    verdict_features,
    verdict_models,
)
from tests.fakes.talk import reading, talk

QUIET = Pieces(("extortion", "concern"), (-3.0, -2.0), {}, {})
RULES = VerdictModel(
    extortion=Logistic(intercept=-2.0, weights={"x": 4.0}),
    concern=Logistic(intercept=-3.0, weights={"x": 4.0}),
)


def features(*lines: str, letters: tuple[str, ...], sure: float = 0.95) -> dict[str, float]:
    conversation = talk(*lines)
    turns = [
        reading(utterance, own, kinds=[ThreatKind.COMPLAINT] if "T" in own else (), sure=sure)
        for utterance, own in zip(conversation.utterances, letters, strict=True)
    ]
    return verdict_features(conversation, turns, QUIET)


@pytest.mark.parametrize("x", [0.0, 0.3, 0.6, 1.0, 5.0])
def test_probabilities_are_never_negative_and_sum_to_one(x: float) -> None:
    chances = RULES.probabilities({"x": x})
    assert sum(chances.values()) == pytest.approx(1.0)
    assert all(chance >= 0 for chance in chances.values())


def test_models_survive_being_written_down() -> None:
    models = {RULES_ALONE: RULES}
    assert models_from_dict(models_to_dict(models)) == models


def test_staff_speech_makes_no_verdict() -> None:
    assert features("a 你们这是敲诈，要百分之三十", letters=("TDP",)) == {}


def test_features_when_threat_and_demand_stand_in_one_turn_or_two() -> None:
    one = features("b 不给钱就投诉", letters=("TD",))
    two = features("b 转我五百", "a 凭什么", "b 投诉你", letters=("D", "", "T"))
    assert one["same turn"] > 0.9 > two["same turn"]
    assert two["demand first"] > 0.9 > two["threat first"]
    assert one["threat of complaint"] == two["threat of complaint"] == 0.95
    assert two["staff: staff_alarm"] == 1.0
    assert "staff: staff_alarm" not in one


def test_cues_of_claims_and_partners_are_seen() -> None:
    found = features("b 质量问题，坏了，不退就投诉", letters=("T",))
    assert found["says claim"] == 1.0
    found = features("b 我是达人，纯佣合作抽20个点", letters=("P",))
    assert found["says partner"] == 1.0


def test_no_features_where_nothing_is_likely() -> None:
    assert features("b 在吗", "a 在的", letters=("", ""), sure=0.99) == {}


def test_outside_talk_leaves_the_staff_out_and_takes_cloaks_off() -> None:
    assert outside_talk(talk("b ３０％", "a 您好", "? ZFB", "s 通知")) == "30%\n支付宝"


def test_the_shipped_rules_want_both_halves() -> None:
    model = verdict_models()[RULES_ALONE]
    lines = ("b 转我五百", "a 凭什么", "b 不然给你刷差评")
    chances = {
        letters: model.probabilities(features(*lines, letters=letters))[Verdict.EXTORTION]
        for letters in (("D", "", "T"), ("D", "", ""), ("", "", "T"))
    }
    both = chances.pop(("D", "", "T"))
    assert both > 2 * max(chances.values())


def test_the_shipped_wording_is_quiet_by_itself() -> None:
    assert talk_pieces().listen("").score("extortion") < 0
