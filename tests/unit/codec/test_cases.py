from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from nlp_guard.codec import case_from_dict, cases_to_document, exhibit_from_dict, to_json
from nlp_guard.records import Case
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
