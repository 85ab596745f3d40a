"""One verb per arrow of the house: parse, call, print.

Data goes to files or stdout, words and progress to stderr. Exit codes: 0 done · 1 done, and
something at or above ``--fail-on`` was found · 2 wrong usage · 3 input unreadable · 4 a model is
missing or does not match its hash · 5 a plug-in failed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from nlp_guard import evaluation, plugins
from nlp_guard.codec import (
    case_from_dict,
    conversation_to_dict,
    detection_to_dict,
    rings_to_document,
    to_json,
    to_line,
)
from nlp_guard.config import Config
from nlp_guard.errors import ConfigError, InputError, ModelError, NlpGuardError, PluginError
from nlp_guard.guard import Guard
from nlp_guard.modelstore import ModelStore
from nlp_guard.records import Conversation, Coverage, Verdict
from nlp_guard.reports.terminal import print_explanation, print_summary
from nlp_guard.sources.labelled_lines import read_labelled

_EXIT_FOUND, _EXIT_USAGE, _EXIT_INPUT, _EXIT_MODEL, _EXIT_PLUGIN = 1, 2, 3, 4, 5
_SEVERITY = tuple(Verdict)
_STDIN = Path("-")
_words = Console(stderr=True)

_paths = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
_config = click.option(
    "--config", type=click.Path(path_type=Path), help="Settings in TOML, a table per stage."
)
_format = click.option("--format", "format_name", help="Name of the one reader to use.")
_out_file = click.option(
    "--out", default="-", show_default="stdout", help="File to write, as JSON Lines."
)
_fail_on = click.option(
    "--fail-on",
    type=click.Choice([verdict.value for verdict in _SEVERITY[1:]]),
    help="Exit with 1 if a verdict reaches this.",
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; every foreseen failure becomes a sentence and an exit code."""
    try:
        verbs.main(args=arguments, standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.Abort:
        _words.print("stopped")
        sys.exit(130)
    except click.ClickException as failure:
        failure.show()
        sys.exit(_EXIT_USAGE)
    except NlpGuardError as failure:
        _words.print(f"[bold red]error[/] {_plain(str(failure))}", highlight=False)
        sys.exit(_exit_code(failure))


def _exit_code(failure: NlpGuardError) -> int:
    codes = ((ConfigError, _EXIT_USAGE), (InputError, _EXIT_INPUT), (ModelError, _EXIT_MODEL))
    return next((code for kind, code in codes if isinstance(failure, kind)), _EXIT_PLUGIN)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="nlp_guard", prog_name="nlp-guard")
def verbs() -> None:
    """Hear extortion in a shop's chats and calls, and show who is behind it."""


@verbs.command()
@_paths
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder to write to.")
@_config
@_fail_on
def run(paths: tuple[Path, ...], out: Path, config: Path | None, fail_on: str | None) -> None:
    """Solve a case: a folder in; case.json, report.html and conversations.jsonl out."""
    guard = _guard(config)
    reporters = plugins.load("reporters")
    with _progress() as progress:
        investigation = guard.examine(*paths, progress=progress)
        out.mkdir(parents=True, exist_ok=True)
        for done, reporter in enumerate(reporters.objects):
            progress("report", done, len(reporters.objects), reporter.file_name)
            _replace(out / reporter.file_name, reporter.render(investigation))
        progress("report", len(reporters.objects), len(reporters.objects), "")
    print_summary(_words, investigation, out)
    failures = (*guard.plugin_failures, *reporters.failures)
    for failure in failures:
        _words.print(f"[red]{_plain(str(failure))}[/]", highlight=False)
    if investigation.model_failure:
        _words.print(f"[red]{_plain(investigation.model_failure)}[/]", highlight=False)
        sys.exit(_EXIT_MODEL)
    verdicts = [case.verdict for case in investigation.cases]
    verdicts += [detection.verdict for detection in investigation.detections]
    _finish(investigation.coverage, bool(failures), verdicts, fail_on)


@verbs.command()
@_paths
@_out_file
@_format
@_config
@_fail_on
def detect(
    paths: tuple[Path, ...],
    out: str,
    format_name: str | None,
    config: Path | None,
    fail_on: str | None,
) -> None:
    """Label conversations: chats, transcripts and recordings in, JSON Lines out."""
    guard = _guard(config)
    worst = Verdict.NONE

    def line(conversation: Conversation) -> dict[str, Any]:
        nonlocal worst
        detection = guard.detect(conversation)
        worst = max(worst, detection.verdict, key=_SEVERITY.index)
        return detection_to_dict(detection)

    coverage = _write_lines(guard, paths, out, format_name, line)
    _finish(coverage, bool(guard.plugin_failures), [worst], fail_on)


@verbs.command()
@_paths
@_out_file
@_config
def transcribe(paths: tuple[Path, ...], out: str, config: Path | None) -> None:
    """Turn recordings into conversations, as JSON Lines."""
    guard = _guard(config)
    coverage = _write_lines(guard, paths, out, None, conversation_to_dict)
    _finish(coverage, bool(guard.plugin_failures), (), None)


@verbs.command()
@click.option(
    "--conversations",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Labelled conversations, as 'detect' writes them; - for stdin.",
)
@click.option(
    "--orders",
    multiple=True,
    type=click.Path(path_type=Path),
    help="An order report, or a folder with some; - for stdin.",
)
@click.option("--out", default="-", show_default="stdout", help="File to write, as JSON.")
@_config
@_fail_on
def link(
    conversations: tuple[Path, ...],
    orders: tuple[Path, ...],
    out: str,
    config: Path | None,
    fail_on: str | None,
) -> None:
    """Find which accounts act together: rings, and the evidence of each edge."""
    if not (conversations or orders):
        raise click.UsageError("nothing to link: give --conversations, --orders or both")
    if [*conversations, *orders].count(_STDIN) > 1:
        raise click.UsageError("stdin can be read only once")
    guard = _guard(config)
    now = datetime.now(UTC)
    labelled = [read_labelled(*_named_content(path), now) for path in conversations]
    with _progress() as progress, _on_disk(orders) as reports:
        found = guard.connect(labelled, *reports, progress=progress, now=now)
    with _opened(out) as target:
        target.write(to_json(rings_to_document(found)))
    verdicts = [case.verdict for case in (*found.cases, *found.groups)]
    _finish(found.coverage, bool(guard.plugin_failures), verdicts, fail_on)


@verbs.command()
@click.argument("gold", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="All figures, to here.")
@click.option("--errors", type=click.Path(path_type=Path), help="What was read wrong, to here.")
@click.option("--diagram", type=click.Path(path_type=Path), help="Reliability diagram, to here.")
@_config
def evaluate(
    gold: tuple[Path, ...],
    json_file: Path | None,
    errors: Path | None,
    diagram: Path | None,
    config: Path | None,
) -> None:
    """Measure on labelled conversations (JSON Lines): figures with intervals."""
    guard = _guard(config)
    golds = evaluation.read_gold(_json_lines(gold))
    with _progress() as progress:
        found = evaluation.evaluate(
            golds,
            guard.detect,
            progress=lambda done, total: progress("evaluate", done, total, ""),
        )
    Console().print(evaluation.evaluation_tables({"nlp_guard": found}))
    if json_file:
        _replace(json_file, to_json(evaluation.evaluation_to_dict(found)).encode())
    if errors:
        lines = (to_line(mistake.to_dict()) for mistake in evaluation.mistakes(found.judged))
        _replace(errors, "".join(lines).encode())
    if diagram:
        curves = (("labels", found.label_bins), ("extortion", found.verdict_bins))
        _replace(diagram, evaluation.diagram(curves).encode())


@verbs.command()
@click.argument("case", type=click.Path(path_type=Path))
def explain(case: Path) -> None:
    """Say why: for each account and each link of a case.json (or of 'link'), in the terminal."""
    _, content = _named_content(case)
    try:
        document = json.loads(content)
        found = [case_from_dict(entry) for entry in document["cases"]]
        known = {entry.id for entry in found}
        rings = (case_from_dict(entry) for entry in document.get("rings", ()))
        found += [ring for ring in rings if ring.id not in known]
    except (ValueError, KeyError, TypeError) as failure:
        raise InputError(f"not a case.json: {failure}", path=str(case)) from failure
    for entry in found:
        print_explanation(Console(), entry)


@verbs.group()
def models() -> None:
    """Weights: where they come from, their hashes and licences."""


@models.command("list")
def list_models() -> None:
    """List every model, its licence, and whether it is here."""
    store = ModelStore()
    table = Table("model", "version", "licence", "size", "here", "from")
    for name in store.cards:
        status = store.status(name)
        here = "verified" if status.is_verified else "yes" if status.is_present else "no"
        card = status.card
        size = f"{sum(file.size_bytes for file in card.files) / 1e6:.0f} MB"
        table.add_row(name, card.version, card.licence, size, here, "; ".join(status.came_from))
    Console().print(table)


@models.command("fetch")
@click.argument("names", nargs=-1)
def fetch_models(names: tuple[str, ...]) -> None:
    """Bring models here and check their hashes; all of them if none is named."""
    store = ModelStore()
    for name in names or tuple(store.cards):
        with _progress() as progress:
            store.fetch(name, lambda file, done, total: progress("fetch", done, total, file))
        _words.print(f"{name}: here and verified")


@models.command("verify")
@click.argument("names", nargs=-1)
def verify_models(names: tuple[str, ...]) -> None:
    """Hash every file of models again; all of those that are here if none is named."""
    store = ModelStore()
    present = [name for name in store.cards if store.status(name).is_present]
    for name in names or present:
        store.verify(name)
        _words.print(f"{name}: verified")


@verbs.command("plugins")
def list_plugins() -> None:
    """List what is installed at each of the five seams."""
    table = Table("seam", "name", "class")
    failures: list[PluginError] = []
    for group in plugins.GROUPS:
        loaded = plugins.load(group)
        failures += loaded.failures
        for part in loaded.objects:
            kind = type(part)
            label = getattr(part, "name", None) or getattr(part, "format", "")
            table.add_row(group, str(label), f"{kind.__module__}.{kind.__qualname__}")
    Console().print(table)
    for failure in failures:
        _words.print(f"[red]{_plain(str(failure))}[/]", highlight=False)
    if failures:
        sys.exit(_EXIT_PLUGIN)


def _json_lines(paths: Iterable[Path]) -> list[Path]:
    """Return files as they are, and the ``.jsonl`` files of folders."""
    return [
        file
        for path in paths
        for file in (sorted(path.glob("*.jsonl")) if path.is_dir() else [path])
    ]


def _named_content(path: Path) -> tuple[str, bytes]:
    """Return a file's name and all it holds; stdin for ``-``."""
    if path == _STDIN:
        return "stdin", sys.stdin.buffer.read()
    try:
        return path.name, path.read_bytes()
    except OSError as failure:
        raise InputError(failure.strerror or "cannot be read", path=str(path)) from failure


@contextmanager
def _on_disk(paths: Sequence[Path]) -> Iterator[list[Path]]:
    """Give files and folders as they are; what comes by stdin as a file that lasts as long."""
    with TemporaryDirectory() as folder:
        spooled = Path(folder) / "stdin"
        if _STDIN in paths:
            spooled.write_bytes(sys.stdin.buffer.read())
        yield [spooled if path == _STDIN else path for path in paths]


def _guard(config: Path | None) -> Guard:
    return Guard(Config.from_file(config) if config else None)


def _write_lines(
    guard: Guard,
    paths: tuple[Path, ...],
    out: str,
    format_name: str | None,
    line: Callable[[Conversation], dict[str, Any]],
) -> Coverage:
    """Write one line per conversation as they come, and give the account of the reading."""
    with _progress() as progress, _opened(out) as target:
        try:
            intake = guard.intake(*paths, format_name=format_name, progress=progress)
        except ValueError as failure:
            raise click.UsageError(str(failure)) from failure
        for conversation in guard.conversations(intake):
            target.write(to_line(line(conversation)))
    return intake.coverage()


@contextmanager
def _opened(out: str) -> Iterator[IO[str]]:
    """Open a file that appears once writing has ended, with what was good; or stdout."""
    if out == "-":
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        yield sys.stdout
        return
    path = Path(out)
    partial = path.with_name(f".{path.name}.partial")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with partial.open("w", encoding="utf-8", newline="\n") as target:
            yield target
    except BaseException:
        if not partial.stat().st_size:
            partial.unlink()
        raise
    finally:
        if partial.exists():
            partial.replace(path)


def _replace(path: Path, content: bytes) -> None:
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(content)
    partial.replace(path)


def _finish(
    coverage: Coverage, has_failed_plugin: bool, verdicts: Iterable[Verdict], fail_on: str | None
) -> None:
    """Say what was not read, and leave with the code that says it."""
    for skipped in coverage.skipped:
        _words.print(f"[yellow]not read[/] {_plain(skipped.path)}: {_plain(skipped.why)}")
    if coverage.has_failures:
        sys.exit(_EXIT_INPUT)
    if has_failed_plugin:
        sys.exit(_EXIT_PLUGIN)
    worst = max(verdicts, key=_SEVERITY.index, default=Verdict.NONE)
    if fail_on and _SEVERITY.index(worst) >= _SEVERITY.index(Verdict(fail_on)):
        sys.exit(_EXIT_FOUND)


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int, str], None]]:
    """Give a function that shows each stage as a bar on stderr, where that is a terminal."""
    columns = (
        TextColumn("{task.description:<12}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[name]}"),
    )
    with Progress(*columns, console=_words, disable=not _words.is_terminal) as bars:
        tasks: dict[str, Any] = {}

        def tell(stage: str, done: int, total: int, name: str) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total, name="")
            bars.update(tasks[stage], completed=done, total=total, name=_plain(name))

        yield tell


def _plain(text: str) -> str:
    """Keep a text from being read as markup or as control characters."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text).replace("[", "\\[")
