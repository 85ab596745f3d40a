"""For whom a speaker claims to speak."""

from __future__ import annotations

import pytest

from nlp_guard.records import Label
from nlp_guard.signals.slots import read_slots

THREAT = frozenset({Label.THREAT})


@pytest.mark.parametrize(
    ("text", "count", "who"),
    [
        ("我们十七个买家商量好了", 17, "买家"),
        ("我们这边二十几个人一起退", 20, "人"),
        ("我手上四十个小号", 40, "小号"),
        ("群里五百人等着", 500, "人"),
        ("我们二百一十三个一齐提", 213, None),
        ("there are 17 of us", 17, "us"),
        ("i've got eleven mates", 11, "mates"),
        ("我代表全体业主跟你谈", None, "全体业主"),
        ("我们几个商量好了", None, "我们几个"),
        ("i speak for the buyers", None, "the buyers"),
        ("my clients will sue", None, "my clients"),
    ],
)
def test_a_claim_is_read_when_somebody_speaks_for_others(
    text: str, count: int | None, who: str | None
) -> None:
    (claim,) = read_slots(text, labels=THREAT).on_behalf_of
    assert (claim.count, claim.who) == (count, who)


@pytest.mark.parametrize("text", ["你们三个人工审核", "一个人退货", "第三人民医院", "买了两个"])
def test_no_claim_is_read_when_nobody_is_spoken_for(text: str) -> None:
    assert read_slots(text, labels=frozenset({Label.PAYMENT_DEMAND})).on_behalf_of == ()
