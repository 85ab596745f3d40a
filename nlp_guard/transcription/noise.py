"""The steady noise of a line, lowered before recognition.

What hisses all the time is known from the moments in which nobody speaks; each part of the
spectrum is lowered by as much as the noise fills it. The noise is never taken out altogether:
what is left hides the musical tones that this leaves behind, which recognisers take for speech.

Source:
    Ephraim and Malah, Speech enhancement using a minimum mean-square error short-time spectral
    amplitude estimator, IEEE TASSP 32 (1984): the decision-directed estimate, with Wiener's gain.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_FRAME = 512
_HOP = 128
_SMOOTH_FRAMES = 8
_QUIET_SHARE = 0.1
"""Of the frames even of a dense talk on one channel at least so many hold no speech."""
_NOISE_FACTOR = 2.15
"""From the power of quiet frames to that of all, and somewhat beyond."""
_SMOOTHING = 0.9
_LEAST_GAIN = 0.25
"""-12 dB."""
_BLOCK_FRAMES = 4096


def quieted(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """Lower the steady noise of one channel.

    Args:
        sound: Shape (n,), 16 kHz.

    Returns:
        Shape (n,). A sound without noise is left as it is.

    Example:
        >>> hiss = 0.01 * np.random.default_rng(1).standard_normal(16_000).astype(np.float32)
        >>> float(np.square(quieted(hiss)).mean() / np.square(hiss).mean()) < 0.1
        True
    """
    window = np.hanning(_FRAME + 1)[:-1].astype(np.float32)
    padded = np.pad(sound, (_FRAME, 2 * _FRAME))
    n_frames = (len(padded) - _FRAME) // _HOP + 1
    noise = _noise(padded, window, n_frames)
    out, weight = np.zeros_like(padded), np.zeros_like(padded)
    before = np.zeros_like(noise)
    for first in range(0, n_frames, _BLOCK_FRAMES):
        starts = np.arange(first, min(first + _BLOCK_FRAMES, n_frames)) * _HOP
        spectrum = np.fft.rfft(padded[starts[:, None] + np.arange(_FRAME)] * window, axis=1)
        gains, before = _gains(np.square(np.abs(spectrum)), noise, before)
        frames = np.fft.irfft(spectrum * gains, axis=1).astype(np.float32) * window
        for start, frame in zip(starts, frames, strict=True):
            out[start : start + _FRAME] += frame
            weight[start : start + _FRAME] += window * window
    whole = out / np.maximum(weight, 1e-6)
    return np.asarray(whole[_FRAME : _FRAME + len(sound)], np.float32)


def _noise(
    padded: NDArray[np.float32], window: NDArray[np.float32], n_frames: int
) -> NDArray[np.float64]:
    """Return the power of the noise, shape (257,): that of the quietest frames, smoothed."""
    step = max(n_frames // _BLOCK_FRAMES, 1)
    runs = np.arange(0, n_frames - _SMOOTH_FRAMES + 1, _SMOOTH_FRAMES * step) * _HOP
    power = np.zeros((len(runs), _FRAME // 2 + 1))
    for at in range(_SMOOTH_FRAMES):
        frames = padded[runs[:, None] + at * _HOP + np.arange(_FRAME)] * window
        power += np.square(np.abs(np.fft.rfft(frames, axis=1)))
    quiet = np.quantile(power / _SMOOTH_FRAMES, _QUIET_SHARE, axis=0)
    return np.asarray(_NOISE_FACTOR * quiet + 1e-12)


def _gains(
    power: NDArray[np.float64], noise: NDArray[np.float64], before: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the gain of each frame, and what the next one must know of the last."""
    over = power / noise
    gains = np.empty_like(over)
    for at, frame in enumerate(over):
        clear = _SMOOTHING * before + (1 - _SMOOTHING) * np.maximum(frame - 1, 0)
        gains[at] = np.maximum(clear / (1 + clear), _LEAST_GAIN)
        before = np.square(gains[at]) * frame
    return gains, before
