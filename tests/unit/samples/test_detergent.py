"""The sample case is what its README says it is."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import re
import struct
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SAMPLE = Path(__file__).parents[3] / "samples" / "detergent"
CASE = SAMPLE / "case"
REPORT = CASE / "orders" / "ExportOrderList201507241000.csv"
HEADER = re.compile(r"^(?P<nick>.+?)(?P<ts>\d{4}-\d{1,2}-\d{1,2} \d{1,2}:\d{2}:\d{2})$")
LABELS = {"threat", "payment_demand", "percentage_commission"}

Row = dict[str, str]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    text = REPORT.read_bytes().decode("gbk")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture(scope="module")
def case() -> dict[str, Any]:
    (found,) = json.loads((SAMPLE / "expected" / "case.json").read_text("utf-8"))["cases"]
    assert isinstance(found, dict)
    return found


@pytest.fixture(scope="module")
def verdicts() -> dict[str, dict[str, str]]:
    return dict(json.loads((SAMPLE / "expected" / "verdicts.json").read_text("utf-8")))


@pytest.fixture
def generator(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_orders", SAMPLE / "make_orders.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "make_orders", module)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    spec.loader.exec_module(module)
    return module


def _ring(rows: list[Row], case: dict[str, Any]) -> list[Row]:
    nicks = {account["id"] for account in case["accounts"]}
    return [row for row in rows if row["买家会员名"] in nicks]


def _paid_at(row: Row) -> datetime:
    return datetime.fromisoformat(row["订单付款时间 "] + "+08:00")


def _kg(row: Row) -> Decimal:
    weight = re.search(r"(\d+)kg", row["宝贝标题 "])
    assert weight is not None
    return Decimal(weight[1]) * int(row["宝贝总数量"])


def _door(address: str) -> tuple[str, ...]:
    """Reduce an address to its road and its numbers, however they are written."""
    plain = re.sub(r"\(\d+\)$", "", address)
    plain = re.sub("六十六", "66", re.sub("十八", "18", plain))
    plain = plain.translate(str.maketrans("一二三四五六七八九", "123456789"))
    road = re.search(r"\s(\S+?(?:路|街|大道|巷|里|弄))\d", plain)
    assert road is not None, address
    return (road[1], *re.findall(r"\d+|[AB](?=座)", plain[road.end(1) :]))


def _identifiers(row: Row) -> set[tuple[str, ...]]:
    phones = {row["联系手机"].lstrip("'"), row["联系电话 "].lstrip("'")} - {"null"}
    found: set[tuple[str, ...]] = {("phone", phone) for phone in phones}
    payer = row["买家支付宝账号"]
    found.add(("phone", payer) if payer.isdigit() else ("mail", payer))
    return found | {("receiver", row["收货人姓名"]), ("door", *_door(row["收货地址 "]))}


def test_generator_reproduces_its_files_when_run_again(generator: ModuleType) -> None:
    for path, content in generator.files().items():
        assert path.read_bytes() == content, path.name


def test_report_has_the_real_form(rows: list[Row]) -> None:
    raw = REPORT.read_bytes()
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    assert raw.count(b"\n") == raw.count(b"\r\n") == len(rows) + 1
    header = raw.decode("gbk").split("\r\n", 1)[0].split(",")
    assert len(header) == 41
    assert [name for name in header if name.endswith(" ")] == [
        "收货地址 ",
        "联系电话 ",
        "订单付款时间 ",
        "宝贝标题 ",
        "宝贝种类 ",
        "物流单号 ",
    ]
    assert raw.split(b"\r\n")[1].startswith(b'"=""1930')
    assert all(re.fullmatch(r"'1[3-9]\d{9}", row["联系手机"]) for row in rows)
    assert all("0000" in row["联系手机"] for row in rows)
    assert len({row["订单编号"] for row in rows}) == len(rows)
    assert sum("，" in row["宝贝标题 "] for row in rows) >= 30
    assert {row["订单状态"] for row in rows} >= {"交易关闭", "卖家部分发货"}


def test_ordinary_orders_fill_the_day(rows: list[Row], case: dict[str, Any]) -> None:
    ring = _ring(rows, case)
    others = [row for row in rows if row not in ring]
    assert sum(row["订单创建时间"].startswith("2015-07-23") for row in others) >= 300
    rush = [
        row for row in others if "2015-07-23 10:00" <= row["订单创建时间"] < "2015-07-23 10:13"
    ]
    assert len(rush) >= 90
    inside = [
        row
        for row in others
        if "2015-07-23 11:19" <= row["订单付款时间 "] < "2015-07-23 11:49"
        or "2015-07-23 15:55" <= row["订单付款时间 "] < "2015-07-23 16:00"
    ]
    assert len(inside) >= 15


def test_ring_is_that_of_the_newspaper(rows: list[Row], case: dict[str, Any]) -> None:
    ring = _ring(rows, case)
    assert (len(case["accounts"]), len(ring)) == (17, 57)
    assert {row["订单编号"].strip('="') for row in ring} == {o["id"] for o in case["orders"]}
    assert 600 < sum(int(row["宝贝总数量"]) for row in ring) < 700
    assert 2900 < sum(map(_kg, ring)) < 3000
    assert {row["订单状态"] for row in ring} == {"买家已付款，等待卖家发货"}
    for row in ring:
        for clock in (row["订单创建时间"], row["订单付款时间 "]):
            assert "2015-07-23 11:19" <= clock < "2015-07-23 11:49" or (
                "2015-07-23 15:55" <= clock < "2015-07-23 16:00"
            )
    leader = [row for row in ring if row["买家会员名"] == "天若惜"]
    assert (len(leader), sum(int(row["宝贝总数量"]) for row in leader)) == (3, 240)
    assert 900 < sum(map(_kg, leader)) < 1000
    assert _paid_at(leader[0]) - _paid_at(leader[-1]) <= timedelta(minutes=4)


def test_expected_figures_follow_from_the_report(rows: list[Row], case: dict[str, Any]) -> None:
    ring = _ring(rows, case)
    paid = [Decimal(row["买家实际支付金额"]) for row in ring]
    turnover = sum(paid)
    exposure = case["exposure"]
    assert 20_100 < turnover < 20_200
    assert exposure["turnover"] == float(turnover)
    hold = sum(min(price * Decimal("0.3"), Decimal(500)) for price in paid)
    assert exposure["hold"] == pytest.approx(float(hold), abs=0.3)
    assert exposure["ship"] == float(sum(map(_kg, ring)) * Decimal("5.50"))
    assert exposure["ship"] > 16_000
    assert exposure["weight_kg"] == exposure["pieces"] * 4.8
    rate, total, each = case["asks"]
    assert (rate["low"], rate["high"]) == (20, 30)
    assert rate["total_low"] == pytest.approx(float(turnover) * 0.2)
    assert rate["total_low"] == pytest.approx(total["total_low"], rel=0.02)
    assert (total["total_high"], each["total_high"]) == (4000, 68_000)
    assert total["deadline"] == each["deadline"] == "2015-07-24T12:00:00+08:00"
    first = min(case["orders"], key=lambda order: order["paid_at"])
    assert first["ship_by"] == "2015-07-26T11:19:00+08:00"
    for order in case["orders"]:
        due = datetime.fromisoformat(order["paid_at"]) + timedelta(hours=72)
        assert order["ship_by"] == due.isoformat()
    assert sum(burst["orders"] for burst in case["bursts"]) == 57


def test_payees_are_the_payers_of_the_ring(rows: list[Row], case: dict[str, Any]) -> None:
    payers = {row["买家会员名"]: row["买家支付宝账号"] for row in _ring(rows, case)}
    assert {p["account"]: p["id"] for p in case["payees"]} == payers
    listed = (CASE / "chats" / "木子清欢2015.txt").read_bytes().decode("gbk")
    folded = re.sub(r"(?<=\d)[ -](?=\d)", "", listed.replace("零", "0")).translate(
        str.maketrans("一三七九", "1379")
    )
    for payer in payers.values():
        assert payer in folded


def test_every_ring_account_is_tied_by_something_hard(case: dict[str, Any]) -> None:
    named = {payee["account"] for payee in case["payees"]}
    assert named == {account["id"] for account in case["accounts"]}
    senders = {a["id"] for a in case["accounts"] if "sender" in a["roles"]}
    assert len(senders) == 6


def test_addresses_are_shared_in_different_spelling(rows: list[Row], case: dict[str, Any]) -> None:
    ring = _ring(rows, case)
    flat = [row for row in ring if _door(row["收货地址 "])[-1] == "1102"]
    depot = [row for row in ring if "练习大道" in row["收货地址 "]]
    for group in (flat, depot):
        assert len({_door(row["收货地址 "]) for row in group}) == 1
        assert len({row["收货地址 "] for row in group}) == 4
        assert len({row["买家会员名"] for row in group}) == 4


def test_nobody_else_shares_a_hard_identifier(rows: list[Row], case: dict[str, Any]) -> None:
    ring = _ring(rows, case)
    mine = set[tuple[str, ...]]().union(*(_identifiers(row) for row in ring))
    for row in rows:
        if row not in ring:
            assert not _identifiers(row) & mine, row["买家会员名"]
    assert ("phone", "13900000000") in mine
    neighbours = [row for row in rows if "样例花园" in row["收货地址 "] and row not in ring]
    assert len(neighbours) == 3


def _headers(name: str) -> Iterator[tuple[str, str]]:
    raw = (CASE / "chats" / name).read_bytes()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("gbk")
    for line in text.splitlines():
        if found := HEADER.match(line):
            yield found["nick"], found["ts"]


def test_chats_are_named_in_the_verdicts(verdicts: dict[str, dict[str, str]]) -> None:
    chats = {path.name for path in (CASE / "chats").iterdir()}
    calls = {path.name for path in (CASE / "calls").iterdir()}
    assert set(verdicts) == {f"chats/{n}" for n in chats} | {f"calls/{n}" for n in calls}
    for name in chats:
        buyers = {nick for nick, _ in _headers(name) if ":" not in nick}
        assert buyers == set(verdicts[f"chats/{name}"]), name
        times = [datetime.strptime(ts, "%Y-%m-%d %H:%M:%S") for _, ts in _headers(name)]  # noqa: DTZ007
        assert times == sorted(times), name
    found = [v for by_nick in verdicts.values() for v in by_nick.values()]
    assert (found.count("extortion"), found.count("suspicious")) == (8, 1)
    assert found.count("none") >= 22


def test_only_ring_accounts_extort(
    case: dict[str, Any], verdicts: dict[str, dict[str, str]]
) -> None:
    nicks = {account["id"] for account in case["accounts"]}
    for name, by_nick in verdicts.items():
        if name.startswith("chats/"):
            for nick, verdict in by_nick.items():
                assert (verdict == "extortion") == (nick in nicks), name


def test_chats_come_in_several_encodings_and_line_ends() -> None:
    raw = [path.read_bytes() for path in (CASE / "chats").iterdir()]
    assert sum(b"\r\n" in content for content in raw) == 3

    def is_utf8(content: bytes) -> bool:
        try:
            return bool(content.decode("utf-8"))
        except UnicodeDecodeError:
            return False

    assert sum(not is_utf8(content) for content in raw) == 2


def test_timeline_stands_in_the_chats(case: dict[str, Any]) -> None:
    said = {ts for name in ("天若惜.txt", "木子清欢2015.txt") for _, ts in _headers(name)}
    for entry in case["timeline"]:
        if entry["what"] == "message":
            at = datetime.fromisoformat(entry["at"])
            assert f"{at.year}-{at.month}-{at.day} {at.hour}:{at:%M:%S}" in said


def _wave(path: Path) -> tuple[int, int, int, float]:
    """Return (format tag, channels, Hz, seconds); the standard library refuses G.711."""
    raw = path.read_bytes()
    assert (raw[:4], raw[8:12]) == (b"RIFF", b"WAVE")
    chunks, at = {}, 12
    while at + 8 <= len(raw):
        name, size = struct.unpack_from("<4sI", raw, at)
        chunks[name] = raw[at + 8 : at + 8 + size]
        assert len(chunks[name]) == size, "cut off"
        at += 8 + size + size % 2
    tag, channels, rate = struct.unpack_from("<HHI", chunks[b"fmt "])
    return tag, channels, rate, len(chunks[b"data"]) / (channels * rate)


@pytest.mark.parametrize(
    ("name", "tag", "channels"),
    [
        ("20150724-0915_13900000000_stereo.wav", 7, 2),
        ("20150724-1040_13900000000_mono.wav", 6, 1),
    ],
)
def test_calls_are_telephone_audio(name: str, tag: int, channels: int) -> None:
    found_tag, found_channels, rate, seconds = _wave(CASE / "calls" / name)
    assert (found_tag, found_channels, rate) == (tag, channels, 8000)
    assert 60 <= seconds <= 120


def test_calls_stay_small_together() -> None:
    assert sum(path.stat().st_size for path in (CASE / "calls").iterdir()) < 2_000_000


def test_scripts_match_their_recordings() -> None:
    lines = (SAMPLE / "scripts" / "calls.jsonl").read_text("utf-8").splitlines()
    for call in map(json.loads, lines):
        seconds = _wave(CASE / "calls" / f"{call['id']}.wav")[3]
        labelled = set()
        previous = 0.0
        for turn in call["turns"]:
            assert previous <= turn["start"] < turn["end"] <= seconds
            previous = turn["end"]
            labelled |= set(turn["labels"])
            assert turn["role"] == "buyer" or not turn["labels"]
            for slots in turn.get("slots", {}).values():
                assert all(slot["text"] in turn["text"] for slot in slots)
        assert {"threat", "payment_demand"} <= labelled <= LABELS


def test_bad_input_is_bad() -> None:
    bad = SAMPLE / "bad"
    assert (bad / "folder.wav").is_dir()
    assert (bad / "empty.txt").read_bytes() == b""
    assert (bad / "delivery_note.pdf").read_bytes().startswith(b"%PDF-")
    with pytest.raises((AssertionError, struct.error)):
        _wave(bad / "20150724-1130_cut_off.wav")
    with pytest.raises((AssertionError, KeyError, struct.error)):
        _wave(bad / "20150724-1135_header_only.wav")
    for name in ("ExportOrderList201507250900.csv", "ExportOrderList201507250910.csv"):
        assert "买家会员名" not in (bad / name).read_bytes().decode("gb18030", "replace")
    assert sum(path.stat().st_size for path in bad.iterdir() if path.is_file()) < 20_000
