"""Which harm a threat announces: a small model per kind, over words and wording."""

from __future__ import annotations

from collections.abc import Mapping

from nlp_guard.records import ThreatKind
from nlp_guard.signals.evidence import Evidence
from nlp_guard.signals.logistic import Logistic

KindModels = Mapping[ThreatKind, Logistic]

_LEAST = 0.5


def kind_features(shown: Evidence) -> dict[str, float]:
    """Describe an utterance for the kinds: which harms are said, named, and sounded like."""
    found = {name: value for name, value in shown.features.items() if name.startswith("threat.")}
    if shown.sound is not None:
        found |= {f"sounds like {kind}": shown.sound.score(kind) / 2 for kind in ThreatKind}
    return found


def kinds_of(shown: Evidence, models: KindModels) -> tuple[ThreatKind, ...]:
    """Return the harms an utterance announces, if it is a threat; at least one.

    Args:
        shown: The utterance.
        models: One per kind.
    """
    features = kind_features(shown)
    chances = {kind: model.probability(features) for kind, model in models.items()}
    likely = tuple(kind for kind in ThreatKind if chances[kind] >= _LEAST)
    return likely or (max(chances, key=lambda kind: chances[kind]),)
