"""Verbs that read conversations: ``detect``, ``transcribe``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from nlp_guard.cli.files import opened
from nlp_guard.cli.options import (
    config_option,
    fail_on_option,
    format_option,
    guard_with,
    out_option,
    paths_argument,
)
from nlp_guard.cli.screen import SEVERITY, finish, progress_bars
from nlp_guard.cli.verbs import verbs
from nlp_guard.codec import conversation_to_dict, detection_to_dict, to_line
from nlp_guard.guard import Guard
from nlp_guard.records import Conversation, Coverage, Verdict


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
    worst = Verdict.NONE

    def line(conversation: Conversation) -> dict[str, Any]:
        nonlocal worst
        detection = guard.detect(conversation)
        worst = max(worst, detection.verdict, key=SEVERITY.index)
        return detection_to_dict(detection)

    coverage = write_lines(guard, paths, out, format_name, line)
    finish(coverage, bool(guard.plugin_failures), [worst], fail_on)


@verbs.command()
@paths_argument
@out_option
@config_option
def transcribe(paths: tuple[Path, ...], out: str, config: Path | None) -> None:
    """Turn recordings into conversations, as JSON Lines."""
    guard = guard_with(config)
    coverage = write_lines(guard, paths, out, None, conversation_to_dict)
    finish(coverage, bool(guard.plugin_failures), (), None)


def write_lines(
    guard: Guard,
    paths: tuple[Path, ...],
    out: str,
    format_name: str | None,
    line: Callable[[Conversation], dict[str, Any]],
) -> Coverage:
    """Write one line per conversation as they come, and give the account of the reading."""
    with progress_bars() as progress, opened(out) as target:
        try:
            intake = guard.intake(*paths, format_name=format_name, progress=progress)
        except ValueError as failure:
            raise click.UsageError(str(failure)) from failure
        for conversation in guard.conversations(intake):
            target.write(to_line(line(conversation)))
    return intake.coverage()
