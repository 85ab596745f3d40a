"""Print the conversations the reader never learned from, to fit and measure what builds on it.

    python models/reader/held_back.py --data ../shared/data > held_back.jsonl

One conversation a line, in the form of the written files, labels mended. The verdict's weights
for readings with the reader must come from these: on all others it has seen the answer.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from corpus import fold_of, rows


def main() -> None:
    """Print them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with train/")
    parser.add_argument("--fold", type=int, default=0)
    arguments = parser.parse_args()
    for key, row in rows(arguments.data):
        if key.startswith("written_") and fold_of(key) == arguments.fold:
            print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main()
