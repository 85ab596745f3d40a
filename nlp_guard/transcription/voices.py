"""A voice as numbers: the GE2E speaker encoder, run with numpy.

Two stretches of one voice give vectors with a high dot product, two voices a low one.

Source:
    Wan et al., Generalized End-to-End Loss for Speaker Verification, ICASSP 2018; weights and
    spectrogram of Resemblyzer 0.1.4 (see ``models/voice-ge2e``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

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
_N_HIDDEN = 256
_N_LAYERS = 3
_LOUDNESS_DB = -30.0
_BATCH = 64

Weights = Mapping[str, NDArray[np.float32]]


def load_voice_encoder(store: ModelStore | None = None) -> VoiceEncoder:
    """Load the encoder of the package, verified."""
    path = (store or ModelStore()).file(MODEL, "encoder.safetensors")
    return VoiceEncoder(
        {name: np.asarray(one, np.float32) for name, one in load_file(path).items()}
    )


class VoiceEncoder:
    """Gives the voice of stretches of speech.

    Args:
        weights: Tensors by their names in torch: three LSTM layers and a linear one.
    """

    def __init__(self, weights: Weights) -> None:
        self._weights = weights

    def embed(self, clips: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
        """Return one vector per clip.

        Args:
            clips: Each of shape (n,), 16 kHz, speech of one voice. What is shorter than 1.6 s
                is repeated, what is longer is cut.

        Returns:
            Shape (n_clips, 256), each of length 1, no number negative.
        """
        if not clips:
            return np.zeros((0, _N_HIDDEN), np.float32)
        mels = np.stack([_spectrogram(_lengthened(clip)) for clip in clips])
        parts = [self._run(mels[at : at + _BATCH]) for at in range(0, len(mels), _BATCH)]
        return np.concatenate(parts)

    def _run(self, mels: NDArray[np.float32]) -> NDArray[np.float32]:
        states = mels.transpose(1, 0, 2)  # (n_frames, n_clips, n)
        for i_layer in range(_N_LAYERS):
            states = self._lstm(states, i_layer)
        raw = np.maximum(
            states[-1] @ self._weights["linear.weight"].T + self._weights["linear.bias"], 0
        )
        return np.asarray(raw / np.maximum(np.linalg.norm(raw, axis=1, keepdims=True), 1e-9))

    def _lstm(self, inputs: NDArray[np.float32], i_layer: int) -> NDArray[np.float32]:
        weights = self._weights
        bias = weights[f"lstm.bias_ih_l{i_layer}"] + weights[f"lstm.bias_hh_l{i_layer}"]
        driven = inputs @ weights[f"lstm.weight_ih_l{i_layer}"].T + bias
        recurrent = weights[f"lstm.weight_hh_l{i_layer}"].T
        n_clips = inputs.shape[1]
        hidden = np.zeros((n_clips, _N_HIDDEN), np.float32)
        cell = np.zeros((n_clips, _N_HIDDEN), np.float32)
        outputs = np.empty((len(inputs), n_clips, _N_HIDDEN), np.float32)
        for i_frame, drive in enumerate(driven):
            enter, forget, candidate, leave = np.split(drive + hidden @ recurrent, 4, axis=1)
            cell = _sigmoid(forget) * cell + _sigmoid(enter) * np.tanh(candidate)
            hidden = _sigmoid(leave) * np.tanh(cell)
            outputs[i_frame] = hidden
        return outputs


def _sigmoid(values: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(0.5 * (1 + np.tanh(0.5 * values)))


def _lengthened(clip: NDArray[np.float32]) -> NDArray[np.float32]:
    n_wanted = int(WINDOW_S * RATE_HZ)
    if len(clip) >= n_wanted:
        return clip[:n_wanted]
    return np.tile(clip, -(-n_wanted // max(len(clip), 1)))[:n_wanted]


def _spectrogram(clip: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the mel power spectrogram, shape (160, 40), at the loudness trained on."""
    power = float(np.square(clip).mean())
    loud = clip * np.sqrt(10 ** (_LOUDNESS_DB / 10) / max(power, 1e-10))
    padded = np.pad(loud, _N_FFT // 2)
    starts = np.arange(0, len(padded) - _N_FFT + 1, _HOP)[:_N_FRAMES]
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
