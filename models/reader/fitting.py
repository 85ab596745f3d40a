"""Fit the reader on conversations read turn by turn.

First the base stays as it is and each projection gets an update of low rank, which learns fast and
forgets little; then the updates are merged and all projections are fitted, at a small rate. Every
turn's line break is read by two heads: labels and kinds of the turn, and the verdict up to there.
What is kept of each cycle is a running mean of the weights.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

import torch
from corpus import Sample
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from nlp_guard.records import Label, ThreatKind, Verdict
from nlp_guard.signals.reader.backbone import WIDTH, Backbone, Layer
from nlp_guard.signals.reader.script import BEGIN, clean, tokens
from nlp_guard.signals.reader.weights import HEADS, NORMS, PROJECTIONS

LABELS, KINDS, VERDICTS = tuple(Label), tuple(ThreatKind), tuple(Verdict)
UNKNOWN = -1
N_SCORES = {"turn": len(LABELS) + len(KINDS), "verdict": len(VERDICTS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """One rise and fall of the learning rate.

    Args:
        epochs: Over all conversations, each time in another form.
        rate: Of the projections.
        head_rate: Of the heads.
        rank: Of the updates; None to fit the projections themselves.
        mean: Decay of the running mean per step.
    """

    epochs: float
    rate: float
    head_rate: float
    rank: int | None = None
    mean: float = 0.98


LOW_RANK = Cycle(epochs=2.5, rate=3e-4, head_rate=1e-3, rank=24)
WHOLE = Cycle(epochs=2.5, rate=1.3e-5, head_rate=1.04e-4, mean=0.985)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How to fit; the defaults are what the shipped weights were fitted with.

    Args:
        batch_tokens: Padding included.
        label_smoothing: Share of a label's target that is moved to the middle.
        verdict_smoothing: Share of the verdict's target that is spread over all verdicts.
        prefix_weight: Of the verdicts before the last turn.
        kind_weights: Of the threat kinds, in turns without and with a threat.
    """

    cycles: tuple[Cycle, ...] = (LOW_RANK, LOW_RANK, LOW_RANK, WHOLE)
    scale: float = 2.0
    batch_tokens: int = 1500
    max_tokens: int = 448
    label_smoothing: float = 0.02
    verdict_smoothing: float = 0.05
    prefix_weight: float = 0.3
    kind_weights: tuple[float, float] = (0.35, 2.0)
    dropout: float = 0.1
    seed: int = 3


class Fitted(nn.Module):
    """A projection that is fitted: by an update of low rank, or as it is.

    Args:
        weight: Shape (out, in), float32.
        dtype: What to reckon in.
    """

    def __init__(self, weight: Tensor, dtype: torch.dtype) -> None:
        super().__init__()
        self.weight = nn.Parameter(weight.clone())
        self.dtype = dtype
        self.down: nn.Parameter | None = None
        self.up: nn.Parameter | None = None
        self._scale = 1.0
        self._fixed: Tensor | None = None

    def open(self, rank: int | None, scale: float) -> None:
        """Get ready for a cycle: with an update of this rank, or with None as a whole."""
        self.merge()
        self.weight.requires_grad = rank is None
        if rank is not None:
            n_out, n_in = self.weight.shape
            self.down = nn.Parameter(torch.empty(rank, n_in))
            self.up = nn.Parameter(torch.zeros(n_out, rank))
            nn.init.kaiming_uniform_(self.down, a=math.sqrt(5))
            self._scale, self._fixed = scale, self.weight.detach().to(self.dtype)

    @torch.no_grad()
    def merge(self) -> None:
        """Add the update to the weight."""
        if self.down is not None and self.up is not None:
            self.weight += self._scale * self.up @ self.down
        self.down = self.up = self._fixed = None

    def forward(self, values: Tensor) -> Tensor:
        """Project."""
        if self.down is None or self.up is None or self._fixed is None:
            return functional.linear(values, self.weight.to(values.dtype))
        low = functional.linear(values, self.down.to(values.dtype))
        raised = functional.linear(low, (self.up * self._scale).to(values.dtype))
        return functional.linear(values, self._fixed) + raised


class Learner(nn.Module):
    """The reader while it is fitted.

    Args:
        held: Its tensors, named as by `nlp_guard.signals.reader.weights.unpacked`; where the
            heads are missing they begin at nothing.
        dtype: What to reckon in; the weights themselves are kept in float32.
        dropout: Before the heads.
    """

    def __init__(self, held: Mapping[str, Tensor], dtype: torch.dtype, dropout: float) -> None:
        super().__init__()
        n_layers = sum(name.endswith(".attend") for name in held)
        self.projections = nn.ModuleDict()
        layers = [self._layer(number, held, dtype) for number in range(n_layers)]
        self.backbone = Backbone(held["embedding"].to(dtype), layers, held["norm"])
        self.turn = nn.Linear(WIDTH, N_SCORES["turn"])
        self.verdict = nn.Linear(WIDTH, N_SCORES["verdict"])
        self.dropout = nn.Dropout(dropout)
        self._held = {name: tensor for name, tensor in held.items() if "norm" in name}
        self._held["embedding"] = held["embedding"]
        with torch.no_grad():
            self._set_heads(held)

    def _set_heads(self, held: Mapping[str, Tensor]) -> None:
        for name in HEADS:
            head = getattr(self, name)
            if f"{name}.weight" in held:
                head.weight.copy_(held[f"{name}.weight"])
                head.bias.copy_(held[f"{name}.bias"])
                continue
            nn.init.normal_(head.weight, std=0.01)
            nn.init.zeros_(head.bias)
            if name == "turn":
                head.bias[: len(LABELS)] = -1.5
                head.bias[len(LABELS) :] = -4.0

    def _layer(self, number: int, held: Mapping[str, Tensor], dtype: torch.dtype) -> Layer:
        fitted = {name: Fitted(held[f"layer.{number}.{name}"], dtype) for name in PROJECTIONS}
        for name, projection in fitted.items():
            self.projections[f"{number}_{name}"] = projection
        norms = {name: held[f"layer.{number}.norm.{name}"] for name in NORMS}
        return Layer(norms=norms, **fitted)

    def open(self, rank: int | None, scale: float) -> None:
        """Get ready for a cycle."""
        for projection in self.projections.values():
            projection.open(rank, scale)

    def forward(self, ids: Tensor, rows: Tensor, places: Tensor) -> tuple[Tensor, Tensor]:
        """Return the scores of turns and verdicts at the line breaks."""
        stream, _ = self.backbone(ids)
        read = self.dropout(stream[rows, places].float())
        return self.turn(read), self.verdict(read)

    def tensors(self) -> dict[str, Tensor]:
        """Return everything, named as by `nlp_guard.signals.reader.weights.unpacked`."""
        held = dict(self._held)
        for key, projection in self.projections.items():
            projection.merge()
            held["layer." + key.replace("_", ".")] = projection.weight.detach()
        for name in HEADS:
            head = getattr(self, name)
            held |= {f"{name}.weight": head.weight.detach(), f"{name}.bias": head.bias.detach()}
        return held


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """A conversation as tokens, with what is to be read at each line break."""

    ids: list[int]
    places: list[int]
    labels: list[list[float]]
    kinds: list[list[float]]
    is_labelled: list[float]
    targets: list[int]
    weight: float


def encode(sample: Sample, tokenizer: Tokenizer, max_tokens: int) -> Encoded:
    """Write a conversation down; where it is too long, its first turns are left out."""
    rows = [(line, tokens(tokenizer, line.role, clean(line.text).text)) for line in sample.lines]
    while len(rows) > 1 and 1 + sum(len(ids) for _, ids in rows) > max_tokens:
        del rows[0]
    ids, places = [BEGIN], []
    for _, line_ids in rows:
        ids += line_ids
        places.append(len(ids) - 1)
    lines = [line for line, _ in rows]
    return Encoded(
        ids=ids,
        places=places,
        labels=[[float(label in line.labels) for label in LABELS] for line in lines],
        kinds=[[float(kind in line.kinds) for kind in KINDS] for line in lines],
        is_labelled=[float(line.is_labelled) for line in lines],
        targets=[UNKNOWN if line.target is None else VERDICTS.index(line.target)
                 for line in lines],
        weight=sample.weight,
    )  # fmt: skip


def batches(
    encoded: Sequence[Encoded], n_tokens: int, random: Random | None = None
) -> list[list[Encoded]]:
    """Group conversations of like length; shuffled where a random source is given."""
    jitter = random.random if random else lambda: 0.5
    order = sorted(encoded, key=lambda one: len(one.ids) * (1 + (jitter() - 0.5) * 0.2))
    grouped: list[list[Encoded]] = [[]]
    longest = 0
    for one in order:
        longest = max(longest, len(one.ids))
        if grouped[-1] and longest * (len(grouped[-1]) + 1) > n_tokens:
            grouped.append([])
            longest = len(one.ids)
        grouped[-1].append(one)
    if random:
        random.shuffle(grouped)
    return grouped


def inputs(batch: Sequence[Encoded]) -> tuple[Tensor, Tensor, Tensor]:
    """Return ids (batch, tokens), and row and place of every line break."""
    longest = max(len(one.ids) for one in batch)
    ids = torch.tensor([one.ids + [0] * (longest - len(one.ids)) for one in batch])
    rows = [n for n, one in enumerate(batch) for _ in one.places]
    return ids, torch.tensor(rows), torch.tensor([p for one in batch for p in one.places])


def loss(turn: Tensor, verdict: Tensor, batch: Sequence[Encoded], recipe: Recipe) -> Tensor:
    """Return what is to be made small: of turns, of last verdicts, of verdicts on the way."""
    return _of_turns(turn, batch, recipe) + _of_verdicts(verdict, batch, recipe)


def _of_turns(turn: Tensor, batch: Sequence[Encoded], recipe: Recipe) -> Tensor:
    labels = torch.tensor([row for one in batch for row in one.labels])
    kinds = torch.tensor([row for one in batch for row in one.kinds])
    counts = torch.tensor([x * one.weight for one in batch for x in one.is_labelled])
    entropy = functional.binary_cross_entropy_with_logits
    smooth = labels * (1 - recipe.label_smoothing) + recipe.label_smoothing / 2
    of_labels = entropy(turn[:, : len(LABELS)], smooth, reduction="none").sum(1)
    of_kinds = entropy(turn[:, len(LABELS) :], kinds, reduction="none").sum(1)
    without, with_threat = recipe.kind_weights
    is_threat = labels[:, LABELS.index(Label.THREAT)] > 0
    of_kinds = of_kinds * torch.where(is_threat, with_threat, without)
    return ((of_labels + of_kinds) * counts).sum() / counts.sum().clamp(1)


def _of_verdicts(verdict: Tensor, batch: Sequence[Encoded], recipe: Recipe) -> Tensor:
    weights = torch.tensor([one.weight for one in batch for _ in one.places])
    is_last = torch.tensor(
        [n == len(one.places) - 1 for one in batch for n in range(len(one.places))]
    )
    targets = torch.tensor([x for one in batch for x in one.targets])
    entropy = functional.cross_entropy(
        verdict,
        targets.clamp(min=0),
        reduction="none",
        label_smoothing=recipe.verdict_smoothing,
    )
    weights = weights * (targets != UNKNOWN)
    last, before = weights * is_last, weights * ~is_last
    at_last = (entropy * last).sum() / last.sum().clamp(0.1)
    on_the_way = (entropy * before).sum() / before.sum().clamp(1)
    return at_last + recipe.prefix_weight * on_the_way


def fit(
    learner: Learner, epoch: Callable[[], list[Encoded]], recipe: Recipe
) -> Iterator[tuple[float, float, float]]:
    """Fit in place, cycle after cycle; each ends with the running mean of the weights.

    Args:
        learner: What is fitted.
        epoch: Gives every conversation in a form drawn anew.
        recipe: How.

    Yields:
        Epochs of the cycle so far, epochs of the cycle, its seconds so far; every twenty steps.
    """
    random = Random(recipe.seed)  # noqa: S311
    for cycle in recipe.cycles:
        learner.open(cycle.rank, recipe.scale)
        yield from _run(learner, epoch, recipe, cycle, random)
    learner.eval()


def _run(
    learner: Learner,
    epoch: Callable[[], list[Encoded]],
    recipe: Recipe,
    cycle: Cycle,
    random: Random,
) -> Iterator[tuple[float, float, float]]:
    moving = [p for p in learner.parameters() if p.requires_grad]
    means = [p.detach().clone() for p in moving]
    optimiser = _optimiser(learner, cycle)
    rates = [group["lr"] for group in optimiser.param_groups]
    started = time.monotonic()
    learner.train()
    for step, (done, batch) in enumerate(_steps(epoch, recipe, cycle.epochs, random), start=1):
        for group, rate in zip(optimiser.param_groups, rates, strict=True):
            group["lr"] = rate * _share(done / cycle.epochs)
        loss(*learner(*inputs(batch)), batch, recipe).backward()
        torch.nn.utils.clip_grad_norm_(moving, 1.0)
        optimiser.step()
        optimiser.zero_grad()
        with torch.no_grad():
            for mean, parameter in zip(means, moving, strict=True):
                mean.lerp_(parameter, 1 - min(cycle.mean, (1 + step) / (10 + step)))
        if step % 20 == 0:
            yield done, cycle.epochs, time.monotonic() - started
    with torch.no_grad():
        for mean, parameter in zip(means, moving, strict=True):
            parameter.copy_(mean)


def _steps(
    epoch: Callable[[], list[Encoded]], recipe: Recipe, epochs: float, random: Random
) -> Iterator[tuple[float, list[Encoded]]]:
    """Give the batches of a cycle, and how many epochs are over with each."""
    for number in range(math.ceil(epochs)):
        waiting = batches(epoch(), recipe.batch_tokens, random)
        for n, batch in enumerate(waiting, start=1):
            done = number + n / len(waiting)
            yield min(done, epochs), batch
            if done >= epochs:
                return


def _optimiser(learner: Learner, cycle: Cycle) -> torch.optim.Optimizer:
    projections = [p for p in learner.projections.parameters() if p.requires_grad]
    heads = [*learner.turn.parameters(), *learner.verdict.parameters()]
    return torch.optim.AdamW(
        [{"params": projections, "lr": cycle.rate}, {"params": heads, "lr": cycle.head_rate}],
        betas=(0.9, 0.98),
        weight_decay=0.01,
        fused=True,
    )


def _share(done: float) -> float:
    """Return the share of the learning rate: up over the first 6 %, then down a cosine to 5 %."""
    up = min(1.0, done / 0.06)
    return up * (0.95 * 0.5 * (1 + math.cos(math.pi * done)) + 0.05)
