"""From the shipped files to a reader in memory.

One holds the base model's layers as published (quantised blocks) and the rows of its embedding
that Chinese and English need; the other the low-rank updates that were fitted, and the heads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from nlp_guard.signals.reader.backbone import Backbone, Layer
from nlp_guard.signals.reader.blocks import dequantise

JOINED = {
    "attend": ("attn_q", "attn_k", "attn_v"),
    "out": ("attn_output",),
    "widen": ("ffn_gate", "ffn_up"),
    "narrow": ("ffn_down",),
}
"""Projections and the matrices of the base model they are joined from."""
NORMS = {
    "attn": "attn_norm",
    "post_attn": "post_attention_norm",
    "ffw": "ffn_norm",
    "post_ffw": "post_ffw_norm",
    "query": "attn_q_norm",
    "key": "attn_k_norm",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A reader in memory.

    Args:
        backbone: With the updates merged in.
        turn: Weight and bias of the labels and kinds of a turn.
        verdict: Weight and bias of the verdict after a turn.
    """

    backbone: Backbone
    turn: tuple[Tensor, Tensor]
    verdict: tuple[Tensor, Tensor]


def load(base: Path, fitted: Path, dtype: torch.dtype) -> Weights:
    """Read a reader from safetensors files that were checked by hash.

    Args:
        base: What is kept of the base model; its header names the format of every matrix.
        fitted: Updates and heads.
        dtype: What to reckon in.
    """
    from safetensors import safe_open

    held: dict[str, Tensor] = {}
    for path in (base, fitted):
        with safe_open(path, framework="pt") as stored:
            held |= {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118
    with safe_open(base, framework="pt") as stored:
        kinds: Mapping[str, str] = stored.metadata()
    matrices = {name: _matrix(held[name], kind) for name, kind in kinds.items() if name in held}
    n_layers = int(kinds["n_layers"])
    layers = [_layer(index, held, matrices, dtype) for index in range(n_layers)]
    backbone = Backbone(matrices["token_embd"].to(dtype), layers, held["output_norm"])
    return Weights(
        backbone=backbone,
        turn=(held["turn.weight"], held["turn.bias"]),
        verdict=(held["verdict.weight"], held["verdict.bias"]),
    )


def native_dtype() -> torch.dtype:
    """Return bfloat16 where the processor multiplies it itself, else float32."""
    multiplies: Any = getattr(torch.cpu, "_is_avx512_bf16_supported", None)
    return torch.bfloat16 if multiplies and multiplies() else torch.float32


def _matrix(blocks: Tensor, kind: str) -> Tensor:
    return torch.from_numpy(dequantise(kind, blocks.numpy()))


def _layer(
    index: int, held: Mapping[str, Tensor], matrices: Mapping[str, Tensor], dtype: torch.dtype
) -> Layer:
    projections = {}
    for name, parts in JOINED.items():
        weight = torch.cat([matrices[f"blk.{index}.{part}"] for part in parts])
        update = f"update.{index}.{name}"
        if f"{update}.down" in held:
            weight = weight + held[f"{update}.up"].float() @ held[f"{update}.down"].float()
        projections[name] = partial(functional.linear, weight=weight.to(dtype))
    norms = {name: held[f"blk.{index}.{stored}"] for name, stored in NORMS.items()}
    return Layer(norms=norms, **projections)
