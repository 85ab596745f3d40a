"""Turn raw scores into probabilities, on conversations that were held back from the fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from fitting import KINDS, LABELS, UNKNOWN, VERDICTS, Encoded, Learner, batches, inputs
from torch import Tensor
from torch.nn import functional

_PULL = 0.01
"""Towards leaving the scores as they are."""


@torch.no_grad()
def scores(learner: Learner, encoded: Sequence[Encoded]) -> dict[str, Tensor]:
    """Read conversations; one row per turn that carries labels, one per conversation."""
    found: dict[str, list[Tensor]] = {"turn": [], "labels": [], "verdict": [], "target": []}
    for batch in batches(encoded, 6000):
        turn, verdict = learner(*inputs(batch))
        is_labelled = torch.tensor([x > 0 for one in batch for x in one.is_labelled])
        wanted = torch.tensor([a + b for one in batch
                               for a, b in zip(one.labels, one.kinds, strict=True)])  # fmt: skip
        last = torch.tensor([len(one.places) for one in batch]).cumsum(0) - 1
        found["turn"].append(turn[is_labelled])
        found["labels"].append(wanted[is_labelled])
        found["verdict"].append(verdict[last])
        found["target"].append(torch.tensor([one.targets[-1] for one in batch]))
    return {name: torch.cat(parts) for name, parts in found.items()}


def calibrated(held: dict[str, Tensor]) -> dict[str, dict[str, float]]:
    """Return slopes and shifts; see `nlp_guard.signals.reader.reading.Calibration`."""
    slopes: dict[str, float] = {}
    shifts: dict[str, float] = {}
    for n, label in enumerate(LABELS):
        slope, shift = _fitted(
            held["turn"][:, n : n + 1],
            lambda raised, n=n: _entropy(raised, held["labels"][:, n : n + 1]),
            1,
        )
        slopes[label], shifts[label] = slope, shift[0]
    is_threat = held["labels"][:, LABELS.index(LABELS[0])] > 0
    kinds, wanted = (
        held["turn"][is_threat, len(LABELS) :],
        held["labels"][is_threat, len(LABELS) :],
    )
    slopes["kinds"], moved = _fitted(kinds, lambda raised: _entropy(raised, wanted), len(KINDS))
    shifts |= dict(zip(KINDS, moved, strict=True))
    known = held["target"] != UNKNOWN
    verdict, target = held["verdict"][known], held["target"][known]
    slopes["verdicts"], moved = _fitted(
        verdict, lambda raised: functional.cross_entropy(raised, target), len(VERDICTS)
    )
    shifts |= dict(zip(VERDICTS, moved, strict=True))
    return {"slopes": slopes, "shifts": {name: round(value, 4) for name, value in shifts.items()}}


def _entropy(raised: Tensor, wanted: Tensor) -> Tensor:
    return functional.binary_cross_entropy_with_logits(raised, wanted)


def _fitted(
    raw: Tensor, error: Callable[[Tensor], Tensor], n_shifts: int
) -> tuple[float, list[float]]:
    slope = torch.ones(1, requires_grad=True)
    shift = torch.zeros(n_shifts, requires_grad=True)
    optimiser = torch.optim.LBFGS([slope, shift], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimiser.zero_grad()
        pull = _PULL * ((slope - 1).square().sum() + shift.square().mean())
        wrong = error(raw * slope + shift) + pull
        wrong.backward()
        return wrong

    optimiser.step(closure)
    return round(float(slope.detach()), 4), [float(value) for value in shift.detach()]
