"""What has the form of a share."""

from __future__ import annotations

import pytest

from nlp_guard.signals.slots.page import Taken, lay_out
from nlp_guard.signals.slots.shares import find_shares


def _shares(text: str) -> list[tuple[str, str]]:
    return [(f"{s.low:f}", f"{s.high:f}") for s in find_shares(lay_out(text), Taken())]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("20%-30%", 20, 30),
        ("20到30个点", 20, 30),
        ("百分之二三十", 20, 30),
        ("百分之！二点五", "2.5", "2.5"),
        ("100分之20", 20, 20),
        ("两成到三成", 20, 30),
        ("两到三成", 20, 30),
        ("两三成", 20, 30),
        ("一成半", 15, 15),
        ("四成五", 45, 45),
        ("半成", 5, 5),
        ("贰拾个点", 20, 20),
        ("两个半点", "2.5", "2.5"),
        ("两个点半", "2.5", "2.5"),
        ("零点三个点", "0.3", "0.3"),
        ("千分之六", "0.6", "0.6"),
        ("收按千三算", "0.3", "0.3"),
        ("5个巴仙", 5, 5),
        ("三趴", 3, 3),
        ("四分之一", 25, 25),
        ("1/5", 20, 20),
        ("流水一百抽五", 5, 5),
        ("每卖一块钱给我两毛", 20, 20),
        ("十抽一", 10, 10),
        ("四六开", 40, 40),
        ("你七我三", 30, 30),
        ("对半分", 50, 50),
        ("15 percent", 15, 15),
        ("six per cent", 6, 6),
        ("a fifth of what you make", 20, 20),
        ("half of the takings", 50, 50),
        ("15 of every hundred you take", 15, 15),
    ],
)
def test_a_share_is_read_when_its_form_says_so(text: str, low: object, high: object) -> None:
    assert _shares(text) == [(str(low), str(high))]


@pytest.mark.parametrize(
    "text",
    [
        "打八折",
        "三点半",
        "还一点也没更新",
        "两成交",
        "一百块",
        "30个点位",
        "半年",
        "一半天",
        "300%",
    ],
)
def test_nothing_is_read_when_the_form_is_another(text: str) -> None:
    assert _shares(text) == []
