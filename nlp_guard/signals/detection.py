"""The stage's front door: a conversation in, its reading and verdict out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from nlp_guard.protocols import Detector
from nlp_guard.records import (
    Conversation,
    Detection,
    Findings,
    Label,
    Role,
    Signal,
    TurnReading,
    Utterance,
    UtteranceId,
    Verdict,
)
from nlp_guard.signals.config import SignalsConfig
from nlp_guard.signals.language import language_of
from nlp_guard.signals.logistic import Logistic
from nlp_guard.signals.merging import equal_weights, merge
from nlp_guard.signals.reasons import reasons_for
from nlp_guard.signals.roles import with_roles
from nlp_guard.signals.second_reading import heard_twice
from nlp_guard.signals.slots import read_slots
from nlp_guard.signals.stacking import stacks
from nlp_guard.signals.verdict import RULES_ALONE, talk_pieces, verdict_features, verdict_models

_UNKNOWN = "unknown"
_PREVIOUS = 12
"""Turns before a demand that may settle what a bare figure in it means."""


def detect(
    conversation: Conversation, detectors: Sequence[Detector], config: SignalsConfig
) -> Detection:
    """Find threats, demands and talk of shares in a conversation, and judge it.

    Args:
        conversation: As read; an unknown language or role is filled in, and a role so found is
            marked as inferred.
        detectors: Whose signals are merged.
        config: Thresholds.

    Returns:
        One reading per utterance, in order, and the verdict with its reasons. The same
        conversation always gives the same detection.
    """
    known = with_roles(_with_language(conversation))
    meant = _as_repaired(known)
    findings = {detector.name: detector.detect(meant) for detector in detectors}
    judges = [name for name in sorted(findings) if name in stacks()]
    plain = {name: found for name, found in findings.items() if name not in judges}
    turns = readings(meant, plain, equal_weights(plain), config)
    features = verdict_features(meant, turns, talk_pieces())
    model = verdict_models()[RULES_ALONE]
    chances = model.probabilities(features) if features else {Verdict.NONE: 1.0}
    for judge in judges:
        scores = findings[judge].scores
        if scores is not None:
            stack = stacks()[judge]
            turns = readings(meant, plain | {judge: findings[judge]}, stack.labels, config)
            chances = stack.chances(chances, judge, scores)
    verdict = _verdict(chances, config)
    return Detection(
        conversation=known,
        turns=turns,
        verdict=verdict,
        verdict_probability=chances.get(Verdict.EXTORTION, 0.0),
        reasons=reasons_for(verdict, known, turns, features, model),
    )


def _with_language(conversation: Conversation) -> Conversation:
    if conversation.lang != _UNKNOWN:
        return conversation
    lang = language_of(utterance.text for utterance in conversation.utterances)
    return replace(conversation, lang=lang) if lang != _UNKNOWN else conversation


def _as_repaired(conversation: Conversation) -> Conversation:
    """Return what was meant where something else was heard; every word keeps its place."""
    if not any(utterance.repairs for utterance in conversation.utterances):
        return conversation
    return replace(
        conversation,
        utterances=tuple(
            replace(utterance, text=utterance.repaired) for utterance in conversation.utterances
        ),
    )


def readings(
    conversation: Conversation,
    findings: Mapping[str, Findings],
    weights: Mapping[Label, Logistic],
    config: SignalsConfig,
) -> tuple[TurnReading, ...]:
    """Merge what the detectors found into one reading per utterance.

    Args:
        conversation: Roles known or inferred.
        findings: By name of the detector.
        weights: Per label, over the detectors' log odds.
        config: Thresholds.
    """
    by_utterance: dict[UtteranceId, list[Signal]] = defaultdict(list)
    for found in findings.values():
        for signal in found.signals:
            by_utterance[signal.utterance_id].append(signal)
    turns = []
    for index, utterance in enumerate(conversation.utterances):
        turn = merge(utterance, by_utterance[utterance.id], weights, config.label_threshold)
        if turn.labels and utterance.role not in (Role.AGENT, Role.SYSTEM):
            turn = _with_slots(turn, utterance, conversation.utterances[:index])
        turns.append(turn)
    return tuple(turns)


def _with_slots(
    turn: TurnReading, utterance: Utterance, before: Sequence[Utterance]
) -> TurnReading:
    read = partial(
        read_slots,
        sent_at=utterance.sent_at,
        previous=tuple(other.text for other in before[-_PREVIOUS:]),
        labels=turn.labels,
    )
    return replace(turn, slots=heard_twice(read(utterance.text), utterance, read))


def _verdict(chances: Mapping[Verdict, float], config: SignalsConfig) -> Verdict:
    if chances.get(Verdict.EXTORTION, 0.0) >= config.extortion_threshold:
        return Verdict.EXTORTION
    concern = 1 - chances[Verdict.NONE]
    return Verdict.SUSPICIOUS if concern >= config.suspicious_threshold else Verdict.NONE
