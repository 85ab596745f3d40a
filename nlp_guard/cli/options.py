"""What several verbs take."""

from __future__ import annotations

from pathlib import Path

import click

from nlp_guard.cli.screen import SEVERITY
from nlp_guard.config import Config
from nlp_guard.guard import Guard

paths_argument = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
config_option = click.option(
    "--config", type=click.Path(path_type=Path), help="Settings in TOML, a table per stage."
)
format_option = click.option("--format", "format_name", help="Name of the one reader to use.")
out_option = click.option(
    "--out", default="-", show_default="stdout", help="File to write, as JSON Lines."
)
fail_on_option = click.option(
    "--fail-on",
    type=click.Choice([verdict.value for verdict in SEVERITY[1:]]),
    help="Exit with 1 if a verdict reaches this.",
)


def guard_with(config: Path | None) -> Guard:
    """Return a guard with the settings of a file, or the defaults."""
    return Guard(Config.from_file(config) if config else None)
