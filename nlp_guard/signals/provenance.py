"""Which weights take part in a detection, for the record."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from nlp_guard.modelstore import ModelCard, ModelStore
from nlp_guard.protocols import Detector
from nlp_guard.signals import verdict


def weights(detectors: Iterable[Detector]) -> dict[str, str]:
    """Name the weights of the detectors and the verdict, with the SHA-256 of each.

    Args:
        detectors: One with weights of its own names their models in ``weights``.

    Returns:
        By model: the hash of its file, or where it has several, of their list as ``sha256sum``
        would print it.

    Example:
        >>> sorted(weights([]))
        ['verdict']
    """
    store = ModelStore()
    names = [name for detector in detectors for name in getattr(detector, "weights", ())]
    return {name: _digest(store.card(name)) for name in sorted({*names, verdict.MODEL})}


def _digest(card: ModelCard) -> str:
    if len(card.files) == 1:
        return card.files[0].sha256
    listed = "".join(f"{file.sha256}  {file.name}\n" for file in card.files)
    return hashlib.sha256(listed.encode()).hexdigest()
