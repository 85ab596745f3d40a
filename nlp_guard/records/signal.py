"""What the language of an utterance does, and what that makes of the conversation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from nlp_guard.records.conversation import Conversation
from nlp_guard.records.ids import UtteranceId
from nlp_guard.records.phrase import Phrase
from nlp_guard.records.slots import Slots
from nlp_guard.records.spans import CharSpan


class Label(StrEnum):
    """What an utterance does; several may hold."""

    THREAT = "threat"
    PAYMENT_DEMAND = "payment_demand"
    PERCENTAGE_COMMISSION = "percentage_commission"


class ThreatKind(StrEnum):
    """Which harm is announced; several may hold."""

    MASS_RETURN = "mass_return"
    ORDER_FLOOD = "order_flood"
    COMPLAINT = "complaint"
    BAD_REVIEW = "bad_review"
    PENALTY = "penalty"
    EXPOSURE = "exposure"
    VIOLENCE = "violence"
    LEGAL = "legal"
    OTHER = "other"


class Verdict(StrEnum):
    """What a whole conversation amounts to. A hint for people, never a finding of guilt."""

    NONE = "none"
    SUSPICIOUS = "suspicious"
    EXTORTION = "extortion"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """A label on one utterance, with the words that carry it.

    Args:
        utterance_id: The utterance.
        label: What it does.
        probability: Calibrated, 0..1.
        spans: The words that carry it, in code points of the original text; never empty.
        threat_kinds: For threats, which harm.
        detector: Name of the detector.
        why: One sentence for people; quotes nothing but lexicon words.

    Raises:
        ValueError: If ``spans`` is empty or ``probability`` lies outside 0..1.
    """

    utterance_id: UtteranceId
    label: Label
    probability: float
    spans: tuple[CharSpan, ...]
    detector: str
    threat_kinds: tuple[ThreatKind, ...] = ()
    why: str = ""

    def __post_init__(self) -> None:
        if not self.spans:
            raise ValueError("a signal needs the words that carry it")
        if not 0.0 <= self.probability <= 1.0:
            raise ValueError(f"not a probability: {self.probability}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What one detector found in one conversation.

    Args:
        signals: Labels with their words.
        scores: What the detector makes of the conversation as a whole, per verdict:
            a raw score of any range, for the verdict model to weigh; None where the
            detector looks at single utterances only.
    """

    signals: tuple[Signal, ...] = ()
    scores: Mapping[Verdict, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelSpan:
    """Words of an utterance that carry a label."""

    label: Label
    span: CharSpan


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnReading:
    """What was read in one utterance.

    Args:
        labels: Those whose probability reaches the threshold.
        probabilities: Per label, calibrated, 0..1; every label is present.
        spans: In code points of the original text.
    """

    utterance_id: UtteranceId
    labels: frozenset[Label] = frozenset()
    threat_kinds: frozenset[ThreatKind] = frozenset()
    probabilities: Mapping[Label, float] = field(default_factory=dict)
    spans: tuple[LabelSpan, ...] = ()
    slots: Slots = field(default_factory=Slots)


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """A conversation as read: one reading per utterance, in order, and the verdict.

    Args:
        turns: As many as ``conversation.utterances``.
        verdict_probability: Of ``extortion``, calibrated, 0..1.
        reasons: Sentences for people.

    Raises:
        ValueError: If readings and utterances do not pair up.
    """

    conversation: Conversation
    turns: tuple[TurnReading, ...]
    verdict: Verdict
    verdict_probability: float
    reasons: tuple[Phrase, ...] = ()

    def __post_init__(self) -> None:
        expected = [utterance.id for utterance in self.conversation.utterances]
        if [turn.utterance_id for turn in self.turns] != expected:
            raise ValueError("one reading per utterance, in order")
