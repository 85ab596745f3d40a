"""Fit the gate before the reader: which short strings make a message worth reading.

    python models/reader/fit_gate.py --data ../shared/data

Writes ``gate.json`` and its hash into ``model.toml``. The threshold comes from five folds: the
highest at which 99.5 % of the extortion conversations keep a message that is worth reading.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
from corpus import FOLDS, Sample, Weak, written
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from train import HERE, write_hashes

from nlp_guard.records import Role, Verdict
from nlp_guard.signals.reader.gate import spelled

KEPT_RECALL = 0.995
STRENGTH = 2.0
"""Inverse of the L1 penalty."""
_N_ORDINARY = 16_000
_LETTERS = re.compile("[a-z ]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Messages:
    """Messages of the outside party, one row each."""

    texts: list[str]
    is_labelled: NDArray[np.bool_]
    sample: NDArray[np.int_]


def strings_of(text: str) -> set[str]:
    """Return what a message shows the gate: one to three characters, one to two English words.

    Args:
        text: As `spelled` wrote it.
    """
    short = {text[start : start + n] for n in (1, 2, 3) for start in range(len(text) - n + 1)}
    words = text.split()
    pairs = pairwise(words)
    return {
        *(string for string in short if not _LETTERS.fullmatch(string)),
        *(f" {word} " for word in words if word.isascii()),
        *(f" {one} {two} " for one, two in pairs if one.isascii() and two.isascii()),
    }


def messages_of(samples: Sequence[Sample]) -> Messages:
    """Lay out the messages of some conversations, cloaked and plain."""
    rows = [
        (spelled(text), bool(line.labels), number)
        for number, sample in enumerate(samples)
        for place, line in enumerate(sample.lines)
        if line.role is Role.BUYER
        for text in sorted({line.text, sample.plain[place] if sample.plain else line.text})
    ]
    texts, labelled, numbers = zip(*rows, strict=True)
    return Messages(texts=list(texts), is_labelled=np.array(labelled), sample=np.array(numbers))


def fit(texts: Sequence[str], target: NDArray[np.bool_]) -> tuple[dict[str, float], float]:
    """Fit the weights of strings; most come out as nothing and are left out."""
    strings = CountVectorizer(analyzer=strings_of, min_df=3, binary=True)
    rows = strings.fit_transform(texts)
    model = LogisticRegression(
        C=STRENGTH, penalty="l1", solver="liblinear", class_weight={0: 1, 1: 4}, max_iter=60
    ).fit(rows, target)
    names = strings.get_feature_names_out()
    weights = {name: round(float(w), 3) for name, w in zip(names, model.coef_[0], strict=True)}
    return {name: w for name, w in weights.items() if w}, round(float(model.intercept_[0]), 3)


def score(text: str, weights: dict[str, float], intercept: float) -> float:
    """Score a message that is clean already, as the gate will."""
    return intercept + sum(weights.get(string, 0.0) for string in strings_of(text))


def threshold_for(samples: Sequence[Sample], held: Messages, ordinary: list[str]) -> float:
    """Return the threshold that keeps enough of the extortion conversations."""
    folds = np.array([sample.fold for sample in samples])[held.sample]
    highest: dict[int, float] = defaultdict(lambda: -99.0)
    for fold in range(FOLDS):
        learned = np.flatnonzero(folds != fold)
        texts = [held.texts[n] for n in learned] + ordinary
        target = np.concatenate([held.is_labelled[learned], np.zeros(len(ordinary), bool)])
        weights, intercept = fit(texts, target)
        for n in np.flatnonzero(folds == fold):
            number = int(held.sample[n])
            highest[number] = max(highest[number], score(held.texts[n], weights, intercept))
    found = {
        verdict: [highest[n] for n, one in enumerate(samples) if one.verdict is verdict]
        for verdict in Verdict
    }
    threshold = float(np.quantile(found[Verdict.EXTORTION], 1 - KEPT_RECALL))
    for verdict, scores in found.items():
        print(f"{verdict}: {np.mean(np.array(scores) >= threshold):.3f} pass")
    return round(threshold, 3)


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with train/")
    parser.add_argument("--out", type=Path, default=HERE, help="where the file is written")
    arguments = parser.parse_args()
    samples, random = written(arguments.data), Random(0)  # noqa: S311
    ordinary = [spelled(line.text) for sample in Weak(arguments.data).all()
                for line in sample.lines if line.role is Role.BUYER]  # fmt: skip
    ordinary = random.sample(ordinary, min(_N_ORDINARY, len(ordinary)))
    held = messages_of(samples)
    threshold = threshold_for(samples, held, ordinary)
    target = np.concatenate([held.is_labelled, np.zeros(len(ordinary), bool)])
    weights, intercept = fit([*held.texts, *ordinary], target)
    stored = {"intercept": intercept, "threshold": threshold, "weights": weights}
    text = json.dumps(stored, ensure_ascii=False, indent=0, sort_keys=True)
    (arguments.out / "gate.json").write_text(text + "\n", "utf-8")
    write_hashes(HERE / "model.toml", arguments.out, ["gate.json"])


if __name__ == "__main__":
    main()
