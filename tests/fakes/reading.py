"""A file in a temporary folder, and what a reader is told about it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from nlp_guard.protocols import ReadingContext
from nlp_guard.records import Provenance

NOW = datetime(2015, 7, 25, 2, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def context(uri: str = "a.txt", staff: Iterable[str] = ()) -> ReadingContext:
    """Return a reading context with fixed time, zone and hash."""
    return ReadingContext(
        provenance=Provenance(uri=uri, sha256="0" * 64, read_at=NOW),
        timezone=SHANGHAI,
        staff=frozenset(staff),
        now=NOW,
    )


def written(folder: Path, name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path
