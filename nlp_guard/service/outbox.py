"""Does the errands: with time limits, again after failures, and never forgets one.

An errand that fails waits longer each time. A connector whose other side fails several times in
a row is left alone for a while, so that a desk that is down is not hammered; its errands wait.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Callable

import httpx

from nlp_guard.protocols import Connector
from nlp_guard.service.metrics import ERRANDS
from nlp_guard.service.store import Store, errands
from nlp_guard.service.store.errands import StoredErrand

TIMEOUT = httpx.Timeout(10.0, connect=5.0)
_FIRST_PAUSE_S = 2.0
_LONGEST_PAUSE_S = 900.0
_MOST_ATTEMPTS = 40
"""With pauses up to a quarter of an hour: about nine hours."""
_TRIPS_AT = 3
"""Failures in a row after which a connector is left alone."""
_LEFT_ALONE_S = 20.0
_IDLE_S = 0.5
_FINAL = frozenset({400, 401, 403, 404, 405, 410, 413, 422})
"""Answers that say that asking again is of no use."""
_log = logging.getLogger(__name__)


class Outbox:
    """Does the errands of one connector, one after the other.

    Args:
        store: Where errands wait.
        connector: Does them.
        client: Carries them.
        clock: Seconds since the epoch.
    """

    def __init__(
        self,
        store: Store,
        connector: Connector,
        client: httpx.AsyncClient,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._connector = connector
        self._client = client
        self._clock = clock
        self._failures = 0
        self._left_alone_until = 0.0

    async def work(self) -> None:
        """Do errands as they fall due, until cancelled."""
        while True:
            if not await self.work_once():
                await asyncio.sleep(_IDLE_S)

    async def work_once(self) -> int:
        """Do what is due now; return how many errands were tried."""
        n_tried = 0
        for errand in await asyncio.to_thread(self._due):
            if self._clock() < self._left_alone_until:
                break
            await self._do(errand)
            n_tried += 1
        return n_tried

    def _due(self) -> list[StoredErrand]:
        now = self._clock()
        if now < self._left_alone_until:
            return []
        with self._store.begin() as connection:
            return errands.due(connection, self._connector.name, now, limit=50)

    async def _do(self, errand: StoredErrand) -> None:
        try:
            await self._connector.run(errand.body, self._client)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as failure:
            # ValueError: the other side answered what is no JSON.
            await asyncio.to_thread(self._failed, errand, failure)
            return
        self._failures = 0
        ERRANDS.labels(self._connector.name, errands.DONE).inc()
        await asyncio.to_thread(self._settle, errand, errands.DONE, "")

    def _failed(self, errand: StoredErrand, failure: Exception) -> None:
        """Put an errand off, or give it up; where many fail, leave the other side alone."""
        why = _why(failure)
        _log.warning("%s: errand %d failed: %s", self._connector.name, errand.seq, why)
        is_final = isinstance(failure, httpx.HTTPStatusError) and (
            failure.response.status_code in _FINAL
        )
        if is_final or errand.attempts + 1 >= _MOST_ATTEMPTS:
            ERRANDS.labels(self._connector.name, errands.GIVEN_UP).inc()
            self._settle(errand, errands.GIVEN_UP, why)
            return
        ERRANDS.labels(self._connector.name, "put off").inc()
        self._failures += 1
        now = self._clock()
        if self._failures >= _TRIPS_AT:
            self._left_alone_until = now + _LEFT_ALONE_S
        pause = min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2**errand.attempts)
        # Spread, so that the errands of many conversations do not all come back at once.
        due_at = now + max(
            pause * random.uniform(0.5, 1.0),  # noqa: S311 - no secret
            min(_LONGEST_PAUSE_S, _asked_for_s(failure)),
        )
        with self._store.begin() as connection:
            errands.put_off(connection, errand.seq, due_at, why)

    def _settle(self, errand: StoredErrand, state: str, why: str) -> None:
        with self._store.begin() as connection:
            errands.settle(connection, errand.seq, state, why)


def _asked_for_s(failure: Exception) -> float:
    """Return how many seconds the other side asks to be left alone (``Retry-After``); or 0."""
    if not isinstance(failure, httpx.HTTPStatusError):
        return 0.0
    asked = failure.response.headers.get("retry-after", "")
    return float(asked) if asked.isdecimal() else 0.0


def _why(failure: Exception) -> str:
    """Say what failed without the address, which may hold a key, nor what was answered."""
    if isinstance(failure, httpx.HTTPStatusError):
        return f"answered {failure.response.status_code}"
    return type(failure).__name__
