"""Words and progress for people, on stderr; the code a verb leaves with."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from nlp_guard.records import Coverage, Verdict

EXIT_FOUND, EXIT_USAGE, EXIT_INPUT, EXIT_MODEL, EXIT_PLUGIN = 1, 2, 3, 4, 5
SEVERITY = tuple(Verdict)
WORDS = Console(stderr=True)


def finish(
    coverage: Coverage, has_failed_plugin: bool, verdicts: Iterable[Verdict], fail_on: str | None
) -> None:
    """Say what was not read, and leave with the code that says it."""
    for skipped in coverage.skipped:
        WORDS.print(f"[yellow]not read[/] {plain(skipped.path)}: {plain(skipped.why)}")
    if coverage.has_failures:
        sys.exit(EXIT_INPUT)
    if has_failed_plugin:
        sys.exit(EXIT_PLUGIN)
    worst = max(verdicts, key=SEVERITY.index, default=Verdict.NONE)
    if fail_on and SEVERITY.index(worst) >= SEVERITY.index(Verdict(fail_on)):
        sys.exit(EXIT_FOUND)


@contextmanager
def progress_bars() -> Iterator[Callable[[str, int, int, str], None]]:
    """Give a function that shows each stage as a bar on stderr, where that is a terminal."""
    columns = (
        TextColumn("{task.description:<12}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[name]}"),
    )
    with Progress(*columns, console=WORDS, disable=not WORDS.is_terminal) as bars:
        tasks: dict[str, Any] = {}

        def tell(stage: str, done: int, total: int, name: str) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total, name="")
            bars.update(tasks[stage], completed=done, total=total, name=plain(name))

        yield tell


def plain(text: str) -> str:
    """Keep a text from being read as markup or as control characters."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text).replace("[", "\\[")
