"""Make ``encoder.safetensors`` from the wheel in which the encoder was published.

    python models/voice-ge2e/convert.py

The wheel is downloaded and not installed: of its 17 MB two thirds are the state of the optimiser.
What is left is kept in half precision.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import torch
from safetensors.torch import save_file

REQUIREMENT = "Resemblyzer==0.1.4"


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
    kept = {name: tensor.half() for name, tensor in state.items() if "similarity" not in name}
    save_file(kept, Path(__file__).with_name("encoder.safetensors"))


if __name__ == "__main__":
    main()
