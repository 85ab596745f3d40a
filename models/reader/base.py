"""The base model's published file: its tokenizer and the tensors the reader begins with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

N_LAYERS = 12
"""Of eighteen: linear probes of the frozen base read labels best at layers 9 to 12."""
_JOINED = {
    "attend": ("attn_q", "attn_k", "attn_v"),
    "out": ("attn_output",),
    "widen": ("ffn_gate", "ffn_up"),
    "narrow": ("ffn_down",),
}
_NORMS = {
    "attn": "attn_norm",
    "post_attn": "post_attention_norm",
    "ffw": "ffn_norm",
    "post_ffw": "post_ffw_norm",
    "query": "attn_q_norm",
    "key": "attn_k_norm",
}


def tokenizer_of(path: Path) -> dict[str, Any]:
    """Return the whole ``tokenizer.json`` of a GGUF file."""
    from transformers import AutoTokenizer

    whole = AutoTokenizer.from_pretrained(path.parent, gguf_file=path.name)
    found: dict[str, Any] = json.loads(whole.backend_tokenizer.to_str())
    return found


def tensors_of(path: Path, full: Mapping[str, int], small: Mapping[str, int]) -> dict[str, Tensor]:
    """Return what the reader begins with: layers, its rows of the embedding, norms.

    Args:
        path: The GGUF file.
        full: Token to row of the whole vocabulary.
        small: Token to row of the reader's.

    Returns:
        Float32, named as by `nlp_guard.signals.reader.weights.unpacked`; without heads.
    """
    from gguf import GGUFReader

    stored = {tensor.name.removesuffix(".weight"): tensor for tensor in GGUFReader(path).tensors}
    rows = [full[token] for token in sorted(small, key=lambda token: small[token])]
    held = {"embedding": _dense(stored["token_embd"])[rows], "norm": _norm(stored["output_norm"])}
    for number in range(N_LAYERS):
        for name, parts in _JOINED.items():
            matrices = [_dense(stored[f"blk.{number}.{part}"]) for part in parts]
            held[f"layer.{number}.{name}"] = torch.cat(matrices)
        for name, part in _NORMS.items():
            held[f"layer.{number}.norm.{name}"] = _norm(stored[f"blk.{number}.{part}"])
    return held


def _dense(tensor: Any) -> Tensor:  # noqa: ANN401 (gguf is not typed)
    from gguf.quants import dequantize

    return torch.from_numpy(dequantize(tensor.data, tensor.tensor_type).astype(np.float32))


def _norm(tensor: Any) -> Tensor:  # noqa: ANN401 (gguf is not typed)
    """Norms are stored with the one added that the forward pass adds itself."""
    return torch.from_numpy(np.array(tensor.data, np.float32)) - 1.0
