"""A system measured on labelled conversations: whole, by set, by language, by cloak."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from nlp_guard.evaluation.calibration import Bin, reliability
from nlp_guard.evaluation.counting import tally_label
from nlp_guard.evaluation.figures import (
    GroupFigures,
    Judged,
    label_predictions,
    measure,
    verdict_predictions,
)
from nlp_guard.evaluation.gold import Gold
from nlp_guard.evaluation.resampling import Counts, Figure, Resampler, divided
from nlp_guard.records import Channel, Conversation, Detection, Label, Verdict

Predict = Callable[[Conversation], Detection]
Progress = Callable[[int, int], None]
"""Called with (conversations done, in all)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disguise:
    """The same conversations in plain words and disguised.

    Args:
        n: Conversations.
        plain: Recall in plain words.
        disguised: Recall as written.
        drop: What the disguise costs.
    """

    n: int
    plain: Figure
    disguised: Figure
    drop: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class DisguiseFigures:
    """What a disguise costs.

    Args:
        verdict: Recall of ``extortion``.
        labels: Recall of turn labels.
    """

    verdict: Disguise
    labels: Disguise


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Everything measured on a system.

    Args:
        groups: By name: ``all``, then ``language …``, ``channel …``, ``set …``.
        disguises: ``cloaked`` and ``recognised``, where there are such pairs.
        label_bins: Reliability of label probabilities.
        verdict_bins: Reliability of the probability of ``extortion``.
        judged: Every conversation and what was made of it.
    """

    groups: Mapping[str, GroupFigures]
    disguises: Mapping[str, DisguiseFigures] = field(default_factory=dict)
    label_bins: tuple[Bin, ...] = ()
    verdict_bins: tuple[Bin, ...] = ()
    judged: tuple[Judged, ...] = ()


def evaluate(
    golds: Iterable[Gold],
    predict: Predict,
    *,
    rounds: int = 1000,
    progress: Progress = lambda done, total: None,
) -> Evaluation:
    """Measure a system on labelled conversations.

    Args:
        golds: The labelled conversations; their labels are not shown to the system.
        predict: The system.
        rounds: Of the bootstrap; intervals are of 95 %.
        progress: Told of every conversation.

    Returns:
        Figures of the whole and of every group that has at least one conversation.
    """
    judged: list[Judged] = []
    plain: list[tuple[Gold, Detection, Detection]] = []
    todo = list(golds)
    for number, gold in enumerate(todo, start=1):
        found = predict(gold.conversation)
        judged.append((gold, found))
        if gold.plain is not None:
            plain.append((gold, predict(gold.in_plain_words()), found))
        progress(number, len(todo))
    return Evaluation(
        groups={name: measure(rows, rounds) for name, rows in _groups(judged).items()},
        disguises={
            name: _disguise(rows, rounds)
            for name, rows in (
                ("cloaked", [row for row in plain if not row[0].is_recognised]),
                ("recognised", [row for row in plain if row[0].is_recognised]),
            )
            if rows
        },
        label_bins=reliability(*label_predictions(judged)[:2]),
        verdict_bins=reliability(*verdict_predictions(judged)[:2]),
        judged=tuple(judged),
    )


def _groups(judged: Sequence[Judged]) -> dict[str, list[Judged]]:
    groups: dict[str, list[Judged]] = {"all": list(judged)}
    for row in judged:
        gold = row[0]
        for name in _names(gold):
            groups.setdefault(name, []).append(row)
    return {name: groups[name] for name in ("all", *sorted(groups.keys() - {"all"}))}


def _names(gold: Gold) -> list[str]:
    conversation = gold.conversation
    names = [
        f"language {conversation.lang}",
        f"channel {conversation.channel}",
        f"set {gold.set_name}",
    ]
    if conversation.channel is Channel.CALL:
        names.append("calls as recognised" if gold.is_recognised else "calls in clean words")
    return names


def _disguise(rows: Sequence[tuple[Gold, Detection, Detection]], rounds: int) -> DisguiseFigures:
    resampler = Resampler(len(rows), rounds)
    verdicts = np.array([_verdict_counts(*row) for row in rows], float)
    labels = np.array([_label_counts(*row) for row in rows], float)
    return DisguiseFigures(
        verdict=_compared(verdicts, resampler), labels=_compared(labels, resampler)
    )


def _verdict_counts(gold: Gold, plain: Detection, written: Detection) -> tuple[bool, bool, bool]:
    """Return (right in plain words, right as written, is extortion)."""
    is_wanted = gold.detection.verdict is Verdict.EXTORTION
    return (
        is_wanted and plain.verdict is Verdict.EXTORTION,
        is_wanted and written.verdict is Verdict.EXTORTION,
        is_wanted,
    )


def _label_counts(gold: Gold, plain: Detection, written: Detection) -> tuple[int, int, int]:
    """Return (hits in plain words, hits as written, labels wanted)."""
    in_plain = [tally_label(gold, plain, label) for label in Label]
    as_written = [tally_label(gold, written, label) for label in Label]
    wanted = sum(hits + misses for hits, _, misses in in_plain)
    return sum(t[0] for t in in_plain), sum(t[0] for t in as_written), wanted


def _compared(counts: Counts, resampler: Resampler) -> Disguise:
    n = int(counts[:, 2].sum())
    return Disguise(
        n=len(counts),
        plain=resampler.figure(counts, lambda s: divided(s[..., 0], s[..., 2]), n),
        disguised=resampler.figure(counts, lambda s: divided(s[..., 1], s[..., 2]), n),
        drop=resampler.figure(counts, lambda s: divided(s[..., 0] - s[..., 1], s[..., 2]), n),
    )
