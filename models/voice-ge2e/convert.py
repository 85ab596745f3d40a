"""Make ``encoder.onnx`` from the wheel in which the encoder was published.

    pip install onnx torch
    python models/voice-ge2e/convert.py

The wheel is downloaded and not installed: of its 17 MB two thirds are the state of the optimiser.
What is left is kept in half precision and computed in single.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

REQUIREMENT = "Resemblyzer==0.1.4"
N_LAYERS = 3
N_HIDDEN = 256
N_MELS = 40

State = dict[str, np.ndarray]


def main() -> None:
    """Download, convert, write beside this file."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(  # noqa: S603
            [sys.executable, "-m", "pip", "download", "--no-deps", "-d", folder, REQUIREMENT],
            check=True,
        )
        (wheel,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive, archive.open("resemblyzer/pretrained.pt") as file:
            state = torch.load(file, map_location="cpu", weights_only=True)["model_state"]
    model = graph({name: tensor.numpy() for name, tensor in state.items()})
    onnx.save(model, Path(__file__).with_name("encoder.onnx"))


def graph(state: State) -> onnx.ModelProto:
    """Return three LSTM layers, the last state of the third, a linear layer, a unit vector."""
    halves, nodes = [], []

    def constant(name: str, value: np.ndarray) -> str:
        halves.append(numpy_helper.from_array(value.astype(np.float16), f"{name}_half"))
        nodes.append(helper.make_node("Cast", [f"{name}_half"], [name], to=TensorProto.FLOAT))
        return name

    inputs = "mels"
    for at in range(N_LAYERS):
        weights = [
            constant(f"w{at}", gates(state[f"lstm.weight_ih_l{at}"])[None]),
            constant(f"r{at}", gates(state[f"lstm.weight_hh_l{at}"])[None]),
            constant(
                f"b{at}",
                np.concatenate([gates(state[f"lstm.bias_{one}_l{at}"]) for one in ("ih", "hh")])[
                    None
                ],
            ),
        ]
        outputs = [f"y{at}", f"h{at}"]
        nodes.append(helper.make_node("LSTM", [inputs, *weights], outputs, hidden_size=N_HIDDEN))
        inputs = f"flat{at}"
        nodes.append(helper.make_node("Squeeze", [f"y{at}", "axis_1"], [inputs]))
    nodes += [
        helper.make_node("Squeeze", [f"h{N_LAYERS - 1}", "axis_0"], ["last"]),
        helper.make_node(
            "Gemm",
            [
                "last",
                constant("linear", state["linear.weight"]),
                constant("bias", state["linear.bias"]),
            ],
            ["raw"],
            transB=1,
        ),
        helper.make_node("Relu", ["raw"], ["positive"]),
        helper.make_node("LpNormalization", ["positive"], ["voices"], axis=1, p=2),
    ]
    axes = [numpy_helper.from_array(np.array([at], np.int64), f"axis_{at}") for at in (0, 1)]
    shape = [160, "n_clips", N_MELS]
    built = helper.make_graph(
        nodes,
        "ge2e",
        [helper.make_tensor_value_info("mels", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("voices", TensorProto.FLOAT, ["n_clips", N_HIDDEN])],
        [*halves, *axes],
    )
    model = helper.make_model(built, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model, full_check=True)
    return model


def gates(values: np.ndarray) -> np.ndarray:
    """Reorder the gates: input, forget, cell, output (torch) to input, output, forget, cell."""
    enter, forget, cell, leave = np.split(values, 4)
    return np.concatenate([enter, leave, forget, cell])


if __name__ == "__main__":
    main()
