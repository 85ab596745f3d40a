from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from nlp_guard.errors import ConfigError
from nlp_guard.records import CharSpan
from nlp_guard.signals.lexicon import Group, Lexicon, Strength, built_in, groups_of, is_whole

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "train"


def found(text: str, prefix: str = "") -> set[tuple[str, str]]:
    return {
        (hit.group, hit.strength.value)
        for hit in built_in().hits(text)
        if hit.group.startswith(prefix)
    }


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("明天我们一百多单全部退货", "threat.mass_return"),
        ("三十个号拍下不付，库存给你锁死", "threat.order_flood"),
        ("材料写好了，递到市监局去", "threat.complaint"),
        ("叫人给你刷一百条差评", "threat.bad_review"),
        ("让你店铺下架扣分", "threat.penalty"),
        ("视频剪好了，今晚发抖音", "threat.exposure"),
        ("晚上带人把你店门砸了", "threat.violence"),
        ("等着收律师函吧", "threat.legal"),
        ("不给就把货扣着", "threat.other"),
        ("转我五百块支付宝", "demand.pay"),
        ("封口费两万", "demand.fee"),
        ("退一赔三", "demand.statutory"),
        ("每单给我抽六个点", "share.split"),
        ("流水的百分之三", "share.rate"),
        ("we all return them on monday", "threat.mass_return"),
        ("i will report you to trading standards", "threat.complaint"),
        ("one star from each of my guys", "threat.bad_review"),
        ("send me $500 on cashapp", "demand.pay"),
        ("we want a cut, 10 percent of your sales", "share.rate"),
    ],
)
def test_words_of_a_kind_are_said(text: str, group: str) -> None:
    assert (group, "say") in found(text)


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("误差评估报告发我一份", "threat.bad_review"),
        ("我有工商银行的卡", "threat.complaint"),
        ("有几个issue想问下", "threat.legal"),
        ("my tissues are wet", "threat.legal"),
        ("这款评价体系怎么看", "threat.bad_review"),
        ("不断有人夸你家", "threat.other"),
    ],
)
def test_words_inside_longer_ones_are_no_hits(text: str, group: str) -> None:
    assert group not in {name for name, _ in found(text)}


@pytest.mark.parametrize(
    "text",
    [
        "放心，我不会投诉你们",
        "也不给差评",
        "更不会写什么恶评",
        "我没想过要起诉你们",
        "I'm not going to leave a bad review",
        "we will not report you",
    ],
)
def test_harm_is_denied_when_the_speaker_says_so(text: str) -> None:
    strengths = {strength for _, strength in found(text.lower(), "threat.")}
    assert strengths == {"deny"}


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("不退就投诉", "threat.complaint"),
        ("不处理我投诉你们", "threat.complaint"),
        ("再不给钱就给差评", "threat.bad_review"),
        ("不给我退我就差评", "threat.bad_review"),
        ("if you don't pay i report you", "threat.complaint"),
    ],
)
def test_harm_stands_when_something_else_is_denied(text: str, group: str) -> None:
    assert {strength for name, strength in found(text) if name == group} & {"say", "name"}


def test_context_says_nothing_without_a_core_word() -> None:
    assert built_in().hits("哈哈不然呢，今晚之前") == ()
    assert built_in().context("哈哈不然呢")


def test_longer_word_wins_only_where_it_covers() -> None:
    lexicon = Lexicon(
        [Group(name="threat.x", say=frozenset({"差评"}), longer=frozenset({"差评估"}))]
    )
    assert [hit.span for hit in lexicon.hits("差评估，差评")] == [CharSpan(4, 6)]


def test_pattern_runs_only_behind_its_trigger() -> None:
    pattern = re.compile("退.*货")
    group = Group(name="demand.x", patterns=(pattern,), triggers=frozenset({"全退"}))
    assert Lexicon([group]).hits("退一件货") == ()
    (hit,) = Lexicon([group]).hits("全退我的货")
    assert (hit.word, hit.strength, hit.is_pattern) == ("退我的货", Strength.SAY, True)


def test_macros_are_filled_in_and_may_use_each_other() -> None:
    table = {"share": {"rate": {"patterns": ["<rate>"], "triggers": ["点"]}}}
    macros = {"rate": "<number>个点", "number": "[0-9]+"}
    (hit,) = Lexicon(groups_of([table], macros)).hits("给20个点")
    assert hit.word == "20个点"


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"said": ["x"]}, "threat.x.said"),
        ({"patterns": ["<nothing>"]}, "no macro"),
        ({"patterns": ["("]}, "patterns"),
    ],
)
def test_bad_vocabulary_is_named(fields: dict[str, list[str]], problem: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(problem)):
        groups_of([{"threat": {"x": fields}}], {})


def test_is_whole_at_the_edges_of_the_text() -> None:
    assert is_whole("sue", 0, 3)
    assert is_whole("不sue了", 1, 4)
    assert not is_whole("12345", 0, 3)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the shared data are not here")
def test_no_pattern_is_lost_behind_its_triggers() -> None:
    lexicon = built_in()
    groups = [group for group in lexicon.groups.values() if group.patterns]
    lost = set()
    for path in sorted(SHARED.glob("written_*.jsonl")):
        for line in path.read_text("utf-8").splitlines()[::7]:
            for turn in json.loads(line)["turns"]:
                text = turn["text"].lower()
                lost |= {
                    (group.name, pattern.pattern[:30], match[0])
                    for group in groups
                    for pattern in group.patterns
                    if (match := pattern.search(text))
                    and not any(trigger in text for trigger in group.triggers)
                }
    assert not lost
