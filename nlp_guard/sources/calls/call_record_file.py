"""Files of call records: they stand beside the recordings, and are read together with those."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.sources.calls.call_records import is_call_records


class CallRecordFile:
    """Knows call records of Asterisk, FreeSWITCH and Twilio; they hold no talk of their own."""

    name = "call_records"
    kind = "facts"

    def sniff(self, path: Path, head: bytes) -> float:
        """Return how surely these are call records, by their first row or keys."""
        return 0.9 if is_call_records(head.decode("utf-8", "replace")) else 0.0

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give nothing: what they tell of a recording is given with it."""
        yield from ()
