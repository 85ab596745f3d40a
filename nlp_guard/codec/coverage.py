"""Coverage → JSON: what was read, what was not, and why."""

from __future__ import annotations

from nlp_guard.codec.lines import Json
from nlp_guard.records import Coverage


def coverage_to_dict(coverage: Coverage) -> Json:
    """Return the account of a run."""
    return {
        "files": coverage.files,
        "read": coverage.read,
        "skipped": [
            {"path": skipped.path, "why": skipped.why, "failure": skipped.is_failure}
            for skipped in coverage.skipped
        ],
        "messages": coverage.messages,
        "audio_s": round(coverage.audio_s, 2),
        "unreadable_turns": coverage.unreadable_turns,
        "sources": [
            {
                "path": source.path,
                "sha256": source.sha256,
                "size": source.size_bytes,
                "kind": source.kind,
                "reader": source.reader,
                "records": source.n_records,
            }
            for source in coverage.sources
        ],
    }
