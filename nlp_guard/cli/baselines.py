"""Simple systems, and single parts of ours, to measure beside the whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from nlp_guard import evaluation
from nlp_guard.config import Config
from nlp_guard.guard import Guard
from nlp_guard.records import Conversation, Detection, Label
from nlp_guard.signals.lexicon import Lexicon, built_in

_PARTS = {"rules alone": "lexicon", "reader alone": "reader"}
_FAMILIES = {
    Label.THREAT: ("threat.",),
    Label.PAYMENT_DEMAND: ("demand.",),
    Label.PERCENTAGE_COMMISSION: ("share.word", "share.split"),
}


def baselines(
    learnt_from: Path, config: Config
) -> Iterator[tuple[str, Callable[[Conversation], Detection]]]:
    """Give simple systems and our parts by themselves, by name.

    Args:
        learnt_from: File or folder of labelled conversations; of a folder, its ``written_*``.
        config: Settings of the whole; the parts have the same.

    Example:
        >>> from nlp_guard.signals.lexicon import built_in
        >>> "差评" in keywords(built_in())[Label.THREAT]
        True
    """
    written = (
        sorted(learnt_from.glob("written_*.jsonl")) if learnt_from.is_dir() else [learnt_from]
    )
    yield "keyword filter", evaluation.KeywordFilter(keywords(built_in()))
    yield (
        "TF-IDF + logistic regression",
        evaluation.TurnClassifier(list(evaluation.read_gold(written))),
    )
    for name, detector in _PARTS.items():
        alone = replace(config, signals=replace(config.signals, detectors=(detector,)))
        yield name, Guard(alone).detect


def keywords(lexicon: Lexicon) -> dict[Label, list[str]]:
    """Return the words of the vocabulary that say or name a label's matter."""
    return {
        label: sorted(
            word
            for name, group in lexicon.groups.items()
            if name.startswith(families)
            for word in group.say | group.names
        )
        for label, families in _FAMILIES.items()
    }
