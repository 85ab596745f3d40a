"""``nlp-guard link``: labelled conversations and order reports in, rings out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nlp_guard.codec import detection_to_dict, to_line
from nlp_guard.records import AccountId
from tests.fakes.reading import written
from tests.fakes.scene import demand_by
from tests.functional.conftest import SAMPLE, nlp_guard

ORDERS = SAMPLE / "case" / "orders"
SPEAKER = AccountId("天若惜")
LINE = to_line(detection_to_dict(demand_by(SPEAKER, 0, size=17)))


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    return written(tmp_path, "labelled.jsonl", LINE)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What linking the sample's orders with one demand wrote."""
    place = tmp_path_factory.mktemp("link")
    lines, out = written(place, "labelled.jsonl", LINE), place / "out" / "rings.json"
    done = nlp_guard("link", "--conversations", lines, "--orders", ORDERS, "--out", out)
    assert done.returncode == 0, done.stderr
    return out


def document(path: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return read


def test_link_writes_the_ring_with_its_case_and_the_groups_that_demand_nothing(
    found: Path,
) -> None:
    data = document(found)
    (case,) = data["cases"]
    assert SPEAKER in {account["id"] for account in case["accounts"]}
    assert case["asks"][0]["total_low"] == round(case["exposure"]["turnover"] * 0.2, 2)
    assert [ring["id"] for ring in data["rings"]].count(case["id"]) == 1
    quiet = [ring for ring in data["rings"] if ring["id"] != case["id"]]
    assert quiet
    assert {ring["verdict"] for ring in quiet} == {"none"}
    assert all(ring["asks"] == [] and ring["exposure"] and ring["timeline"] for ring in quiet)
    whole = next(ring for ring in data["rings"] if ring["id"] == case["id"])
    for part in ("asks", "exposure", "timeline", "bursts", "edges", "orders"):
        assert whole[part] == case[part], part
        assert whole[part], part
    seats = [account["id"] for ring in data["rings"] for account in ring["accounts"]]
    assert len(seats) == len(set(seats))
    assert data["coverage"]["skipped"] == []


def test_every_edge_adds_up_and_shows_its_evidence(found: Path) -> None:
    data = document(found)
    assert data["rings"]
    for ring in data["rings"]:
        ends = {f"acct:{account['id']}" for account in ring["accounts"]}
        cited: set[str] = set()
        for edge in ring["edges"]:
            assert edge["why"]
            cited.update(edge["why"])
            assert edge["bridge"] or {edge["left"], edge["right"]} <= ends
            parts = sum(part["weight_bits"] for part in edge["contributions"])
            assert edge["prior_bits"] + parts == pytest.approx(edge["weight_bits"], abs=0.1)
        assert cited <= ring["evidence"].keys()
        claims = [*ring["accounts"], *ring["callers"], *ring["payees"], *ring["orders"]]
        claims += [*ring["bursts"], *ring["edges"], *ring["timeline"], *ring["asks"]]
        claims += [step for ask in ring["asks"] for step in ask["series"]]
        assert ring["evidence"].keys() == {key for claim in claims for key in claim["why"]}


def test_explain_shows_every_ring_of_it_once(found: Path) -> None:
    done = nlp_guard("explain", found)
    assert done.returncode == 0, done.stderr
    data = document(found)
    n_edges = sum(len(ring["edges"]) for ring in data["rings"])
    assert done.stdout.count("match weight") == n_edges <= 40
    for ring in data["rings"]:
        assert ring["accounts"][0]["id"] in done.stdout


def test_conversations_come_by_stdin_and_rings_go_to_stdout(found: Path) -> None:
    done = nlp_guard("link", "--conversations", "-", "--orders", ORDERS, stdin=LINE)
    assert done.returncode == 0, done.stderr
    piped, data = json.loads(done.stdout), document(found)
    assert [ring["id"] for ring in piped["rings"]] == [ring["id"] for ring in data["rings"]]


def test_orders_come_by_stdin() -> None:
    (report,) = ORDERS.iterdir()
    text = report.read_text("gb18030")
    done = nlp_guard("link", "--orders", "-", stdin=text)
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert data["cases"] == []
    assert {ring["verdict"] for ring in data["rings"]} == {"none"}
    assert data["coverage"]["sources"][0]["path"] == "stdin"


def test_bad_lines_are_named_and_the_good_ones_linked(tmp_path: Path) -> None:
    unlabelled = '{"id": "9", "turns": [{"text": "四千块"}]}\n'
    lines = written(tmp_path, "mixed.jsonl", "{broken\n" + LINE + unlabelled + LINE + "[]\n")
    done = nlp_guard("link", "--conversations", lines)
    assert done.returncode == 3
    assert len(json.loads(done.stdout)["cases"]) == 1
    for words in (
        "mixed.jsonl: line 1: no labelled conversation",
        "line 3: no verdict in it; label it first",
        "line 4: its conversation stands there before",
    ):
        assert words in " ".join(done.stderr.split())
    assert "四千" not in done.stderr


def test_what_lies_beside_the_reports_is_left_alone(tmp_path: Path, labelled: Path) -> None:
    folder = tmp_path / "shop"
    (folder / "orders").mkdir(parents=True)
    for report in ORDERS.iterdir():
        (folder / "orders" / report.name).write_bytes(report.read_bytes())
    written(folder, "chat.jsonl", LINE)
    done = nlp_guard("link", "--conversations", labelled, "--orders", folder)
    assert done.returncode == 0, done.stderr
    (left,) = json.loads(done.stdout)["coverage"]["skipped"]
    assert (left["path"], left["failure"]) == ("chat.jsonl", False)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 2, "nothing to link"),
        (("--conversations", "-", "--orders", "-"), 2, "stdin can be read only once"),
        (("--orders", "nowhere"), 3, "nowhere: no such file or folder"),
        (("--conversations", "nowhere"), 3, "nowhere: No such file"),
        (("--orders", "{labelled}"), 3, "not an order report"),
        (("--conversations", "{labelled}", "--config", "{bad}"), 2, "linking: unknown key"),
        (("--conversations", "{labelled}", "--fail-on", "extortion"), 1, ""),
    ],
)
def test_exit_codes_say_what_went_wrong(
    tmp_path: Path, labelled: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    bad = written(tmp_path, "bad.toml", "[linking]\npartnerz = 1\n")
    done = nlp_guard("link", *(a.format(labelled=labelled, bad=bad) for a in arguments))
    assert done.returncode == code, done.stderr
    assert words in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
