"""The weights of openai-whisper, rebuilt from their CTranslate2 conversion without loss.

Both hold the same half-precision numbers under other names. In the conversion the query, key and
value of a self-attention are one matrix, the key and value of a cross-attention another; keys
have no bias in Whisper, so theirs is zero there.

Source:
    CTranslate2, ``python/ctranslate2/specs/model_spec.py`` (``_serialize``) for the file,
    ``converters/transformers.py`` (``WhisperLoader``) for the names.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from nlp_guard.errors import ModelMismatch

_VERSION = 6
_SPEC = "WhisperSpec"
_DTYPES = {0: "<f4", 1: "i1", 2: "<i2", 3: "<i4", 4: "<f2"}
_NORM = {"gamma": "weight", "beta": "bias"}

Tensors = Mapping[str, NDArray[np.generic]]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhisperWeights:
    """A checkpoint of openai-whisper.

    Args:
        dimensions: Arguments of ``whisper.model.ModelDimensions``.
        state: Tensors by the names of ``whisper.model.Whisper.state_dict``.
    """

    dimensions: Mapping[str, int]
    state: dict[str, NDArray[np.generic]]


def read_checkpoint(path: Path) -> WhisperWeights:
    """Rebuild the checkpoint of openai-whisper from a ``model.bin``.

    Args:
        path: A Whisper conversion for CTranslate2, in half precision.

    Raises:
        ModelMismatch: If the file is something else.
    """
    tensors = read_tensors(path)
    state: dict[str, NDArray[np.generic]] = {}
    for side, n_layers in (
        ("encoder", _n_layers(tensors, "encoder")),
        ("decoder", _n_layers(tensors, "decoder")),
    ):
        for i_layer in range(n_layers):
            state |= _layer(tensors, f"{side}/layer_{i_layer}", f"{side}.blocks.{i_layer}")
        state[f"{side}.positional_embedding"] = tensors[f"{side}/position_encodings/encodings"]
    for conv in ("conv1", "conv2"):
        for part in ("weight", "bias"):
            state[f"encoder.{conv}.{part}"] = tensors[f"encoder/{conv}/{part}"]
    state |= _norm(tensors, "encoder/layer_norm", "encoder.ln_post")
    state |= _norm(tensors, "decoder/layer_norm", "decoder.ln")
    state["decoder.token_embedding.weight"] = tensors["decoder/embeddings/weight"]
    return WhisperWeights(dimensions=_dimensions(tensors), state=state)


def read_tensors(path: Path) -> dict[str, NDArray[np.generic]]:
    """Read every named tensor of a CTranslate2 model file.

    Raises:
        ModelMismatch: If it is not a Whisper model in the form this module knows.
    """
    with path.open("rb") as stream:
        found = _number(stream, "<I")
        spec = _text(stream) if found == _VERSION else ""
        if spec != _SPEC:
            raise ModelMismatch(
                path.parent.name,
                path.name,
                expected=f"{_SPEC} v{_VERSION}",
                found=f"{spec} v{found}",
            )
        _number(stream, "<I")  # revision of the specification
        tensors = {}
        for _ in range(_number(stream, "<I")):
            name = _text(stream)
            shape = [_number(stream, "<I") for _ in range(_number(stream, "<B"))]
            dtype = np.dtype(_DTYPES[_number(stream, "<B")])
            data = stream.read(_number(stream, "<I"))
            tensors[name] = np.frombuffer(data, dtype).reshape(shape)
    return tensors


def _number(stream: BinaryIO, form: str) -> int:
    return int(struct.unpack(form, stream.read(struct.calcsize(form)))[0])


def _text(stream: BinaryIO) -> str:
    return stream.read(_number(stream, "<H"))[:-1].decode("utf-8")


def _n_layers(tensors: Tensors, side: str) -> int:
    return len(
        {
            name.split("/")[1]
            for name in tensors
            if name.startswith(f"{side}/layer_") and name.count("/") > 2
        }
    )


def _dimensions(tensors: Tensors) -> dict[str, int]:
    n_state, n_mels, _ = tensors["encoder/conv1/weight"].shape
    return {
        "n_mels": n_mels,
        "n_audio_ctx": len(tensors["encoder/position_encodings/encodings"]),
        "n_audio_state": n_state,
        "n_audio_head": int(tensors["encoder/num_heads"]),
        "n_audio_layer": _n_layers(tensors, "encoder"),
        "n_vocab": len(tensors["decoder/embeddings/weight"]),
        "n_text_ctx": len(tensors["decoder/position_encodings/encodings"]),
        "n_text_state": n_state,
        "n_text_head": int(tensors["decoder/num_heads"]),
        "n_text_layer": _n_layers(tensors, "decoder"),
    }


def _layer(tensors: Tensors, old: str, new: str) -> dict[str, NDArray[np.generic]]:
    state = _self_attention(tensors, f"{old}/self_attention", f"{new}.attn")
    state |= _norm(tensors, f"{old}/self_attention/layer_norm", f"{new}.attn_ln")
    if f"{old}/attention/linear_0/weight" in tensors:
        state |= _cross_attention(tensors, f"{old}/attention", f"{new}.cross_attn")
        state |= _norm(tensors, f"{old}/attention/layer_norm", f"{new}.cross_attn_ln")
    state |= _linear(tensors, f"{old}/ffn/linear_0", f"{new}.mlp.0")
    state |= _linear(tensors, f"{old}/ffn/linear_1", f"{new}.mlp.2")
    return state | _norm(tensors, f"{old}/ffn/layer_norm", f"{new}.mlp_ln")


def _self_attention(tensors: Tensors, old: str, new: str) -> dict[str, NDArray[np.generic]]:
    query, key, value = np.split(tensors[f"{old}/linear_0/weight"], 3)
    query_bias, _, value_bias = np.split(tensors[f"{old}/linear_0/bias"], 3)
    return {
        f"{new}.query.weight": query,
        f"{new}.query.bias": query_bias,
        f"{new}.key.weight": key,
        f"{new}.value.weight": value,
        f"{new}.value.bias": value_bias,
    } | _linear(tensors, f"{old}/linear_1", f"{new}.out")


def _cross_attention(tensors: Tensors, old: str, new: str) -> dict[str, NDArray[np.generic]]:
    key, value = np.split(tensors[f"{old}/linear_1/weight"], 2)
    _, value_bias = np.split(tensors[f"{old}/linear_1/bias"], 2)
    return (
        _linear(tensors, f"{old}/linear_0", f"{new}.query")
        | {f"{new}.key.weight": key, f"{new}.value.weight": value, f"{new}.value.bias": value_bias}
        | _linear(tensors, f"{old}/linear_2", f"{new}.out")
    )


def _linear(tensors: Tensors, old: str, new: str) -> dict[str, NDArray[np.generic]]:
    return {f"{new}.{part}": tensors[f"{old}/{part}"] for part in ("weight", "bias")}


def _norm(tensors: Tensors, old: str, new: str) -> dict[str, NDArray[np.generic]]:
    return {f"{new}.{part}": tensors[f"{old}/{theirs}"] for theirs, part in _NORM.items()}
