"""Verbs that measure on this machine: ``bench asr``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from nlp_guard.cli.options import config_option, guard_with, paths_argument
from nlp_guard.cli.screen import finish, progress_bars
from nlp_guard.cli.verbs import verbs
from nlp_guard.guard import Guard
from nlp_guard.records import Recording
from nlp_guard.transcription.bench import HearingBench, SaidCall, bench_hearing, scripted
from nlp_guard.transcription.openai_whisper_asr import OpenAIWhisper
from nlp_guard.transcription.reference import hear_as_reference
from nlp_guard.transcription.stopwatch import Stopwatch


@verbs.group()
def bench() -> None:
    """Measure speed and quality on this machine."""


@bench.command()
@paths_argument
@click.option(
    "--alone", is_flag=True, help="Leave out openai-whisper, which takes several times as long."
)
@click.option(
    "--customer-channel",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Sound channel of the outside party, from 1.",
)
@config_option
def asr(paths: tuple[Path, ...], alone: bool, customer_channel: int, config: Path | None) -> None:
    """Hear recordings whose words are known, beside openai-whisper with the same weights.

    Beside each recording lies what was said in it: the same name with .jsonl, one conversation
    with role, text, start and end in each turn, and with labels and slots where they are to be
    measured too.
    """
    settings = guard_with(config).config
    told = replace(settings.transcription, customer_channel=customer_channel - 1)
    guard = Guard(replace(settings, transcription=told))
    intake = guard.intake(*paths)
    calls = scripted([one for one in intake if isinstance(one, Recording)])
    if not calls:
        raise click.UsageError("no recording with a .jsonl of the same name beside it")
    with progress_bars() as progress:
        watch = Stopwatch()
        ours = bench_hearing(
            calls,
            lambda recording: guard.transcribe(recording, intake.timezone, stopwatch=watch),
            guard.detect,
            lambda done: progress("listen", done, len(calls), ""),
        )
        ours = replace(ours, stages=watch.seconds)
        reference = None if alone else _reference(guard, calls)
    Console().print(_table(ours, reference))
    finish(intake.coverage(), bool(guard.plugin_failures), (), None)


def _reference(guard: Guard, calls: list[SaidCall]) -> HearingBench:
    told = guard.config.transcription
    config = replace(told, language=told.language or "zh")
    whisper = OpenAIWhisper(device="cpu")
    return bench_hearing(
        calls, lambda recording: hear_as_reference(recording, whisper, config), guard.detect
    )


def _table(ours: HearingBench, reference: HearingBench | None) -> Table:
    table = Table("figure", "nlp-guard", *(["openai-whisper"] if reference else []))
    theirs = dict(reference.rows()) if reference else {}
    for name, value in ours.rows():
        table.add_row(name, value, *([theirs.get(name, "–")] if reference else []))
    if reference:
        wall, cpu = reference.wall_s / ours.wall_s, reference.cpu_s / ours.cpu_s
        table.add_row("times faster by the clock", f"{wall:.1f}", "1")
        table.add_row("times less computing", f"{cpu:.1f}", "1")
    return table
