"""Fit the weights of the lexicon's label models and of the verdict, from labelled conversations.

    python models/lexicon/fit.py GOLD.jsonl…

Writes ``pieces.json`` and ``weights.json`` of ``models/lexicon``, ``weights.json`` of
``models/verdict``, and their hashes into the cards. Needs scikit-learn
(``pip install 'nlp_guard[train]'``). The result depends on the files alone: folds are by
conversation, in the order given, and nothing is drawn at random.

No step may be fitted to what an earlier one says of conversations it was itself fitted to: it
would take it for surer than it is. So each step reads every conversation by models of the earlier
steps that were fitted without that conversation's fold.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.feature_selection import chi2
from sklearn.linear_model import LogisticRegression

from nlp_guard.codec import detection_from_dict, from_line
from nlp_guard.records import Detection, Label, Role, TurnReading, Utterance, Verdict
from nlp_guard.signals import SignalsConfig
from nlp_guard.signals.detection import readings
from nlp_guard.signals.evidence import Evidence, lowered
from nlp_guard.signals.lexicon_detector import LabelModels, LexiconDetector, look
from nlp_guard.signals.logistic import Logistic
from nlp_guard.signals.pieces import LONGEST, Pieces, without_figures
from nlp_guard.signals.surroundings import in_context
from nlp_guard.signals.verdict import RULES_ALONE, VerdictModel, verdict_features
from nlp_guard.text.fold import fold

MODELS = Path(__file__).resolve().parents[1]
FOLDS = 5
STRENGTH = 0.3
"""Inverse of the L2 penalty of the label models; best of 0.1, 0.3, 1 in five folds."""
VERDICT_STRENGTH = 0.3

Features = dict[str, float]


N_PIECES = 12_000
"""5,000 cost a point of F1, 40,000 gain half a point."""
PIECE_STRENGTH = 10.0
SHARED = (Label.PERCENTAGE_COMMISSION,)
"""Labels that staff's turns can carry."""


def fit_pieces(turns: Sequence[Turn], keep: Callable[[int], bool]) -> dict[str, Any]:
    """Choose the pieces that tell most and weigh them."""
    chosen = [turn for turn in turns if keep(turn.fold)]
    texts = [turn.plain for turn in chosen]
    targets = {label: np.array([label in turn.labels for turn in chosen]) for label in Label}
    may = {
        label: np.array([label in SHARED or not turn.is_staff for turn in chosen])
        for label in Label
    }
    vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, LONGEST), min_df=2, binary=True)
    rows = vectors.fit_transform(texts)
    tells = np.max([chi2(rows[may[k]], targets[k][may[k]])[0] for k in Label], axis=0)
    names = vectors.get_feature_names_out()
    best = sorted(names[n] for n in np.argsort(-tells, kind="stable")[:N_PIECES])
    vectors = TfidfVectorizer(
        analyzer="char", ngram_range=(1, LONGEST), binary=True, vocabulary=best
    )
    rows = vectors.fit_transform(texts)
    models = {
        label: LogisticRegression(C=PIECE_STRENGTH, solver="liblinear").fit(
            rows[may[label]], targets[label][may[label]]
        )
        for label in Label
    }
    return {
        "intercepts": {k.value: round(float(m.intercept_[0]), 3) for k, m in models.items()},
        "pieces": list(vectors.get_feature_names_out()),
        "rarity": [round(float(idf), 2) for idf in vectors.idf_],
        "weights": {
            k.value: [round(float(w), 2) for w in m.coef_[0]] for k, m in models.items()
        },
    }


@dataclass(frozen=True)
class Turn:
    """A turn as the pieces see it."""

    plain: str
    labels: frozenset[Label]
    is_staff: bool
    fold: int


def turns_of(gold: Sequence[Detection]) -> list[Turn]:
    """Lay out the turns of all conversations."""
    return [
        Turn(
            plain=without_figures(lowered(fold(utterance.text).text))[0],
            labels=reading.labels,
            is_staff=utterance.role is Role.AGENT,
            fold=number % FOLDS,
        )
        for number, detection in enumerate(gold)
        for utterance, reading in _turns(detection)
    ]


def _turns(detection: Detection) -> list[tuple[Utterance, TurnReading]]:
    both = zip(detection.conversation.utterances, detection.turns, strict=True)
    return [(utterance, turn) for utterance, turn in both if utterance.role is not Role.SYSTEM]


@dataclass(frozen=True)
class Rows:
    """One row per utterance that may carry a label."""

    features: list[Features]
    targets: dict[Label, list[bool]]
    may: dict[Label, list[bool]]
    fold: list[int]


def fit(features: Sequence[Features], target: Sequence[bool], strength: float) -> Logistic:
    """Fit one logistic model."""
    vectors = DictVectorizer(sparse=False)
    rows = vectors.fit_transform(features)
    model = LogisticRegression(C=strength, solver="liblinear").fit(rows, target)
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
                may = utterance.role is not Role.AGENT or label in SHARED
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


@dataclass(frozen=True)
class Fitted:
    """The first two steps: on everything, and without each fold."""

    pieces: dict[str, Any]
    labels: LabelModels
    by_fold: list[LexiconDetector]


def fit_labels_of(gold: Sequence[Detection]) -> Fitted:
    """Fit pieces and label models on everything, and once without each fold."""
    turns = turns_of(gold)
    data = [fit_pieces(turns, lambda f, o=out: f != o) for out in range(FOLDS)]
    pieces = [Pieces.from_dict(one) for one in data]
    evidence = [
        [look(u, pieces[number % FOLDS]) for u in detection.conversation.utterances]
        for number, detection in enumerate(gold)
    ]
    alone_rows = rows_of(gold, [[dict(e.features) for e in shown] for shown in evidence])
    without = [fit_labels(alone_rows, lambda f, o=out: f != o) for out in range(FOLDS)]
    rows = rows_of(gold, contexts(gold, evidence, lambda f: without[f]))
    by_fold = [
        LabelModels(alone=without[out], in_context=fit_labels(rows, lambda f, o=out: f != o))
        for out in range(FOLDS)
    ]
    return Fitted(
        pieces=fit_pieces(turns, lambda f: True),
        labels=LabelModels(
            alone=fit_labels(alone_rows, lambda f: True),
            in_context=fit_labels(rows, lambda f: True),
        ),
        by_fold=[
            LexiconDetector(models, own) for models, own in zip(by_fold, pieces, strict=True)
        ],
    )


def read_by_others(
    gold: Sequence[Detection], by_fold: Sequence[LexiconDetector]
) -> list[tuple[TurnReading, ...]]:
    """Read every conversation by models that have not seen it."""
    config = SignalsConfig()
    read = []
    for number, detection in enumerate(gold):
        detector = by_fold[number % FOLDS]
        findings = {detector.name: detector.detect(detection.conversation)}
        read.append(readings(detection.conversation, findings, config))
    return read


def fit_verdict(
    gold: Sequence[Detection], read: Sequence[tuple[TurnReading, ...]]
) -> VerdictModel:
    """Fit the verdict on those readings."""
    features, verdicts = [], []
    for detection, turns in zip(gold, read, strict=True):
        found = verdict_features(detection.conversation, turns)
        if found:
            features.append(found)
            verdicts.append(detection.verdict)
    return VerdictModel(
        extortion=fit(features, [v is Verdict.EXTORTION for v in verdicts], VERDICT_STRENGTH),
        concern=fit(features, [v is not Verdict.NONE for v in verdicts], VERDICT_STRENGTH),
    )


def write(folder: Path, contents: dict[str, object]) -> None:
    """Write files and their hashes and sizes into the card beside them."""
    card = folder / "model.toml"
    text = card.read_text("utf-8")
    for name, content in contents.items():
        data = (json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
        (folder / name).write_bytes(data)
        digest = hashlib.sha256(data).hexdigest()
        own = f'name = "{name}"\nsha256 = "{digest}"\nsize_bytes = {len(data)}'
        text = re.sub(
            rf'name = "{re.escape(name)}"\nsha256 = "[0-9a-f]*"\nsize_bytes = \d+', own, text
        )
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
    fitted = fit_labels_of(gold)
    model = fit_verdict(gold, read_by_others(gold, fitted.by_fold))
    write(
        options.models / "lexicon",
        {"pieces.json": fitted.pieces, "weights.json": fitted.labels.to_dict()},
    )
    verdict = {
        RULES_ALONE: {
            name: {"intercept": m.intercept, "weights": dict(m.weights)}
            for name, m in (("extortion", model.extortion), ("concern", model.concern))
        }
    }
    write(options.models / "verdict", {"weights.json": verdict})
    print(f"fitted to {len(gold)} conversations")


if __name__ == "__main__":
    main()
