"""From the shipped file to a reader in memory, and back.

The file holds every layer's projections and the rows of the embedding in signed bytes
(`nlp_guard.signals.reader.blocks`), the norms and the heads in 32 bits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from itertools import count, takewhile
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from nlp_guard.signals.reader.backbone import Backbone, Layer
from nlp_guard.signals.reader.blocks import dequantise, quantise

PROJECTIONS = ("attend", "out", "widen", "narrow")
NORMS = ("attn", "post_attn", "ffw", "post_ffw", "query", "key")
HEADS = ("turn", "verdict")
_SCALES = ".scales"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A reader in memory.

    Args:
        backbone: Embedding, layers, norm.
        turn: Weight and bias of the labels and kinds of a turn.
        verdict: Weight and bias of the verdict after a turn.
    """

    backbone: Backbone
    turn: tuple[Tensor, Tensor]
    verdict: tuple[Tensor, Tensor]


def load(path: Path, dtype: torch.dtype) -> Weights:
    """Read a reader from a safetensors file that was checked by hash.

    Args:
        path: The file.
        dtype: What to reckon in.
    """
    return assembled(unpacked(path), dtype)


def unpacked(path: Path) -> dict[str, Tensor]:
    """Return the file's tensors by name, matrices in float32.

    Names are ``embedding``, ``layer.0.attend``, ``layer.0.norm.attn``, ``norm``, ``turn.weight``.
    """
    from safetensors.torch import load_file

    stored = load_file(path)
    return {
        name: dequantise(tensor, stored[name + _SCALES]) if tensor.dtype == torch.int8 else tensor
        for name, tensor in stored.items()
        if not name.endswith(_SCALES)
    }


def pack(tensors: Mapping[str, Tensor], path: Path) -> None:
    """Write tensors, named as by `unpacked`, to a file."""
    from safetensors.torch import save_file

    held: dict[str, Tensor] = {}
    for name, tensor in tensors.items():
        if name == "embedding" or name.rpartition(".")[2] in PROJECTIONS:
            held[name], held[name + _SCALES] = quantise(tensor)
        else:
            held[name] = tensor.float().contiguous()
    save_file(held, path)


def assembled(tensors: Mapping[str, Tensor], dtype: torch.dtype) -> Weights:
    """Put a reader together from tensors named as by `unpacked`."""
    numbers = takewhile(lambda n: f"layer.{n}.attend" in tensors, count())
    layers = [_layer(f"layer.{number}", tensors, dtype) for number in numbers]
    turn, verdict = ((tensors[f"{name}.weight"], tensors[f"{name}.bias"]) for name in HEADS)
    backbone = Backbone(tensors["embedding"].to(dtype), layers, tensors["norm"])
    return Weights(backbone=backbone, turn=turn, verdict=verdict)


def native_dtype() -> torch.dtype:
    """Return bfloat16 where the processor multiplies it itself, else float32."""
    multiplies: Any = getattr(torch.cpu, "_is_avx512_bf16_supported", None)
    return torch.bfloat16 if multiplies and multiplies() else torch.float32


def _layer(prefix: str, tensors: Mapping[str, Tensor], dtype: torch.dtype) -> Layer:
    projections = {
        name: partial(functional.linear, weight=tensors[f"{prefix}.{name}"].to(dtype))
        for name in PROJECTIONS
    }
    norms = {name: tensors[f"{prefix}.norm.{name}"] for name in NORMS}
    return Layer(norms=norms, **projections)
