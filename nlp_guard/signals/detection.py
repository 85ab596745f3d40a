"""The stage's front door: a conversation in, its reading and verdict out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
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
    Slots,
    TurnReading,
    Utterance,
    UtteranceId,
    Verdict,
)
from nlp_guard.signals.config import SignalsConfig
from nlp_guard.signals.language import language_of
from nlp_guard.signals.merging import Weights, equal_weights, merge
from nlp_guard.signals.reasons import reasons_for
from nlp_guard.signals.roles import with_roles
from nlp_guard.signals.second_reading import heard_twice
from nlp_guard.signals.slots import read_slots
from nlp_guard.signals.stacking import stacks
from nlp_guard.signals.verdict import RULES_ALONE, talk_pieces, verdict_features, verdict_models

_UNKNOWN = "unknown"
_CLEAR = 0.4
"""Probability of a label from which a judge is asked about it though it cannot change the verdict:
all but 0.3 points of the F1 that it adds, held back, at a fifth of what asking always costs."""
_DEMAND = frozenset({Label.PAYMENT_DEMAND})
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
    rules = {one.name: one.detect(meant) for one in detectors if one.name not in stacks()}
    turns = readings(meant, rules, equal_weights(rules), config)
    features = verdict_features(meant, turns, talk_pieces())
    model = verdict_models()[RULES_ALONE]
    chances = model.probabilities(features) if features else {Verdict.NONE: 1.0}
    for judge in _asked(detectors, chances, turns, config):
        found = judge.detect(meant)
        if found.scores is not None:
            stack = stacks()[judge.name]
            turns = readings(meant, rules | {judge.name: found}, stack.turns, config)
            chances = stack.chances(chances, judge.name, found.scores)
    turns = with_slots(meant, turns)
    verdict = _verdict(chances, config)
    return Detection(
        conversation=known,
        turns=turns,
        verdict=verdict,
        verdict_probability=chances.get(Verdict.EXTORTION, 0.0),
        reasons=reasons_for(verdict, known, turns, features, model),
    )


def _asked(
    detectors: Sequence[Detector],
    rules: Mapping[Verdict, float],
    turns: Sequence[TurnReading],
    config: SignalsConfig,
) -> Iterator[Detector]:
    """Give the learned judges that may still change what the rules say, or that stand alone."""
    is_alone = all(detector.name in stacks() for detector in detectors)
    clearest = max((max(turn.probabilities.values()) for turn in turns), default=0.0)
    is_worth_it = is_alone or (config.is_thorough and clearest >= _CLEAR)
    for detector in sorted(detectors, key=lambda one: one.name):
        stack = stacks().get(detector.name)
        may_change = stack and rules.get(Verdict.EXTORTION, 0.0) >= stack.asked_from
        if stack and (is_worth_it or may_change):
            yield detector


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
    weights: Weights,
    config: SignalsConfig,
) -> tuple[TurnReading, ...]:
    """Merge what the detectors found into one reading per utterance, without slots.

    Args:
        conversation: Roles known or inferred.
        findings: By name of the detector.
        weights: Of the detectors against each other.
        config: Thresholds.
    """
    by_utterance: dict[UtteranceId, list[Signal]] = defaultdict(list)
    for found in findings.values():
        for signal in found.signals:
            by_utterance[signal.utterance_id].append(signal)
    return tuple(
        merge(utterance, by_utterance[utterance.id], weights, config.label_threshold)
        for utterance in conversation.utterances
    )


def with_slots(
    conversation: Conversation, turns: Sequence[TurnReading]
) -> tuple[TurnReading, ...]:
    """Read slots off the outside party's turns that carry a label, and accounts beside a demand.

    Whoever demands money names the account in a message of its own; it carries no label, and is
    still where the money is to go.

    Args:
        conversation: Roles known or inferred.
        turns: Its readings without slots, one per utterance.
    """
    outside = [u.role not in (Role.AGENT, Role.SYSTEM) for u in conversation.utterances]
    is_demanded = any(
        Label.PAYMENT_DEMAND in turn.labels
        for turn, is_outside in zip(turns, outside, strict=True)
        if is_outside
    )
    found = []
    for index, (utterance, turn) in enumerate(zip(conversation.utterances, turns, strict=True)):
        before = conversation.utterances[:index]
        if outside[index] and turn.labels:
            found.append(replace(turn, slots=_slots(utterance, before, turn.labels)))
        elif outside[index] and is_demanded:
            slots = _slots(utterance, before, _DEMAND)
            named = tuple(payee for payee in slots.payees if payee.id)
            found.append(replace(turn, slots=Slots(payees=named)) if named else turn)
        else:
            found.append(turn)
    return tuple(found)


def _slots(utterance: Utterance, before: Sequence[Utterance], labels: frozenset[Label]) -> Slots:
    read = partial(
        read_slots,
        sent_at=utterance.sent_at,
        previous=tuple(other.text for other in before[-_PREVIOUS:]),
        labels=labels,
    )
    return heard_twice(read(utterance.text), utterance, read)


def _verdict(chances: Mapping[Verdict, float], config: SignalsConfig) -> Verdict:
    if chances.get(Verdict.EXTORTION, 0.0) >= config.extortion_threshold:
        return Verdict.EXTORTION
    concern = 1 - chances[Verdict.NONE]
    return Verdict.SUSPICIOUS if concern >= config.suspicious_threshold else Verdict.NONE
