"""Broken files for every reader: none may do anything but give records or say why not.

``python -m tests.fuzz.readers --minutes 10`` changes files of every known format at random and
prints the cases by reader; whatever raises anything but `InputError`, or takes more than five
seconds of processor time, is kept in ``--keep`` and fails the run. ``--atheris`` lets atheris
(installed apart) steer the changes by the code they reach.
"""

from __future__ import annotations

import argparse
import io
import random
import signal
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from types import FrameType

import xlwt

from nlp_guard import plugins
from nlp_guard.errors import InputError
from nlp_guard.protocols import Source
from nlp_guard.sources.archives import is_archive, members, unpacked
from tests.fakes.exports import EXPORTS
from tests.fakes.exports.made_conversations import plain
from tests.fakes.order_reports import REPORTS, Goods, Sale
from tests.fakes.reading import SHANGHAI, context

MAX_CPU_S = 5.0
MAX_RECORDS = 20_000
TOKENS = tuple(
    token.encode()
    for token in (
        *(
            "\0",
            "\n",
            "\r\n",
            "\t",
            ",",
            '"',
            '""',
            "'",
            "{",
            "}",
            "[",
            "]",
            "<",
            ">",
            "&#0;",
            "&",
        ),
        *("null", "NaN", "Infinity", "-1", "1e999", "9" * 30, "1.93E+18", "true", "\\ud800", "\\"),
        *("2015-07-23 10:00:00", "0000-00-00", "9999-12-31 23:59:59", "2/30/15", "25:61", "上午"),
        *(
            "\ufeff",
            "\u202e",
            "\u2028",
            "：",
            "（",
            "样例",
            "😀",
            "!/",
            "../",
            "<!DOCTYPE x>",
            "%s",
        ),
    )
)
SALE = Sale(
    number="1930000000000001",
    buyer="样例买家",
    goods=(Goods("样例皂", 1, Decimal("3.50")), Goods("样例刷", 2, Decimal(9))),
    created_at=datetime(2015, 7, 23, 11, 18, tzinfo=SHANGHAI),
    paid_at=datetime(2015, 7, 23, 11, 19, tzinfo=SHANGHAI),
)


class Hang(Exception):
    """A case took too long."""


@dataclass(frozen=True, slots=True)
class Seed:
    """A good file, and the reader that knows it."""

    reader: str
    name: str
    data: bytes


@dataclass(slots=True)
class Outcome:
    """What the cases came to."""

    cases: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    failures: dict[str, bytes] = field(default_factory=dict)


def seeds() -> list[Seed]:
    """Return a good file of every format that is written in the tests."""
    chats = (Seed(e.reader, e.file_name, e.write([plain(e)])) for e in EXPORTS)
    orders = (Seed(r.reader, r.file_name, r.write([SALE])) for r in REPORTS)
    return [
        *chats,
        *orders,
        *_old_forms(),
        Seed("shop_facts", "case.toml", b'[shop]\nstaff = ["x"]\n'),
    ]


def _old_forms() -> list[Seed]:
    """Return an order report as Excel 97 and as a web page hold it."""
    report = next(report for report in REPORTS if report.reader == "export_order_list")
    table = [line.split(",") for line in report.write([SALE]).decode("gb18030").splitlines()]
    book = xlwt.Workbook()
    sheet = book.add_sheet("x")
    for y, line in enumerate(table):
        for x, cell in enumerate(line):
            sheet.write(y, x, cell)
    data = io.BytesIO()
    book.save(data)
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in line) for line in table)
    page = f"<html><table>{rows}</table></html>".encode("gb18030")
    return [
        Seed(report.reader, "a.xls", data.getvalue()),
        Seed(report.reader, "b.xls", page),
    ]


def changed(data: bytes, others: Sequence[Seed], chance: random.Random) -> bytes:
    """Change a file at random; of a packed one now and then a member, packed again."""
    if data.startswith(b"PK") and chance.random() < 0.8:
        with suppress(zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError):
            return _changed_member(data, others, chance)
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        data = _changed_once(data, others, chance)
    return data


def _changed_member(data: bytes, others: Sequence[Seed], chance: random.Random) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w") as target:
        victim = chance.choice(source.namelist())
        for info in source.infolist():
            inner = source.read(info)
            target.writestr(
                info.filename,
                _changed_once(inner, others, chance) if info.filename == victim else inner,
            )
    return buffer.getvalue()


def _changed_once(data: bytes, others: Sequence[Seed], chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    end = min(len(data), at + chance.choice((1, 2, 8, 64, 512)))
    other = chance.choice(others).data
    start = chance.randrange(len(other) + 1)
    token = chance.choice(TOKENS)
    ways = (
        lambda: token + data[at:],
        lambda: token + data[end:],
        lambda: data[end:],
        lambda: data[at:end] * chance.choice((2, 3, 50)) + data[end:],
        lambda: b"",
        lambda: other[start : start + 64] + data[at:],
        lambda: chance.randbytes(end - at) + data[end:],
    )
    return data[:at] + chance.choice(ways)()


def try_case(reader: Source, path: Path, data: bytes, outcome: Outcome) -> None:
    """Hand one file to one reader."""
    path.write_bytes(data)
    outcome.cases[reader.name] += 1
    signal.setitimer(signal.ITIMER_VIRTUAL, MAX_CPU_S)
    try:
        share = reader.sniff(path, data[:65_536])
        if not 0.0 <= share <= 1.0:
            raise AssertionError(f"sniffed {share}")
        for _ in islice(reader.read(path, context(path.name)), MAX_RECORDS):
            pass
    except InputError:
        outcome.refused[reader.name] += 1
    except BaseException as failure:
        if isinstance(failure, KeyboardInterrupt | SystemExit):
            raise
        place = traceback.extract_tb(failure.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        outcome.failures.setdefault(f"{reader.name}: {type(failure).__name__} at {where}", data)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def try_archive(path: Path, data: bytes, outcome: Outcome) -> None:
    """Unpack a broken archive as an intake does."""
    path.write_bytes(data)
    outcome.cases["archives"] += 1
    try:
        if is_archive(path):
            for member in members(path, path.name, lambda uri, why: None)[:20]:
                with unpacked(path, member):
                    pass
    except (InputError, OSError):
        outcome.refused["archives"] += 1
    except Exception as failure:
        place = traceback.extract_tb(failure.__traceback__)[-1]
        key = f"archives: {type(failure).__name__} at {place.filename}:{place.lineno}"
        outcome.failures.setdefault(key, data)


def run(minutes: float, seed: int) -> Outcome:
    """Try changed files until the time is up."""
    chance = random.Random(seed)  # noqa: S311 - no secret is made of it
    readers = {reader.name: reader for reader in plugins.load("sources").objects}
    good, outcome = seeds(), Outcome()
    archive = _packed(good)
    end = time.monotonic() + 60 * minutes
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < end:
            start = chance.choice(good)
            path = Path(folder, start.name)
            # Mostly its own reader, which gets furthest; now and then any.
            name = start.reader if chance.random() < 0.8 else chance.choice(tuple(readers))
            try_case(readers[name], path, changed(start.data, good, chance), outcome)
            if chance.random() < 0.03:
                broken = changed(archive, good, chance)
                try_archive(Path(folder, "a.zip"), broken, outcome)
    return outcome


def run_with_atheris(seconds: int, folder: Path) -> Outcome:
    """Let atheris choose the bytes: the first tells the reader, the rest is the file."""
    import atheris

    outcome = Outcome()
    with atheris.instrument_imports(include=["nlp_guard.sources"]):
        readers = plugins.load("sources").objects
    corpus = folder / "corpus"
    corpus.mkdir()
    index = {reader.name: n for n, reader in enumerate(readers)}
    for n, start in enumerate(seeds()):
        (corpus / str(n)).write_bytes(bytes([index[start.reader]]) + start.data)

    def once(data: bytes) -> None:
        # Atheris ends the process itself, so that what is found has to be told at once.
        n_known = len(outcome.failures)
        if data:
            try_case(readers[data[0] % len(readers)], folder / "case", data[1:], outcome)
        if len(outcome.failures) > n_known:
            report(outcome)

    atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", "-max_len=20000", str(corpus)], once)
    atheris.Fuzz()
    return outcome


def report(outcome: Outcome) -> None:
    """Print the cases by reader, and every failure."""
    lines = [
        f"{name:24}{n:10,} cases{outcome.refused[name]:10,} refused"
        for name, n in sorted(outcome.cases.items())
    ]
    n_all = sum(outcome.cases.values())
    lines.append(f"{'all':24}{n_all:10,} cases, {len(outcome.failures)} failures")
    lines.extend(f"  {key}" for key in outcome.failures)
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def _packed(good: Sequence[Seed]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for n, start in enumerate(good[:6]):
            archive.writestr(f"{n}/{start.name}", start.data)
    return buffer.getvalue()


def _hang(_signal: int, _frame: FrameType | None) -> None:
    raise Hang


def main() -> int:
    """Parse the command line, run, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="folder for files that made a reader fail")
    parser.add_argument("--atheris", action="store_true")
    options = parser.parse_args()
    signal.signal(signal.SIGVTALRM, _hang)
    if options.atheris:
        with tempfile.TemporaryDirectory() as folder:
            outcome = run_with_atheris(round(60 * options.minutes), Path(folder))
    else:
        outcome = run(options.minutes, options.seed)
    report(outcome)
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
        for n, (key, data) in enumerate(outcome.failures.items()):
            (options.keep / f"{n}.bin").write_bytes(data)
            (options.keep / f"{n}.txt").write_text(key + "\n", "utf-8")
    return 1 if outcome.failures else 0


if __name__ == "__main__":
    sys.exit(main())
