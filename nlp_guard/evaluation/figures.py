"""The figures of one group of conversations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from nlp_guard.evaluation.calibration import binned_counts, error_of
from nlp_guard.evaluation.counting import (
    SLOTS,
    Tally,
    pairs,
    tally_kinds,
    tally_label,
    tally_slot,
)
from nlp_guard.evaluation.gold import Gold
from nlp_guard.evaluation.resampling import (
    Counts,
    Figure,
    Resampler,
    divided,
    f1,
    precision,
    recall,
)
from nlp_guard.records import Detection, Label, Verdict

FALSE_POSITIVE_BUDGET = 0.01
"""Share of ``none`` conversations that may be judged extortion when recall is measured."""

Marks = NDArray[np.bool_]
"""Which conversations are meant, shape (n,)."""

Judged = tuple[Gold, Detection]
"""A labelled conversation and what a system made of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Precision, recall and F1."""

    precision: Figure
    recall: Figure
    f1: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictFigures:
    """How well conversations are judged.

    Args:
        recall_in_budget: Recall of ``extortion`` at the threshold that lets through at most
            one ``none`` conversation in a hundred.
        threshold: That threshold.
        recall: Recall of ``extortion`` by the verdict as given.
        precision: Of the verdict ``extortion`` as given.
        false_positives: Share of ``none`` conversations judged ``extortion``.
        lawful_false_positives: The same among lawful complaints.
        suspicious_recall: Share of ``suspicious`` conversations not judged ``none``.
        accuracy: Share of verdicts that agree, of three.
    """

    recall_in_budget: Figure
    threshold: float
    recall: Figure
    precision: Figure
    false_positives: Figure
    lawful_false_positives: Figure
    suspicious_recall: Figure
    accuracy: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFigures:
    """Everything measured on one group of conversations.

    Args:
        n: Conversations.
        n_turns: Turns that may carry a label.
        labels: By turn label.
        kinds: Threat kinds, micro-averaged.
        slots: By kind of slot, exact value.
        verdict: Of conversations.
        label_error: Expected calibration error of the label probabilities.
        verdict_error: Of the probability of ``extortion``.
    """

    n: int
    n_turns: int
    labels: Mapping[Label, Score]
    kinds: Score
    slots: Mapping[str, Score]
    verdict: VerdictFigures
    label_error: Figure
    verdict_error: Figure


def measure(judged: Sequence[Judged], rounds: int = 1000) -> GroupFigures:
    """Measure a system on labelled conversations.

    Args:
        judged: Labelled conversations and what the system made of them.
        rounds: Of the bootstrap.
    """
    resampler = Resampler(len(judged), rounds)

    def score(tally: Callable[[Gold, Detection], Tally]) -> Score:
        counts = np.array([tally(gold, found) for gold, found in judged], float).reshape(-1, 3)
        n = int(counts[:, 0].sum() + counts[:, 2].sum())
        return Score(
            precision=resampler.figure(counts, precision, n),
            recall=resampler.figure(counts, recall, n),
            f1=resampler.figure(counts, f1, n),
        )

    return GroupFigures(
        n=len(judged),
        n_turns=sum(1 for gold, found in judged for _ in pairs(gold, found)),
        labels={label: score(partial(tally_label, label=label)) for label in Label},
        kinds=score(tally_kinds),
        slots={slot: score(partial(tally_slot, slot=slot)) for slot in SLOTS},
        verdict=_verdict_figures(judged, resampler),
        label_error=_error(*label_predictions(judged), len(judged), resampler),
        verdict_error=_error(*verdict_predictions(judged), len(judged), resampler),
    )


Predictions = tuple[list[float], list[bool], list[int]]
"""Probabilities, whether each came true, and the number of the conversation each belongs to."""


def label_predictions(judged: Sequence[Judged]) -> Predictions:
    """Return every label probability of every turn."""
    rows = [
        (found.probabilities.get(label, 0.0), label in wanted.labels, number)
        for number, (gold, detection) in enumerate(judged)
        for _, wanted, found in pairs(gold, detection)
        for label in Label
    ]
    return [r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows]


def verdict_predictions(judged: Sequence[Judged]) -> Predictions:
    """Return the probability of ``extortion`` of every conversation."""
    return (
        [found.verdict_probability for _, found in judged],
        [gold.detection.verdict is Verdict.EXTORTION for gold, _ in judged],
        list(range(len(judged))),
    )


def _error(
    chances: list[float], truths: list[bool], owners: list[int], n: int, resampler: Resampler
) -> Figure:
    return resampler.figure(binned_counts(chances, truths, owners, n), error_of, len(chances))


def _verdict_figures(judged: Sequence[Judged], resampler: Resampler) -> VerdictFigures:
    wanted = [gold.detection.verdict for gold, _ in judged]
    found = [detection.verdict for _, detection in judged]
    is_extortion = np.array([v is Verdict.EXTORTION for v in wanted], bool)
    is_none = np.array([v is Verdict.NONE for v in wanted], bool)
    is_suspicious = np.array([v is Verdict.SUSPICIOUS for v in wanted], bool)
    is_lawful = np.array([gold.is_lawful_complaint for gold, _ in judged], bool)
    said = np.array([v is Verdict.EXTORTION for v in found], bool)
    noticed = np.array([v is not Verdict.NONE for v in found], bool)
    agrees = np.array([w is f for w, f in zip(wanted, found, strict=True)], bool)
    chances = np.array([detection.verdict_probability for _, detection in judged], float)

    def share(of: Marks, among: Marks) -> Figure:
        counts = np.stack([of & among, among], axis=-1).astype(float)
        return resampler.figure(
            counts, lambda sums: divided(sums[..., 0], sums[..., 1]), int(among.sum())
        )

    def budgeted(weights: Counts) -> float:
        return recall_in_budget(chances, is_extortion, is_none, weights)[0]

    everyone = np.ones(len(judged), bool)
    return VerdictFigures(
        recall_in_budget=resampler.figure_of(budgeted, int(is_extortion.sum())),
        threshold=recall_in_budget(chances, is_extortion, is_none, everyone.astype(float))[1],
        recall=share(said, is_extortion),
        precision=share(is_extortion, said),
        false_positives=share(said, is_none),
        lawful_false_positives=share(said, is_lawful),
        suspicious_recall=share(noticed, is_suspicious),
        accuracy=share(agrees, everyone),
    )


def recall_in_budget(
    chances: Counts, is_extortion: Marks, is_none: Marks, weights: Counts
) -> tuple[float, float]:
    """Return the best recall of extortion within the budget of false positives, and where.

    Args:
        chances: Probability of extortion per conversation, shape (n,).
        is_extortion: Which are, shape (n,).
        is_none: Which are none, shape (n,).
        weights: How often each counts, shape (n,).

    Returns:
        Recall (NaN without extortion) and the lowest threshold that keeps the budget.

    Example:
        >>> chances = np.array([0.9, 0.8, 0.7, 0.2])
        >>> yes = np.array([True, False, True, False])
        >>> recall_in_budget(chances, yes, ~yes, np.ones(4))
        (0.5, 0.9)
    """
    order = np.argsort(-chances, kind="stable")
    ordered = chances[order]
    hits = np.cumsum((weights * is_extortion)[order])
    alarms = np.cumsum((weights * is_none)[order])
    if not hits.size or hits[-1] == 0:
        return float("nan"), 1.0
    allowed = alarms <= FALSE_POSITIVE_BUDGET * alarms[-1] + 1e-9
    # Conversations of equal probability cannot be told apart by a threshold.
    is_last = np.append(ordered[1:] != ordered[:-1], True)
    within = np.flatnonzero(allowed & is_last & (ordered > 0))
    if not within.size:
        return 0.0, 1.0
    return float(hits[within[-1]] / hits[-1]), float(ordered[within[-1]])
