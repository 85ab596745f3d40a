"""The two kinds of model, fitted: pieces of text, and a logistic model over named features."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.feature_selection import chi2
from sklearn.linear_model import LogisticRegression

from nlp_guard.signals.logistic import Logistic
from nlp_guard.signals.pieces import LONGEST

N_PIECES = 12_000
"""5,000 cost a point of F1, 40,000 gain half a point."""
PIECE_STRENGTH = 10.0
"""Inverse of the L2 penalty; 3 and 30 are no better."""
_LEAST_WEIGHT = 0.005

Features = Mapping[str, float]


@dataclass(frozen=True)
class Task:
    """What one output is learned from.

    Args:
        may: Which texts can have it.
        holds: Which have it.
        weights: How much each counts.
    """

    may: NDArray[np.bool_]
    holds: NDArray[np.bool_]
    weights: NDArray[np.float64]


def fit_pieces(texts: Sequence[str], tasks: Mapping[str, Task]) -> dict[str, Any]:
    """Choose the pieces that tell most and weigh them.

    Args:
        texts: De-cloaked, lower-cased, without figures.
        tasks: Per output.
    """
    vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, LONGEST), min_df=2, binary=True)
    found = vectors.fit_transform(texts)
    tells = np.max([chi2(found[t.may], t.holds[t.may])[0] for t in tasks.values()], axis=0)
    names = vectors.get_feature_names_out()
    best = sorted(names[n] for n in np.argsort(-tells, kind="stable")[:N_PIECES])
    vectors = TfidfVectorizer(
        analyzer="char", ngram_range=(1, LONGEST), binary=True, vocabulary=best
    )
    found = vectors.fit_transform(texts)
    models = {
        output: LogisticRegression(C=PIECE_STRENGTH, solver="liblinear").fit(
            found[task.may], task.holds[task.may], task.weights[task.may]
        )
        for output, task in tasks.items()
    }
    return {
        "intercepts": {k: round(float(m.intercept_[0]), 3) for k, m in models.items()},
        "pieces": list(vectors.get_feature_names_out()),
        "rarity": [round(float(idf), 2) for idf in vectors.idf_],
        "weights": {k: [round(float(w), 2) for w in m.coef_[0]] for k, m in models.items()},
    }


def fit_logistic(
    features: Sequence[Features],
    holds: Sequence[bool],
    weights: Sequence[float],
    strength: float,
) -> Logistic:
    """Fit one logistic model.

    Args:
        features: One mapping per row.
        holds: Whether it is so, per row.
        weights: How much each row counts.
        strength: Inverse of the L2 penalty.
    """
    vectors = DictVectorizer(sparse=False)
    rows = vectors.fit_transform(features)
    model = LogisticRegression(C=strength, solver="liblinear").fit(rows, holds, weights)
    names = vectors.get_feature_names_out()
    found = {n: round(float(w), 4) for n, w in zip(names, model.coef_[0], strict=True)}
    kept = {name: weight for name, weight in sorted(found.items()) if abs(weight) >= _LEAST_WEIGHT}
    return Logistic(intercept=round(float(model.intercept_[0]), 4), weights=kept)
