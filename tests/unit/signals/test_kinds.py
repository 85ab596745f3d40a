from __future__ import annotations

import pytest

from nlp_guard.records import Label, ThreatKind
from nlp_guard.signals.evidence import examine
from nlp_guard.signals.kinds import kind_features, kinds_of
from nlp_guard.signals.lexicon_detector import built_in_pieces, label_models
from nlp_guard.signals.logistic import Logistic


def never(**weights: float) -> Logistic:
    return Logistic(intercept=-2.0, weights=weights)


def test_kinds_are_those_more_likely_than_not() -> None:
    models = {kind: never() for kind in ThreatKind} | {
        ThreatKind.LEGAL: never(**{"threat.legal": 5.0}),
        ThreatKind.COMPLAINT: never(**{"threat.legal": 2.5}),
    }
    assert kinds_of(examine("等着收律师函"), models) == (ThreatKind.COMPLAINT, ThreatKind.LEGAL)


def test_the_likeliest_kind_is_taken_where_none_is_likely() -> None:
    models = {kind: never() for kind in ThreatKind} | {
        ThreatKind.VIOLENCE: Logistic(intercept=-1.0, weights={})
    }
    assert kinds_of(examine("等着收律师函"), models) == (ThreatKind.VIOLENCE,)


def test_features_name_what_is_said_named_and_sounded_like() -> None:
    found = kind_features(examine("材料递到工商局，等着吧", pieces=built_in_pieces()))
    assert found["threat.complaint"] == 1.0
    assert {f"sounds like {kind}" for kind in ThreatKind} <= found.keys()
    assert not any(name.startswith("cue.") for name in found)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("我们两百号人明天全部申请退款", ThreatKind.MASS_RETURN),
        ("举报材料写好了，今天就递到市监局", ThreatKind.COMPLAINT),
        ("一人一条差评，刷到你关门", ThreatKind.BAD_REVIEW),
        ("视频剪好了，今晚八点发抖音", ThreatKind.EXPOSURE),
        ("晚上带人把你店砸了", ThreatKind.VIOLENCE),
        ("不签就等着收律师函，法院见", ThreatKind.LEGAL),
        ("四十个小号零点全拍下不付款，库存锁死", ThreatKind.ORDER_FLOOD),
        ("we will all open disputes and return everything", ThreatKind.MASS_RETURN),
        ("i will leave a one star review from every account", ThreatKind.BAD_REVIEW),
        ("see you in court, my lawyer is ready", ThreatKind.LEGAL),
    ],
)
def test_the_shipped_weights_name_plain_threats(text: str, kind: ThreatKind) -> None:
    shown = examine(text, pieces=built_in_pieces())
    assert shown.spans(Label.THREAT)
    assert kind in kinds_of(shown, label_models().kinds)
