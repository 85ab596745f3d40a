"""Which weights take part in a detection, for the record."""

from __future__ import annotations

from collections.abc import Iterable

from nlp_guard.modelstore import ModelStore
from nlp_guard.protocols import Detector
from nlp_guard.signals import verdict


def weights(detectors: Iterable[Detector]) -> dict[str, str]:
    """Name the weights of the detectors and the verdict, with the SHA-256 of each.

    Args:
        detectors: One with weights of its own names their models in ``weights``.

    Example:
        >>> sorted(weights([]))
        ['verdict']
    """
    store = ModelStore()
    names = [name for detector in detectors for name in getattr(detector, "weights", ())]
    return {name: store.card(name).files[0].sha256 for name in sorted({*names, verdict.MODEL})}
