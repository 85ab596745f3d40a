"""Settings of this stage."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalsConfig:
    """How sure a reading must be to count.

    The defaults are those at which the models' cards state their scores.

    Args:
        detectors: Names of the detectors to use; empty for all that are installed.
        label_threshold: Probability from which a label holds, 0..1; None for each label's own,
            as fitted.
        extortion_threshold: Probability of ``extortion`` from which that is the verdict.
        suspicious_threshold: Probability of ``suspicious`` or worse from which a conversation
            is not ``none``. On the 337 conversations that the reader never learned from, 0.4
            finds 51 of 55 suspicious ones and flags 4 of 155 lawful ones; 0.5 finds 48 and
            flags 3.
        is_thorough: Whether the reader is also asked about turns whose labels it may change,
            beside conversations whose verdict it may change. Without, a third of the reading and
            1.5 points of the labels' F1 are saved and lost.
        workers: Processes that ``detect`` shares a long input out among; 0 for one per processor.

    Raises:
        ValueError: If a threshold lies outside 0..1, or ``workers`` is negative.
    """

    detectors: tuple[str, ...] = ()
    label_threshold: float | None = None
    extortion_threshold: float = 0.5
    suspicious_threshold: float = 0.4
    is_thorough: bool = True
    workers: int = 0

    def __post_init__(self) -> None:
        for name in ("label_threshold", "extortion_threshold", "suspicious_threshold"):
            value = getattr(self, name)
            if value is not None and not 0.0 <= value <= 1.0:
                raise ValueError(f"{name} lies outside 0..1: {value}")
        if self.workers < 0:
            raise ValueError(f"workers is negative: {self.workers}")
