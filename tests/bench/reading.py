"""How fast chats are read and in how much memory, on generated files.

``python -m tests.bench.reading`` prints one row per format: messages a second of processor time
(the median of ``--runs``), and the most memory the process has held so far; one ``--form`` alone
tells its own memory. ``--megabytes`` sets the size of the generated file.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from nlp_guard import plugins
from nlp_guard.protocols import ReadingContext, Source
from nlp_guard.records import Conversation, Provenance

START = datetime(2015, 7, 1, tzinfo=UTC)
_PER_BUYER = 12


def pane() -> Iterator[str]:
    """Endless pane copy: twelve messages a buyer, then the next."""
    for n, at in _clock():
        nick = "示例旗舰店:小美" if n % 2 else f"tb_样例{n // _PER_BUYER:07d}"
        stamp = f"{at.year}-{at.month}-{at.day} {at:%H:%M:%S}"
        yield f"{nick}{stamp}\n这是第 {n} 句话，用来量一量读得多快，没有别的意思\n已读\n"


def whatsapp() -> Iterator[str]:
    """Endless WhatsApp chat as Android writes it."""
    for n, at in _clock():
        name = "示例旗舰店:小美" if n % 2 else "样例 B"
        yield f"{at:%d/%m/%y, %H:%M} - {name}: 这是第 {n} 句话，没有别的意思\n"


def line() -> Iterator[str]:
    """Endless LINE history, a line for each day."""
    yield "[LINE] 与样例 B的聊天记录\n保存日期：2026/01/30 10:05\n"
    day = None
    for n, at in _clock():
        if at.date() != day:
            day = at.date()
            yield f"\n{at:%Y.%m.%d %A}\n"
        name = "示例旗舰店:小美" if n % 2 else "样例 B"
        yield f"{at:%H:%M}\t{name}\t这是第 {n} 句话，没有别的意思\n"


def _clock() -> Iterator[tuple[int, datetime]]:
    at, n = START, 0
    while True:
        yield n, at
        at += timedelta(seconds=7)
        n += 1


FORMS: dict[str, Callable[[], Iterator[str]]] = {
    "line_history": line,
    "qianniu_pane": pane,
    "whatsapp": whatsapp,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; return the exit code."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--megabytes", type=int, default=50)
    options.add_argument("--form", choices=sorted(FORMS), action="append")
    options.add_argument("--runs", type=int, default=3)
    chosen = options.parse_args(arguments)
    readers: dict[str, Source] = {one.name: one for one in plugins.load("sources").objects}
    with tempfile.TemporaryDirectory() as folder:
        for form in chosen.form or FORMS:
            path = Path(folder, form)
            _write(path, FORMS[form](), chosen.megabytes << 20)
            sys.stdout.write(_row(form, readers[form], path, chosen.runs) + "\n")
            sys.stdout.flush()
            path.unlink()
    return 0


def _write(path: Path, lines: Iterator[str], n_bytes: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        while out.tell() < n_bytes:
            out.writelines(next(lines) for _ in range(1000))


def _row(form: str, reader: Source, path: Path, n_runs: int) -> str:
    runs = [_read(reader, path) for _ in range(n_runs)]
    n_messages, n_talks, _ = runs[0]
    spent = statistics.median(seconds for *_, seconds in runs)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return (
        f"{form:20}{path.stat().st_size >> 20:6} MB{n_messages:10} messages{n_talks:8} talks"
        f"{n_messages / spent:10.0f} messages/s{peak:6} MB in all"
    )


def _read(reader: Source, path: Path) -> tuple[int, int, float]:
    """Return the messages and conversations read, and the seconds of processor time."""
    context = ReadingContext(
        provenance=Provenance(uri=path.name, sha256="0" * 64, read_at=START),
        timezone=ZoneInfo("Asia/Shanghai"),
        staff=frozenset({"示例旗舰店:小美"}),
        now=START,
    )
    start, n_messages, n_talks = time.process_time(), 0, 0
    for document in reader.read(path, context):
        if isinstance(document, Conversation):
            n_messages += len(document.utterances)
            n_talks += 1
    return n_messages, n_talks, time.process_time() - start


if __name__ == "__main__":
    sys.exit(main())
