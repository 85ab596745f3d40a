"""Fit the weights of the lexicon and of the verdict.

    python models/lexicon/fit.py --data ../shared/data

Writes the files of ``models/lexicon`` and ``models/verdict``, and their hashes into the cards.
Needs scikit-learn (``pip install 'nlp_guard[train]'``) and the reader's weights: what rules and
reader are worth beside each other is fitted on the written conversations that neither has seen.
The result depends on the files alone: nothing is drawn without a seed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from pathlib import Path

from examples import read_examples
from labels import fit_labels
from stack import asked_from, fit_stack, heard_by
from verdicts import fit_rules, fit_talk, read_by

from nlp_guard.signals.reader import ReaderDetector
from nlp_guard.signals.verdict import RULES_ALONE, models_to_dict

MODELS = Path(__file__).resolve().parents[1]


def write(folder: Path, contents: dict[str, object]) -> None:
    """Write files, and their hashes and sizes into the card beside them."""
    card = folder / "model.toml"
    text = card.read_text("utf-8")
    for name, content in contents.items():
        data = (json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
        (folder / name).write_bytes(data)
        digest = hashlib.sha256(data).hexdigest()
        own = f'name = "{name}"\nsha256 = "{digest}"\nsize_bytes = {len(data)}'
        text = re.sub(
            rf'name = "{re.escape(name)}"\nsha256 = "[0-9a-f]*"\nsize_bytes = \d+', own, text
        )
    card.write_text(text, "utf-8")


def main() -> None:
    """Read, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with train/")
    parser.add_argument("--out", type=Path, default=MODELS, help="where the models lie")
    options = parser.parse_args()
    examples = read_examples(options.data)
    fitted = fit_labels(examples)
    talk, without = fit_talk(examples)
    read = [read_by([fitted.by_fold[example.fold]], example) for example in examples]
    reader = ReaderDetector()
    stack = fit_stack(reader.name, heard_by(reader, read, without))
    stack["asked_from"] = asked_from(read, without)
    write(
        options.out / "lexicon",
        {"weights.json": fitted.models.to_dict(), "pieces.json": fitted.pieces},
    )
    write(
        options.out / "verdict",
        {
            "weights.json": models_to_dict({RULES_ALONE: fit_rules(read, without)}),
            "pieces.json": talk,
            "stacking.json": {reader.name: stack},
        },
    )
    print(f"fitted to {len(examples)} conversations")


if __name__ == "__main__":
    main()
