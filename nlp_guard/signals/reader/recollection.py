"""What was read of live conversations: a new message then costs its own words alone."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

from nlp_guard.records import Signal, Utterance

if TYPE_CHECKING:
    from nlp_guard.signals.reader.reading import Reading, Thread

MOST_TOKENS = 16_384
"""Kept at once: some 200 MB of keys and values, a hundred conversations of common length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A conversation as far as it was read.

    Args:
        thread: What the reader goes on from.
        signals: Of all its turns so far, in order.
        last: The reading of its last turn.
    """

    thread: Thread
    signals: tuple[Signal, ...]
    last: Reading


class Recollection:
    """Keeps what was read lately, under a mark of all that was said; threads may share it.

    Args:
        most_tokens: Of all conversations together; the least recently read give way.
    """

    def __init__(self, most_tokens: int = MOST_TOKENS) -> None:
        self._most_tokens = most_tokens
        self._n_tokens = 0
        self._read: OrderedDict[bytes, Read] = OrderedDict()
        self._lock = threading.Lock()

    def longest(self, marks: Sequence[bytes]) -> tuple[int, Read | None]:
        """Return how many turns of a conversation were read before, and what was read.

        Args:
            marks: As `marks_of` gives them.
        """
        with self._lock:
            for n in range(len(marks), 0, -1):
                read = self._read.get(marks[n - 1])
                if read is not None:
                    self._read.move_to_end(marks[n - 1])
                    return n, read
        return 0, None

    def keep(self, mark: bytes, read: Read) -> None:
        """Keep what was read of a conversation up to a mark."""
        with self._lock:
            self._drop(mark)
            self._read[mark] = read
            self._n_tokens += read.thread.past.n_tokens
            while self._n_tokens > self._most_tokens and len(self._read) > 1:
                self._drop(next(iter(self._read)))

    def _drop(self, mark: bytes) -> None:
        read = self._read.pop(mark, None)
        if read is not None:
            self._n_tokens -= read.thread.past.n_tokens


def marks_of(utterances: Sequence[Utterance]) -> list[bytes]:
    """Return, per utterance, a digest of all that was said up to it, by whom.

    Example:
        >>> from nlp_guard.records import Role, UtteranceId
        >>> said = [Utterance(id=UtteranceId(n), role=Role.BUYER, text=n) for n in "abc"]
        >>> marks_of(said)[:2] == marks_of(said[:2])
        True
    """
    marks: list[bytes] = []
    mark = b""
    for utterance in utterances:
        said = "\x1f".join((utterance.id, utterance.role, utterance.text))
        mark = blake2b(mark + said.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        marks.append(mark)
    return marks
