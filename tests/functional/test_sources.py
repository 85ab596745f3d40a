"""``nlp-guard sources explain``, and mappings on the command line."""

from __future__ import annotations

import json
from pathlib import Path

from tests.fakes.reading import written
from tests.functional.conftest import nlp_guard

DEMAND = "给我四千块，打到支付宝13800000000，不然就投诉你们"
QUICK = '[signals]\ndetectors = ["lexicon"]\n'
SECRET = "四千块打到支付宝"
WHATSAPP = f"[14/11/23, 22:13:20] Ann: {SECRET}\n[14/11/23, 22:14:20] Shop: no\n"
TABLE = f"会话编号,发送时间,发送人,角色,消息内容\n1,2023-11-14 22:13:20,Ann,客户,{SECRET}\n"


def test_explain_says_who_knows_a_file_and_why_and_quotes_nobody(tmp_path: Path) -> None:
    path = written(tmp_path, "export.dat", WHATSAPP)
    done = nlp_guard("sources", "explain", path)
    assert done.returncode == 0, done.stderr
    assert "whatsapp" in done.stdout
    assert "0.97" in done.stdout
    assert "2 messages" in done.stdout
    assert f"{len(SECRET)} characters" in done.stdout
    assert SECRET not in done.stdout + done.stderr
    assert "Ann" not in done.stdout + done.stderr


def test_explain_tells_what_was_settled_by_default(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", "03/04/19, 10:00 - Ann: hi\n")
    done = nlp_guard("sources", "explain", path)
    assert done.returncode == 0
    assert "taken as day/month/year" in " ".join(done.stderr.split())


def test_what_explain_proposes_reads_the_file_once_it_lies_beside_it(tmp_path: Path) -> None:
    path = written(tmp_path, "chats/table.csv", TABLE)
    asked = nlp_guard("sources", "explain", path)
    assert asked.returncode == 3
    assert "no reader knows this content" in asked.stdout
    proposal = asked.stdout[asked.stdout.index("[my_chats]") :]
    written(tmp_path, "chats/mapping.toml", proposal)
    again = nlp_guard("sources", "explain", path)
    assert again.returncode == 0, again.stderr
    assert "my_chats" in again.stdout
    config = written(tmp_path, "quick.toml", QUICK)
    done = nlp_guard("detect", tmp_path / "chats", "--config", config)
    assert done.returncode == 0, done.stderr
    (row,) = map(json.loads, done.stdout.splitlines())
    assert (row["account"], row["turns"][0]["role"]) == ("Ann", "buyer")
    assert row["turns"][0]["text"] == SECRET


def test_a_mapping_in_the_configuration_reads_files_too(tmp_path: Path) -> None:
    path = written(tmp_path, "t.csv", "who;what\nAnn;hi\n")
    config = written(
        tmp_path,
        "config.toml",
        QUICK
        + '[sources.mapping.mine]\nkind = "chat"\n'
        + 'columns.speaker = "who"\ncolumns.text = "what"\n',
    )
    done = nlp_guard("detect", path, "--config", config)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["turns"][0]["text"] == "hi"


def test_a_wrong_mapping_is_wrong_usage(tmp_path: Path) -> None:
    path = written(tmp_path, "t.csv", TABLE)
    written(tmp_path, "mapping.toml", '[mine]\nkind = "chat"\ncolumns.txt = "消息内容"\n')
    done = nlp_guard("detect", path)
    assert done.returncode == 2
    assert "sources.mapping.mine.columns.txt: unknown field" in " ".join(done.stderr.split())


def test_explain_of_a_missing_file_ends_with_3(tmp_path: Path) -> None:
    done = nlp_guard("sources", "explain", tmp_path / "nowhere")
    assert done.returncode == 3
    assert "no such file" in " ".join(done.stderr.split())


def test_a_call_in_json_goes_through_the_whole_run(tmp_path: Path) -> None:
    turns = [
        {"ParticipantRole": "AGENT", "Content": "您好", "BeginOffsetMillis": 0,
         "EndOffsetMillis": 900},
        {"ParticipantRole": "CUSTOMER", "Content": DEMAND, "BeginOffsetMillis": 1000,
         "EndOffsetMillis": 5000},
    ]  # fmt: skip
    written(
        tmp_path,
        "calls/20150724-0915_13900000000.json",
        json.dumps({"JobName": "a", "Transcript": turns}, ensure_ascii=False),
    )
    config = written(tmp_path, "quick.toml", QUICK)
    out = tmp_path / "out"
    done = nlp_guard("run", tmp_path / "calls", "--out", out, "--config", config)
    assert done.returncode == 0, done.stderr
    case = json.loads((out / "case.json").read_text("utf-8"))
    (found,) = case["cases"]
    quotes = [one for one in found["evidence"].values() if one.get("locator")]
    assert quotes
    for one in quotes:
        assert one["quote"] == DEMAND[one["start"] : one["end"]]
        assert one["start_s"] >= 1.0
