"""Conversations in the project's own form: JSON Lines, one conversation a line.

Labels in the file are not read; `nlp_guard.codec.detection_from_dict` reads them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace as with_changes
from pathlib import Path

from nlp_guard.codec import conversation_from_dict, from_line
from nlp_guard.errors import CorruptRecord
from nlp_guard.protocols import Document, ReadingContext


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
        uri = context.provenance.uri
        provenance = with_changes(
            context.provenance, encoding="utf-8", tools=(*context.provenance.tools, self.name)
        )
        broken: list[tuple[int, str]] = []
        with path.open("rb") as lines:
            for number, raw in enumerate(lines, start=1):
                if not raw.strip():
                    continue
                try:
                    data = from_line(raw.decode("utf-8-sig" if number == 1 else "utf-8"))
                    yield conversation_from_dict(data, provenance, f"line:{number}")
                except ValueError as failure:
                    broken.append((number, type(failure).__name__))
        if broken:
            number, why = broken[0]
            raise CorruptRecord(
                f"{len(broken)} lines are no conversations (first: {why})", path=uri, line=number
            )
