"""Stand-ins for a recogniser."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nlp_guard.errors import ModelMissing
from nlp_guard.protocols import Heard, ListeningHints


class MissingWeights:
    """A recogniser whose weights are not to be had."""

    name = "missing"
    version = "missing@0"

    def transcribe(
        self, clips: Sequence[NDArray[np.float32]], hints: ListeningHints
    ) -> Sequence[Sequence[Heard]]:
        """Refuse."""
        raise ModelMissing("whisper-base", "no source gave it")

    def detect_language(self, clip: NDArray[np.float32], model: str) -> tuple[str, float]:
        """Refuse."""
        raise ModelMissing("whisper-base", "no source gave it")
