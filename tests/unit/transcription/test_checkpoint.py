from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from nlp_guard.errors import ModelMismatch
from nlp_guard.modelstore import ModelStore
from nlp_guard.transcription.checkpoint import read_checkpoint, read_tensors

N_STATE, N_MELS, N_VOCAB = 4, 3, 7


def text(value: str) -> bytes:
    return struct.pack("<H", len(value) + 1) + value.encode() + b"\0"


def conversion(path: Path, *, spec: str = "WhisperSpec") -> dict[str, np.ndarray]:
    """Write a Whisper of one layer in the form of CTranslate2; return its tensors."""
    rng = np.random.default_rng(5)
    tensors: dict[str, np.ndarray] = {
        "encoder/conv1/weight": rng.standard_normal((N_STATE, N_MELS, 3)),
        "encoder/conv1/bias": rng.standard_normal(N_STATE),
        "encoder/conv2/weight": rng.standard_normal((N_STATE, N_STATE, 3)),
        "encoder/conv2/bias": rng.standard_normal(N_STATE),
        "encoder/position_encodings/encodings": rng.standard_normal((11, N_STATE)),
        "decoder/position_encodings/encodings": rng.standard_normal((6, N_STATE)),
        "decoder/embeddings/weight": rng.standard_normal((N_VOCAB, N_STATE)),
    }
    for side in ("encoder", "decoder"):
        layer = f"{side}/layer_0"
        linears = {"self_attention/linear_0": 3, "self_attention/linear_1": 1, "ffn/linear_0": 4}
        if side == "decoder":
            linears |= {"attention/linear_0": 1, "attention/linear_1": 2, "attention/linear_2": 1}
        for name, n in linears.items():
            tensors[f"{layer}/{name}/weight"] = rng.standard_normal((n * N_STATE, N_STATE))
            tensors[f"{layer}/{name}/bias"] = rng.standard_normal(n * N_STATE)
        tensors[f"{layer}/ffn/linear_1/weight"] = rng.standard_normal((N_STATE, 4 * N_STATE))
        tensors[f"{layer}/ffn/linear_1/bias"] = rng.standard_normal(N_STATE)
        norms = [f"{layer}/self_attention/layer_norm", f"{layer}/ffn/layer_norm"]
        norms += [f"{side}/layer_norm"] + [f"{layer}/attention/layer_norm"] * (side == "decoder")
        for norm in norms:
            tensors[f"{norm}/gamma"] = rng.standard_normal(N_STATE)
            tensors[f"{norm}/beta"] = rng.standard_normal(N_STATE)
    tensors = {name: values.astype(np.float16) for name, values in tensors.items()}
    tensors |= {f"{side}/num_heads": np.array(2, np.int16) for side in ("encoder", "decoder")}
    with path.open("wb") as out:
        out.write(struct.pack("<I", 6) + text(spec) + struct.pack("<II", 3, len(tensors)))
        for name, values in tensors.items():
            out.write(text(name) + struct.pack("<B", values.ndim))
            out.write(struct.pack(f"<{values.ndim}I", *values.shape))
            kind = 4 if values.dtype == np.float16 else 2
            out.write(struct.pack("<BI", kind, values.nbytes) + values.tobytes())
        out.write(struct.pack("<I", 0))
    return tensors


def test_every_tensor_of_openai_whisper_is_rebuilt_unchanged(tmp_path: Path) -> None:
    from whisper.model import ModelDimensions, Whisper

    tensors = conversion(tmp_path / "model.bin")
    weights = read_checkpoint(tmp_path / "model.bin")
    wanted = Whisper(ModelDimensions(**weights.dimensions)).state_dict()
    assert {name: tuple(one.shape) for name, one in wanted.items()} == {
        name: one.shape for name, one in weights.state.items()
    }
    fused = tensors["decoder/layer_0/self_attention/linear_0/weight"]
    parts = [
        weights.state[f"decoder.blocks.0.attn.{part}.weight"] for part in ("query", "key", "value")
    ]
    np.testing.assert_array_equal(np.concatenate(parts), fused)
    cross = tensors["decoder/layer_0/attention/linear_1/weight"]
    parts = [
        weights.state[f"decoder.blocks.0.cross_attn.{part}.weight"] for part in ("key", "value")
    ]
    np.testing.assert_array_equal(np.concatenate(parts), cross)
    assert weights.dimensions["n_vocab"] == N_VOCAB


def test_another_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    conversion(path, spec="TransformerSpec")
    with pytest.raises(ModelMismatch, match="TransformerSpec"):
        read_tensors(path)
    path.write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ModelMismatch, match="WhisperSpec"):
        read_tensors(path)


@pytest.mark.model
def test_whisper_base_has_every_key(tmp_path: Path) -> None:
    store = ModelStore(is_offline=True)
    if not store.status("whisper-base").is_present:
        pytest.skip("whisper-base is not here: run 'nlp-guard models fetch whisper-base'")
    weights = read_checkpoint(store.file("whisper-base", "model.bin"))
    assert len(weights.state) == 245
    assert weights.dimensions["n_audio_layer"] == 6
