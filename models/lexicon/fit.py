"""Fit the weights of the lexicon's label models and of the verdict, from labelled conversations.

    python models/lexicon/fit.py GOLD.jsonl…

Writes ``models/lexicon/weights.json`` and ``models/verdict/weights.json`` and their hashes into
the cards. Needs scikit-learn (``pip install 'nlp_guard[train]'``). The result depends on the files
alone: folds are by conversation, in the order given, and nothing is drawn at random.

The verdict must not be fitted to readings of the very conversations the label models have seen,
so those are read by label models of five folds; the same goes for the second step of the label
models, which looks at what the first makes of the turns before.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from nlp_guard.codec import detection_from_dict, from_line
from nlp_guard.records import Detection, Label, Role, Verdict
from nlp_guard.signals import SignalsConfig
from nlp_guard.signals.detection import _readings
from nlp_guard.signals.evidence import Evidence
from nlp_guard.signals.lexicon_detector import LabelModels, LexiconDetector, look
from nlp_guard.signals.logistic import Logistic
from nlp_guard.signals.surroundings import in_context
from nlp_guard.signals.verdict import RULES_ALONE, VerdictModel, verdict_features

MODELS = Path(__file__).resolve().parents[1]
FOLDS = 5
STRENGTH = 0.3
"""Inverse of the L2 penalty of the label models; best of 0.1, 0.3, 1 in five folds."""
VERDICT_STRENGTH = 0.3

Features = dict[str, float]


@dataclass(frozen=True)
class Rows:
    """One row per utterance that may carry a label."""

    features: list[Features]
    targets: dict[Label, list[bool]]
    may: dict[Label, list[bool]]
    fold: list[int]


def fit(features: Sequence[Features], target: Sequence[bool], strength: float) -> Logistic:
    """Fit one logistic model."""
    vectors = DictVectorizer()
    rows = vectors.fit_transform(features)
    model = LogisticRegression(C=strength, max_iter=2000).fit(rows, target)
    names = vectors.get_feature_names_out()
    weights = {n: round(float(w), 4) for n, w in zip(names, model.coef_[0], strict=True)}
    kept = {name: weight for name, weight in sorted(weights.items()) if abs(weight) >= 0.005}
    return Logistic(intercept=round(float(model.intercept_[0]), 4), weights=kept)


def fit_labels(rows: Rows, keep: Callable[[int], bool]) -> dict[Label, Logistic]:
    """Fit one model per label on the rows of the folds to keep."""
    models = {}
    for label in Label:
        chosen = [n for n, f in enumerate(rows.fold) if keep(f) and rows.may[label][n]]
        models[label] = fit(
            [rows.features[n] for n in chosen], [rows.targets[label][n] for n in chosen], STRENGTH
        )
    return models


def rows_of(gold: Sequence[Detection], features: Sequence[Sequence[Features]]) -> Rows:
    """Lay out the utterances of all conversations."""
    rows = Rows([], {label: [] for label in Label}, {label: [] for label in Label}, [])
    for number, (detection, own) in enumerate(zip(gold, features, strict=True)):
        for utterance, turn, found in zip(
            detection.conversation.utterances, detection.turns, own, strict=True
        ):
            if utterance.role is Role.SYSTEM:
                continue
            rows.features.append(found)
            rows.fold.append(number % FOLDS)
            for label in Label:
                rows.targets[label].append(label in turn.labels)
                may = utterance.role is not Role.AGENT or label is Label.PERCENTAGE_COMMISSION
                rows.may[label].append(may)
    return rows


def contexts(
    gold: Sequence[Detection],
    evidence: Sequence[Sequence[Evidence]],
    model_of: Callable[[int], dict[Label, Logistic]],
) -> list[list[Features]]:
    """Add the surroundings, as the given models of each conversation's fold see them."""
    found = []
    for number, (detection, shown) in enumerate(zip(gold, evidence, strict=True)):
        models = model_of(number % FOLDS)
        alone = [
            {
                label: models[label].probability(e.features) if e.features else 0.0
                for label in Label
            }
            for e in shown
        ]
        found.append(in_context(detection.conversation.utterances, shown, alone))
    return found


def fit_all(gold: Sequence[Detection]) -> tuple[LabelModels, list[LabelModels]]:
    """Fit the label models on everything, and once without each fold."""
    evidence = [[look(u) for u in d.conversation.utterances] for d in gold]
    alone_rows = rows_of(gold, [[dict(e.features) for e in shown] for shown in evidence])
    without = [fit_labels(alone_rows, lambda f, o=out: f != o) for out in range(FOLDS)]
    alone = fit_labels(alone_rows, lambda f: True)
    rows = rows_of(gold, contexts(gold, evidence, lambda f: without[f]))
    final = LabelModels(alone=alone, in_context=fit_labels(rows, lambda f: True))
    folds = [
        LabelModels(alone=without[out], in_context=fit_labels(rows, lambda f, o=out: f != o))
        for out in range(FOLDS)
    ]
    return final, folds


def fit_verdict(gold: Sequence[Detection], folds: Sequence[LabelModels]) -> VerdictModel:
    """Fit the verdict on readings by label models that have not seen the conversation."""
    config = SignalsConfig()
    features, verdicts = [], []
    for number, detection in enumerate(gold):
        detector = LexiconDetector(folds[number % FOLDS])
        findings = {detector.name: detector.detect(detection.conversation)}
        turns = _readings(detection.conversation, findings, config)
        found = verdict_features(detection.conversation, turns)
        if found:
            features.append(found)
            verdicts.append(detection.verdict)
    return VerdictModel(
        extortion=fit(features, [v is Verdict.EXTORTION for v in verdicts], VERDICT_STRENGTH),
        concern=fit(features, [v is not Verdict.NONE for v in verdicts], VERDICT_STRENGTH),
    )


def write(folder: Path, content: object) -> None:
    """Write weights and their hash and size into the card beside them."""
    data = (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
    (folder / "weights.json").write_bytes(data)
    card = folder / "model.toml"
    text = card.read_text("utf-8")
    text = re.sub(r'sha256 = "[0-9a-f]*"', f'sha256 = "{hashlib.sha256(data).hexdigest()}"', text)
    text = re.sub(r"size_bytes = \d+", f"size_bytes = {len(data)}", text)
    card.write_text(text, "utf-8")


def main() -> None:
    """Read the gold files, fit, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--models", type=Path, default=MODELS)
    options = parser.parse_args()
    gold = [
        detection_from_dict(from_line(line))
        for path in options.gold
        for line in path.read_text("utf-8").splitlines()
        if line.strip()
    ]
    final, folds = fit_all(gold)
    model = fit_verdict(gold, folds)
    write(options.models / "lexicon", final.to_dict())
    verdict = {
        RULES_ALONE: {
            name: {"intercept": m.intercept, "weights": dict(m.weights)}
            for name, m in (("extortion", model.extortion), ("concern", model.concern))
        }
    }
    write(options.models / "verdict", verdict)
    print(f"fitted to {len(gold)} conversations")


if __name__ == "__main__":
    main()
