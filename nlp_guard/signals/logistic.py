"""A logistic model over named features: small, calibrated, and able to say what moved it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Logistic:
    """A weighted sum of features, squashed into a probability.

    Args:
        intercept: Log odds where no feature is there.
        weights: Log odds per unit of each feature; unknown features count nothing.

    Example:
        >>> model = Logistic(intercept=-2.0, weights={"threat": 3.0, "joke": -1.5})
        >>> round(model.probability({"threat": 1.0}), 2)
        0.73
        >>> model.contributions({"threat": 1.0, "joke": 1.0})
        (('threat', 3.0), ('joke', -1.5))
    """

    intercept: float
    weights: Mapping[str, float]

    def score(self, features: Mapping[str, float]) -> float:
        """Return the log odds."""
        weights, total = self.weights, self.intercept
        for name, value in features.items():
            if name in weights:
                total += value * weights[name]
        return total

    def probability(self, features: Mapping[str, float]) -> float:
        """Return the probability, 0..1."""
        return sigmoid(self.score(features))

    def contributions(self, features: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
        """Return what each feature added to the log odds, the strongest first."""
        parts = [
            (name, value * self.weights[name])
            for name, value in features.items()
            if self.weights.get(name) and value
        ]
        return tuple(sorted(parts, key=lambda part: (-abs(part[1]), part[0])))


def sigmoid(score: float) -> float:
    """Return 1 / (1 + e^-score) without overflow.

    Example:
        >>> sigmoid(0.0), sigmoid(-1e6), sigmoid(1e6)
        (0.5, 9.85967654375977e-305, 1.0)
    """
    if score >= 0:
        return 1.0 / (1.0 + math.exp(-score))
    grown = math.exp(max(score, -700.0))
    return grown / (1.0 + grown)


def logit(probability: float) -> float:
    """Return the log odds of a probability, held within ±13.8.

    Example:
        >>> logit(0.5), round(logit(0.0), 1)
        (0.0, -13.8)
    """
    held = min(max(probability, 1e-6), 1 - 1e-6)
    return math.log(held / (1 - held))
