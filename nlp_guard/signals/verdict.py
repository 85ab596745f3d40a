"""What a conversation amounts to, judged from the readings of its turns.

Only the outside party's words can make a verdict; the staff's are context. Two logistic models
over a few dozen features that a person can read: the probability of ``extortion``, and that of
``suspicious`` or worse. `stacking` weighs a learned reader against them.
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
    Label,
    Role,
    TurnReading,
    Verdict,
)
from nlp_guard.signals.evidence import lowered
from nlp_guard.signals.lexicon import Lexicon, built_in
from nlp_guard.signals.logistic import Logistic, logit
from nlp_guard.signals.pieces import Pieces
from nlp_guard.text.fold import fold

MODEL = "verdict"
RULES_ALONE = "rules"
EXTORTION, CONCERN = "extortion", "concern"
"""What a conversation can sound like; concern is suspicious or worse."""
_LEAST = 0.05
"""Where no turn has any label at this probability, the conversation is ``none``."""
_CUES = (
    "claim", "no_claim", "order_refund", "partner", "hint", "joke", "reported", "negation",
    "haggle", "deadline", "crowd", "question", "third", "menace", "condition",
)  # fmt: skip
_DEMANDS = ("due", "statutory", "fee", "settle", "goods", "pay")
_LONG = 12
"""Outside turns beyond which length says nothing more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictModel:
    """The weights of one regime.

    Args:
        extortion: Probability of ``extortion``.
        concern: Probability of ``suspicious`` or ``extortion``.
    """

    extortion: Logistic
    concern: Logistic

    def probabilities(self, features: Mapping[str, float]) -> dict[Verdict, float]:
        """Return the probability of each verdict; together 1."""
        extortion = self.extortion.probability(features)
        concern = max(self.concern.probability(features), extortion)
        return {
            Verdict.NONE: 1 - concern,
            Verdict.SUSPICIOUS: concern - extortion,
            Verdict.EXTORTION: extortion,
        }


def models_from_dict(data: Mapping[str, Any]) -> dict[str, VerdictModel]:
    """Read the weights of all regimes."""
    return {
        regime: VerdictModel(**{name: Logistic(**values) for name, values in models.items()})
        for regime, models in data.items()
    }


def models_to_dict(models: Mapping[str, VerdictModel]) -> dict[str, Any]:
    """Return the weights of all regimes as JSON values."""
    return {
        regime: {
            name: {"intercept": part.intercept, "weights": dict(part.weights)}
            for name, part in (("extortion", model.extortion), ("concern", model.concern))
        }
        for regime, model in models.items()
    }


@cache
def verdict_models() -> Mapping[str, VerdictModel]:
    """Return the weights that travel with the package, checked by hash.

    Raises:
        ModelMismatch: If the file is not the one its card names.
    """
    path = ModelStore().file(MODEL, "weights.json")
    return models_from_dict(json.loads(path.read_text("utf-8")))


@cache
def talk_pieces() -> Pieces:
    """Return the learned wording of whole conversations, checked by hash.

    Raises:
        ModelMismatch: If the file is not the one its card names.
    """
    path = ModelStore().file(MODEL, "pieces.json")
    return Pieces.from_dict(json.loads(path.read_text("utf-8")))


def verdict_features(
    conversation: Conversation,
    turns: Sequence[TurnReading],
    pieces: Pieces,
    lexicon: Lexicon | None = None,
) -> dict[str, float]:
    """Describe a conversation for the verdict.

    Args:
        conversation: Roles known or inferred.
        turns: Its readings, one per utterance.
        pieces: Learned wording of whole conversations.
        lexicon: The vocabulary; the built-in one by default.

    Returns:
        Named features; empty where no turn of the outside party shows any label.
    """
    outside = [
        (utterance, turn)
        for utterance, turn in zip(conversation.utterances, turns, strict=True)
        if utterance.role in (Role.BUYER, Role.UNKNOWN)
    ]
    tops = {
        label: max((turn.probabilities.get(label, 0.0) for _, turn in outside), default=0.0)
        for label in Label
    }
    if max(tops.values()) < _LEAST:
        return {}
    readings = [turn for _, turn in outside]
    features = _label_features(readings, tops) | _order_features(readings)
    features |= _kind_features(readings)
    features |= _cue_features(conversation, lexicon or built_in())
    sound = pieces.listen(outside_talk(conversation))
    features |= {
        f"talk sounds like {name}": sound.score(name) / 2 for name in (EXTORTION, CONCERN)
    }
    features["turns"] = min(len(outside), _LONG) / _LONG
    features["call"] = float(conversation.channel == "call")
    return {name: value for name, value in features.items() if value}


def outside_talk(conversation: Conversation) -> str:
    """Return all that the outside party said, de-cloaked and lower-cased, one turn a line."""
    return "\n".join(
        lowered(fold(utterance.text).text)
        for utterance in conversation.utterances
        if utterance.role in (Role.BUYER, Role.UNKNOWN)
    )


def _label_features(
    readings: Sequence[TurnReading], tops: Mapping[Label, float]
) -> dict[str, float]:
    threat, demand, share = (tops[label] for label in Label)
    found: dict[str, float] = {}
    for label in Label:
        chances = [turn.probabilities.get(label, 0.0) for turn in readings]
        found[f"{label}"] = tops[label]
        found[f"{label} odds"] = logit(tops[label]) / 4
        found[f"{label} turns"] = min(sum(chances), 4.0) / 4
    found["threat * demand"] = threat * demand
    found["threat * share"] = threat * share
    found["threat & demand, the weaker"] = min(threat, max(demand, share))
    found["the stronger"] = max(threat, demand)
    return found


def _order_features(readings: Sequence[TurnReading]) -> dict[str, float]:
    """How threat and demand follow one another."""
    found = {"same turn": 0.0, "share demanded": 0.0, "threat first": 0.0, "demand first": 0.0}
    threat_before = demand_before = 0.0
    for turn in readings:
        threat, demand, share = (turn.probabilities.get(label, 0.0) for label in Label)
        found["same turn"] = max(found["same turn"], min(threat, demand))
        found["share demanded"] = max(found["share demanded"], min(demand, share))
        found["threat first"] = max(found["threat first"], min(threat_before, demand))
        found["demand first"] = max(found["demand first"], min(demand_before, threat))
        threat_before, demand_before = max(threat_before, threat), max(demand_before, demand)
    return found


def _kind_features(readings: Sequence[TurnReading]) -> dict[str, float]:
    found: dict[str, float] = {}
    for turn in readings:
        chance = turn.probabilities.get(Label.THREAT, 0.0)
        for kind in turn.threat_kinds:
            found[f"threat of {kind}"] = max(found.get(f"threat of {kind}", 0.0), chance)
    if len(found) > 1:
        found["threats of several kinds"] = 1.0
    return found


def _cue_features(conversation: Conversation, lexicon: Lexicon) -> dict[str, float]:
    """What both sides' words say about claims, partnership, jokes and alarm."""
    groups: dict[bool, set[str]] = {True: set(), False: set()}
    for utterance in conversation.utterances:
        if utterance.role is not Role.SYSTEM:
            text = lowered(fold(utterance.text).text)
            hits = lexicon.hits(text) or lexicon.context(text)
            groups[utterance.role is Role.AGENT].update(hit.group for hit in hits)
    found = {f"says {cue}": 1.0 for cue in _CUES if f"cue.{cue}" in groups[False]}
    found |= {f"says {name}": 1.0 for name in _DEMANDS if f"demand.{name}" in groups[False]}
    found |= {
        f"staff: {cue}": 1.0 for cue in (*_CUES, "staff_alarm") if f"cue.{cue}" in groups[True]
    }
    for figure in ("amount.money", "share.rate"):
        if figure in groups[False]:
            found[f"says {figure}"] = 1.0
    return found
