"""Where the time goes while a call is listened to."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

_Item = TypeVar("_Item")


class Stopwatch:
    """Adds up wall time by stage.

    Example:
        >>> watch = Stopwatch()
        >>> with watch.during("decode"):
        ...     pass
        >>> list(watch.seconds)
        ['decode']
    """

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def each(self, stage: str, items: Iterable[_Item]) -> Iterator[_Item]:
        """Give items, and count the time that each takes to come for a stage."""
        source = iter(items)
        while True:
            with self.during(stage):
                item = next(source, None)
            if item is None:
                return
            yield item

    @contextmanager
    def during(self, stage: str) -> Iterator[None]:
        """Count the time until the block ends for a stage."""
        began = time.perf_counter()
        try:
            yield
        finally:
            spent = time.perf_counter() - began
            self.seconds[stage] = self.seconds.get(stage, 0.0) + spent
