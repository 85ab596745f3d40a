"""Fit the reader again: the one command that makes this folder's weights.

    python models/reader/train.py --data ../shared/data

Takes the base model by its card in ``gemma-3-270m/``, cuts its vocabulary and layers, fits it on
the labelled conversations with one fold held back, calibrates on that fold, and writes weights and
tokenizer, and their hashes and the calibration into ``model.toml``. Needs ``gguf`` beside the
package. To go on from weights that were fitted before, with new conversations in ``data/``:

    python models/reader/train.py --data ../shared/data --from models/reader/reader.safetensors

``--quick`` goes through all of it with a few steps a cycle, to see that it runs; write elsewhere:
``--quick --from models/reader/reader.safetensors --out FOLDER``. What it writes is no reader.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import torch
from base import tensors_of, tokenizer_of
from calibration import calibrated, scores
from corpus import Sample, Weak, written
from disguise import Disguiser, uncloaked
from fitting import WHOLE, Encoded, Learner, Recipe, encode, fit
from tokenizers import Tokenizer
from vocabulary import pruned, texts

from nlp_guard.modelstore import ModelStore
from nlp_guard.signals.reader.backbone import MAX_TOKENS
from nlp_guard.signals.reader.weights import native_dtype, pack, unpacked

HERE = Path(__file__).resolve().parent
BASE = "gemma-3-270m"
FILES = ("reader.safetensors", "tokenizer.json")
CARD = "model.toml"
_QUICK = 0.01
"""Epochs of each cycle where only the way through is tried."""
_UNCLOAKED = 0.7
"""Share of conversations that are learned with their cloaks taken off, as the reader gets them."""


def beginning(data: Path, out: Path) -> dict[str, torch.Tensor]:
    """Write the pruned tokenizer; return what is kept of the base model."""
    card = ModelStore(card_folders=[HERE])
    path = card.file(BASE, card.card(BASE).files[0].name)
    full = tokenizer_of(path)
    small = pruned(full, texts(data / "train"))
    text = json.dumps(small, ensure_ascii=False, separators=(",", ":"))
    (out / "tokenizer.json").write_text(text, "utf-8")
    return tensors_of(path, full["model"]["vocab"], small["model"]["vocab"])


def samples_for(data: Path, held_back: int) -> tuple[list[Sample], list[Sample]]:
    """Return what is learned from, and the handed-in conversations of the fold held back."""
    everything = written(data)
    is_held = [
        sample.fold == held_back and sample.key.startswith("written_") for sample in everything
    ]
    learned = [sample for sample, held in zip(everything, is_held, strict=True) if not held]
    return learned, [sample for sample, held in zip(everything, is_held, strict=True) if held]


def recipe_for(*, goes_on: bool, is_quick: bool, epochs: float | None) -> Recipe:
    """Return the cycles to run.

    Args:
        goes_on: From fitted weights, which need the last cycle only.
        is_quick: A few steps of every cycle, wherever it begins.
        epochs: Of the last cycle; None for the recipe's own.
    """
    cycles = Recipe().cycles
    if is_quick:
        return Recipe(cycles=tuple(replace(cycle, epochs=_QUICK) for cycle in cycles))
    last = replace(WHOLE, epochs=epochs or WHOLE.epochs)
    return Recipe(cycles=(last,) if goes_on else (*cycles[:-1], last))


def place(name: str, source: Path, out: Path) -> None:
    """Put a file into the folder that is written to, unless it lies there."""
    if source.resolve() != out.resolve():
        shutil.copyfile(source / name, out / name)


def write_hashes(card: Path, out: Path, names: Sequence[str]) -> None:
    """Put hashes and sizes of files into the card."""
    text = card.read_text("utf-8")
    for name in names:
        content = (out / name).read_bytes()
        facts = f'"{hashlib.sha256(content).hexdigest()}"\nsize_bytes = {len(content)}'
        pattern = rf'(name = "{re.escape(name)}"\nsha256 = )"[0-9a-f]*"\nsize_bytes = \d+'
        text = re.sub(pattern, lambda found, facts=facts: found[1] + facts, text)
    card.write_text(text, "utf-8")


def write_calibration(card: Path, table: Mapping[str, Mapping[str, float]]) -> None:
    """Put slopes and shifts into the card."""
    text = card.read_text("utf-8")
    for part, values in table.items():
        rows = "\n".join(f"{name} = {value}" for name, value in values.items())
        pattern = rf"(\[calibration\.{part}\]\n).*?(?=\n\n|\Z)"
        text = re.sub(pattern, lambda found, rows=rows: found[1] + rows, text, flags=re.DOTALL)
    card.write_text(text.rstrip() + "\n", "utf-8")


class Epochs:
    """Every conversation in a form drawn anew, epoch after epoch.

    Args:
        data: Folder with ``train`` and ``evasion``.
        learned: What is learned from.
        tokenizer: The reader's.
        recipe: Seed and length.
    """

    def __init__(
        self, data: Path, learned: Sequence[Sample], tokenizer: Tokenizer, recipe: Recipe
    ) -> None:
        self._learned, self._tokenizer, self._recipe = learned, tokenizer, recipe
        self._random = Random(recipe.seed)  # noqa: S311
        self._disguiser, self._weak = Disguiser(data), Weak(data)

    def __call__(self) -> list[Encoded]:
        """Draw the next."""
        drawn = [self._disguiser.vary(sample, self._random) for sample in self._learned]
        return [
            encode(
                uncloaked(sample) if self._random.random() < _UNCLOAKED else sample,
                self._tokenizer,
                self._recipe.max_tokens,
            )
            for sample in drawn + self._weak.draw(self._random)
        ]


def main() -> None:
    """Fit, calibrate, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with train/ and evasion/")
    parser.add_argument("--out", type=Path, default=HERE, help="where the files are written")
    parser.add_argument("--held-back", type=int, default=0, help="fold for the calibration")
    parser.add_argument(
        "--from", dest="fitted", type=Path, help="weights to go on from, instead of the base"
    )
    parser.add_argument("--epochs", type=float, help="of the last cycle")
    parser.add_argument("--quick", action="store_true", help="a few steps a cycle: does it run?")
    parser.add_argument("--threads", type=int, default=1, help="more only pays on idle cores")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    if arguments.quick and arguments.out.resolve() == HERE:
        parser.error("--quick makes no reader: name another folder with --out")
    recipe = recipe_for(
        goes_on=arguments.fitted is not None, is_quick=arguments.quick, epochs=arguments.epochs
    )
    arguments.out.mkdir(parents=True, exist_ok=True)
    place(CARD, HERE, arguments.out)
    torch.manual_seed(recipe.seed)
    if arguments.fitted:
        held = unpacked(arguments.fitted)
        place("tokenizer.json", arguments.fitted.parent, arguments.out)
    else:
        held = beginning(arguments.data, arguments.out)
    tokenizer = Tokenizer.from_file(str(arguments.out / "tokenizer.json"))
    learner = Learner(held, native_dtype(), recipe.dropout)
    learned, kept = samples_for(arguments.data, arguments.held_back)
    epoch = Epochs(arguments.data, learned, tokenizer, recipe)
    for done, epochs, seconds in fit(learner, epoch, recipe):
        print(f"{done:.2f}/{epochs:.2f} epochs {seconds:.0f} s", flush=True)
    pack(learner.tensors(), arguments.out / "reader.safetensors")
    shipped = Learner(unpacked(arguments.out / "reader.safetensors"), native_dtype(), 0.0).eval()
    encoded = [encode(uncloaked(one), tokenizer, MAX_TOKENS) for one in kept]
    table = calibrated(scores(shipped, encoded))
    write_hashes(arguments.out / CARD, arguments.out, FILES)
    write_calibration(arguments.out / CARD, table)


if __name__ == "__main__":
    main()
