"""Quantised weights: the block formats of GGUF that the base model's weights come in.

A row of a matrix is stored as blocks of 32 or 256 weights, each with its own scales. The bytes
are those of the published file, so the weights are exactly the base model's.

Source: https://github.com/ggml-org/llama.cpp, ``ggml/src/ggml-common.h`` and ``ggml-quants.c``.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]


def dequantise(kind: str, blocks: Bytes) -> Floats:
    """Return a matrix from its blocks.

    Args:
        kind: ``Q5_0``, ``Q8_0``, ``Q4_K`` or ``Q6_K``.
        blocks: Shape (rows, bytes per row).

    Returns:
        Shape (rows, columns), float32.
    """
    n_bytes, unpack = _FORMATS[kind]
    rows = unpack(blocks.reshape(-1, n_bytes))
    return rows.reshape(blocks.shape[0], -1)


def _half(pairs: Bytes) -> Floats:
    return np.ascontiguousarray(pairs).view(np.float16).astype(np.float32)


def _q8_0(blocks: Bytes) -> Floats:
    """32 signed bytes under one scale."""
    weights = np.ascontiguousarray(blocks[:, 2:]).view(np.int8).astype(np.float32)
    scaled: Floats = _half(blocks[:, :2]) * weights
    return scaled


def _q5_0(blocks: Bytes) -> Floats:
    """32 weights of five bits under one scale; the fifth bits stand together in front."""
    fifth = np.unpackbits(blocks[:, 2:6], axis=1, bitorder="little")
    low = np.concatenate([blocks[:, 6:] & 15, blocks[:, 6:] >> 4], axis=1)
    weights = (low | fifth << 4).astype(np.float32) - 16
    scaled: Floats = _half(blocks[:, :2]) * weights
    return scaled


def _q4_k(blocks: Bytes) -> Floats:
    """256 weights of four bits in eight groups, each with a scale and an offset of six bits."""
    scale, offset, packed = _half(blocks[:, :2]), _half(blocks[:, 2:4]), blocks[:, 4:16]
    first, second, third = packed[:, :4], packed[:, 4:8], packed[:, 8:]
    scales = np.concatenate([first & 63, (third & 15) | (first >> 6 << 4)], axis=1)
    offsets = np.concatenate([second & 63, (third >> 4) | (second >> 6 << 4)], axis=1)
    nibbles = blocks[:, 16:].reshape(-1, 4, 1, 32) >> np.array([0, 4], np.uint8)[:, None] & 15
    weights = nibbles.reshape(-1, 8, 32).astype(np.float32)
    scaled: Floats = weights * (scale * scales)[:, :, None] - (offset * offsets)[:, :, None]
    return scaled.reshape(-1, 256)


def _q6_k(blocks: Bytes) -> Floats:
    """256 weights of six bits in sixteen groups, each with a scale of eight bits."""
    low, high = blocks[:, :128], blocks[:, 128:192]
    scales = np.ascontiguousarray(blocks[:, 192:208]).view(np.int8).astype(np.float32)
    four = low.reshape(-1, 2, 1, 64) >> np.array([0, 4], np.uint8)[:, None] & 15
    two = high.reshape(-1, 2, 1, 32) >> np.array([0, 2, 4, 6], np.uint8)[:, None] & 3
    weights = four.reshape(-1, 2, 4, 32) | two << 4
    signed = weights.reshape(-1, 16, 16).astype(np.float32) - 32
    scaled: Floats = signed * (_half(blocks[:, 208:]) * scales)[:, :, None]
    return scaled.reshape(-1, 256)


_FORMATS: dict[str, tuple[int, Callable[[Bytes], Floats]]] = {
    "Q5_0": (22, _q5_0),
    "Q8_0": (34, _q8_0),
    "Q4_K": (144, _q4_k),
    "Q6_K": (210, _q6_k),
}
