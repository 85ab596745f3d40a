"""Verbs that measure: ``evaluate``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
from rich.console import Console

from nlp_guard import evaluation
from nlp_guard.cli.baselines import baselines
from nlp_guard.cli.files import json_lines, replace_file
from nlp_guard.cli.options import config_option, guard_with
from nlp_guard.cli.screen import progress_bars
from nlp_guard.cli.verbs import verbs
from nlp_guard.codec import to_json, to_line
from nlp_guard.records import Conversation, Detection


@verbs.command()
@click.argument("gold", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="All figures, to here.")
@click.option("--errors", type=click.Path(path_type=Path), help="What was read wrong, to here.")
@click.option("--diagram", type=click.Path(path_type=Path), help="Reliability diagram, to here.")
@click.option(
    "--baselines",
    "learnt_from",
    type=click.Path(path_type=Path, exists=True),
    help="Measure simple systems beside ours; they learn from the written_* files of this folder.",
)
@config_option
def evaluate(
    gold: tuple[Path, ...],
    json_file: Path | None,
    errors: Path | None,
    diagram: Path | None,
    learnt_from: Path | None,
    config: Path | None,
) -> None:
    """Measure on labelled conversations (JSON Lines): figures with intervals."""
    guard = guard_with(config)
    golds = list(evaluation.read_gold(json_lines(gold)))
    systems: dict[str, Callable[[Conversation], Detection]] = {"nlp_guard": guard.detect}
    if learnt_from:
        systems.update(baselines(learnt_from, guard.config))
    measured = {}
    with progress_bars() as progress:
        for name, system in systems.items():

            def tell(done: int, total: int, name: str = name) -> None:
                progress(name, done, total, "")

            measured[name] = evaluation.evaluate(golds, system, progress=tell)
    found = measured["nlp_guard"]
    Console().print(evaluation.evaluation_tables(measured))
    if json_file:
        replace_file(json_file, to_json(evaluation.evaluation_to_dict(found)).encode())
    if errors:
        lines = (to_line(mistake.to_dict()) for mistake in evaluation.mistakes(found.judged))
        replace_file(errors, "".join(lines).encode())
    if diagram:
        curves = (("labels", found.label_bins), ("extortion", found.verdict_bins))
        replace_file(diagram, evaluation.diagram(curves).encode())
