"""Cases → ``case.json``; `case_reading` is the way back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nlp_guard.codec.coverage import coverage_to_dict
from nlp_guard.codec.lines import Json, box_to_list, instant, number, present
from nlp_guard.records import (
    Ask,
    AskStep,
    Case,
    CaseAccount,
    CaseBurst,
    CaseEdge,
    CaseOrder,
    CasePayee,
    CasePayment,
    Due,
    Exhibit,
    Exposure,
    Investigation,
    Phrase,
    TimelineEntry,
)

SCHEMA = 1


_OF_RING = (
    "id", "verdict", "probability", "accounts", "callers", "payees", "payments", "orders",
    "bursts", "asks", "exposure", "timeline", "edges", "conversations",
)  # fmt: skip
"""What ``link`` tells of a ring; of one that demands nothing, without payments and asks."""


def cases_to_document(investigation: Investigation) -> Json:
    """Return the whole of ``case.json``."""
    return _head(investigation) | {
        "cases": [_case(case) for case in investigation.cases],
        "coverage": coverage_to_dict(investigation.coverage),
    }


def rings_to_document(investigation: Investigation) -> Json:
    """Return what ``link`` writes: every ring, and the cases of those that demand something.

    A ring has the fields of a case, save what is concluded from its talk; the case of a ring has
    the same ``id``.
    """
    cases = [_case(case) for case in investigation.cases]
    groups = [_case(group) for group in investigation.groups]
    return _head(investigation) | {
        "rings": [_ring(case) for case in (*cases, *groups)],
        "cases": cases,
        "coverage": coverage_to_dict(investigation.coverage),
    }


def _head(investigation: Investigation) -> Json:
    return {
        "schema": SCHEMA,
        "created": investigation.created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "tool": {
            "name": "nlp_guard",
            "version": investigation.version,
            "models": dict(investigation.models),
        },
    }


def _ring(case: Json) -> Json:
    ring = {field: case[field] for field in _OF_RING}
    cited = set(_cited(ring))
    return ring | {"evidence": {k: e for k, e in case["evidence"].items() if k in cited}}


def _cited(value: object) -> Iterator[str]:
    """Give the keys of evidence under every ``why``, however deep."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from inner if name == "why" else _cited(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _cited(inner)


def _case(case: Case) -> Json:
    return {
        "id": case.id,
        "verdict": case.verdict,
        "probability": round(case.probability, 4),
        "accounts": [_account(account) for account in case.accounts],
        "callers": [_account(caller) for caller in case.callers],
        "payees": [_payee(payee) for payee in case.payees],
        "payments": [_payment(payment) for payment in case.payments],
        "orders": [_order(order) for order in case.orders],
        "bursts": [_burst(burst) for burst in case.bursts],
        "asks": [_ask(ask) for ask in case.asks],
        "exposure": _exposure(case.exposure) if case.exposure else None,
        "timeline": [_happening(entry) for entry in case.timeline],
        "edges": [_edge(edge) for edge in case.edges],
        "conversations": list(case.conversations),
        "reasons": _phrases(case.reasons),
        "unresolved": _phrases(case.unresolved),
        "as_of": instant(case.as_of),
        "next_due": _due(case.next_due) if case.next_due else None,
        "evidence": {key: _exhibit(exhibit) for key, exhibit in case.evidence.items()},
    }


def _phrase(phrase: Phrase | None) -> Json | None:
    return None if phrase is None else {"zh": phrase.zh, "en": phrase.en}


def _phrases(phrases: tuple[Phrase, ...]) -> list[Json | None]:
    return [_phrase(phrase) for phrase in phrases]


def _account(account: CaseAccount) -> Json:
    return {
        "id": account.id,
        "platform": account.platform,
        "roles": list(account.roles),
        "membership": account.membership,
        "probability": round(account.probability, 4),
        "reasons": _phrases(account.reasons),
        "why": list(account.why),
    }


def _payee(payee: CasePayee) -> Json:
    return {"kind": payee.kind, "id": payee.id, "account": payee.account, "why": list(payee.why)}


def _payment(payment: CasePayment) -> Json:
    return {
        "amount": number(payment.amount),
        "currency": payment.currency,
        "at": instant(payment.at),
        "account": payment.account,
        "payee": payment.payee,
        "conversation": payment.conversation_id,
        "why": list(payment.why),
    }


def _order(order: CaseOrder) -> Json:
    return {
        "id": order.id,
        "account": order.account,
        "paid": number(order.paid),
        "currency": order.currency,
        "pieces": order.pieces,
        "paid_at": instant(order.paid_at),
        "ship_by": instant(order.ship_by),
        "hold": number(order.hold),
        "weight_kg": number(order.weight_kg),
        "ship": number(order.ship),
        "shipped": order.is_shipped,
        "refunded": number(order.refunded),
        "left_s": order.left_s,
        "why": list(order.why),
    }


def _burst(entry: CaseBurst) -> Json:
    burst = entry.burst
    return {
        "start": instant(burst.start),
        "end": instant(burst.end),
        "orders": len(burst.order_ids),
        "accounts": len(burst.account_ids),
        "expected": round(burst.expected, 2),
        "surprise_bits": round(burst.surprise_bits, 1),
        "why": list(entry.why),
    }


def _ask(ask: Ask) -> Json:
    return {
        "id": ask.id,
        "kind": ask.kind,
        "low": number(ask.low),
        "high": number(ask.high),
        "unit": ask.unit,
        "of": ask.of,
        "total_low": number(ask.total_low),
        "total_high": number(ask.total_high),
        "currency": ask.currency,
        "reading": ask.reading,
        "payees": ask.payees,
        "deadline": instant(ask.deadline),
        "agrees_with": list(ask.agrees_with),
        "conversation": ask.conversation_id,
        "note": _phrase(ask.note),
        "series": [_step(step) for step in ask.series],
        "paid": number(ask.paid),
        "outstanding_low": number(ask.outstanding_low),
        "outstanding_high": number(ask.outstanding_high),
        "speaks_for": ask.speaks_for,
        "unclear": ask.is_unclear,
        "why": list(ask.why),
    }


def _step(step: AskStep) -> Json:
    return {
        "low": number(step.low),
        "high": number(step.high),
        "at": instant(step.at),
        "account": step.account,
        "why": list(step.why),
    }


def _exposure(exposure: Exposure) -> Json:
    rule = exposure.rule
    return {
        "turnover": number(exposure.turnover),
        "ship": number(exposure.ship),
        "hold": number(exposure.hold),
        "return_freight": number(exposure.return_freight),
        "weight_kg": number(exposure.weight_kg),
        "pieces": exposure.pieces,
        "currency": exposure.currency,
        "rule": {
            "hours": rule.hours,
            "rate": number(rule.rate),
            "cap": number(rule.cap),
            "currency": rule.currency,
            "source": rule.source,
            "as_of": rule.as_of,
        },
        "break_even": [
            {"way": one.way, "sum": number(one.sum), "exceeded_by": list(one.exceeded_by)}
            for one in exposure.break_even
        ],
        "assumptions": _phrases(exposure.assumptions),
        "why": list(exposure.why),
    }


def _due(due: Due) -> Json:
    return {
        "at": instant(due.at),
        "left_s": due.left_s,
        "text": _phrase(due.text),
        "order": due.order_id,
        "why": list(due.why),
    }


def _happening(entry: TimelineEntry) -> Json:
    return {
        "at": instant(entry.at),
        "what": entry.what,
        "text": _phrase(entry.text),
        "account": entry.account,
        "conversation": entry.conversation_id,
        "why": list(entry.why),
    }


def _edge(edge: CaseEdge) -> Json:
    link = edge.link
    return {
        "left": f"acct:{link.left}",
        "right": f"acct:{link.right}",
        "weight_bits": round(link.weight_bits, 2),
        "prior_bits": round(link.prior_bits, 2),
        "contributions": [
            {
                "comparison": contribution.comparison,
                "level": contribution.level,
                "weight_bits": round(contribution.weight_bits, 2),
                "note": _phrase(contribution.note),
            }
            for contribution in link.contributions
        ],
        "judgement": link.judgement,
        "judged_by": link.judged_by,
        "bridge": edge.is_bridge,
        "why": list(edge.why),
    }


def _exhibit(exhibit: Exhibit) -> Json:
    source = exhibit.provenance
    place: dict[str, Any] = {"source": source.uri, "sha256": source.sha256}
    if exhibit.span is not None:
        place |= {"start": exhibit.span.start, "end": exhibit.span.end}
    if exhibit.time is not None:
        place |= {
            "start_s": round(exhibit.time.start_s, 3),
            "end_s": round(exhibit.time.end_s, 3),
        }
    heard = exhibit.recognition
    return (
        place
        | present(
            {
                "encoding": source.encoding,
                "locator": exhibit.locator,
                "box": box_to_list(exhibit.box),
            }
        )
        | {"quote": exhibit.quote}
        | (
            {
                "asr": {
                    "engine": heard.engine,
                    "model": heard.model,
                    "avg_logprob": round(heard.avg_logprob, 4),
                    "no_speech_prob": round(heard.no_speech_prob, 4),
                }
            }
            if heard
            else {}
        )
    )
