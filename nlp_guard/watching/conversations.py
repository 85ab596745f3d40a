"""The live conversations: those in use in memory, the others on disk until they go on."""

from __future__ import annotations

import sqlite3
import threading
import zlib
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from nlp_guard.codec import conversation_from_dict, conversation_to_dict, from_line, to_line
from nlp_guard.records import Conversation, ConversationId, Verdict
from nlp_guard.watching.growth import Told

_TABLES = """
CREATE TABLE IF NOT EXISTS live (id TEXT PRIMARY KEY, state BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS claim (
  claimed TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (claimed, id)
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """A conversation as far as it has come.

    Args:
        conversation: Its messages as received: roles and language are not filled in.
        told: What people have been told of it.
        verdict: What it amounts to.
        probability: Of ``extortion``, 0..1.
    """

    conversation: Conversation
    told: Told = field(default_factory=Told)
    verdict: Verdict = Verdict.NONE
    probability: float = 0.0


class Memory(Protocol):
    """Where a watch keeps its conversations; the watch never asks for one in two threads."""

    def get(self, conversation_id: ConversationId) -> Live | None:
        """Return a conversation; None where it is not known."""
        ...

    def put(self, live: Live) -> None:
        """Keep a conversation as it is now."""
        ...

    def remove(self, conversation_id: ConversationId) -> None:
        """Forget a conversation and what it claimed."""
        ...

    def claim(
        self, conversation_id: ConversationId, claimed: Iterable[str]
    ) -> frozenset[ConversationId]:
        """Note what an alarming conversation names; return the others that named any of it."""
        ...

    def close(self) -> None:
        """Write down what is not yet written."""
        ...


class LiveConversations:
    """Holds any number of live conversations in bounded memory; threads may share it.

    Args:
        path: SQLite file that outlives the process; None for one that is removed at the end.
        in_memory: Conversations kept in memory.
    """

    def __init__(self, path: Path | None, in_memory: int) -> None:
        self._folder = TemporaryDirectory(prefix="nlp_guard-") if path is None else None
        file = path or Path(self._folder.name if self._folder else "") / "live.sqlite"
        self._disk = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self._disk.execute("PRAGMA journal_mode=WAL")
        # What is lost with the machine is at most the last second; a killed process loses nothing
        # that was written.
        self._disk.execute("PRAGMA synchronous=NORMAL")
        self._disk.executescript(_TABLES)
        self._in_memory = in_memory
        self._recent: OrderedDict[ConversationId, Live] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, conversation_id: ConversationId) -> Live | None:
        """Return a conversation; None where it is not known."""
        with self._lock:
            live = self._recent.get(conversation_id)
            if live is not None:
                self._recent.move_to_end(conversation_id)
                return live
            row = self._disk.execute(
                "SELECT state FROM live WHERE id = ?", (conversation_id,)
            ).fetchone()
        return None if row is None else _unpacked(row[0])

    def put(self, live: Live) -> None:
        """Keep a conversation as it is now."""
        with self._lock:
            self._recent[live.conversation.id] = live
            self._recent.move_to_end(live.conversation.id)
            if len(self._recent) > self._in_memory:
                self._write(list(self._oldest()))

    def remove(self, conversation_id: ConversationId) -> None:
        """Forget a conversation and what it claimed."""
        with self._lock:
            self._recent.pop(conversation_id, None)
            self._disk.execute("DELETE FROM live WHERE id = ?", (conversation_id,))
            self._disk.execute("DELETE FROM claim WHERE id = ?", (conversation_id,))

    def claim(
        self, conversation_id: ConversationId, claimed: Iterable[str]
    ) -> frozenset[ConversationId]:
        """Note what an alarming conversation names.

        Args:
            conversation_id: The conversation.
            claimed: Payees and accounts, by name.

        Returns:
            The other conversations that named any of it.
        """
        names = sorted(claimed)
        marks = ",".join("?" * len(names))
        with self._lock:
            self._disk.executemany(
                "INSERT OR IGNORE INTO claim VALUES (?, ?)",
                [(name, conversation_id) for name in names],
            )
            rows = self._disk.execute(
                f"SELECT DISTINCT id FROM claim WHERE claimed IN ({marks}) AND id <> ?",  # noqa: S608 - only marks
                (*names, conversation_id),
            ).fetchall()
        return frozenset(ConversationId(other) for (other,) in rows)

    def close(self) -> None:
        """Write everything down and let go of the file."""
        with self._lock:
            self._write(list(self._recent.items()))
            self._recent.clear()
            self._disk.close()
        if self._folder is not None:
            self._folder.cleanup()

    def _oldest(self) -> Iterable[tuple[ConversationId, Live]]:
        """Take a tenth out of memory at once: one transaction then serves many."""
        for _ in range(max(1, self._in_memory // 10)):
            yield self._recent.popitem(last=False)

    def _write(self, entries: list[tuple[ConversationId, Live]]) -> None:
        self._disk.execute("BEGIN")
        self._disk.executemany(
            "INSERT OR REPLACE INTO live VALUES (?, ?)",
            [(conversation_id, _packed(live)) for conversation_id, live in entries],
        )
        self._disk.execute("COMMIT")


def _packed(live: Live) -> bytes:
    state = {
        "told": live.told.to_dict(),
        "verdict": live.verdict,
        "probability": live.probability,
        **conversation_to_dict(live.conversation),
    }
    return zlib.compress(to_line(state).encode(), level=1)


def _unpacked(packed: bytes) -> Live:
    state = from_line(zlib.decompress(packed).decode())
    return Live(
        conversation=conversation_from_dict(state),
        told=Told.from_dict(state["told"]),
        verdict=Verdict(state["verdict"]),
        probability=state["probability"],
    )
