"""Figures of folding, on made-up turns."""

import json
from pathlib import Path

import pytest

from nlp_guard.evaluation.folds import MERE_FORM, OTHER_WORDS, main, measure_folds, read_turns

JDDC = Path(__file__).parents[4] / "shared/data/train/jddc_half.jsonl"


def test_recovery_is_counted_by_cloak_when_plain_turns_are_given() -> None:
    figures = measure_folds(
        [("打到支fu宝", "打到支付宝"), ("加我v信", "加我微信"), ("你懂的", "给个差评")]
    )
    assert figures.domain.wanted.total() == 3
    assert figures.domain.found.total() == 2
    assert figures.domain.missed == [("差评", OTHER_WORDS, "你懂的")]
    assert figures.domain.recall() == 1.0


def test_mere_form_is_not_read_anew_when_folded() -> None:
    figures = measure_folds([("３０％", None), ("投訴", None)])
    assert figures.n_read_anew == 0
    assert set(figures.kinds) <= MERE_FORM


def test_main_prints_figures_when_given_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "turns.jsonl"
    rows = [
        {"text": "打zfb"},
        {"turns": [{"text": "差p"}, {"text": "好"}], "plain": ["差评", "好"]},
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert main(["--list", "--missed", str(path)]) == 0
    out = capsys.readouterr().out
    assert "3 turns" in out
    assert "[zfb→支付宝]" in out
    assert "cloaked domain words found: 1.000" in out


@pytest.mark.shared
@pytest.mark.skipif(not JDDC.exists(), reason="needs ../shared")
def test_ordinary_chat_is_hardly_ever_read_anew() -> None:
    figures = measure_folds(read_turns(JDDC))
    assert figures.n_read_anew < figures.n_turns / 2000
