"""The base model's published file: its tokenizer and the tensors the reader keeps of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

N_LAYERS = 12
"""Of eighteen: linear probes of the frozen base read labels best at layers 9 to 12."""


def tokenizer_of(path: Path) -> dict[str, Any]:
    """Return the whole ``tokenizer.json`` of a GGUF file."""
    from transformers import AutoTokenizer

    whole = AutoTokenizer.from_pretrained(path.parent, gguf_file=path.name)
    found: dict[str, Any] = json.loads(whole.backend_tokenizer.to_str())
    return found


def tensors_of(
    path: Path, full: Mapping[str, int], small: Mapping[str, int]
) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Return what the reader keeps: its layers, its rows of the embedding, its norms.

    Args:
        path: The GGUF file.
        full: Token to row of the whole vocabulary.
        small: Token to row of the reader's.

    Returns:
        Tensors by name, matrices as the blocks they are stored in; and what the file's header
        says: the format of each matrix, and the number of layers.
    """
    from gguf import GGUFReader

    rows = [full[token] for token in sorted(small, key=lambda token: small[token])]
    held: dict[str, Tensor] = {}
    header = {"n_layers": str(N_LAYERS)}
    for tensor in GGUFReader(path).tensors:
        name = tensor.name.removesuffix(".weight")
        if name.startswith("blk.") and int(name.split(".")[1]) >= N_LAYERS:
            continue
        stored = np.array(tensor.data)
        if tensor.tensor_type.name == "F32":
            held[name] = torch.from_numpy(stored.astype(np.float32) - 1.0)
        else:
            held[name] = torch.from_numpy(_rows(stored, name, rows))
            header[name] = tensor.tensor_type.name
    return held, header


def _rows(stored: np.ndarray[Any, Any], name: str, rows: Sequence[int]) -> np.ndarray[Any, Any]:
    return np.ascontiguousarray(stored[rows] if name == "token_embd" else stored)
