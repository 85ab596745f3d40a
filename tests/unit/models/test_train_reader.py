"""The command that fits the reader, from the first cycle to files that can be read with."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import torch
from tokenizers import Tokenizer

from nlp_guard.modelstore import ModelStore
from nlp_guard.records import Role
from nlp_guard.signals.reader.reading import Calibration, Reader, Turn
from nlp_guard.signals.reader.weights import load, pack, unpacked

ROOT = Path(__file__).resolve().parents[3]
TRAIN = ROOT / "models" / "reader" / "train.py"
TURNS: list[dict[str, Any]] = [
    {"role": "buyer", "text": "我们三十个人都拍了，到货全退", "labels": ["threat"],
     "threat_kinds": ["mass_return"]},
    {"role": "agent", "text": "您想怎么样", "labels": []},
    {"role": "buyer", "text": "打两千块过来就不退", "labels": ["payment_demand"]},
]  # fmt: skip


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines) + "\n", "utf-8")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder like the one the reader is fitted on, with next to nothing in it."""
    train, evasion = tmp_path / "data" / "train", tmp_path / "data" / "evasion"
    train.mkdir(parents=True)
    evasion.mkdir()
    talk = {"id": "w", "channel": "chat", "lang": "zh", "verdict": "extortion", "turns": TURNS}
    calm = {**talk, "verdict": "none", "turns": [{**turn, "labels": []} for turn in TURNS]}
    _write(train / "written_some_zh.jsonl", [talk, calm] * 5)
    said = [{"role": "usr", "text": "请问故宫几点开门"}]
    _write(train / "crosswoz.jsonl", [{"turns": said}] * 30)
    _write(train / "teleantifraud_normal.jsonl", [{"left": ["您好"], "right": ["你好"]}] * 30)
    _write(train / "multidogo.jsonl", [{"customer_turns": ["Where is my parcel?"]}] * 30)
    _write(train / "reviews_hard_negatives.jsonl", [{"text": "质量太差"}] * 30)
    _write(train / "cold.jsonl", [{"text": "真烦人", "offensive": "1"}] * 30)
    (evasion / "same_pinyin.txt").write_text("退\t腿\t推\n", "utf-8")
    (evasion / "same_stroke.txt").write_text("钱 线\n", "utf-8")
    return tmp_path / "data"


@pytest.fixture
def lowest(tmp_path: Path) -> Path:
    """The shipped reader cut to its lowest layer: the whole way, in a twelfth of the time."""
    folder = tmp_path / "lowest"
    folder.mkdir()
    store = ModelStore()
    held = unpacked(store.file("reader", "reader.safetensors"))
    kept = {n: t for n, t in held.items() if not n.startswith("layer.") or n[:8] == "layer.0."}
    pack(kept, folder / "reader.safetensors")
    text = store.file("reader", "tokenizer.json").read_text("utf-8")
    (folder / "tokenizer.json").write_text(text, "utf-8")
    return folder / "reader.safetensors"


def _train(data: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603
        [sys.executable, str(TRAIN), "--quick", "--data", str(data), *options],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )


def test_fitting_runs_through_to_files_that_can_be_read_with(
    data: Path, lowest: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = _train(data, "--from", str(lowest), "--out", str(out))
    assert done.returncode == 0, done.stderr
    card = tomllib.loads((out / "model.toml").read_text("utf-8"))
    hashes = {one["name"]: one["sha256"] for one in card["files"]}
    for name in ("reader.safetensors", "tokenizer.json"):
        assert hashes[name] == hashlib.sha256((out / name).read_bytes()).hexdigest()
    before, after = unpacked(lowest), unpacked(out / "reader.safetensors")
    assert not torch.equal(before["turn.weight"], after["turn.weight"])
    assert set(before) == set(after)
    assert set(card["calibration"]["shifts"]) > {"threat", "extortion", "mass_return"}
    reader = Reader(
        load(out / "reader.safetensors", torch.float32),
        Tokenizer.from_file(str(out / "tokenizer.json")),
        Calibration(**card["calibration"]),
    )
    [readings] = reader.read([[Turn(Role.BUYER, turn["text"]) for turn in TURNS]])
    assert len(readings) == len(TURNS)
    assert sum(readings[-1].verdict.values()) == pytest.approx(1.0, abs=1e-3)


def test_a_quick_run_does_not_touch_the_shipped_reader(data: Path) -> None:
    card = TRAIN.with_name("model.toml")
    before = card.read_bytes()
    done = _train(data)
    assert done.returncode == 2
    assert "--out" in done.stderr
    assert card.read_bytes() == before
