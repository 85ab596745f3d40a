"""Slots ↔ JSON: what was read off a demand, with the words it was read from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from nlp_guard.codec.lines import Json, decimal, instant, moment, number, present
from nlp_guard.records import (
    Amount,
    CharSpan,
    Condition,
    Deadline,
    OnBehalfOf,
    Payee,
    PayeeKind,
    Percent,
    SecondReading,
    Slots,
)

_Heard = Amount | Percent | Payee | Deadline | OnBehalfOf
"""What can be heard twice."""
_HeardT = TypeVar("_HeardT", Amount, Percent, Payee, Deadline, OnBehalfOf)


def slots_to_dict(slots: Slots, text: str) -> Json:
    """Return the slots of one utterance, kinds without any left out."""
    if not slots:
        return {}
    return present(
        {
            "amounts": [_heard(slot, text) for slot in slots.amounts],
            "percent": [_heard(slot, text) for slot in slots.percents],
            "payees": [_heard(slot, text) for slot in slots.payees],
            "deadline": [_heard(slot, text) for slot in slots.deadlines],
            "on_behalf_of": [_heard(slot, text) for slot in slots.on_behalf_of],
            "condition": [_where(slot.span, text) for slot in slots.conditions],
        }
    )


def slots_from_dict(data: Mapping[str, Any], text: str) -> Slots:
    """Return the slots written on one utterance.

    A slot without offsets (as people label) is placed where its ``text`` first stands; one that
    stands nowhere gets the empty span at 0.

    Raises:
        ValueError: If a slot is malformed.
    """

    def each(key: str) -> Sequence[Mapping[str, Any]]:
        found = data.get(key, ())
        found = [found] if isinstance(found, Mapping) else found
        if not all(isinstance(slot, Mapping) for slot in found):
            raise ValueError(f"slots.{key}: objects were expected")
        return list(found)

    def read(
        key: str, make: Callable[[Mapping[str, Any], CharSpan], _HeardT]
    ) -> tuple[_HeardT, ...]:
        try:
            return tuple(_read_heard(slot, text, make) for slot in each(key))
        except (KeyError, TypeError, ArithmeticError) as failure:
            raise ValueError(f"slots.{key}: {failure!r}") from failure

    return Slots(
        amounts=read("amounts", _read_amount),
        percents=read("percent", _read_percent),
        payees=read("payees", _read_payee),
        deadlines=read("deadline", _read_deadline),
        on_behalf_of=read("on_behalf_of", _read_on_behalf_of),
        conditions=tuple(Condition(span=_span(slot, text)) for slot in each("condition")),
    )


def _where(span: CharSpan, text: str) -> Json:
    return {"text": text[span.slice], "start": span.start, "end": span.end}


def _heard(slot: _Heard, text: str) -> Json:
    second = slot.second
    if second is None:
        return _value(slot) | _where(slot.span, text)
    again = {"words": second.words, "agrees": second.agrees}
    if second.slot is not None:
        again |= _value(second.slot) | {"start": second.slot.span.start}
    return _value(slot) | _where(slot.span, text) | {"second": again}


def _value(slot: _Heard) -> Json:
    match slot:
        case Amount():
            return _amount(slot)
        case Percent():
            return {"low": number(slot.low), "high": number(slot.high)} | present({"of": slot.of})
        case Payee():
            return present({"kind": slot.kind, "id": slot.id, "count": slot.count})
        case Deadline():
            return {"at": instant(slot.at)}
        case OnBehalfOf():
            return present({"count": slot.count, "who": slot.who})


def _amount(slot: Amount) -> Json:
    return {
        "low": number(slot.low),
        "high": number(slot.high),
        "currency": slot.currency,
    } | present({"unit": slot.unit, "per": slot.per})


def _read_heard(
    data: Mapping[str, Any], text: str, make: Callable[[Mapping[str, Any], CharSpan], _HeardT]
) -> _HeardT:
    slot = make(data, _span(data, text))
    again = data.get("second")
    if not again:
        return slot
    words = str(again["words"])
    span = CharSpan(start := int(again["start"]), start + len(words)) if "start" in again else None
    second = None if span is None else make(again, span)
    reading = SecondReading(words=words, slot=second, agrees=bool(again["agrees"]))
    return replace(slot, second=reading)


def _span(slot: Mapping[str, Any], text: str) -> CharSpan:
    if "start" in slot and "end" in slot:
        return CharSpan(int(slot["start"]), int(slot["end"]))
    words = str(slot.get("text", ""))
    at = max(0, text.find(words))
    return CharSpan(at, at + len(words)) if words in text else CharSpan(0, 0)


def _read_amount(slot: Mapping[str, Any], span: CharSpan) -> Amount:
    return Amount(
        span=span,
        low=decimal(slot["low"]),
        high=decimal(slot["high"]),
        currency=slot.get("currency"),
        unit=slot.get("unit"),
        per=slot.get("per"),
    )


def _read_percent(slot: Mapping[str, Any], span: CharSpan) -> Percent:
    low, high = decimal(slot["low"]), decimal(slot["high"])
    return Percent(span=span, low=low, high=high, of=slot.get("of"))


def _read_payee(slot: Mapping[str, Any], span: CharSpan) -> Payee:
    account = slot.get("id")
    return Payee(
        span=span,
        kind=PayeeKind(slot["kind"]),
        id=None if account is None else str(account),
        count=_count(slot),
    )


def _read_deadline(slot: Mapping[str, Any], span: CharSpan) -> Deadline:
    return Deadline(span=span, at=moment(slot.get("at")))


def _read_on_behalf_of(slot: Mapping[str, Any], span: CharSpan) -> OnBehalfOf:
    return OnBehalfOf(span=span, count=_count(slot), who=slot.get("who"))


def _count(slot: Mapping[str, Any]) -> int | None:
    count = slot.get("count")
    return None if count is None else int(count)
