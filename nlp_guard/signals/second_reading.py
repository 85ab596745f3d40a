"""Numbers of a call that were heard twice: do both hearings give the same?

What agrees is shown as heard twice; what differs is unclear, and both readings are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from nlp_guard.records import (
    Amount,
    CharSpan,
    Deadline,
    OnBehalfOf,
    Payee,
    Percent,
    SecondHearing,
    SecondReading,
    Slots,
    Utterance,
)
from nlp_guard.records.slots import slot_value

_Slot = TypeVar("_Slot", Amount, Percent, Payee, Deadline, OnBehalfOf)


def heard_twice(slots: Slots, utterance: Utterance, read: Callable[[str], Slots]) -> Slots:
    """Compare slots with what is read off the second hearings of their words.

    Args:
        slots: As read off the utterance.
        utterance: With its second hearings.
        read: Reads slots off the utterance's text where a part of it was heard otherwise.

    Returns:
        The slots, each with its second reading where its words were heard again.
    """
    for hearing in utterance.second_hearings:
        slots = _compared(slots, utterance.text, hearing, read)
    return slots


def _compared(
    slots: Slots, text: str, hearing: SecondHearing, read: Callable[[str], Slots]
) -> Slots:
    span = hearing.span
    # read in its surroundings, since they may settle what a bare number means
    spliced = text[: span.start] + hearing.text + text[span.end :]
    there = CharSpan(span.start, span.start + len(hearing.text))
    again = read(spliced)

    def both(first: Sequence[_Slot], second: Sequence[_Slot]) -> tuple[_Slot, ...]:
        inside = [slot for slot in second if slot.span.overlap(there)]
        return tuple(_paired(first, inside, span, spliced, there.start))

    return replace(
        slots,
        amounts=both(slots.amounts, again.amounts),
        percents=both(slots.percents, again.percents),
        payees=both(slots.payees, again.payees),
        deadlines=both(slots.deadlines, again.deadlines),
        on_behalf_of=both(slots.on_behalf_of, again.on_behalf_of),
    )


def _paired(
    first: Sequence[_Slot],
    second: Sequence[_Slot],
    span: CharSpan,
    spliced: str,
    start: int,
) -> list[_Slot]:
    """Pair slots of one kind: those with one value first, the others in order."""
    left = list(second)
    pairs: dict[int, _Slot | None] = {}
    for place, slot in enumerate(first):
        if not slot.span.overlap(span):
            continue
        same = next((other for other in left if slot_value(other) == slot_value(slot)), None)
        if same is not None:
            pairs[place] = same
            left.remove(same)
    for place, slot in enumerate(first):
        if place not in pairs and slot.span.overlap(span):
            pairs[place] = left.pop(0) if left else None
    return [
        _with_second(slot, pairs[place], spliced, start) if place in pairs else slot
        for place, slot in enumerate(first)
    ]


def _with_second(slot: _Slot, other: _Slot | None, spliced: str, start: int) -> _Slot:
    if other is None:
        return replace(slot, second=SecondReading(words="", slot=None, agrees=False))
    inside = CharSpan(max(other.span.start, start), max(other.span.end, start))
    reading = SecondReading(
        words=spliced[inside.slice],
        slot=replace(other, span=inside.shifted(-start)),
        agrees=slot_value(other) == slot_value(slot),
    )
    return replace(slot, second=reading)
