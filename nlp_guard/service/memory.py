"""Where the service's watch keeps its conversations: the database, and those in use in memory."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from cachetools import LRUCache
from sqlalchemy import Connection

from nlp_guard.records import ConversationId
from nlp_guard.service.store import messages
from nlp_guard.service.store.alerts import put_standings, standing
from nlp_guard.watching import Live


class StoredMemory:
    """A `Memory` over the messages in the database; used by one thread.

    While messages are judged it only reads; what changed is written in one short transaction
    afterwards, so that those who hand in messages never wait for a judgement.

    Args:
        in_memory: Conversations kept at hand.
    """

    def __init__(self, in_memory: int) -> None:
        self._recent: LRUCache[ConversationId, Live] = LRUCache(maxsize=in_memory)
        self._changed: dict[ConversationId, Live] = {}
        self._claims: dict[str, set[str]] = defaultdict(set)
        self._connection: Connection | None = None

    @contextmanager
    def reading(self, connection: Connection) -> Iterator[None]:
        """Find conversations by a connection."""
        self._connection = connection
        try:
            yield
        finally:
            self._connection = None

    def write_down(self, connection: Connection) -> None:
        """Write what changed since the last time."""
        put_standings(connection, list(self._changed.values()), time.time())
        messages.add_claims(connection, self._claims)

    def is_written(self) -> None:
        """Note that what changed is safe."""
        self._changed.clear()
        self._claims.clear()

    def forget_all(self) -> None:
        """Keep nothing in memory: the database alone knows what holds."""
        self._recent.clear()
        self.is_written()

    def get(self, conversation_id: ConversationId) -> Live | None:
        """Return a conversation as far as it is judged; None where it is not known."""
        live = self._changed.get(conversation_id) or self._recent.get(conversation_id)
        if live is not None:
            return live
        connection = self._in_use()
        conversation = messages.conversation(connection, conversation_id, is_judged=True)
        return None if conversation is None else standing(connection, conversation)

    def put(self, live: Live) -> None:
        """Keep a conversation as it is now."""
        self._changed[live.conversation.id] = live
        self._recent[live.conversation.id] = live

    def remove(self, conversation_id: ConversationId) -> None:
        """Let go of a conversation in memory; the database keeps it."""
        self._recent.pop(conversation_id, None)

    def claim(
        self, conversation_id: ConversationId, claimed: Iterable[str]
    ) -> frozenset[ConversationId]:
        """Note what an alarming conversation names; return the others that named any of it."""
        others: set[str] = set()
        names = list(claimed)
        for name in names:
            self._claims[name].add(conversation_id)
            others |= self._claims[name]
        others |= messages.claimants(self._in_use(), names)
        return frozenset(ConversationId(other) for other in others - {conversation_id})

    def close(self) -> None:
        """Do nothing: what changed is written batch by batch."""

    def _in_use(self) -> Connection:
        if self._connection is None:
            raise RuntimeError("asked while nobody reads")
        return self._connection
