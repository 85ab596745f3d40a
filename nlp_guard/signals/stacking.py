"""Several judges of one conversation, weighed against each other.

The rules judge by what they can name, a learned reader by what it has read; each errs elsewhere.
A stack is a logistic model over their calibrated log odds, fitted to conversations that neither
had seen (Wolpert, "Stacked generalization", Neural Networks 5, 1992).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from nlp_guard.modelstore import ModelStore
from nlp_guard.records import Label, ThreatKind, Verdict
from nlp_guard.signals.logistic import Logistic, logit
from nlp_guard.signals.merging import Weights
from nlp_guard.signals.verdict import MODEL

RULES = "rules"
_SUREST = 0.999
"""Beyond it a judge's sureness counts no more: so sure, it is as often wrong as right to be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """How a learned judge and the rules are weighed.

    Args:
        turns: Of the detectors, for the readings of turns.
        extortion: Over the log odds that each judge gives to ``extortion``.
        concern: Over the log odds that each judge gives to anything but ``none``.
        asked_from: The judge is only asked where the rules give ``extortion`` at least this
            probability: below, it would almost never change the verdict.
    """

    turns: Weights
    extortion: Logistic
    concern: Logistic
    asked_from: float = 0.0

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Stack:
        """Read a stack from JSON values."""
        return cls(
            turns=Weights(
                labels={Label(name): Logistic(**one) for name, one in data["labels"].items()},
                kinds={ThreatKind(name): Logistic(**one) for name, one in data["kinds"].items()},
                thresholds={Label(name): one for name, one in data["thresholds"].items()},
            ),
            extortion=Logistic(**data["extortion"]),
            concern=Logistic(**data["concern"]),
            asked_from=data["asked_from"],
        )

    def chances(
        self, rules: Mapping[Verdict, float], judge: str, scores: Mapping[Verdict, float]
    ) -> dict[Verdict, float]:
        """Return the probability of each verdict; together 1.

        Args:
            rules: What the rules make of the conversation: probabilities.
            judge: Name of the learned judge.
            scores: What it makes of the conversation: log odds of each verdict.
        """
        sure = {Verdict.SUSPICIOUS: 0.0, Verdict.EXTORTION: 0.0} | dict(rules)
        extortion = self.extortion.probability(
            {RULES: held(logit(sure[Verdict.EXTORTION])), judge: held(scores[Verdict.EXTORTION])}
        )
        concern = self.concern.probability(
            {RULES: held(logit(1 - sure[Verdict.NONE])), judge: held(-scores[Verdict.NONE])}
        )
        concern = max(concern, extortion)
        return {
            Verdict.NONE: 1 - concern,
            Verdict.SUSPICIOUS: concern - extortion,
            Verdict.EXTORTION: extortion,
        }


def held(score: float) -> float:
    """Hold log odds within those of 0.001 and 0.999.

    Example:
        >>> held(0.5), round(held(-20.0), 2)
        (0.5, -6.91)
    """
    return max(-logit(_SUREST), min(logit(_SUREST), score))


@cache
def stacks() -> Mapping[str, Stack]:
    """Return the stacks that travel with the package, by learned judge, checked by hash.

    Raises:
        ModelMismatch: If the file is not the one its card names.
    """
    data = json.loads(ModelStore().file(MODEL, "stacking.json").read_text("utf-8"))
    return {judge: Stack.from_dict(values) for judge, values in data.items()}
