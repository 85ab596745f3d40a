from __future__ import annotations

import numpy as np
import pytest

from nlp_guard.transcription.noise import quieted
from tests.fakes.calls import party
from tests.fakes.sound import noises


def ratio_db(signal: np.ndarray, noise: np.ndarray) -> float:
    return float(10 * np.log10(np.square(signal).mean() / np.square(noise).mean()))


def test_a_voice_stands_further_above_the_hiss_than_before() -> None:
    voice = party(0, 6.0)
    pauses = np.zeros(3 * 16_000, np.float32)
    clean = np.concatenate([pauses, voice, pauses])
    hiss = 0.01 * np.random.default_rng(3).standard_normal(len(clean)).astype(np.float32)
    out = quieted(clean + hiss)
    speaks = slice(len(pauses), len(pauses) + len(voice))
    before = ratio_db(clean[speaks], hiss[: len(pauses)])
    after = ratio_db(out[speaks], out[: len(pauses)])
    assert after > before + 8
    assert ratio_db(clean[speaks], out[speaks] - clean[speaks]) > ratio_db(
        clean[speaks], hiss[speaks]
    )


def test_a_sound_without_noise_stays_as_it_is() -> None:
    clean = np.concatenate([np.zeros(32_000, np.float32), party(0, 3.0)])
    assert np.abs(quieted(clean) - clean).max() < 1e-3


@pytest.mark.parametrize("n_samples", [0, 1, 511, 512, 16_001])
def test_the_length_stays(n_samples: int) -> None:
    assert quieted(noises(2.0)["hiss"][:n_samples]).shape == (n_samples,)
