"""The newspaper's case, from real input, by the real command."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from nlp_guard.codec import exhibit_from_dict
from nlp_guard.sources.citation import quote_at
from tests.functional.conftest import SAMPLE, Run

pytestmark = pytest.mark.model

EXPECTED: dict[str, Any] = json.loads((SAMPLE / "expected" / "case.json").read_text("utf-8"))[
    "cases"
][0]
VERDICTS: dict[str, dict[str, str]] = json.loads(
    (SAMPLE / "expected" / "verdicts.json").read_text("utf-8")
)


def keyed(rows: Iterable[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    """Return the named fields of every row, sorted."""
    return sorted(tuple(str(row[name]) for name in names) for row in rows)


def sums(case: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the asks by sum, by reading."""
    return {ask["reading"]: ask for ask in case["asks"] if ask["kind"] == "sum"}


def test_the_run_ends_well(solved: Run) -> None:
    assert solved.exit_code == 0, solved.words
    assert solved.case["verdict"] == "extortion"
    assert {path.name for path in solved.out.iterdir()} == {
        "case.json",
        "report.html",
        "conversations.jsonl",
    }


def test_the_accounts_are_the_seventeen_and_no_other(solved: Run) -> None:
    fields = ("id", "platform", "membership")
    assert keyed(solved.case["accounts"], *fields) == keyed(EXPECTED["accounts"], *fields)
    roles = {account["id"]: set(account["roles"]) for account in solved.case["accounts"]}
    assert roles == {account["id"]: set(account["roles"]) for account in EXPECTED["accounts"]}


def test_the_payees_are_the_seventeen(solved: Run) -> None:
    fields = ("kind", "id", "account")
    assert keyed(solved.case["payees"], *fields) == keyed(EXPECTED["payees"], *fields)


def test_the_orders_and_their_clocks_are_right(solved: Run) -> None:
    fields = ("id", "account", "pieces", "paid_at", "ship_by")
    assert keyed(solved.case["orders"], *fields) == keyed(EXPECTED["orders"], *fields)
    paid = {order["id"]: order["paid"] for order in solved.case["orders"]}
    assert paid == {order["id"]: order["paid"] for order in EXPECTED["orders"]}


def test_the_bursts_are_the_two_windows(solved: Run) -> None:
    fields = ("start", "end", "orders", "accounts")
    assert keyed(solved.case["bursts"], *fields) == keyed(EXPECTED["bursts"], *fields)


def test_the_rate_is_asked_and_comes_to_the_expected_sum(solved: Run) -> None:
    (expected,) = [ask for ask in EXPECTED["asks"] if ask["kind"] == "rate"]
    rates = [ask for ask in solved.case["asks"] if ask["kind"] == "rate"]
    assert min(ask["low"] for ask in rates) == expected["low"]
    assert max(ask["high"] for ask in rates) == expected["high"]
    assert min(a["total_low"] for a in rates) == pytest.approx(expected["total_low"], rel=0.01)
    assert max(a["total_high"] for a in rates) == pytest.approx(expected["total_high"], rel=0.01)


@pytest.mark.parametrize("reading", ["total", "each"])
def test_the_sum_is_asked_in_both_readings(solved: Run, reading: str) -> None:
    (expected,) = [a for a in EXPECTED["asks"] if a.get("reading") == reading]
    ask = sums(solved.case)[reading]
    for field in ("low", "high", "payees", "deadline", "total_low", "total_high", "currency"):
        assert ask[field] == expected[field], field


def test_the_chat_and_the_call_corroborate_each_other(solved: Run) -> None:
    total = sums(solved.case)["total"]
    rates = {ask["id"] for ask in solved.case["asks"] if ask["kind"] == "rate"}
    assert rates & set(total["agrees_with"])
    assert any(total["id"] in a["agrees_with"] for a in solved.case["asks"] if a["kind"] == "rate")


@pytest.mark.parametrize("figure", ["turnover", "ship", "hold", "return_freight", "weight_kg"])
def test_the_exposure_is_within_a_percent(solved: Run, figure: str) -> None:
    found, expected = solved.case["exposure"][figure], EXPECTED["exposure"][figure]
    assert found == pytest.approx(expected, rel=0.01)


def test_every_claim_is_found_again_in_the_untouched_source(solved: Run) -> None:
    evidence = solved.case["evidence"]
    parts = ("accounts", "payees", "orders", "bursts", "asks", "timeline", "edges")
    for part in parts:
        for claim in solved.case[part]:
            assert claim["why"], (part, claim)
            assert set(claim["why"]) <= set(evidence)
    cited_sources = set()
    for entry in evidence.values():
        exhibit = exhibit_from_dict(entry)
        found = quote_at(solved.folder, exhibit)
        assert found in (None, exhibit.quote)
        cited_sources.add(entry["source"].split("/")[0])
    assert cited_sources == {"calls", "chats", "orders"}


def test_every_conversation_gets_its_verdict(solved: Run) -> None:
    lines = (solved.out / "conversations.jsonl").read_text("utf-8").splitlines()
    found: dict[str, dict[str, str]] = {}
    for line in lines:
        conversation = json.loads(line)
        uri = conversation["source"]["path"]
        found.setdefault(uri, {})[conversation["account"]] = conversation["verdict"]
    assert found == VERDICTS


def test_everything_was_read(solved: Run) -> None:
    coverage = solved.document["coverage"]
    assert coverage["skipped"] == []
    assert coverage["read"] == len(VERDICTS) + len(["orders", "case.toml"])
    assert coverage["audio_s"] > 120


def test_bad_input_is_named_and_changes_nothing(solved: Run, run_case: Callable[..., Run]) -> None:
    run = run_case(with_bad_input=True)
    assert run.exit_code == 3
    skipped = {row["path"] for row in run.document["coverage"]["skipped"]}
    assert skipped == {
        "bad/20150724-1130_cut_off.wav",
        "bad/20150724-1135_header_only.wav",
        "bad/20150724-1140_renamed_text.wav",
        "bad/ExportOrderList201507250900.csv",
        "bad/ExportOrderList201507250910.csv",
        "bad/delivery_note.pdf",
        "bad/empty.txt",
        "bad/folder.wav",
    }
    assert run.case == solved.case


@pytest.mark.parametrize("missing", ["calls", "chats", "orders"])
def test_it_says_what_it_cannot_conclude_when_a_part_is_missing(
    run_case: Callable[..., Run], missing: str
) -> None:
    run = run_case(without=(missing,))
    assert run.exit_code == 0, run.words
    case = run.case
    assert case["verdict"] == "extortion"
    assert case["unresolved"]
    if missing == "orders":
        assert case["orders"] == []
        assert case["exposure"] is None
    else:
        assert {a["id"] for a in case["accounts"]} <= {a["id"] for a in EXPECTED["accounts"]}
