"""Evaluations for people: tables in the terminal, and the same figures as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table

from nlp_guard.evaluation.calibration import Bin
from nlp_guard.evaluation.evaluating import Disguise, Evaluation
from nlp_guard.evaluation.figures import GroupFigures, Score
from nlp_guard.evaluation.resampling import Figure
from nlp_guard.records import Label

_LABEL_NAMES = {
    Label.THREAT: "threat",
    Label.PAYMENT_DEMAND: "demand",
    Label.PERCENTAGE_COMMISSION: "share",
}


def evaluation_tables(systems: Mapping[str, Evaluation]) -> RenderableType:
    """Lay evaluations out for the terminal.

    Args:
        systems: By name; the first is told in full, all are compared.
    """
    name, main = next(iter(systems.items()))
    parts: list[RenderableType] = [_labels_table(main), _verdict_table(main), _slots_table(main)]
    if main.disguises:
        parts.append(_disguise_table(main))
    if len(systems) > 1:
        parts.append(_comparison(systems))
    return Group(f"[bold]{name}[/bold], 95 % intervals over conversations", *parts)


def evaluation_to_dict(evaluation: Evaluation) -> dict[str, Any]:
    """Return all figures as JSON values."""
    return {
        "groups": {name: _group(group) for name, group in evaluation.groups.items()},
        "disguises": {
            name: {"verdict": _disguise(d.verdict), "labels": _disguise(d.labels)}
            for name, d in evaluation.disguises.items()
        },
        "reliability": {
            "labels": [_bin(b) for b in evaluation.label_bins],
            "verdict": [_bin(b) for b in evaluation.verdict_bins],
        },
    }


def _labels_table(evaluation: Evaluation) -> Table:
    table = Table("conversations", "n", title="Turns: F1", title_justify="left")
    for label in Label:
        table.add_column(_LABEL_NAMES[label], justify="right")
    for column in ("kinds", "ECE"):
        table.add_column(column, justify="right")
    for name, group in evaluation.groups.items():
        scores = [_show(group.labels[label].f1) for label in Label]
        error = _show(group.label_error, is_share=False)
        table.add_row(name, str(group.n), *scores, _show(group.kinds.f1), error)
    return table


def _verdict_table(evaluation: Evaluation) -> Table:
    table = Table("conversations", title="Verdict extortion", title_justify="left")
    for column in (
        "recall at FP ≤ 1 %",
        "recall",
        "precision",
        "FP on none",
        "FP on lawful complaints",
        "suspicious noticed",
        "ECE",
    ):
        table.add_column(column, justify="right")
    for name, group in evaluation.groups.items():
        verdict = group.verdict
        table.add_row(
            name,
            *(
                _show(figure)
                for figure in (
                    verdict.recall_in_budget,
                    verdict.recall,
                    verdict.precision,
                    verdict.false_positives,
                    verdict.lawful_false_positives,
                    verdict.suspicious_recall,
                )
            ),
            _show(group.verdict_error, is_share=False),
        )
    return table


def _slots_table(evaluation: Evaluation) -> Table:
    slots = list(next(iter(evaluation.groups.values())).slots)
    table = Table("conversations", title="Slots: F1 of exact values", title_justify="left")
    for slot in slots:
        table.add_column(slot.replace("_", " "), justify="right")
    for name, group in evaluation.groups.items():
        table.add_row(name, *(_show(group.slots[slot].f1) for slot in slots))
    return table


def _disguise_table(evaluation: Evaluation) -> Table:
    table = Table("pairs", "recall of", "n", title="What a disguise costs", title_justify="left")
    for column in ("plain", "disguised", "drop"):
        table.add_column(column, justify="right")
    for name, figures in evaluation.disguises.items():
        for what, row in (("extortion", figures.verdict), ("turn labels", figures.labels)):
            shown = (_show(row.plain), _show(row.disguised), _show(row.drop))
            table.add_row(name, what, str(row.plain.n), *shown)
    return table


def _comparison(systems: Mapping[str, Evaluation]) -> Table:
    table = Table("system", title="Side by side, all conversations", title_justify="left")
    columns = ("threat", "demand", "share", "kinds", "recall at FP ≤ 1 %", "recall", "FP on none")
    for column in columns:
        table.add_column(column, justify="right")
    for name, evaluation in systems.items():
        group = evaluation.groups["all"]
        figures = [*(group.labels[label].f1 for label in Label), group.kinds.f1]
        verdict = group.verdict
        figures += [verdict.recall_in_budget, verdict.recall, verdict.false_positives]
        table.add_row(name, *(_show(figure) for figure in figures))
    return table


def _show(figure: Figure, *, is_share: bool = True) -> str:
    """Show a figure with its interval, in percent or as it is."""
    if figure.value is None:
        return "–"
    numbers = (figure.value, figure.low, figure.high)
    if is_share:
        value, low, high = (100 * (n or 0.0) for n in numbers)
        return f"{value:.1f} [dim]{low:.0f}-{high:.0f}[/dim]"
    return f"{figure.value:.3f} [dim]{figure.low or 0:.3f}-{figure.high or 0:.3f}[/dim]"


def _group(group: GroupFigures) -> dict[str, Any]:
    verdict = group.verdict
    return {
        "conversations": group.n,
        "turns": group.n_turns,
        "labels": {label.value: _score(group.labels[label]) for label in Label},
        "threat_kinds": _score(group.kinds),
        "slots": {slot: _score(score) for slot, score in group.slots.items()},
        "verdict": {
            "recall_at_1_percent_false_positives": _figure(verdict.recall_in_budget),
            "threshold_at_1_percent_false_positives": round(verdict.threshold, 4),
            "recall": _figure(verdict.recall),
            "precision": _figure(verdict.precision),
            "false_positives_on_none": _figure(verdict.false_positives),
            "false_positives_on_lawful_complaints": _figure(verdict.lawful_false_positives),
            "suspicious_noticed": _figure(verdict.suspicious_recall),
            "accuracy": _figure(verdict.accuracy),
        },
        "calibration_error": {
            "labels": _figure(group.label_error),
            "verdict": _figure(group.verdict_error),
        },
    }


def _score(score: Score) -> dict[str, Any]:
    return {name: _figure(getattr(score, name)) for name in ("precision", "recall", "f1")}


def _disguise(disguise: Disguise) -> dict[str, Any]:
    return {name: _figure(getattr(disguise, name)) for name in ("plain", "disguised", "drop")}


def _figure(figure: Figure) -> dict[str, Any]:
    rounded = {
        name: None if value is None else round(value, 4)
        for name, value in (("value", figure.value), ("low", figure.low), ("high", figure.high))
    }
    return {**rounded, "n": figure.n}


def _bin(row: Bin) -> dict[str, Any]:
    names: Iterable[str] = ("low", "high", "mean", "rate", "n")
    return {name: round(getattr(row, name), 4) for name in names}
