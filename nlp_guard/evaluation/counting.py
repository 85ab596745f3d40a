"""Gold and prediction side by side: hits, false alarms and misses per conversation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from datetime import datetime, timedelta

from nlp_guard.evaluation.gold import Gold
from nlp_guard.records import (
    Amount,
    Deadline,
    Detection,
    Label,
    OnBehalfOf,
    Payee,
    Percent,
    Role,
    Slots,
    TurnReading,
)

SLOTS = ("amounts", "percents", "payees", "deadlines", "on_behalf_of", "conditions")
_NEAR = timedelta(hours=24)

Tally = tuple[int, int, int]
"""Hits, false alarms, misses."""


def pairs(gold: Gold, predicted: Detection) -> Iterator[tuple[Role, TurnReading, TurnReading]]:
    """Give (role, gold, prediction) of every turn that may carry a label.

    Raises:
        ValueError: If the prediction is of another conversation.
    """
    if predicted.conversation.id != gold.conversation.id:
        raise ValueError("prediction and gold are of different conversations")
    for utterance, wanted, found in zip(
        gold.conversation.utterances, gold.detection.turns, predicted.turns, strict=True
    ):
        if utterance.role is not Role.SYSTEM:
            yield utterance.role, wanted, found


def tally_label(gold: Gold, predicted: Detection, label: Label) -> Tally:
    """Count the turns of a conversation by one label."""
    hits = alarms = misses = 0
    for _, wanted, found in pairs(gold, predicted):
        is_wanted, is_found = label in wanted.labels, label in found.labels
        hits += is_wanted and is_found
        alarms += is_found and not is_wanted
        misses += is_wanted and not is_found
    return hits, alarms, misses


def tally_kinds(gold: Gold, predicted: Detection) -> Tally:
    """Count threat kinds over the turns of a conversation."""
    hits = alarms = misses = 0
    for _, wanted, found in pairs(gold, predicted):
        hits += len(wanted.threat_kinds & found.threat_kinds)
        alarms += len(found.threat_kinds - wanted.threat_kinds)
        misses += len(wanted.threat_kinds - found.threat_kinds)
    return hits, alarms, misses


def tally_slot(gold: Gold, predicted: Detection, slot: str) -> Tally:
    """Count the values of one kind of slot over the outside party's turns.

    Amounts and percents must agree in both bounds (amounts also in currency), payees in the
    account or the number, deadlines within 24 hours (or both be without a time), claims to
    speak for others in number, conditions in place.
    """
    hits = alarms = misses = 0
    for role, wanted, found in pairs(gold, predicted):
        if role is Role.AGENT:
            continue
        if slot == "deadlines":
            n = _near(wanted.slots.deadlines, found.slots.deadlines)
        elif slot == "conditions":
            n = _touching(wanted.slots, found.slots)
        else:
            n = sum((_values(wanted.slots, slot) & _values(found.slots, slot)).values())
        hits += n
        alarms += len(getattr(found.slots, slot)) - n
        misses += len(getattr(wanted.slots, slot)) - n
    return hits, alarms, misses


def _values(slots: Slots, slot: str) -> Counter[Hashable]:
    return Counter(_value(item) for item in getattr(slots, slot))


def _value(item: Amount | Percent | Payee | OnBehalfOf) -> Hashable:
    match item:
        case Amount():
            return (item.low, item.high, item.currency)
        case Percent():
            return (item.low, item.high)
        case Payee():
            return ("id", _plain_id(item.id)) if item.id else ("count", item.kind, item.count or 1)
        case OnBehalfOf():
            return item.count


def _plain_id(account: str) -> str:
    return "".join(c for c in account.lower() if c.isalnum() or c in "@._")


def _near(wanted: Iterable[Deadline], found: Iterable[Deadline]) -> int:
    """Pair deadlines greedily in time order; counts are tiny."""
    left = list(found)
    n = 0
    for deadline in wanted:
        match = next((other for other in left if _is_near(deadline.at, other.at)), None)
        if match is not None:
            left.remove(match)
            n += 1
    return n


def _is_near(left: datetime | None, right: datetime | None) -> bool:
    if left is None or right is None:
        return left is right
    return abs(left - right) <= _NEAR


def _touching(wanted: Slots, found: Slots) -> int:
    left = list(found.conditions)
    n = 0
    for condition in wanted.conditions:
        match = next((other for other in left if condition.span.overlap(other.span)), None)
        if match is not None:
            left.remove(match)
            n += 1
    return n
