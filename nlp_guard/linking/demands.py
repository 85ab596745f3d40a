"""What an account demands: the terms by which two demands are known to be one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from nlp_guard.records import (
    CharSpan,
    Conversation,
    Detection,
    Exhibit,
    Label,
    OnBehalfOf,
    Payee,
    TurnReading,
    Utterance,
    Verdict,
)

_DEMANDS = frozenset({Label.PAYMENT_DEMAND, Label.PERCENTAGE_COMMISSION})
_GROUP = 3
"""Fewest people or payees that make a number worth comparing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is asked, on whose behalf, to how many, by when.

    Args:
        terms: Each as (kind, value); kinds: ``share``, ``sum``, ``number``, ``deadline``.
        first_at: When it was first said.
        exhibits: The words, by term.
        quote: The words of the first demand.
    """

    terms: dict[tuple[str, str], Exhibit]
    first_at: datetime | None
    quote: Exhibit

    def kinds(self) -> frozenset[str]:
        """Return the kinds of terms that are known."""
        return frozenset(kind for kind, _ in self.terms)

    def of_kinds(self, kinds: Sequence[str]) -> list[tuple[str, str]]:
        """Return the terms of some kinds."""
        return [term for term in self.terms if term[0] in kinds]

    def agrees(self, other: Terms, kind: str) -> bool:
        """Tell whether one term of a kind is the same, or lies in a range of the other's."""
        pairs = (
            (_range(ours), _range(theirs))
            for _, ours in self.of_kinds([kind])
            for _, theirs in other.of_kinds([kind])
        )
        return any(_overlap(ours, theirs) for ours, theirs in pairs)


def is_demand(turn: TurnReading) -> bool:
    """Tell whether an utterance asks for money or a share."""
    return bool(turn.labels & _DEMANDS)


def makes_demand(detection: Detection) -> bool:
    """Tell whether a conversation is extortion."""
    return detection.verdict is Verdict.EXTORTION


def demanding_turns(detection: Detection) -> Iterator[tuple[Utterance, TurnReading]]:
    """Give the utterances of a suspicious conversation that ask for money or a share."""
    if detection.verdict is Verdict.NONE:
        return
    for utterance, turn in zip(detection.conversation.utterances, detection.turns, strict=True):
        if is_demand(turn):
            yield utterance, turn


def read_terms(detections: Iterable[Detection]) -> Terms | None:
    """Read the terms off an account's conversations; None where nothing is demanded."""
    terms: dict[tuple[str, str], Exhibit] = {}
    first: tuple[Conversation, Utterance] | None = None
    for detection in detections:
        conversation = detection.conversation
        if next(demanding_turns(detection), None) is None:
            continue
        for utterance, turn in zip(conversation.utterances, detection.turns, strict=True):
            if first is None and is_demand(turn):
                first = conversation, utterance
            for kind, value, span in _terms_of(turn):
                terms.setdefault((kind, value), conversation.exhibit(utterance, span))
    if first is None:
        return None
    conversation, utterance = first
    return Terms(
        terms=terms,
        first_at=utterance.sent_at or conversation.started_at,
        quote=conversation.exhibit(utterance, CharSpan(0, len(utterance.text))),
    )


def _terms_of(turn: TurnReading) -> Iterator[tuple[str, str, CharSpan]]:
    slots = turn.slots
    for percent in slots.percents:
        yield "share", f"{_plain(percent.low)}-{_plain(percent.high)}", percent.span
    for amount in slots.amounts:
        if amount.currency:
            value = f"{amount.currency} {_plain(amount.low)}-{_plain(amount.high)}"
            yield "sum", value, amount.span
    groups: tuple[Payee | OnBehalfOf, ...] = (*slots.payees, *slots.on_behalf_of)
    for counted in groups:
        if counted.count and counted.count >= _GROUP:
            yield "number", str(counted.count), counted.span
    for deadline in slots.deadlines:
        if deadline.at:
            yield "deadline", deadline.at.isoformat(), deadline.span


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


_Range = tuple[str, Decimal, Decimal] | str


def _range(value: str) -> _Range:
    """Return (currency, low, high) of a share or sum; anything else as it is."""
    unit, _, figures = value.rpartition(" ")
    low, dash, high = figures.partition("-")
    if not dash or not high.replace(".", "").isdigit():
        return value
    return unit, Decimal(low), Decimal(high)


def _overlap(ours: _Range, theirs: _Range) -> bool:
    if isinstance(ours, str) or isinstance(theirs, str):
        return ours == theirs
    return ours[0] == theirs[0] and ours[1] <= theirs[2] and theirs[1] <= ours[2]
