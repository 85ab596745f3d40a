"""``case.json`` → cases, for the commands that work on a finished case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from nlp_guard.codec.lines import box_from_list, decimal, moment, optional_decimal
from nlp_guard.records import (
    AccountId,
    AccountRole,
    Ask,
    AskKind,
    AskReading,
    AskStep,
    BreakEven,
    Burst,
    Case,
    CaseAccount,
    CaseBurst,
    CaseEdge,
    CaseId,
    CaseOrder,
    CasePayee,
    CasePayment,
    CharSpan,
    Contribution,
    Due,
    Exhibit,
    ExhibitId,
    Exposure,
    Happening,
    Judgement,
    LateDeliveryRule,
    Link,
    Membership,
    OrderId,
    PayeeKind,
    Phrase,
    Provenance,
    Recognition,
    TimelineEntry,
    TimeSpan,
    Verdict,
    Way,
)
from nlp_guard.records.ids import ConversationId

Fields = Mapping[str, Any]


def case_from_dict(data: Fields) -> Case:
    """Return one case of ``case.json``.

    The members of a burst are not in the file, only their number, so a burst read back has
    none; contributions have no exhibits of their own: the edge's ``why`` holds them all.

    Raises:
        ValueError: If the object is no case.
    """
    try:
        return Case(
            id=CaseId(str(data["id"])),
            verdict=Verdict(data["verdict"]),
            probability=float(data["probability"]),
            accounts=tuple(map(_account, data["accounts"])),
            callers=tuple(map(_account, data.get("callers", ()))),
            payees=tuple(map(_payee, data.get("payees", ()))),
            payments=tuple(map(_payment, data.get("payments", ()))),
            orders=tuple(map(_order, data.get("orders", ()))),
            bursts=tuple(map(_burst, data.get("bursts", ()))),
            asks=tuple(map(_ask, data.get("asks", ()))),
            exposure=_exposure(data["exposure"]) if data.get("exposure") else None,
            timeline=tuple(map(_happening, data.get("timeline", ()))),
            edges=tuple(map(_edge, data.get("edges", ()))),
            conversations=tuple(map(ConversationId, data.get("conversations", ()))),
            evidence={
                ExhibitId(key): exhibit_from_dict(exhibit)
                for key, exhibit in data.get("evidence", {}).items()
            },
            reasons=_phrases(data.get("reasons", ())),
            unresolved=_phrases(data.get("unresolved", ())),
            as_of=moment(data.get("as_of")),
            next_due=_due(data["next_due"]) if data.get("next_due") else None,
        )
    except (KeyError, TypeError, AttributeError, ArithmeticError) as failure:
        raise ValueError(f"not a case: {failure!r}") from failure


def exhibit_from_dict(data: Fields) -> Exhibit:
    """Return one entry of a case's ``evidence``.

    Raises:
        KeyError: If it names no source.
        ValueError: If it names no place.
    """
    heard = data.get("asr")
    return Exhibit(
        provenance=Provenance(
            uri=str(data["source"]),
            sha256=str(data["sha256"]),
            read_at=datetime(1970, 1, 1, tzinfo=UTC),
            encoding=data.get("encoding"),
        ),
        quote=str(data["quote"]),
        span=CharSpan(int(data["start"]), int(data["end"])) if "start" in data else None,
        time=TimeSpan(float(data["start_s"]), float(data["end_s"])) if "start_s" in data else None,
        locator=data.get("locator"),
        recognition=Recognition(**heard) if heard else None,
        box=box_from_list(data.get("box")),
    )


def _phrase(value: Fields | None) -> Phrase | None:
    return None if value is None else Phrase(zh=str(value["zh"]), en=str(value["en"]))


def _phrases(values: Iterable[Fields | None]) -> tuple[Phrase, ...]:
    return tuple(phrase for value in values if (phrase := _phrase(value)) is not None)


def _why(data: Fields) -> tuple[ExhibitId, ...]:
    return tuple(map(ExhibitId, data.get("why", ())))


def _account(data: Fields) -> CaseAccount:
    return CaseAccount(
        id=AccountId(data["id"]),
        platform=data["platform"],
        roles=tuple(map(AccountRole, data["roles"])),
        membership=Membership(data["membership"]),
        probability=float(data["probability"]),
        why=_why(data),
        reasons=_phrases(data.get("reasons", ())),
    )


def _payee(data: Fields) -> CasePayee:
    account = data.get("account")
    return CasePayee(
        kind=PayeeKind(data["kind"]),
        id=data["id"],
        why=_why(data),
        account=None if account is None else AccountId(account),
    )


def _payment(data: Fields) -> CasePayment:
    account, conversation = data.get("account"), data.get("conversation")
    return CasePayment(
        amount=decimal(data["amount"]),
        currency=str(data["currency"]),
        at=moment(data.get("at")),
        account=None if account is None else AccountId(account),
        conversation_id=None if conversation is None else ConversationId(conversation),
        payee=data.get("payee"),
        why=_why(data),
    )


def _order(data: Fields) -> CaseOrder:
    return CaseOrder(
        id=OrderId(data["id"]),
        account=AccountId(data["account"]),
        paid=decimal(data["paid"]),
        currency=data.get("currency", "CNY"),
        pieces=int(data["pieces"]),
        paid_at=moment(data.get("paid_at")),
        ship_by=moment(data.get("ship_by")),
        hold=decimal(data.get("hold", 0)),
        why=_why(data),
        weight_kg=optional_decimal(data.get("weight_kg")),
        ship=optional_decimal(data.get("ship")),
        is_shipped=bool(data.get("shipped", False)),
        refunded=decimal(data.get("refunded", 0)),
        left_s=data.get("left_s"),
    )


def _time(value: object) -> datetime:
    at = moment(value)
    if at is None:
        raise ValueError("a time was expected")
    return at


def _burst(data: Fields) -> CaseBurst:
    return CaseBurst(
        burst=Burst(
            start=_time(data["start"]),
            end=_time(data["end"]),
            order_ids=(),
            account_ids=(),
            expected=float(data.get("expected", 0)),
            surprise_bits=float(data.get("surprise_bits", 0)),
        ),
        why=_why(data),
    )


def _ask(data: Fields) -> Ask:
    reading = data.get("reading")
    conversation = data.get("conversation")
    return Ask(
        id=data["id"],
        kind=AskKind(data["kind"]),
        low=decimal(data["low"]),
        high=decimal(data["high"]),
        unit=data["unit"],
        currency=data["currency"],
        why=_why(data),
        of=data.get("of"),
        total_low=optional_decimal(data.get("total_low")),
        total_high=optional_decimal(data.get("total_high")),
        reading=None if reading is None else AskReading(reading),
        payees=data.get("payees"),
        deadline=moment(data.get("deadline")),
        agrees_with=tuple(data.get("agrees_with", ())),
        conversation_id=None if conversation is None else ConversationId(conversation),
        note=_phrase(data.get("note")),
        series=tuple(map(_step, data.get("series", ()))),
        paid=decimal(data.get("paid", 0)),
        speaks_for=data.get("speaks_for"),
        is_unclear=bool(data.get("unclear", False)),
    )


def _step(data: Fields) -> AskStep:
    account = data.get("account")
    return AskStep(
        low=decimal(data["low"]),
        high=decimal(data["high"]),
        why=_why(data),
        at=moment(data.get("at")),
        account=None if account is None else AccountId(account),
    )


def _exposure(data: Fields) -> Exposure:
    rule = data["rule"]
    return Exposure(
        turnover=decimal(data["turnover"]),
        hold=decimal(data["hold"]),
        rule=LateDeliveryRule(
            hours=int(rule["hours"]),
            rate=decimal(rule["rate"]),
            cap=decimal(rule["cap"]),
            source=rule["source"],
            as_of=rule["as_of"],
            currency=rule.get("currency", "CNY"),
        ),
        currency=data.get("currency", "CNY"),
        pieces=int(data.get("pieces", 0)),
        ship=optional_decimal(data.get("ship")),
        return_freight=optional_decimal(data.get("return_freight")),
        weight_kg=optional_decimal(data.get("weight_kg")),
        why=_why(data),
        break_even=tuple(
            BreakEven(
                way=Way(one["way"]),
                sum=decimal(one["sum"]),
                exceeded_by=tuple(one.get("exceeded_by", ())),
            )
            for one in data.get("break_even", ())
        ),
        assumptions=_phrases(data.get("assumptions", ())),
    )


def _due(data: Fields) -> Due:
    order = data.get("order")
    return Due(
        at=_time(data["at"]),
        left_s=int(data["left_s"]),
        text=Phrase(zh=str(data["text"]["zh"]), en=str(data["text"]["en"])),
        order_id=None if order is None else OrderId(order),
        why=_why(data),
    )


def _happening(data: Fields) -> TimelineEntry:
    account, conversation = data.get("account"), data.get("conversation")
    return TimelineEntry(
        at=_time(data["at"]),
        what=Happening(data["what"]),
        why=_why(data),
        text=_phrase(data.get("text")),
        account=None if account is None else AccountId(account),
        conversation_id=None if conversation is None else ConversationId(conversation),
    )


def _edge(data: Fields) -> CaseEdge:
    return CaseEdge(
        link=Link(
            left=AccountId(data["left"].removeprefix("acct:")),
            right=AccountId(data["right"].removeprefix("acct:")),
            prior_bits=float(data.get("prior_bits", 0)),
            contributions=tuple(
                Contribution(
                    comparison=part["comparison"],
                    level=part["level"],
                    weight_bits=float(part["weight_bits"]),
                    note=_phrase(part.get("note")),
                )
                for part in data.get("contributions", ())
            ),
            judgement=Judgement(data.get("judgement", Judgement.UNREVIEWED)),
            judged_by=data.get("judged_by", ""),
        ),
        why=_why(data),
        is_bridge=bool(data.get("bridge", False)),
    )
