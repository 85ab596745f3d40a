"""The base model's vocabulary, cut down to what Chinese and English shop talk needs.

A quarter of a million tokens of 140 languages make up most of the base model. Kept are the tokens
that occur at least thrice in the training folder, every character of GB 2312 and of Big5's common
plane, ASCII, signs, emoji, the byte tokens that spell everything else, the most frequent short
Chinese and English tokens, and whatever these are merged from.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from nlp_guard.signals.reader.script import NAMES, clean

SIZE = 27_500
"""Before what these are merged from is added; some 28,700 in the end."""
_LEAST_COUNT = 3
_WRITTEN_COUNTS = 100
_TEXT_KEYS = {"text", "turns", "plain", "left", "right", "customer_turns", "slots"}
_ALWAYS = {"<pad>", "<eos>", "<bos>", "<unk>", "<start_of_turn>", "<end_of_turn>", "\n", ":"}
_SIGNS = ((0x20, 0x7E), (0x2010, 0x206F), (0x2460, 0x24FF), (0x2600, 0x27BF), (0x3000, 0x303F),
          (0xFF00, 0xFF65), (0x1F300, 0x1FAFF))  # fmt: skip


def pruned(full: Mapping[str, Any], corpus: Iterable[tuple[str, int]]) -> dict[str, Any]:
    """Return the tokenizer with fewer tokens, numbered anew in their old order.

    Args:
        full: The base model's ``tokenizer.json``.
        corpus: Texts and how often each counts.
    """
    model = full["model"]
    vocabulary: dict[str, int] = model["vocab"]
    merges = [tuple(merge) for merge in model["merges"]]
    names = {number: token for token, number in vocabulary.items()}
    counts = _counts(Tokenizer.from_str(json.dumps(full)), corpus)
    kept = {number for number, count in counts.items() if count >= _LEAST_COUNT}
    kept |= {vocabulary[token] for token in _ALWAYS | set(NAMES.values()) if token in vocabulary}
    kept |= {number for token, number in vocabulary.items() if _is_spelling(token)}
    for number in sorted(names):
        if len(kept) >= SIZE:
            break
        if _is_word(names[number]):
            kept.add(number)
    kept |= _parts([names[number] for number in kept], vocabulary, merges)
    order = {names[number]: place for place, number in enumerate(sorted(kept))}
    left = [merge for merge in merges if {*merge, "".join(merge)} <= order.keys()]
    added = [token | {"id": order[token["content"]]}
             for token in full["added_tokens"] if token["content"] in order]  # fmt: skip
    small = {**model, "vocab": order, "merges": [list(merge) for merge in left]}
    return {**full, "model": small, "added_tokens": added, "post_processor": None}


def texts(train: Path) -> Iterator[tuple[str, int]]:
    """Give the texts of the training folder; each written by hand counts a hundredfold."""
    for path in sorted(train.glob("*.jsonl")):
        count = _WRITTEN_COUNTS if path.name.startswith("written") else 1
        step = {"cold.jsonl": 4}.get(path.name, 3 if "teleantifraud" in path.name else 1)
        for number, row in enumerate(path.read_text("utf-8").splitlines()):
            if number % step == 0:
                yield from ((clean(text[:400]).text, count) for text in _strings(json.loads(row)))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in _TEXT_KEYS:
                yield from _strings(item)


def _counts(tokenizer: Tokenizer, corpus: Iterable[tuple[str, int]]) -> Counter[int]:
    counts: Counter[int] = Counter()
    for text, count in corpus:
        for number in tokenizer.encode(text, add_special_tokens=False).ids:
            counts[number] += count
    return counts


def _is_spelling(token: str) -> bool:
    """Tell whether a token spells: a byte, a sign, a single common character."""
    if token.startswith("<0x") and token.endswith(">"):
        return True
    letter = token.replace("▁", "")
    if len(letter) != 1:
        return False
    if any(low <= ord(letter) <= high for low, high in _SIGNS):
        return True
    return "\u4e00" <= letter <= "\u9fff" and _is_common(letter)


def _is_common(letter: str) -> bool:
    try:
        letter.encode("gb2312")
    except UnicodeEncodeError:
        try:
            return letter.encode("big5")[0] < 0xC9
        except UnicodeEncodeError:
            return False
    return True


def _is_word(token: str) -> bool:
    word = token.replace("▁", "")
    if not word:
        return False
    if word.isascii():
        return word.isalpha() and (word.islower() or word.istitle())
    return all("\u4e00" <= letter <= "\u9fff" for letter in word)


def _parts(
    tokens: Sequence[str], vocabulary: Mapping[str, int], merges: Sequence[tuple[str, ...]]
) -> set[int]:
    """Return all that some tokens are merged from, step by step."""
    ranks = {merge: rank for rank, merge in enumerate(merges)}
    found: set[int] = set()
    for token in tokens:
        parts = [] if token.startswith("<") else list(token)
        found.update(vocabulary[part] for part in parts if part in vocabulary)
        while len(parts) > 1:
            ranked = (ranks.get(pair, len(merges)) for pair in pairwise(parts))
            rank, place = min((rank, place) for place, rank in enumerate(ranked))
            if rank == len(merges):
                break
            parts[place : place + 2] = [parts[place] + parts[place + 1]]
            found.add(vocabulary[parts[place]])
    return found
