"""The lexicon's detector: words, their surroundings, and a small logistic model per label.

Two steps. By itself, an utterance is what its words show. In context, it is that and what its
side said before and the other side answers. The weights of both steps are a model of their own
(``models/lexicon``), fitted to written conversations and small enough to read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from nlp_guard.modelstore import ModelStore
from nlp_guard.records import (
    Conversation,
    Findings,
    Label,
    Role,
    Signal,
    ThreatKind,
    Utterance,
)
from nlp_guard.signals.evidence import NOTHING, Evidence, examine
from nlp_guard.signals.kinds import KindModels, kinds_of
from nlp_guard.signals.logistic import Logistic
from nlp_guard.signals.pieces import Pieces
from nlp_guard.signals.reader.gate import Gate, built_in_gate
from nlp_guard.signals.surroundings import in_context
from nlp_guard.text.memory import remembered

MODEL = "lexicon"
LEAST_PROBABILITY = 0.02
"""Below this a signal would tell nobody anything."""
_STAFF_LABELS = frozenset({Label.PERCENTAGE_COMMISSION})
"""Staff can talk of shares; harm to the shop and money for the other side are not theirs."""
_N_REASONS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelModels:
    """The weights of both steps.

    Args:
        alone: Per label, over the features of an utterance by itself.
        in_context: Per label, over those and its surroundings'.
        kinds: Per threat kind, for utterances that are threats.
    """

    alone: Mapping[Label, Logistic]
    in_context: Mapping[Label, Logistic]
    kinds: KindModels

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> LabelModels:
        """Read what `to_dict` wrote."""
        alone, in_context, kinds = (
            {name: Logistic(**values) for name, values in data[step].items()}
            for step in ("alone", "in_context", "kinds")
        )
        return cls(
            alone={label: alone[label] for label in Label},
            in_context={label: in_context[label] for label in Label},
            kinds={kind: kinds[kind] for kind in ThreatKind},
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the weights as JSON values."""
        return {
            step: {
                name.value: {"intercept": model.intercept, "weights": dict(model.weights)}
                for name, model in models.items()
            }
            for step, models in (
                ("alone", self.alone),
                ("in_context", self.in_context),
                ("kinds", self.kinds),
            )
        }


@cache
def label_models() -> LabelModels:
    """Return the weights that travel with the package, checked by hash.

    Raises:
        ModelMismatch: If the file is not the one its card names.
    """
    path = ModelStore().file(MODEL, "weights.json")
    return LabelModels.from_dict(json.loads(path.read_text("utf-8")))


@cache
def built_in_pieces() -> Pieces:
    """Return the learned wording that travels with the package, checked by hash.

    Raises:
        ModelMismatch: If the file is not the one its card names.
    """
    path = ModelStore().file(MODEL, "pieces.json")
    return Pieces.from_dict(json.loads(path.read_text("utf-8")))


class LexiconDetector:
    """Finds labels by words and their context.

    Args:
        models: Weights; those that travel with the package by default.
        pieces: Learned wording; that which travels with the package by default.
        gate: Decides which conversations are looked at; the one that travels with the package
            by default.
    """

    name = "lexicon"
    weights = (MODEL,)

    def __init__(
        self,
        models: LabelModels | None = None,
        pieces: Pieces | None = None,
        gate: Gate | None = None,
    ) -> None:
        self._given = models
        self._pieces = pieces
        self._gate = gate
        self._examine = remembered(self._look)

    def detect(self, conversation: Conversation) -> Findings:
        """Read the conversation as it stands; pure and thread-safe.

        Where no message of the outside party is worth reading, nothing is looked at.
        """
        utterances = conversation.utterances
        said = [u.text for u in utterances if u.role in (Role.BUYER, Role.UNKNOWN)]
        if not (self._gate or built_in_gate()).is_worth_reading(said):
            return Findings()
        evidence = [
            NOTHING if utterance.role is Role.SYSTEM else self._examine(utterance.text)
            for utterance in utterances
        ]
        if all(shown is NOTHING for shown in evidence):
            return Findings()
        models = self._given or label_models()
        probabilities = _probabilities(utterances, evidence, models)
        signals = [
            _signal(utterance, shown, label, chances[label], models.kinds)
            for utterance, shown, chances in zip(utterances, evidence, probabilities, strict=True)
            for label in Label
            if shown is not NOTHING and chances[label].probability >= LEAST_PROBABILITY
        ]
        return Findings(signals=tuple(signal for signal in signals if signal is not None))

    def _look(self, text: str) -> Evidence:
        return examine(text, pieces=self._pieces or built_in_pieces())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chance:
    """A probability and where it comes from."""

    probability: float
    model: Logistic
    features: Mapping[str, float]

    @property
    def reasons(self) -> tuple[str, ...]:
        """The features that raised it most."""
        raised = [name for name, amount in self.model.contributions(self.features) if amount > 0]
        return tuple(raised[:_N_REASONS])


def _probabilities(
    utterances: Sequence[Utterance], evidence: Sequence[Evidence], models: LabelModels
) -> list[dict[Label, _Chance]]:
    alone = [
        {label: models.alone[label].probability(shown.features) for label in Label}
        if shown is not NOTHING
        else dict.fromkeys(Label, 0.0)
        for shown in evidence
    ]
    features = in_context(utterances, evidence, alone)
    return [
        {label: _chance(models.in_context[label], own, label, u.role) for label in Label}
        for own, u in zip(features, utterances, strict=True)
    ]


def _chance(model: Logistic, features: Mapping[str, float], label: Label, role: Role) -> _Chance:
    if role is Role.SYSTEM or (role is Role.AGENT and label not in _STAFF_LABELS):
        return _Chance(probability=0.0, model=model, features=features)
    return _Chance(probability=model.probability(features), model=model, features=features)


def _signal(
    utterance: Utterance, shown: Evidence, label: Label, chance: _Chance, kinds: KindModels
) -> Signal | None:
    spans = shown.spans(label)
    if not spans:
        return None
    return Signal(
        utterance_id=utterance.id,
        label=label,
        probability=chance.probability,
        spans=spans,
        detector=LexiconDetector.name,
        threat_kinds=kinds_of(shown, kinds) if label is Label.THREAT else (),
        why="; ".join(chance.reasons),
    )
