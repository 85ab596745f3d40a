"""Settings of live watching."""

from __future__ import annotations

from dataclasses import dataclass

from nlp_guard.records import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchingConfig:
    """When people are told, and what is kept in memory.

    Args:
        alert_from: Lowest verdict that is worth an alert.
        in_memory: Conversations kept in memory; the least recently used of the others wait on
            disk and are found again when they go on.

    Raises:
        ValueError: If nothing is kept in memory, or every conversation would be alarming.
    """

    alert_from: Verdict = Verdict.SUSPICIOUS
    in_memory: int = 2_000

    def __post_init__(self) -> None:
        if self.in_memory < 1:
            raise ValueError(f"in_memory must be at least 1: {self.in_memory}")
        if self.alert_from is Verdict.NONE:
            raise ValueError("alert_from must be suspicious or extortion")
