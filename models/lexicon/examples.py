"""What the lexicon's weights and the verdict learn from: what the reader learns from, undisguised.

The labelled conversations come with their mended labels and with the folds the reader is held
back in (``models/reader/corpus.py``), so that both can be judged together on conversations that
neither has seen. Conversations that were written in two forms are learned in both.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from nlp_guard.codec import detection_from_dict
from nlp_guard.records import Detection, Role, TurnReading, Utterance

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "reader"))

from corpus import Sample, Weak, fold_of, rows

N_DRAWS = 6
"""Times that ordinary talk is drawn: about 480 conversations beside 2,150 labelled ones."""
HALF = 0.5
"""Weight of ordinary talk, and of the second form of a conversation."""


@dataclass(frozen=True, kw_only=True)
class Example:
    """A conversation to learn from.

    Args:
        detection: Its labels and verdict.
        fold: In which it is held back, from 0.
        weight: In every fit.
        has_labels: False where only the verdict is certain.
        is_written: Whether it is of the handed-in written files, in the form it stands there.
    """

    detection: Detection
    fold: int
    weight: float = 1.0
    has_labels: bool = True
    is_written: bool = False

    @property
    def is_held_back(self) -> bool:
        """Tell whether it lies in the fold that the reader was not fitted to."""
        return self.fold == 0

    @property
    def is_new_to_reader(self) -> bool:
        """Tell whether nothing like it was read either: the written ones of that fold."""
        return self.is_written and self.is_held_back

    @property
    def turns(self) -> list[tuple[Utterance, TurnReading]]:
        """Utterances that may carry a label, with their readings."""
        both = zip(self.detection.conversation.utterances, self.detection.turns, strict=True)
        return [(utterance, turn) for utterance, turn in both if utterance.role is not Role.SYSTEM]


def read_examples(data: Path) -> list[Example]:
    """Read everything there is to learn from.

    Args:
        data: Folder that holds ``train``.
    """
    weak, random = Weak(data), Random(0)  # noqa: S311
    ordinary = {sample.key: sample for _ in range(N_DRAWS) for sample in weak.draw(random)}
    return [*labelled(rows(data)), *(_ordinary(sample) for sample in ordinary.values())]


def labelled(keyed: Iterator[tuple[str, Mapping[str, Any]]]) -> Iterator[Example]:
    """Give labelled conversations, and their plain form where there is one."""
    for key, row in keyed:
        detection = detection_from_dict(row)
        plain = row.get("plain")
        weight = HALF if plain else 1.0
        yield Example(
            detection=detection,
            fold=fold_of(key),
            weight=weight,
            is_written=key.startswith("written_"),
        )
        if plain:
            yield Example(detection=_worded(detection, plain), fold=fold_of(key), weight=weight)


def _worded(detection: Detection, texts: Sequence[str]) -> Detection:
    conversation = detection.conversation
    utterances = tuple(
        replace(utterance, text=text)
        for utterance, text in zip(conversation.utterances, texts, strict=True)
    )
    return replace(detection, conversation=replace(conversation, utterances=utterances))


def _ordinary(sample: Sample) -> Example:
    row = {
        "id": sample.key,
        "channel": "call" if sample.is_call else "chat",
        "lang": sample.lang,
        "verdict": sample.verdict,
        "turns": [{"role": line.role, "text": line.text, "labels": []} for line in sample.lines],
    }
    return Example(
        detection=detection_from_dict(row),
        fold=sample.fold,
        weight=HALF,
        has_labels=all(line.is_labelled for line in sample.lines),
    )
