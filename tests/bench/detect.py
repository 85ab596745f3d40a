"""How fast service chat is read, and how long one message of a live conversation takes.

``python -m tests.bench.detect`` writes ordinary service chat with one conversation of extortion in
a hundred to a temporary file, has the whole program read it, and prints messages per second, by
the rules alone and with the reader; then what one more message costs in a live conversation.
Needs the folder ``../shared``.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from nlp_guard.codec import conversation_from_dict, to_line
from nlp_guard.config import Config
from nlp_guard.guard import Guard
from nlp_guard.records import Conversation

TRAIN = Path(__file__).resolve().parents[3] / "shared" / "data" / "train"
SHARE = 0.01
_TAILS = "呢呀哦嗯哈噢啦嘛"
_TAIL = 3
"""Particles put behind each message, so that hardly any is the same twice and none is recalled."""
_CONFIGS = {
    "rules alone": '[signals]\ndetectors = ["lexicon"]\n',
    "reader where the verdict may change": "[signals]\nis_thorough = false\n",
    "reader where anything may change": "",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; return the exit code."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--messages", type=int, default=100_000)
    options.add_argument("--live", type=int, default=40, help="conversations followed live")
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--write", type=Path, help="only write the chat to this file")
    chosen = options.parse_args(arguments)
    random = Random(chosen.seed)  # noqa: S311
    if chosen.write:
        _tell(f"{_write(chosen.write, chosen.messages, random)} messages")
        return 0
    with TemporaryDirectory() as folder:
        chat = Path(folder) / "chat.jsonl"
        n_messages = _write(chat, chosen.messages, random)
        for name, settings in _CONFIGS.items():
            config = Path(folder) / "config.toml"
            config.write_text(settings, "utf-8")
            _tell(f"whole program, {name}: {_throughput(chat, config, n_messages)}")
    sessions = [_conversation(row) for row in _mixed(chosen.live, random)]
    for name, settings in _CONFIGS.items():
        _tell(f"one live message, {name}: {_latency(Guard(Config.from_toml(settings)), sessions)}")
    return 0


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _write(path: Path, n_messages: int, random: Random) -> int:
    """Write conversations until there are enough messages; return how many there are."""
    written = 0
    with path.open("w", encoding="utf-8") as out:
        for row in _mixed(n_messages, random):
            out.write(to_line(row))
            written += len(row["turns"])
            if written >= n_messages:
                break
    return written


def _mixed(most: int, random: Random) -> Iterator[dict[str, Any]]:
    """Give conversations, one in a hundred extortion, each message with another tail."""
    ordinary, extortion = _sessions(), _extortion()
    for number in range(most):
        kind = extortion if random.random() < SHARE else ordinary
        turns = [
            {**turn, "text": turn["text"] + "".join(random.choices(_TAILS, k=_TAIL))}
            for turn in random.choice(kind)
        ]
        yield {"id": f"c{number}", "channel": "chat", "lang": "zh", "turns": turns}


def _sessions() -> list[list[dict[str, Any]]]:
    sessions: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in _rows(TRAIN / "jddc_half.jsonl"):
        turn = {"role": row["role"], "speaker": row["role"], "text": row["text"]}
        sessions[row["session"]].append(turn)
    return list(sessions.values())


def _extortion() -> list[list[dict[str, Any]]]:
    rows = (row for path in sorted(TRAIN.glob("written_*zh.jsonl")) for row in _rows(path))
    return [
        [{key: turn[key] for key in ("role", "speaker", "text") if key in turn}
         for turn in row["turns"]]
        for row in rows
        if row["verdict"] == "extortion" and row["channel"] == "chat"
    ]  # fmt: skip


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _conversation(row: dict[str, Any]) -> Conversation:
    return conversation_from_dict(row)


def _throughput(chat: Path, config: Path, n_messages: int) -> str:
    """Run the program as a user does, start and loading of weights included."""
    command = [sys.executable, "-m", "nlp_guard", "detect", str(chat)]
    command += ["--out", os.devnull, "--config", str(config)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, check=True)  # noqa: S603
    taken = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return (
        f"{n_messages / taken:,.0f} messages/s ({n_messages} in {taken:.1f} s, "
        f"{spent:.1f} s of processor time)"
    )


def _latency(guard: Guard, conversations: Sequence[Conversation]) -> str:
    """Judge every conversation anew with each message, as the live watch does."""
    taken: list[float] = []
    guard.detect(conversations[0])
    for conversation in conversations:
        for n in range(1, len(conversation.utterances) + 1):
            sofar = replace(conversation, utterances=conversation.utterances[:n])
            start = time.perf_counter()
            guard.detect(sofar)
            taken.append(time.perf_counter() - start)
    taken.sort()
    places = (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))
    return ", ".join(f"{name} {1e3 * taken[int(at * len(taken))]:.2f} ms" for name, at in places)


if __name__ == "__main__":
    sys.exit(main())
