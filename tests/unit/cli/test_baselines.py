from __future__ import annotations

from pathlib import Path

import pytest

from nlp_guard.cli.baselines import baselines, keywords
from nlp_guard.codec import detection_to_dict, to_line
from nlp_guard.config import Config
from nlp_guard.records import Label, Verdict
from nlp_guard.signals.lexicon import Group, Lexicon
from tests.fakes.talk import detection, talk

SAID = [
    ("不给就投诉你", "T"),
    ("再不给就投诉", "T"),
    ("转我五百块钱", "D"),
    ("转我三百块钱", "D"),
    ("抽两成给我们", "P"),
    ("抽三成给我们", "P"),
    ("请问什么时候发货", ""),
    ("请问有货吗", ""),
]


def test_keywords_are_those_of_the_vocabulary_by_label() -> None:
    groups = [
        Group(name="threat.bad_review", say=frozenset({"刷差评"}), names=frozenset({"差评"})),
        Group(name="demand.fee", say=frozenset({"茶水费"})),
        Group(name="cue.joke", say=frozenset({"哈哈"})),
    ]
    assert keywords(Lexicon(groups)) == {
        Label.THREAT: ["刷差评", "差评"],
        Label.PAYMENT_DEMAND: ["茶水费"],
        Label.PERCENTAGE_COMMISSION: [],
    }


def test_baselines_learn_from_the_written_files_of_a_folder(tmp_path: Path) -> None:
    pytest.importorskip("sklearn")
    rows = [detection(talk(f"b {text}", name=text), letters) for text, letters in SAID]
    lines = "".join(to_line(detection_to_dict(row)) for row in rows)
    (tmp_path / "written_few.jsonl").write_text(lines, "utf-8")
    (tmp_path / "other.jsonl").write_text("not to be read", "utf-8")
    systems = dict(baselines(tmp_path, Config()))
    assert list(systems) == [
        "keyword filter",
        "TF-IDF + logistic regression",
        "rules alone",
        "reader alone",
    ]
    grave = talk("b 不给茶水费就给差评")
    assert systems["keyword filter"](grave).verdict is Verdict.EXTORTION
    (found,) = systems["TF-IDF + logistic regression"](talk("b 就投诉你")).turns
    assert found.probabilities[Label.THREAT] > found.probabilities[Label.PAYMENT_DEMAND]
