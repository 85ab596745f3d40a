from __future__ import annotations

import pytest

from nlp_guard.transcription.parties import outside_party

STAFF = [
    "您好，这里是某洗涤旗舰店，请问有什么可以帮您？",
    "您是要退款吗？",
    "我做不了主，要问经理。",
]
CALLER = [
    "你好，我是昨天那十七个买家的代表。",
    "你们给四千块，这件事就算了。",
    "不给钱，我们就投诉到天猫。",
]
ENGLISH_STAFF = ["Thank you for calling, how may I help you?", "May I have your order number?"]
ENGLISH_CALLER = ["I bought a lamp from your shop.", "Pay me or I file a chargeback."]


@pytest.mark.parametrize("caller", [0, 1])
@pytest.mark.parametrize(
    ("staff", "outside"), [(STAFF, CALLER), (ENGLISH_STAFF, ENGLISH_CALLER)], ids=["zh", "en"]
)
@pytest.mark.parametrize("first", [0, 1])
def test_the_outside_party_is_told_by_what_is_said(
    staff: list[str], outside: list[str], caller: int, first: int
) -> None:
    assert outside_party({caller: outside, 1 - caller: staff}, first=first) == caller


def test_whoever_picks_up_is_the_shop_when_words_do_not_tell() -> None:
    assert outside_party({0: ["喂"], 1: ["喂"]}, first=0) == 1


def test_a_voice_alone_is_the_outside_party() -> None:
    assert outside_party({2: ["钱准备好了吗"]}, first=2) == 2


def test_nobody_is_nobody() -> None:
    with pytest.raises(ValueError, match="nobody"):
        outside_party({}, first=0)
