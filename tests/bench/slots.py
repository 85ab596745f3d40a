"""What is read wrong off demands, slot by slot, and whether the reading or the label is to blame.

``python -m tests.bench.slots GOLD…`` reads the slots of labelled conversations twice: on the
labels that people gave, which shows the reading alone, and on those that were found, which shows
what a user gets. It prints F1 of both, by kind of slot, and on request every error. With
``--rules`` the labels found are the lexicon's alone, which is quick.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from nlp_guard.config import Config
from nlp_guard.evaluation import Gold, read_gold
from nlp_guard.evaluation.counting import SLOTS, Tally, tally_slot
from nlp_guard.guard import Guard
from nlp_guard.records import Detection, Slots, TurnReading
from nlp_guard.signals.detection import with_slots

_RULES = '[signals]\ndetectors = ["lexicon"]\n'
_NOT_READ, _READ_FALSELY, _MISSED, _ALARM = (
    "value not read",
    "read where there is none",
    "label missed",
    "label where there is none",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Error:
    """A turn whose slots of one kind differ from what people read.

    Args:
        cause: Whether the reading or the label is to blame.
        wanted: The words people read the values off.
        found: Those the values were read off.
    """

    slot: str
    cause: str
    conversation: str
    wanted: tuple[str, ...]
    found: tuple[str, ...]
    text: str


def on_gold_labels(gold: Gold) -> Detection:
    """Read slots where, and only where, people gave labels.

    Args:
        gold: A labelled conversation; its slots are not looked at.
    """
    bare = tuple(replace(turn, slots=Slots()) for turn in gold.detection.turns)
    return replace(gold.detection, turns=with_slots(gold.conversation, bare))


def errors(gold: Gold, found: Detection, slot: str) -> Iterator[Error]:
    """Give the turns of a conversation whose slots of one kind were read otherwise."""
    turns = zip(gold.conversation.utterances, gold.detection.turns, found.turns, strict=True)
    for number, (utterance, wanted, read) in enumerate(turns):
        _, alarms, misses = tally_slot(*_only(gold, found, number), slot)
        if alarms or misses:
            yield Error(
                slot=slot,
                cause=_cause(wanted, read, misses),
                conversation=f"{gold.set_name}/{gold.conversation.id}/{number}",
                wanted=_words(utterance.text, wanted.slots, slot),
                found=_words(utterance.text, read.slots, slot),
                text=utterance.text,
            )


def _only(gold: Gold, found: Detection, number: int) -> tuple[Gold, Detection]:
    """Keep one turn of a conversation, so that the product's own count says what is wrong."""
    at = slice(number, number + 1)
    talk = replace(gold.conversation, utterances=gold.conversation.utterances[at])
    wanted = replace(gold.detection, conversation=talk, turns=gold.detection.turns[at])
    return (
        replace(gold, detection=wanted, plain=None),
        replace(found, conversation=talk, turns=found.turns[at]),
    )


def _cause(wanted: TurnReading, read: TurnReading, misses: int) -> str:
    if wanted.labels == read.labels:
        return _NOT_READ if misses else _READ_FALSELY
    return _MISSED if misses else _ALARM


def _words(text: str, slots: Slots, slot: str) -> tuple[str, ...]:
    return tuple(text[item.span.slice] for item in getattr(slots, slot))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures, and on request the errors; return the exit code."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("gold", nargs="+", type=Path)
    options.add_argument("--rules", action="store_true", help="labels by the lexicon alone")
    options.add_argument("--only-gold", action="store_true", help="only on people's labels")
    options.add_argument("--list", choices=SLOTS, help="list the errors of one kind of slot")
    chosen = options.parse_args(arguments)
    golds = read_gold(chosen.gold)
    readings = {"on people's labels": [on_gold_labels(gold) for gold in golds]}
    if not chosen.only_gold:
        guard = Guard(Config.from_toml(_RULES) if chosen.rules else Config())
        readings["on labels found"] = [guard.detect(gold.conversation) for gold in golds]
    for name, found in readings.items():
        for slot in SLOTS:
            count = partial(tally_slot, slot=slot)
            tallies = [count(gold, one) for gold, one in zip(golds, found, strict=True)]
            sys.stdout.write(f"{name}: {slot}: {_figures(tallies)}\n")
        if chosen.list:
            _list(golds, found, chosen.list)
    return 0


def _figures(tallies: Sequence[Tally]) -> str:
    hits, alarms, misses = (sum(column) for column in zip(*tallies, strict=True))
    total = 2 * hits + alarms + misses
    f1 = f"{2 * hits / total:.3f}" if total else "none"
    return f"F1 {f1} ({hits} right, {alarms} false, {misses} missed)"


def _list(golds: Sequence[Gold], found: Sequence[Detection], slot: str) -> None:
    wrong = [error for gold, one in zip(golds, found, strict=True)
             for error in errors(gold, one, slot)]  # fmt: skip
    for error in sorted(wrong, key=lambda error: (error.cause, error.conversation)):
        sys.stdout.write(
            f"  {error.cause} {error.conversation}: {'|'.join(error.wanted)} ≠ "
            f"{'|'.join(error.found)} in {error.text!r}\n"
        )


if __name__ == "__main__":
    sys.exit(main())
