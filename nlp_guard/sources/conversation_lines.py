"""Conversations in the project's own form: JSON Lines, one conversation a line.

Labels in the file are not read; `nlp_guard.codec.detection_from_dict` reads them.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import replace as with_changes
from pathlib import Path

from nlp_guard.codec import conversation_from_dict
from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.sources.reading.faults import Faults
from nlp_guard.sources.reading.json_values import loads


class ConversationLines:
    """Reads conversations as this package writes them."""

    name = "conversation_lines"
    kind = "chat"

    def sniff(self, path: Path, head: bytes) -> float:
        """Return 0.99 where the first line is an object with ``turns``."""
        first = head.lstrip().split(b"\n", 1)[0]
        if not first.startswith(b"{") or b'"turns"' not in first:
            return 0.0
        return 0.99

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give the conversations in order.

        Raises:
            CorruptRecord: After all good lines were given, naming the first broken one.
        """
        faults = Faults(context.provenance.uri, context.note)
        provenance = with_changes(
            context.provenance, encoding="utf-8", tools=(*context.provenance.tools, self.name)
        )
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                raw = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
                if not raw.strip():
                    continue
                try:
                    data = loads(raw)
                    if not isinstance(data, dict):
                        raise ValueError("no object")
                    yield conversation_from_dict(data, provenance, f"line:{number}")
                except ValueError as failure:
                    faults.add(number, f"no conversation ({type(failure).__name__})")
        faults.end()
