"""The order of the stages: folder → conversations → signals → links → cases.

This module alone knows it; the stages know nothing of one another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from nlp_guard import cases, linking, plugins, signals, transcription
from nlp_guard.config import Config
from nlp_guard.errors import AudioError, ModelError, PluginError
from nlp_guard.protocols import Comparison, Detector, LiveDetector, Source, Transcriber
from nlp_guard.records import (
    Case,
    Channel,
    Conversation,
    Detection,
    Investigation,
    Network,
    Order,
    Recording,
)
from nlp_guard.sources.explaining import Explanation, explain
from nlp_guard.sources.folder import Intake
from nlp_guard.sources.labelled_lines import Labelled, joint_coverage
from nlp_guard.sources.mapped.readers import mapped_readers, readers_beside
from nlp_guard.transcription.stopwatch import Stopwatch
from nlp_guard.watching import LiveConversations, Memory, Watch

_Part = TypeVar("_Part")

Progress = Callable[[str, int, int, str], None]
"""Called with (stage, done, in all, what is in hand)."""


def _silent(stage: str, done: int, total: int, name: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Plug-ins handed in instead of the installed ones; None takes those."""

    sources: Sequence[Source] | None = None
    detectors: Sequence[Detector] | None = None
    comparisons: Sequence[Comparison] | None = None
    transcriber: Transcriber | None = None


class Guard:
    """Hears extortion in chats and calls, and shows who is behind it.

    Args:
        config: Settings of every stage; None for the defaults.
        parts: Plug-ins to use instead of the installed ones.

    Example:
        >>> guard = Guard()
        >>> guard.config.cases.rule.hours
        72
    """

    def __init__(self, config: Config | None = None, parts: Parts | None = None) -> None:
        self.config = config or Config()
        self._parts = parts or Parts()
        self._plugin_failures: list[PluginError] = []

    @property
    def plugin_failures(self) -> tuple[PluginError, ...]:
        """Plug-ins that did not load; the others were used."""
        return tuple(self._plugin_failures)

    @cached_property
    def _sources(self) -> tuple[Source, ...]:
        installed = self._installed("sources", self._parts.sources)
        return (*mapped_readers(self.config.sources), *installed)

    @cached_property
    def _detectors(self) -> tuple[Detector, ...]:
        only = self.config.signals.detectors or None
        return self._installed("detectors", self._parts.detectors, only)

    @cached_property
    def _comparisons(self) -> tuple[Comparison, ...]:
        only = self.config.linking.comparisons or None
        return self._installed("comparisons", self._parts.comparisons, only)

    @cached_property
    def _transcriber(self) -> Transcriber:
        if self._parts.transcriber is not None:
            return self._parts.transcriber
        return transcription.transcriber(self.config.transcription)

    def _installed(
        self, group: str, given: Sequence[_Part] | None, only: Iterable[str] | None = None
    ) -> tuple[_Part, ...]:
        if given is not None:
            return tuple(given)
        loaded = plugins.load(group, only=only)
        self._plugin_failures += loaded.failures
        return loaded.objects

    def intake(
        self,
        *paths: str | Path,
        format_name: str | None = None,
        progress: Progress = _silent,
        now: datetime | None = None,
    ) -> Intake:
        """Open files and folders for reading.

        Args:
            paths: Files or folders.
            format_name: Name of the one reader to use; None to go by content.
            progress: Told of every file.
            now: Aware time of the run; None for the clock.

        Raises:
            InputError: If a path does not exist.
            ValueError: If no reader has the name ``format_name``.
            ConfigError: If a ``mapping.toml`` among the files cannot be used.
        """
        places = [Path(path) for path in paths]
        return Intake(
            places,
            (*readers_beside(places), *self._sources),
            now=now or datetime.now(UTC),
            format_name=format_name,
            progress=lambda done, total, name: progress("read", done, total, name),
        )

    def explain_source(self, path: str | Path, *, now: datetime | None = None) -> Explanation:
        """Tell what the readers make of one file: who knows it, why, and what comes out.

        Args:
            path: The file.
            now: Aware time of the run; None for the clock.

        Raises:
            InputError: If there is no such file.
        """
        place = Path(path)
        readers = (*readers_beside([place]), *self._sources)
        return explain(place, readers, now or datetime.now(UTC))

    def read(self, *paths: str | Path) -> Iterator[Conversation]:
        """Give every conversation in files or folders; calls are transcribed.

        Files that cannot be read are left out; an `intake` says which and why.

        Raises:
            InputError: If a path does not exist.
            ModelError: If there are recordings and the recogniser's weights are not to be had.
        """
        return self.conversations(self.intake(*paths))

    def conversations(
        self, intake: Intake, *, progress: Progress = _silent, kept: Path | None = None
    ) -> Iterator[Conversation]:
        """Give every conversation of an intake; calls are transcribed.

        A recording that cannot be decoded is noted in ``intake.skipped``.

        Args:
            intake: What was opened.
            progress: Told of the seconds of each call that have been heard.
            kept: Folder in which calls are kept until the run has ended, and from which those of
                an interrupted run are taken; None to keep none.

        Raises:
            ModelError: At the end, if there were recordings and the recogniser's weights are not
                to be had; everything else was given before.
        """
        unheard: ModelError | None = None
        for document in intake:
            if isinstance(document, Conversation):
                yield document
                continue
            try:
                yield self.transcribe(document, intake.timezone, progress=progress, kept=kept)
                intake.heard(document)
            except AudioError as failure:
                intake.give_up(document.provenance.uri, failure.reason)
            except ModelError as failure:
                intake.give_up(document.provenance.uri, failure.reason)
                unheard = failure
        if unheard is not None:
            raise unheard

    def transcribe(
        self,
        recording: Recording,
        timezone: ZoneInfo,
        *,
        progress: Progress = _silent,
        kept: Path | None = None,
        stopwatch: Stopwatch | None = None,
    ) -> Conversation:
        """Recognise the speech of one recording; numbers on which much depends are heard twice.

        Args:
            recording: As a source described it.
            timezone: In which times of day are given.
            progress: Told of the seconds that have been heard.
            kept: Folder in which calls are kept until the run has ended; None to keep none.
            stopwatch: Told how long each stage takes.

        Raises:
            AudioError: If it cannot be decoded.
            ModelError: If the recogniser's weights are not to be had.
        """
        ear, settings = self._transcriber, self.config.transcription
        before = transcription.HeardBefore(kept, settings, ear.version, timezone) if kept else None
        known = before.recall(recording) if before else None
        if known is not None:
            return known
        name = recording.provenance.uri
        heard = transcription.listen(
            recording,
            ear,
            settings,
            timezone=timezone,
            progress=lambda done, total: progress("listen", int(done), int(total), name),
            stopwatch=stopwatch,
        )
        with (stopwatch or Stopwatch()).during("hear numbers again"):
            turns = self.detect(heard).turns
            values = {t.utterance_id: [slot.span for slot in t.slots.values] for t in turns}
            heard = transcription.hear_again(recording, heard, values, ear, settings)
        return before.keep(recording, heard) if before else heard

    def detect(self, conversation: Conversation) -> Detection:
        """Find threats, demands and commission talk in one conversation, and judge it.

        Pure and thread-safe: the same conversation always gives the same detection.
        """
        return signals.detect(conversation, self._detectors, self.config.signals)

    def watch(self, memory: Memory | Path | None = None) -> Watch:
        """Follow live conversations, one message at a time.

        Args:
            memory: Where conversations are kept: an SQLite file, from which they are found again
                after a restart; None for one that is removed at the end.

        Example:
            >>> with Guard().watch() as watch:
            ...     watch.conversation("unknown") is None
            True
        """
        settings = self.config.watching
        if isinstance(memory, Path):
            memory = LiveConversations(memory, settings.in_memory)
        live = tuple(d.live() if isinstance(d, LiveDetector) else d for d in self._detectors)

        def detect(conversation: Conversation) -> Detection:
            return signals.detect(conversation, live, self.config.signals)

        return Watch(detect, settings, memory)

    def link(self, orders: Sequence[Order], detections: Sequence[Detection]) -> Network:
        """Find which accounts act together."""
        return linking.link(orders, detections, self._comparisons, self.config.linking)

    def investigate(self, *paths: str | Path) -> tuple[Case, ...]:
        """Do the main job: everything in a folder in, cases out."""
        return self.examine(*paths).cases

    def examine(
        self,
        *paths: str | Path,
        format_name: str | None = None,
        progress: Progress = _silent,
        now: datetime | None = None,
        kept: Path | None = None,
    ) -> Investigation:
        """Do the main job and keep everything that was seen on the way.

        Args:
            paths: Files or folders.
            format_name: Name of the one reader to use; None to go by content.
            progress: Told of every step.
            now: Aware time of the run; None for the clock.
            kept: Folder in which calls are kept until the run has ended, and from which those of
                an interrupted run are taken; None to keep none.

        Raises:
            InputError: If a path does not exist.
        """
        now = now or datetime.now(UTC)
        intake = self.intake(*paths, format_name=format_name, progress=progress, now=now)
        detections: list[Detection] = []
        model_failure = None
        try:
            heard = self.conversations(intake, progress=progress, kept=kept)
            detections.extend(map(self.detect, heard))
        except ModelError as failure:
            model_failure = str(failure)
        progress("link", 0, 1, "")
        network = self.link(intake.orders, detections)
        found = cases.assemble(detections, intake.orders, network, intake.facts, self.config.cases)
        progress("link", 1, 1, "")
        first = Path(paths[0])
        return Investigation(
            folder=first if first.is_dir() else first.parent,
            created=now.astimezone(UTC),
            cases=found,
            detections=tuple(detections),
            orders=intake.orders,
            coverage=intake.coverage(),
            version=version("nlp_guard"),
            models=self._models(detections),
            model_failure=model_failure,
        )

    def connect(
        self,
        labelled: Sequence[Labelled],
        *paths: str | Path,
        progress: Progress = _silent,
        now: datetime | None = None,
    ) -> Investigation:
        """Find which accounts act together, by conversations that were labelled before.

        Args:
            labelled: The conversations; may be none.
            paths: Order reports, or folders in which they lie; may be none.
            progress: Told of every step.
            now: Aware time of the run; None for the clock.

        Returns:
            The cases, and beside them the groups that demand nothing.

        Raises:
            InputError: If a path does not exist.
        """
        now = now or datetime.now(UTC)
        intake = self.intake(*paths, progress=progress, now=now)
        for _ in intake:
            pass  # orders are kept by the intake; talk beside them is labelled already
        by_id = {d.conversation.id: d for one in labelled for d in one.detections}
        detections = tuple(by_id.values())
        progress("link", 0, 1, "")
        network = self.link(intake.orders, detections)
        told = detections, intake.orders, network, intake.facts, self.config.cases
        found, groups = cases.assemble(*told), cases.describe_groups(*told)
        progress("link", 1, 1, "")
        return Investigation(
            folder=Path(paths[0]) if paths else Path(),
            created=now.astimezone(UTC),
            cases=found,
            groups=groups,
            detections=detections,
            orders=intake.orders,
            coverage=joint_coverage(labelled, intake.coverage()),
            version=version("nlp_guard"),
            models={},
        )

    def _models(self, detections: Sequence[Detection]) -> dict[str, str]:
        """Name the weights that took part, with their hashes."""
        has_heard = any(d.conversation.channel is Channel.CALL for d in detections)
        heard = transcription.weights(self.config.transcription) if has_heard else {}
        return heard | signals.weights(self._detectors)
