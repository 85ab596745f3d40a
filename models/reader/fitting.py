"""Fit low-rank updates and heads on conversations read turn by turn.

The base stays as it is; each projection gets an update of rank 24, and every turn's line break is
read by two heads: labels and kinds of the turn, and the verdict up to there. What is kept is a
running mean of the weights.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
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

LABELS, KINDS, VERDICTS = tuple(Label), tuple(ThreatKind), tuple(Verdict)
UNKNOWN = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How to fit; the defaults are what the shipped weights were fitted with.

    Args:
        epochs: Over all conversations, each time in another form; per cycle of the learning rate.
        rate: Of the updates; the heads learn faster.
        batch_tokens: Padding included.
        mean: Decay of the running mean per step.
        smoothing: Share of the verdict's target that is spread over all verdicts.
        prefix_weight: Of the verdicts before the last turn.
        kind_weight: Of the threat kinds.
    """

    epochs: tuple[float, ...] = (3.0, 2.0, 2.5)
    rate: float = 3e-4
    head_rate: float = 1e-3
    rank: int = 24
    scale: float = 2.0
    batch_tokens: int = 1400
    max_tokens: int = 448
    mean: float = 0.98
    smoothing: float = 0.05
    prefix_weight: float = 0.3
    kind_weight: float = 1.0
    dropout: float = 0.1
    seed: int = 1


class Updated(nn.Module):
    """A projection of the base with a low-rank update."""

    def __init__(self, weight: Tensor, rank: int, scale: float) -> None:
        super().__init__()
        self.weight, self.scale = weight, scale
        self.down = nn.Parameter(torch.empty(rank, weight.shape[1]))
        self.up = nn.Parameter(torch.zeros(weight.shape[0], rank))
        nn.init.kaiming_uniform_(self.down, a=math.sqrt(5))

    def forward(self, values: Tensor) -> Tensor:
        """Project."""
        low = functional.linear(values, self.down.to(values.dtype))
        raised = functional.linear(low, (self.up * self.scale).to(values.dtype))
        return functional.linear(values, self.weight) + raised


class Learner(nn.Module):
    """The base with updates and heads.

    Args:
        embedding: Rows of the vocabulary.
        layers: The base's, from the bottom.
        norm: After the last layer.
        recipe: Rank, scale and dropout.
    """

    def __init__(
        self, embedding: Tensor, layers: Sequence[Layer], norm: Tensor, recipe: Recipe
    ) -> None:
        super().__init__()
        self.updates = nn.ModuleDict()
        updated = [self._updated(n, layer, recipe) for n, layer in enumerate(layers)]
        self.backbone = Backbone(embedding, updated, norm)
        self.turn = nn.Linear(WIDTH, len(LABELS) + len(KINDS))
        self.verdict = nn.Linear(WIDTH, len(VERDICTS))
        self.dropout = nn.Dropout(recipe.dropout)
        for head in (self.turn, self.verdict):
            nn.init.normal_(head.weight, std=0.01)
            nn.init.zeros_(head.bias)
        with torch.no_grad():
            self.turn.bias[: len(LABELS)] = -1.5
            self.turn.bias[len(LABELS) :] = -4.0

    def _updated(self, number: int, layer: Layer, recipe: Recipe) -> Layer:
        projections = {}
        for name in ("attend", "out", "widen", "narrow"):
            weight = getattr(layer, name).keywords["weight"]
            module = Updated(weight, recipe.rank, recipe.scale)
            self.updates[f"{number}_{name}"] = module
            projections[name] = module
        return Layer(norms=layer.norms, **projections)

    def forward(self, ids: Tensor, rows: Tensor, places: Tensor) -> tuple[Tensor, Tensor]:
        """Return the scores of turns and verdicts at the line breaks."""
        stream, _ = self.backbone(ids)
        read = self.dropout(stream[rows, places].float())
        return self.turn(read), self.verdict(read)

    def tensors(self) -> dict[str, Tensor]:
        """Return what the shipped file holds of the fit."""
        held = {}
        for name, update in self.updates.items():
            number, projection = name.split("_")
            held[f"update.{number}.{projection}.down"] = update.down.detach().bfloat16()
            raised = update.up.detach() * update.scale
            held[f"update.{number}.{projection}.up"] = raised.bfloat16()
        for name in ("turn", "verdict"):
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
    labels = torch.tensor([row for one in batch for row in one.labels])
    kinds = torch.tensor([row for one in batch for row in one.kinds])
    counts = torch.tensor([x * one.weight for one in batch for x in one.is_labelled])
    weights = torch.tensor([one.weight for one in batch for _ in one.places])
    is_last = torch.tensor(
        [n == len(one.places) - 1 for one in batch for n in range(len(one.places))]
    )
    targets = torch.tensor([x for one in batch for x in one.targets])
    entropy = functional.binary_cross_entropy_with_logits
    of_labels = entropy(turn[:, : len(LABELS)], labels, reduction="none").sum(1)
    of_kinds = entropy(turn[:, len(LABELS) :], kinds, reduction="none").sum(1)
    of_turns = ((of_labels + recipe.kind_weight * of_kinds) * counts).sum() / counts.sum().clamp(1)
    of_verdicts = functional.cross_entropy(
        verdict, targets.clamp(min=0), reduction="none", label_smoothing=recipe.smoothing
    )
    weights = weights * (targets != UNKNOWN)
    last, before = weights * is_last, weights * ~is_last
    at_last = (of_verdicts * last).sum() / last.sum().clamp(0.1)
    on_the_way = (of_verdicts * before).sum() / before.sum().clamp(1)
    return of_turns + at_last + recipe.prefix_weight * on_the_way


def fit(
    learner: Learner, epoch: Callable[[], list[Encoded]], recipe: Recipe
) -> Iterator[tuple[int, int, float]]:
    """Fit in place, cycle after cycle; each ends with the running mean of the weights.

    Yields:
        Step, steps of the cycle, seconds of the cycle so far; every twenty steps.
    """
    random = Random(recipe.seed)  # noqa: S311
    for epochs in recipe.epochs:
        yield from _cycle(learner, epoch, recipe, epochs, random)
    learner.eval()


def _cycle(
    learner: Learner,
    epoch: Callable[[], list[Encoded]],
    recipe: Recipe,
    epochs: float,
    random: Random,
) -> Iterator[tuple[int, int, float]]:
    moving = [p for p in learner.parameters() if p.requires_grad]
    means = [p.detach().clone() for p in moving]
    optimiser = _optimiser(learner, recipe)
    rates = [group["lr"] for group in optimiser.param_groups]
    waiting = batches(epoch(), recipe.batch_tokens, random)
    n_steps, started = max(1, int(len(waiting) * epochs)), time.monotonic()
    learner.train()
    for step in range(1, n_steps + 1):
        waiting = waiting or batches(epoch(), recipe.batch_tokens, random)
        batch = waiting.pop()
        for group, rate in zip(optimiser.param_groups, rates, strict=True):
            group["lr"] = rate * _share(step, n_steps)
        loss(*learner(*inputs(batch)), batch, recipe).backward()
        torch.nn.utils.clip_grad_norm_(moving, 1.0)
        optimiser.step()
        optimiser.zero_grad()
        with torch.no_grad():
            for mean, parameter in zip(means, moving, strict=True):
                mean.lerp_(parameter, 1 - min(recipe.mean, (1 + step) / (10 + step)))
        if step % 20 == 0:
            yield step, n_steps, time.monotonic() - started
    with torch.no_grad():
        for mean, parameter in zip(means, moving, strict=True):
            parameter.copy_(mean)


def _optimiser(learner: Learner, recipe: Recipe) -> torch.optim.Optimizer:
    heads = [*learner.turn.parameters(), *learner.verdict.parameters()]
    return torch.optim.AdamW(
        [
            {"params": list(learner.updates.parameters()), "lr": recipe.rate},
            {"params": heads, "lr": recipe.head_rate},
        ],
        betas=(0.9, 0.98),
        weight_decay=0.01,
    )


def _share(step: int, n_steps: int) -> float:
    """Return the share of the learning rate: up over the first 8 %, then down a cosine to 5 %."""
    up = min(1.0, step / max(1.0, 0.08 * n_steps))
    return up * (0.95 * 0.5 * (1 + math.cos(math.pi * step / n_steps)) + 0.05)
