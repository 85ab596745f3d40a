"""Fit the reader again: the one command that makes this folder's weights.

    python models/reader/train.py --data ../shared/data

Takes the base model by its card in ``gemma-3-270m/``, cuts its vocabulary and layers, fits
low-rank updates on the labelled conversations with one fold held back, calibrates on that fold,
and writes weights and tokenizer, and their hashes and the calibration into ``model.toml``. Needs
``gguf`` beside the package. About forty minutes on two free cores.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

import torch
from base import tensors_of, tokenizer_of
from calibration import calibrated, scores
from corpus import Sample, Weak, written
from disguise import Disguiser
from fitting import Encoded, Learner, Recipe, encode, fit
from safetensors.torch import save_file
from tokenizers import Tokenizer
from vocabulary import pruned, texts

from nlp_guard.modelstore import ModelStore
from nlp_guard.signals.reader.weights import load, native_dtype

HERE = Path(__file__).resolve().parent
BASE = "gemma-3-270m"
FILES = ("base.safetensors", "reader.safetensors", "tokenizer.json")
_HEADS = {"turn": 12, "verdict": 3}


def write_base(data: Path, out: Path) -> tuple[dict[str, torch.Tensor], dict[str, str]]:
    """Write the pruned tokenizer; return the tensors kept of the base and the file's header."""
    card = ModelStore(card_folders=[HERE])
    path = card.file(BASE, card.card(BASE).files[0].name)
    full = tokenizer_of(path)
    small = pruned(full, texts(data / "train"))
    text = json.dumps(small, ensure_ascii=False, separators=(",", ":"))
    (out / "tokenizer.json").write_text(text, "utf-8")
    return tensors_of(path, full["model"]["vocab"], small["model"]["vocab"])


def learner_for(
    held: dict[str, torch.Tensor], header: dict[str, str], out: Path, recipe: Recipe
) -> Learner:
    """Return the base, ready to be fitted."""
    heads = {f"{name}.weight": torch.zeros(n, 640) for name, n in _HEADS.items()}
    heads |= {f"{name}.bias": torch.zeros(n) for name, n in _HEADS.items()}
    save_file(held, out / "base.safetensors", metadata=header)
    save_file(heads, out / "reader.safetensors")
    base = load(out / "base.safetensors", out / "reader.safetensors", native_dtype()).backbone
    torch.manual_seed(recipe.seed)
    return Learner(base.embedding, base.layers, base.norm, recipe)


def samples_for(data: Path, held_back: int) -> tuple[list[Sample], list[Sample]]:
    """Return what is learned from, and the handed-in conversations of the fold held back."""
    everything = written(data)
    is_held = [
        sample.fold == held_back and sample.key.startswith("written_") for sample in everything
    ]
    learned = [sample for sample, held in zip(everything, is_held, strict=True) if not held]
    return learned, [sample for sample, held in zip(everything, is_held, strict=True) if held]


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


def main() -> None:
    """Fit, calibrate, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with train/ and evasion/")
    parser.add_argument("--out", type=Path, default=HERE, help="where the files are written")
    parser.add_argument("--held-back", type=int, default=0, help="fold for the calibration")
    parser.add_argument("--epochs", type=float, nargs="+", default=Recipe().epochs)
    arguments = parser.parse_args()
    recipe = Recipe(epochs=tuple(arguments.epochs))
    random = Random(recipe.seed)  # noqa: S311
    held, header = write_base(arguments.data, arguments.out)
    tokenizer = Tokenizer.from_file(str(arguments.out / "tokenizer.json"))
    learner = learner_for(held, header, arguments.out, recipe)
    learned, kept = samples_for(arguments.data, arguments.held_back)
    disguiser, weak = Disguiser(arguments.data), Weak(arguments.data)

    def epoch() -> list[Encoded]:
        drawn = [disguiser.vary(sample, random) for sample in learned] + weak.draw(random)
        return [encode(sample, tokenizer, recipe.max_tokens) for sample in drawn]

    for step, n_steps, seconds in fit(learner, epoch, recipe):
        print(f"{step}/{n_steps} {seconds:.0f} s", flush=True)
    table = calibrated(
        scores(learner, [encode(one, tokenizer, recipe.max_tokens) for one in kept])
    )
    save_file(learner.tensors(), arguments.out / "reader.safetensors")
    write_hashes(HERE / "model.toml", arguments.out, FILES)
    write_calibration(HERE / "model.toml", table)


if __name__ == "__main__":
    main()
