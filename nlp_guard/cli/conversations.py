"""Verbs that read conversations: ``detect``, ``transcribe``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from nlp_guard.cli.crew import detected_lines
from nlp_guard.cli.files import opened
from nlp_guard.cli.options import (
    config_option,
    fail_on_option,
    format_option,
    guard_with,
    out_option,
    paths_argument,
)
from nlp_guard.cli.screen import finish, progress_bars
from nlp_guard.cli.verbs import verbs
from nlp_guard.codec import conversation_to_dict, to_line
from nlp_guard.config import Config
from nlp_guard.guard import Guard
from nlp_guard.records import Channel, Conversation, Coverage, Verdict
from nlp_guard.transcription import forget
from nlp_guard.transcription.subtitles import FORMATS, SubtitleFiles


@verbs.command()
@paths_argument
@out_option
@format_option
@config_option
@fail_on_option
def detect(
    paths: tuple[Path, ...],
    out: str,
    format_name: str | None,
    config: Path | None,
    fail_on: str | None,
) -> None:
    """Label conversations: chats, transcripts and recordings in, JSON Lines out."""
    guard = guard_with(config)
    verdicts: set[Verdict] = set()

    def lines(conversations: Iterable[Conversation]) -> Iterator[str]:
        for line, verdict in detected_lines(guard, conversations):
            verdicts.add(verdict)
            yield line

    coverage = write_lines(guard, paths, out, format_name, lines)
    finish(coverage, bool(guard.plugin_failures), verdicts, fail_on)


@verbs.command()
@paths_argument
@out_option
@click.option(
    "--subtitles",
    "form",
    type=click.Choice(FORMATS),
    help="Write subtitles too, a file per call, into the folder of --out.",
)
@click.option(
    "--customer-channel",
    type=click.IntRange(1),
    help="Sound channel of the outside party, from 1; told from the record or the talk if absent.",
)
@click.option("--language", help="zh, en …; detected per call if absent.")
@click.option("--speakers", type=click.IntRange(1), help="People on a mono call, if known.")
@config_option
def transcribe(
    paths: tuple[Path, ...],
    out: str,
    form: str | None,
    config: Path | None,
    **told: int | str | None,
) -> None:
    """Turn recordings into conversations, as JSON Lines.

    A run that was stopped goes on where it stopped, if --out names the same file.
    """
    if form and out == "-":
        raise click.UsageError("--subtitles needs --out: they are written into its folder")
    guard = Guard(_as_told(guard_with(config).config, told))
    titles = SubtitleFiles(Path(out).parent, form) if form else None

    def lines(conversations: Iterable[Conversation]) -> Iterator[str]:
        for conversation in conversations:
            if titles and conversation.channel is Channel.CALL:
                titles.write(conversation)
            yield to_line(conversation_to_dict(conversation))

    coverage = write_lines(guard, paths, out, None, lines)
    finish(coverage, bool(guard.plugin_failures), (), None)


def _as_told(config: Config, told: Mapping[str, int | str | None]) -> Config:
    """Return the settings with what the command line says of the calls."""
    changes: dict[str, Any] = {name: value for name, value in told.items() if value is not None}
    if "customer_channel" in changes:
        changes["customer_channel"] -= 1
    return replace(config, transcription=replace(config.transcription, **changes))


def write_lines(
    guard: Guard,
    paths: tuple[Path, ...],
    out: str,
    format_name: str | None,
    lines: Callable[[Iterable[Conversation]], Iterable[str]],
) -> Coverage:
    """Write one line per conversation as they come, and give the account of the reading.

    Calls that were heard are kept beside the file until it is whole, so that a run that was
    stopped need not hear them again.
    """
    kept = None if out == "-" else Path(out).with_name(f".{Path(out).name}.heard")
    with progress_bars() as progress, opened(out) as target:
        try:
            intake = guard.intake(*paths, format_name=format_name, progress=progress)
        except ValueError as failure:
            raise click.UsageError(str(failure)) from failure
        target.writelines(lines(guard.conversations(intake, progress=progress, kept=kept)))
    if kept:
        forget(kept)
    return intake.coverage()
