from __future__ import annotations

from collections.abc import Callable

import pytest

from nlp_guard.signals import SignalsConfig


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("label_threshold", lambda value: SignalsConfig(label_threshold=value)),
        ("extortion_threshold", lambda value: SignalsConfig(extortion_threshold=value)),
        ("suspicious_threshold", lambda value: SignalsConfig(suspicious_threshold=value)),
    ],
)
@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan")])
def test_thresholds_outside_of_0_and_1_are_refused(
    name: str, make: Callable[[float], SignalsConfig], value: float
) -> None:
    with pytest.raises(ValueError, match=name):
        make(value)
