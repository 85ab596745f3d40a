"""Fit the weights of the lexicon and of the verdict.

    python models/lexicon/fit.py --data ../shared/data

Writes ``weights.json`` and ``pieces.json`` of ``models/lexicon`` and of ``models/verdict``, and
their hashes into the cards. Needs scikit-learn (``pip install 'nlp_guard[train]'``). The result
depends on the files alone: nothing is drawn without a seed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from pathlib import Path

from examples import read_examples
from labels import fit_labels
from verdicts import fit_talk, fit_verdict

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
    rules = fit_verdict(examples, lambda e: [fitted.by_fold[e.fold]], without)
    write(
        options.out / "lexicon",
        {"weights.json": fitted.models.to_dict(), "pieces.json": fitted.pieces},
    )
    write(
        options.out / "verdict",
        {"weights.json": models_to_dict({RULES_ALONE: rules}), "pieces.json": talk},
    )
    print(f"fitted to {len(examples)} conversations")


if __name__ == "__main__":
    main()
