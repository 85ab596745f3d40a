"""What was read, and what was not, and why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A file that gave nothing, or not all it holds.

    Args:
        path: Relative to the folder handed in.
        why: One sentence.
        is_failure: False for files that are rightly left alone (a README, a settings file).
    """

    path: str
    why: str
    is_failure: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file that was read.

    Args:
        kind: ``chat``, ``screenshot``, ``orders``, ``recording``, ``facts``.
        reader: Name of the reader.
        n_records: Messages, orders or recordings it gave.
    """

    path: str
    sha256: str
    kind: str
    reader: str
    n_records: int
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The account of a run.

    Args:
        files: Seen.
        read: Gave at least one record.
        messages: Chat messages read.
        audio_s: Seconds of sound listened to.
        unreadable_turns: Messages whose text the source withholds.
    """

    files: int = 0
    read: int = 0
    sources: tuple[Source, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    messages: int = 0
    audio_s: float = 0.0
    unreadable_turns: int = 0

    @property
    def has_failures(self) -> bool:
        """Tell whether anything that should have been read was not."""
        return any(skipped.is_failure for skipped in self.skipped)
