"""``sources``: what the readers make of a file."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from nlp_guard.cli.options import config_option, guard_with
from nlp_guard.cli.screen import EXIT_INPUT, WORDS, plain
from nlp_guard.cli.verbs import verbs
from nlp_guard.records import Utterance
from nlp_guard.sources.explaining import Explanation


@verbs.group()
def sources() -> None:
    """Readers: what they make of a file."""


@sources.command("explain")
@click.argument("file", type=click.Path(path_type=Path))
@config_option
def explain_source(file: Path, config: Path | None) -> None:
    """Say which reader knows a file and why, and what comes out; propose a mapping if none does.

    Shows structure, never what was said: of a text its length.
    """
    found = guard_with(config).explain_source(file)
    screen = Console()
    _print_candidates(screen, found)
    _print_content(screen, found)
    for skipped in found.coverage.skipped:
        WORDS.print(f"[yellow]note[/] {plain(skipped.why)}", highlight=False)
    if found.proposal:
        WORDS.print("Paste this into mapping.toml beside the file, and correct it:")
        click.echo(found.proposal)
    if found.coverage.has_failures:
        sys.exit(EXIT_INPUT)


def _print_candidates(screen: Console, found: Explanation) -> None:
    table = Table("reader", "kind", "sure", "goes by")
    for one in found.candidates:
        table.add_row(one.name, one.kind, f"{one.confidence:.2f}", plain(one.why))
    if found.candidates:
        screen.print(table)
    else:
        screen.print("no reader knows this content")


def _print_content(screen: Console, found: Explanation) -> None:
    if not found.first:
        return
    roles = ", ".join(f"{role} {n}" for role, n in found.roles.most_common())
    screen.print(
        f"{found.n_conversations} conversations, {sum(found.roles.values())} messages "
        f"({roles}); encoding {found.encoding or 'none'}",
        highlight=False,
    )
    table = Table("time", "role", "speaker", "text", "attachment", "place")
    for said in found.first:
        table.add_row(*_masked(said))
    screen.print(table)


def _masked(said: Utterance) -> tuple[str, ...]:
    """Return a message's structure: of words, how many characters there are."""
    place = said.locator or (f"{said.source_span.start}" if said.source_span else "")
    return (
        said.sent_at.isoformat(" ", "seconds") if said.sent_at else "-",
        said.role.value + (" (inferred)" if said.is_role_inferred else ""),
        f"{plain(said.speaker[:1])}… ({len(said.speaker)})" if said.speaker else "-",
        f"{len(said.text)} characters",
        said.attachment.value if said.attachment else "-",
        plain(place),
    )
