"""Settings of this stage."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalsConfig:
    """How sure a reading must be to count.

    The defaults are those at which the models' cards state their scores.

    Args:
        detectors: Names of the detectors to use; empty for all that are installed.
        label_threshold: Probability from which a label holds, 0..1.
        extortion_threshold: Probability of ``extortion`` from which that is the verdict.
        suspicious_threshold: Probability of ``suspicious`` or worse from which a conversation
            is not ``none``.

    Raises:
        ValueError: If a threshold lies outside 0..1.
    """

    detectors: tuple[str, ...] = ()
    label_threshold: float = 0.33
    extortion_threshold: float = 0.5
    suspicious_threshold: float = 0.5

    def __post_init__(self) -> None:
        for name in ("label_threshold", "extortion_threshold", "suspicious_threshold"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ValueError(f"{name} lies outside 0..1: {getattr(self, name)}")
