"""Verbs that solve cases: ``run``, ``link``, ``explain``."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console

from nlp_guard import plugins
from nlp_guard.cli.files import STDIN, named_content, on_disk, opened, replace_file
from nlp_guard.cli.options import config_option, fail_on_option, guard_with, paths_argument
from nlp_guard.cli.screen import EXIT_MODEL, WORDS, finish, plain, progress_bars
from nlp_guard.cli.verbs import verbs
from nlp_guard.codec import case_from_dict, rings_to_document, to_json
from nlp_guard.errors import InputError
from nlp_guard.reports.terminal import print_explanation, print_summary
from nlp_guard.sources.labelled_lines import read_labelled
from nlp_guard.transcription import forget


@verbs.command()
@paths_argument
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder to write to.")
@config_option
@fail_on_option
def run(paths: tuple[Path, ...], out: Path, config: Path | None, fail_on: str | None) -> None:
    """Solve a case: a folder in; case.json, report.html and conversations.jsonl out."""
    guard = guard_with(config)
    reporters = plugins.load("reporters")
    kept = out / ".heard"
    with progress_bars() as progress:
        investigation = guard.examine(*paths, progress=progress, kept=kept)
        out.mkdir(parents=True, exist_ok=True)
        for done, reporter in enumerate(reporters.objects):
            progress("report", done, len(reporters.objects), reporter.file_name)
            replace_file(out / reporter.file_name, reporter.render(investigation))
        progress("report", len(reporters.objects), len(reporters.objects), "")
    forget(kept)
    print_summary(WORDS, investigation, out)
    failures = (*guard.plugin_failures, *reporters.failures)
    for failure in failures:
        WORDS.print(f"[red]{plain(str(failure))}[/]", highlight=False)
    if investigation.model_failure:
        WORDS.print(f"[red]{plain(investigation.model_failure)}[/]", highlight=False)
        sys.exit(EXIT_MODEL)
    verdicts = [case.verdict for case in investigation.cases]
    verdicts += [detection.verdict for detection in investigation.detections]
    finish(investigation.coverage, bool(failures), verdicts, fail_on)


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
@config_option
@fail_on_option
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
    if [*conversations, *orders].count(STDIN) > 1:
        raise click.UsageError("stdin can be read only once")
    guard = guard_with(config)
    now = datetime.now(UTC)
    labelled = [read_labelled(*named_content(path), now) for path in conversations]
    with progress_bars() as progress, on_disk(orders) as reports:
        found = guard.connect(labelled, *reports, progress=progress, now=now)
    with opened(out) as target:
        target.write(to_json(rings_to_document(found)))
    verdicts = [case.verdict for case in (*found.cases, *found.groups)]
    finish(found.coverage, bool(guard.plugin_failures), verdicts, fail_on)


@verbs.command()
@click.argument("case", type=click.Path(path_type=Path))
def explain(case: Path) -> None:
    """Say why: for each account and each link of a case.json (or of 'link'), in the terminal."""
    _, content = named_content(case)
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
