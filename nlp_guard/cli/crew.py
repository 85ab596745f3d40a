"""Conversations read by several processes at once; their lines come out in order.

A short input is read by this process alone: starting others costs more than they save.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from multiprocessing import get_context

from nlp_guard.codec import detection_to_dict, to_line
from nlp_guard.config import Config
from nlp_guard.errors import NlpGuardError
from nlp_guard.guard import Guard
from nlp_guard.records import Conversation, Verdict
from nlp_guard.signals import SignalsConfig

_CHUNK = 32
_FEW = 12
"""Chunks that one process reads sooner than others start."""
_WAITING = 4
"""Chunks per process that are handed out and not yet written."""

Line = tuple[str, Verdict]
"""A conversation with its labels as a line, and its verdict."""


def detected_lines(guard: Guard, conversations: Iterable[Conversation]) -> Iterator[Line]:
    """Detect, and give one line per conversation, in order.

    Args:
        guard: Whose settings say how many processes; the lines do not depend on it.
        conversations: As read. Where they break off, what was read before is given first.
    """
    n_workers = guard.config.signals.workers or os.cpu_count() or 1
    coming = _Chunks(conversations)
    first = list(islice(coming, _FEW)) if n_workers > 1 else []
    chunks = chain(first, coming)
    if len(first) < _FEW:
        yield from (_line(guard, conversation) for chunk in chunks for conversation in chunk)
    else:
        yield from _shared_out(guard.config.signals, chunks, n_workers)
    if coming.failure:
        raise coming.failure


class _Chunks:
    """Conversations some at a time; an error ends them and is kept for later."""

    def __init__(self, conversations: Iterable[Conversation]) -> None:
        self._coming = iter(conversations)
        self.failure: NlpGuardError | None = None

    def __iter__(self) -> Iterator[list[Conversation]]:
        while not self.failure:
            chunk: list[Conversation] = []
            try:
                chunk.extend(islice(self._coming, _CHUNK))
            except NlpGuardError as failure:
                self.failure = failure
            if not chunk:
                return
            yield chunk


def _shared_out(
    config: SignalsConfig, chunks: Iterable[Sequence[Conversation]], n_workers: int
) -> Iterator[Line]:
    n_threads = max(1, (os.cpu_count() or 1) // n_workers)
    waiting: deque[Future[list[Line]]] = deque()
    with ProcessPoolExecutor(
        n_workers, get_context("spawn"), initializer=_start, initargs=(config, n_threads)
    ) as crew:
        for chunk in chunks:
            waiting.append(crew.submit(_lines, chunk))
            if len(waiting) >= _WAITING * n_workers:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


_guards: list[Guard] = []
"""Of a worker process: its own, made when it starts."""


def _start(config: SignalsConfig, n_threads: int) -> None:
    # before anything loads a library that would take all processors for itself
    os.environ["OMP_NUM_THREADS"] = str(n_threads)
    _guards.append(Guard(Config(signals=config)))


def _lines(chunk: Sequence[Conversation]) -> list[Line]:
    return [_line(_guards[0], conversation) for conversation in chunk]


def _line(guard: Guard, conversation: Conversation) -> Line:
    detection = guard.detect(conversation)
    return to_line(detection_to_dict(detection)), detection.verdict
