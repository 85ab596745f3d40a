"""Accepts messages: they are written down before they are acknowledged.

What comes in at the same time is written in one transaction, so that many senders do not each
wait for the disk.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nlp_guard.records import Message
from nlp_guard.service.metrics import ACCEPTED, KNOWN
from nlp_guard.service.store import Store, messages

_MOST_AT_ONCE = 2_000
"""Messages in one transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What became of messages handed in.

    Args:
        new: Written down now.
        known: Written down before.
    """

    new: int
    known: int


@dataclass(frozen=True, slots=True)
class _Parcel:
    messages: Sequence[Message]
    done: asyncio.Future[Accepted]


class Inbox:
    """Writes messages down, group by group.

    Args:
        store: Where to.
        ring: Called when something new waits to be judged.
    """

    def __init__(self, store: Store, ring: Callable[[], None]) -> None:
        self._store = store
        self._ring = ring
        self._parcels: asyncio.Queue[_Parcel] = asyncio.Queue()

    async def accept(self, handed_in: Sequence[Message]) -> Accepted:
        """Write messages down; they are safe once this returns.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: If the database is away: nothing was accepted.
        """
        if not handed_in:
            return Accepted(new=0, known=0)
        done: asyncio.Future[Accepted] = asyncio.get_running_loop().create_future()
        await self._parcels.put(_Parcel(handed_in, done))
        return await done

    async def work(self) -> None:
        """Write down what comes, until cancelled."""
        while True:
            parcels = [await self._parcels.get()]
            n = len(parcels[0].messages)
            while n < _MOST_AT_ONCE and not self._parcels.empty():
                parcels.append(self._parcels.get_nowait())
                n += len(parcels[-1].messages)
            await self._write(parcels)

    async def _write(self, parcels: Sequence[_Parcel]) -> None:
        try:
            accepted = await asyncio.to_thread(self._written, parcels)
        except Exception as failure:
            # Each sender is told, and sends again; the loop goes on for the others.
            for parcel in parcels:
                if not parcel.done.done():
                    parcel.done.set_exception(failure)
            return
        for parcel, result in zip(parcels, accepted, strict=True):
            if not parcel.done.done():
                parcel.done.set_result(result)
        self._ring()

    def _written(self, parcels: Sequence[_Parcel]) -> list[Accepted]:
        results = []
        now = time.time()
        with self._store.begin() as connection:
            for parcel in parcels:
                new = messages.add(connection, parcel.messages, now)
                results.append(Accepted(new=new, known=len(parcel.messages) - new))
        ACCEPTED.inc(sum(result.new for result in results))
        KNOWN.inc(sum(result.known for result in results))
        return results
