"""What happens otherwise."""

from __future__ import annotations

import pytest

from nlp_guard.records import Label
from nlp_guard.signals.slots import read_slots

THREAT = frozenset({Label.THREAT})


@pytest.mark.parametrize(
    ("text", "consequence"),
    [
        ("十二点前打过来，否则我们集体退货。", "我们集体退货"),
        ("不然就投诉到平台", "投诉到平台"),
        ("四千 块 不然 就 投诉 到 天猫", "投诉 到 天猫"),
        ("再不给我就打12315", "打12315"),
        ("pay up or else we leave one stars", "we leave one stars"),
        ("Otherwise, I file with the court.", "I file with the court"),
        ("明天我们集体给差评", "明天我们集体给差评"),
        ("十分钟不到账我就曝光你们", "曝光你们"),
    ],
)
def test_the_consequence_alone_is_read_when_a_turn_threatens(text: str, consequence: str) -> None:
    (condition,) = read_slots(text, labels=THREAT).conditions
    assert text[condition.span.slice] == consequence


def test_no_condition_is_read_when_the_turn_does_not_threaten() -> None:
    assert read_slots("不然就投诉", labels=frozenset({Label.PAYMENT_DEMAND})).conditions == ()


def test_no_condition_is_read_when_nobody_looked_and_nothing_says_otherwise() -> None:
    assert read_slots("我要给差评吗").conditions == ()
