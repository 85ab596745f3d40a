"""How fast conversations are read from JSON Lines, and in how much memory.

``python -m tests.bench.conversation_lines`` writes an invented file, reads it, and prints messages
a second and the highest memory; ``--size 1e9`` makes it a gigabyte, and ``--beside DIR`` reads it
in turn with the package of another checkout in DIR. Seconds are those of the processor, so that
the figures hold on a busy machine.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
TURNS = 20
READING = """
import resource, sys, time
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo
from nlp_guard.protocols import ReadingContext
from nlp_guard.records import Provenance
from nlp_guard.sources.conversation_lines import ConversationLines

now = datetime.now(UTC)
told = ReadingContext(provenance=Provenance(uri="a", sha256="", read_at=now),
                      timezone=ZoneInfo("UTC"), staff=frozenset(), now=now)
start = time.process_time()
n = sum(len(c.utterances) for c in ConversationLines().read(Path(sys.argv[1]), told))
took = time.process_time() - start
print(n / took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def write(path: Path, size: float) -> int:
    """Write invented conversations until the file is as large as wanted; count the messages."""
    n = 0
    with path.open("w", encoding="utf-8") as out:
        while out.tell() < size:
            turns = [
                {"id": f"c{n}:{k}", "role": ("buyer", "agent")[k % 2], "speaker": "样例买家",
                 "time": "2015-07-23T10:00:00+08:00", "text": "今天发货吗，这个什么时候能到"}
                for k in range(TURNS)
            ]  # fmt: skip
            row = {
                "id": f"c{n}",
                "channel": "chat",
                "lang": "zh",
                "account": "样例",
                "turns": turns,
            }
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            n += TURNS
    return n


def read(path: Path, package: Path) -> tuple[float, float]:
    """Return messages a second and the peak of memory in MB, in a process of its own."""
    done = subprocess.run(  # noqa: S603 - our own interpreter, fixed code
        [sys.executable, "-c", READING, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=package,
        env={**os.environ, "PYTHONPATH": str(package)},
    )
    speed, peak = map(float, done.stdout.split())
    return speed, peak


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--size", type=float, default=5e7, help="bytes of the file")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--beside", type=Path, help="folder with another nlp_guard package")
    args = parser.parse_args()
    packages = {"this": ROOT} | ({"beside": args.beside.resolve()} if args.beside else {})
    figures: dict[str, list[tuple[float, float]]] = {name: [] for name in packages}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "c.jsonl"
        n = write(path, args.size)
        print(f"{n:,} messages, {path.stat().st_size / 1e6:,.0f} MB")  # noqa: T201 - a command
        for _ in range(args.rounds):
            for name, package in packages.items():
                figures[name].append(read(path, package))
    for name, rounds in figures.items():
        speed, peak = median(s for s, _ in rounds), max(p for _, p in rounds)
        print(f"{name:8} {speed:10,.0f} messages per CPU second  peak {peak:6,.0f} MB")  # noqa: T201


if __name__ == "__main__":
    main()
