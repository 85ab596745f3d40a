"""Checks the reader's own training files against the annotation guide's closed sets.

Run as ``python models/reader/check_data.py``: prints the counts by verdict, label and kind, then
every fault with file and line, and ends with status 1 if there is one. Faults never quote a turn.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
ROLES = {"buyer", "agent", "system"}
VERDICTS = {"extortion", "suspicious", "none"}
LABELS = {"threat", "payment_demand", "percentage_commission"}
KINDS = {
    "mass_return",
    "order_flood",
    "complaint",
    "bad_review",
    "penalty",
    "exposure",
    "violence",
    "legal",
    "other",
}
PAYEES = {"alipay", "wechat", "bank", "qq", "paypal", "phone", "email", "crypto", "other"}
SLOT_FIELDS = {
    "amounts": {"low", "high", "currency", "per", "unit", "text"},
    "percent": {"low", "high", "of", "text"},
    "payees": {"kind", "id", "count", "text"},
    "deadline": {"at", "text"},
    "on_behalf_of": {"count", "who", "text"},
    "condition": {"text"},
}


def read_rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows of a JSON Lines file with their line numbers from 1."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        yield number, json.loads(line)


def label_faults(row: dict[str, Any]) -> Iterator[str]:
    """Faults in the labels and kinds of a turn or of a correction."""
    labels, kinds = row["labels"], row.get("threat_kinds", [])
    if not set(labels) <= LABELS or len(labels) != len(set(labels)):
        yield "labels outside the closed set or twice"
    if not set(kinds) <= KINDS or len(kinds) != len(set(kinds)):
        yield "threat kinds outside the closed set or twice"
    if ("threat" in labels) != bool(kinds):
        yield "a threat without kinds, or kinds without a threat"


def entry_faults(name: str, entry: dict[str, Any], text: str) -> Iterator[str]:
    """Faults of one entry of a slot: unknown fields, text that is not in the turn, order."""
    if not set(entry) <= SLOT_FIELDS[name]:
        yield f"unknown field in {name}"
    if not entry["text"] or entry["text"] not in text:
        yield f"the text of {name} is not in the turn"
    if "low" in entry and entry["low"] > entry["high"]:
        yield f"low above high in {name}"
    if name == "payees" and entry["kind"] not in PAYEES:
        yield "payee kind outside the closed set"


def slot_faults(turn: dict[str, Any]) -> Iterator[str]:
    """Faults in the slots of a turn, and slots where there is nothing to fill them."""
    slots = turn.get("slots", {})
    if slots and (turn["role"] != "buyer" or not turn["labels"]):
        yield "slots on a turn that bears none"
    for name, entries in slots.items():
        if name not in SLOT_FIELDS:
            yield f"unknown slot {name}"
            continue
        for entry in entries:
            yield from entry_faults(name, entry, turn["text"])


def turn_faults(turn: dict[str, Any]) -> Iterator[str]:
    """Faults of one turn by the guide's rules on who may carry what."""
    if turn["role"] not in ROLES:
        yield "unknown role"
    if not turn["text"].strip():
        yield "empty text"
    if turn["role"] == "system" and turn["labels"]:
        yield "a system turn carries a label"
    if turn["role"] == "agent" and {"threat", "payment_demand"} & set(turn["labels"]):
        yield "the shop's staff carries a threat or demand"
    yield from label_faults(turn)
    yield from slot_faults(turn)


def conversation_faults(row: dict[str, Any]) -> Iterator[str]:
    """Faults of one conversation: verdict, order of times, twin, halves of an extortion."""
    if row["verdict"] not in VERDICTS or row["channel"] not in {"chat", "call"}:
        yield "verdict or channel outside the closed set"
    if row["lang"] not in {"zh", "en"}:
        yield "unknown language"
    times = [datetime.fromisoformat(turn["time"]) for turn in row["turns"] if "time" in turn]
    if times != sorted(times) or len(times) not in {0, len(row["turns"])}:
        yield "times missing on some turns or out of order"
    if len(row.get("plain", row["turns"])) != len(row["turns"]):
        yield "the plain twin has another number of turns"
    said = {label for turn in row["turns"] if turn["role"] == "buyer" for label in turn["labels"]}
    if row["verdict"] == "extortion" and not {"threat", "payment_demand"} <= said:
        yield "extortion without both halves in the outside party's turns"
    for number, turn in enumerate(row["turns"]):
        yield from (f"turn {number}: {fault}" for fault in turn_faults(turn))


def correction_faults(row: dict[str, Any]) -> Iterator[str]:
    """Faults of one correction of another file's turn or verdict."""
    if not {"file", "line", "why"} <= set(row):
        yield "a correction needs file, line and why"
    if "verdict" in row:
        if row["verdict"] not in VERDICTS or "turn" in row:
            yield "a correction of a verdict names no turn, and a verdict of the closed set"
    elif {"turn", "labels", "threat_kinds"} <= set(row):
        yield from label_faults(row)
    else:
        yield "a correction needs turn, labels and threat_kinds, or a verdict"


def count(row: dict[str, Any], counts: Counter[str]) -> None:
    """Adds a conversation's verdict, labels and kinds to the counts."""
    counts[f"verdict {row['verdict']}"] += 1
    counts[f"{row['channel']} {row['lang']}"] += 1
    counts["with plain twin"] += "plain" in row
    for turn in row["turns"]:
        counts["turns"] += 1
        counts.update(f"label {label}" for label in turn["labels"])
        counts.update(f"kind {kind}" for kind in turn.get("threat_kinds", []))
        counts.update(f"slot {slot}" for slot in turn.get("slots", {}))


def main() -> int:
    """Checks every file of the folder; returns the number of faults, at most 1."""
    counts: Counter[str] = Counter()
    faults: list[str] = []
    identifiers: Counter[str] = Counter()
    for path in sorted(DATA.glob("added_*.jsonl")):
        for number, row in read_rows(path):
            faults += [f"{path.name}:{number}: {fault}" for fault in conversation_faults(row)]
            identifiers[row["id"]] += 1
            count(row, counts)
    faults += [f"{name}: used twice" for name, uses in identifiers.items() if uses > 1]
    for number, row in read_rows(DATA / "relabels.jsonl"):
        faults += [f"relabels.jsonl:{number}: {fault}" for fault in correction_faults(row)]
        counts["corrections"] += 1
    for name in sorted(counts):
        print(f"{name}: {counts[name]}")
    print(*faults, sep="\n")
    return min(len(faults), 1)


if __name__ == "__main__":
    sys.exit(main())
