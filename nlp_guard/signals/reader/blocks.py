"""Matrices in signed bytes: every 32 weights of a row share one scale.

Half a byte of rounding on weights that were fitted in 32 bits; a matrix takes 8.5 bits a weight.
"""

from __future__ import annotations

import torch
from torch import Tensor

BLOCK = 32
"""Weights that share a scale; divides every row of the model."""
_LARGEST = 127


def quantise(matrix: Tensor) -> tuple[Tensor, Tensor]:
    """Round a matrix to signed bytes.

    Args:
        matrix: Shape (rows, columns); columns a multiple of `BLOCK`.

    Returns:
        Bytes, shape (rows, columns), and scales in 16 bits, shape (rows, columns / `BLOCK`).

    Example:
        >>> found, scales = quantise(torch.tensor([[-1.0] + [0.5] * 31]))
        >>> found[0, :2].tolist(), round(float(scales), 4)
        ([-127, 64], 0.0079)
    """
    blocks = matrix.float().view(len(matrix), -1, BLOCK)
    scales = (blocks.abs().amax(2) / _LARGEST).half()
    steps = torch.where(scales > 0, scales.float(), 1.0)
    rounded = (blocks / steps[..., None]).round().clamp(-_LARGEST, _LARGEST)
    return rounded.to(torch.int8).flatten(1), scales


def dequantise(rounded: Tensor, scales: Tensor) -> Tensor:
    """Return a matrix from its bytes and scales, float32.

    Example:
        >>> round(dequantise(*quantise(torch.full((1, 32), 0.5)))[0, 0].item(), 3)
        0.5
    """
    blocks = rounded.view(len(rounded), -1, BLOCK).float() * scales.float()[..., None]
    return blocks.flatten(1)
