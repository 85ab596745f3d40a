from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from nlp_guard.codec import (
    case_from_dict,
    cases_to_document,
    exhibit_from_dict,
    rings_to_document,
    to_json,
)
from nlp_guard.records import BreakEven, Case, CaseId, CasePayment, Due, Phrase, Verdict, Way
from tests.fakes.ring_case import ring_investigation


def test_the_document_has_the_promised_form(tmp_path: Path) -> None:
    investigation = ring_investigation(tmp_path)
    document = json.loads(to_json(cases_to_document(investigation)))
    assert document["schema"] == 1
    assert document["created"].endswith("Z")
    assert document["tool"]["name"] == "nlp_guard"
    (case,) = document["cases"]
    for field in ("accounts", "payees", "orders", "bursts", "asks", "timeline", "edges"):
        assert case[field], field
        for claim in case[field]:
            assert set(claim["why"]) <= set(case["evidence"])
    edge = case["edges"][0]
    assert edge["left"].startswith("acct:")
    parts = sum(part["weight_bits"] for part in edge["contributions"])
    assert edge["prior_bits"] + parts == pytest.approx(edge["weight_bits"], abs=0.1)
    assert set(document["coverage"]) >= {
        "files",
        "read",
        "skipped",
        "messages",
        "audio_s",
        "unreadable_turns",
    }


def test_a_case_survives_its_document(tmp_path: Path) -> None:
    investigation = ring_investigation(tmp_path)
    (case,) = investigation.cases
    (data,) = json.loads(to_json(cases_to_document(investigation)))["cases"]
    back = case_from_dict(data)
    again = cases_to_document(replace(investigation, cases=(back,)))["cases"][0]
    once = cases_to_document(investigation)["cases"][0]
    for field in set(once) - {"bursts"}:
        assert again[field] == once[field], field
    assert _core(back) == _core(case)


def _core(case: Case) -> tuple[object, ...]:
    return (case.id, case.verdict, case.accounts, case.orders, case.asks, case.exposure)


@pytest.mark.parametrize("data", [{}, {"id": "x"}, {"id": "x", "verdict": "guilty"}])
def test_what_is_no_case_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="not a"):
        case_from_dict(data)


def test_an_exhibit_without_a_place_is_refused() -> None:
    with pytest.raises(ValueError, match="place"):
        exhibit_from_dict({"source": "a", "sha256": "b", "quote": "c"})


def test_payments_clocks_and_bridges_survive_too(tmp_path: Path) -> None:
    investigation = ring_investigation(tmp_path)
    (case,) = investigation.cases
    assert case.exposure is not None
    at, why = case.timeline[0].at, case.orders[0].why
    words = Phrase(zh="到期", en="it expires")
    full = replace(
        case,
        payments=(CasePayment(amount=Decimal(2000), currency="CNY", why=why, at=at),),
        asks=(replace(case.asks[0], paid=Decimal(2000), speaks_for=17, is_unclear=True),),
        orders=(replace(case.orders[0], refunded=Decimal(3), left_s=-60),),
        exposure=replace(
            case.exposure,
            break_even=(BreakEven(way=Way.SHIP, sum=Decimal(70), exceeded_by=("a1",)),),
            assumptions=(words,),
        ),
        edges=(replace(case.edges[0], is_bridge=True),),
        as_of=at,
        next_due=Due(at=at, left_s=60, text=words, why=why, order_id=case.orders[0].id),
    )
    (data,) = json.loads(to_json(cases_to_document(replace(investigation, cases=(full,)))))[
        "cases"
    ]
    back = case_from_dict(data)
    for part in ("payments", "asks", "orders", "exposure", "as_of", "next_due"):
        assert getattr(back, part) == getattr(full, part), part
    assert back.edges[0].is_bridge
    (ask,) = data["asks"]
    assert ask["outstanding_low"] == pytest.approx(max(0, ask["total_low"] - 2000))


def test_a_ring_has_its_own_part_of_the_evidence(tmp_path: Path) -> None:
    investigation = ring_investigation(tmp_path)
    (case,) = investigation.cases
    group = replace(case, id=CaseId("ring-1"), asks=(), timeline=(), verdict=Verdict.NONE)
    document = rings_to_document(replace(investigation, groups=(group,)))
    assert [ring["id"] for ring in document["rings"]] == [case.id, "ring-1"]
    assert [entry["id"] for entry in document["cases"]] == [case.id]
    for ring in document["rings"]:
        told = case_from_dict(ring)
        assert told.asks == (case.asks if ring["id"] == case.id else ())
        assert [b.burst.start for b in told.bursts] == [b.burst.start for b in case.bursts]
        assert told.exposure == case.exposure
        assert told.timeline == (case.timeline if ring["id"] == case.id else ())
        assert 0 < len(ring["evidence"]) <= len(case.evidence)
        assert case_from_dict(ring).accounts == case.accounts
