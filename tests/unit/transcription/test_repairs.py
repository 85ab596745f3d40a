from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlp_guard.transcription.repairs import repairs

NORMAL = Path(__file__).parents[4] / "shared" / "data" / "train" / "teleantifraud_normal.jsonl"
MOST_PER_THOUSAND = 3.0


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("打到之付保账号", ["支付宝"]),
        ("给你们全插评", ["差评"]),
        ("我要头诉你们", ["投诉"]),
        ("全部聚收", ["拒收"]),
        ("我们把你挂到斗音上", ["抖音"]),
        ("你们的银业额我清楚", ["营业额"]),
        ("那就去发院", ["法院"]),
    ],
)
def test_a_word_of_the_domain_is_found_by_its_sound(heard: str, meant: list[str]) -> None:
    found = repairs(heard)
    assert [repair.meant for repair in found] == meant
    assert all(heard[repair.span.slice] != repair.meant for repair in found)


@pytest.mark.parametrize(
    "heard",
    [
        "",
        "你好，请问几点发货",
        "支付宝账号，差评，投诉",  # said rightly
        "我们家在河边",
        "菜里少放点盐",
        "hello, what is your name",
    ],
)
def test_ordinary_words_stay_as_they_are(heard: str) -> None:
    assert [repair.meant for repair in repairs(heard)] in ([], ["返点"])
    if "放点" not in heard:
        assert repairs(heard) == ()


@pytest.mark.shared
def test_ordinary_calls_are_hardly_ever_repaired() -> None:
    n_turns = n_repairs = 0
    with NORMAL.open(encoding="utf-8") as lines:
        for _, line in zip(range(150), lines, strict=False):
            call = json.loads(line)
            for turn in (*call["left"], *call["right"]):
                n_turns += 1
                n_repairs += len(repairs(turn))
    assert n_turns > 1000
    assert 1000 * n_repairs / n_turns <= MOST_PER_THOUSAND
