"""Verbs about the installation: ``models``, ``plugins``."""

from __future__ import annotations

import sys

import click
from rich.console import Console
from rich.table import Table

from nlp_guard import plugins
from nlp_guard.cli.screen import EXIT_PLUGIN, WORDS, plain, progress_bars
from nlp_guard.cli.verbs import verbs
from nlp_guard.errors import PluginError
from nlp_guard.modelstore import ModelStore


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
        with progress_bars() as progress:
            store.fetch(name, lambda file, done, total: progress("fetch", done, total, file))
        WORDS.print(f"{name}: here and verified")


@models.command("verify")
@click.argument("names", nargs=-1)
def verify_models(names: tuple[str, ...]) -> None:
    """Hash every file of models again; all of those that are here if none is named."""
    store = ModelStore()
    present = [name for name in store.cards if store.status(name).is_present]
    for name in names or present:
        store.verify(name)
        WORDS.print(f"{name}: verified")


@verbs.command("plugins")
def list_plugins() -> None:
    """List what is installed at each of the six seams."""
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
        WORDS.print(f"[red]{plain(str(failure))}[/]", highlight=False)
    if failures:
        sys.exit(EXIT_PLUGIN)
