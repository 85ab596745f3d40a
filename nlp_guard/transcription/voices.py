"""A voice as numbers: the GE2E speaker encoder, run by ONNX Runtime.

Two stretches of one voice give vectors with a high dot product, two voices a low one.

Source:
    Wan et al., Generalized End-to-End Loss for Speaker Verification, ICASSP 2018; weights and
    spectrogram of Resemblyzer 0.1.4 (see ``models/voice-ge2e``).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp_guard.modelstore import ModelStore
from nlp_guard.transcription.decode import RATE_HZ

MODEL = "voice-ge2e"
WINDOW_S = 1.6
"""Length the encoder was trained on."""
HOP_S = 0.4

_N_FFT = 400
_HOP = 160
_N_MELS = 40
_N_FRAMES = 160
_N_NUMBERS = 256
_LOUDNESS_DB = -30.0
_BATCH = 64


def load_voice_encoder(store: ModelStore | None = None) -> VoiceEncoder:
    """Load the encoder of the package, verified."""
    return VoiceEncoder((store or ModelStore()).file(MODEL, "encoder.onnx"))


class VoiceEncoder:
    """Gives the voice of stretches of speech.

    Args:
        path: The encoder: spectrograms (160, n, 40) in, unit vectors (n, 256) out.
    """

    def __init__(self, path: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # a recurrent net gains nothing from a second thread
        self._session = onnxruntime.InferenceSession(
            path, options, providers=["CPUExecutionProvider"]
        )

    def embed(self, sounds: Sequence[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
        """Return the voice along stretches of speech.

        Args:
            sounds: Each of shape (n,), 16 kHz. What is shorter than 1.6 s is repeated.

        Returns:
            For each stretch shape (n_windows, 256): the voice in windows of 1.6 s, one each
            0.4 s; vectors of length 1 without negative numbers.
        """
        if not sounds:
            return []
        windows = [_windows(sound) for sound in sounds]
        mels = np.concatenate(windows, axis=1)
        parts = [
            self._session.run(["voices"], {"mels": mels[:, at : at + _BATCH]})[0]
            for at in range(0, mels.shape[1], _BATCH)
        ]
        ends = np.cumsum([one.shape[1] for one in windows])
        return np.split(np.concatenate(parts), ends[:-1])


def _windows(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the spectrogram in windows, shape (160, n_windows, 40)."""
    n_least = int(WINDOW_S * RATE_HZ)
    if len(sound) < n_least:
        sound = np.tile(sound, -(-n_least // max(len(sound), 1)))[:n_least]
    mel = _spectrogram(sound)
    starts = range(0, len(mel) - _N_FRAMES + 1, int(HOP_S * RATE_HZ) // _HOP)
    return np.stack([mel[start : start + _N_FRAMES] for start in starts], axis=1)


def _spectrogram(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the mel power spectrogram, shape (n_frames, 40), at the loudness trained on."""
    power = float(np.square(sound).mean())
    loud = sound * np.float32(np.sqrt(10 ** (_LOUDNESS_DB / 10) / max(power, 1e-10)))
    padded = np.pad(loud, _N_FFT // 2)
    starts = np.arange(0, len(padded) - _N_FFT + 1, _HOP)
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(_N_FFT) / _N_FFT)
    frames = padded[starts[:, None] + np.arange(_N_FFT)] * window
    spectrum = np.abs(np.fft.rfft(frames)) ** 2
    return np.asarray(spectrum @ _mel_filters().T, np.float32)


@cache
def _mel_filters() -> NDArray[np.float64]:
    """Return triangular filters on Slaney's scale, each of unit area, shape (40, 201)."""
    edges_mel = np.linspace(0.0, _mel(RATE_HZ / 2), _N_MELS + 2)
    edges_hz = np.array([_hertz(mel) for mel in edges_mel])
    bins_hz = np.linspace(0, RATE_HZ / 2, _N_FFT // 2 + 1)
    rising = (bins_hz - edges_hz[:-2, None]) / np.diff(edges_hz)[:-1, None]
    falling = (edges_hz[2:, None] - bins_hz) / np.diff(edges_hz)[1:, None]
    area = 2.0 / (edges_hz[2:] - edges_hz[:-2])
    return np.asarray(np.maximum(0, np.minimum(rising, falling)) * area[:, None])


_LINEAR_HZ = 200.0 / 3
"""Slaney's scale: linear below 1 kHz, 27 steps to each factor of 6.4 above."""
_LOG_STEP = float(np.log(6.4) / 27)


def _mel(hertz: float) -> float:
    if hertz < 1000:
        return hertz / _LINEAR_HZ
    return 1000 / _LINEAR_HZ + float(np.log(hertz / 1000)) / _LOG_STEP


def _hertz(mel: float) -> float:
    knee = 1000 / _LINEAR_HZ
    return mel * _LINEAR_HZ if mel < knee else 1000 * float(np.exp(_LOG_STEP * (mel - knee)))
