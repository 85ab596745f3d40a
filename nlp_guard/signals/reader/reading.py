"""The reader itself: conversations in, calibrated probabilities per turn and of the verdict out.

>>> Turn(Role.BUYER, "在吗")
Turn(role=<Role.BUYER: 'buyer'>, text='在吗')
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from nlp_guard.modelstore import ModelStore
from nlp_guard.records import Label, Role, ThreatKind, Verdict
from nlp_guard.signals.reader.backbone import MAX_TOKENS, Past
from nlp_guard.signals.reader.script import BEGIN, clean, pieces, tokens
from nlp_guard.signals.reader.weights import Weights, load, native_dtype

if TYPE_CHECKING:
    from pathlib import Path

MODEL = "reader"
STAFF_LABELS = frozenset({Label.PERCENTAGE_COMMISSION})
"""Staff can talk of shares; harm to the shop and money for the other side are not theirs."""
_KEPT_TOKENS = 192
"""Of a conversation that outgrows `MAX_TOKENS`, what is read again before the new words."""
_BATCH_TOKENS = 6144
_LABELS = tuple(Label)
_KINDS = tuple(ThreatKind)
_VERDICTS = tuple(Verdict)


class Turn(NamedTuple):
    """What is read: who speaks, and what."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the reader makes of a conversation once a turn has been read.

    Args:
        labels: Probability of each label of this turn, calibrated, 0..1.
        kinds: Probability of each threat kind, given that the turn is a threat.
        verdict: Probability of each verdict on the conversation up to here; together 1.
    """

    labels: Mapping[Label, float]
    kinds: Mapping[ThreatKind, float]
    verdict: Mapping[Verdict, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """How raw scores become probabilities.

    Args:
        slopes: Per label, then one for all kinds, then one for all verdicts.
        shifts: Per label, kind and verdict, in their order.
    """

    slopes: Mapping[str, float]
    shifts: Mapping[str, float]

    @classmethod
    def from_card(cls, details: Mapping[str, Any]) -> Calibration:
        """Read the ``[calibration]`` table of a model card."""
        table = details["calibration"]
        return cls(slopes=dict(table["slopes"]), shifts=dict(table["shifts"]))

    def slope(self, name: str, group: str) -> float:
        """Return what a score is multiplied with."""
        return self.slopes.get(name, self.slopes.get(group, 1.0))

    def shift(self, name: str) -> float:
        """Return what is then added."""
        return self.shifts.get(name, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A live conversation as far as it has been read: a value, continued and never changed.

    Args:
        past: Keys and values of its tokens.
        lines: The tokens of its latest turns, line by line, to be read again when it outgrows
            the window.
        breaks: Per line in ``past``, how many tokens were read at its end.
    """

    past: Past = field(default_factory=Past)
    lines: tuple[tuple[int, ...], ...] = ()
    breaks: tuple[int, ...] = ()

    def before(self, n_lines: int) -> Thread:
        """Return the conversation as it was before its last lines."""
        kept = len(self.lines) - n_lines
        if kept <= 0:
            return Thread()
        return Thread(
            past=self.past.until(self.breaks[kept - 1]),
            lines=self.lines[:kept],
            breaks=self.breaks[:kept],
        )


class Reader:
    """Reads conversations; immutable after loading, so that threads may share it.

    Args:
        weights: In memory.
        tokenizer: That the weights were trained with.
        calibration: From the model's card.
    """

    def __init__(self, weights: Weights, tokenizer: Tokenizer, calibration: Calibration) -> None:
        self._weights = weights
        self._tokenizer = tokenizer
        self._calibration = calibration

    def read(self, conversations: Iterable[Sequence[Turn]]) -> list[tuple[Reading, ...]]:
        """Read whole conversations, several at a time, those of like length together.

        Returns:
            Per conversation, one reading per turn. Figures differ by rounding (below 0.01) from
            those of other batches.
        """
        lines = [self._lines(turns) for turns in conversations]
        short = [n for n, held in enumerate(lines) if _n_tokens(held) < MAX_TOKENS]
        read: dict[int, tuple[Reading, ...]] = {}
        for batch in _batches(short, [_n_tokens(held) for held in lines]):
            read |= zip(batch, self._read_batch([lines[n] for n in batch]), strict=True)
        for n, held in enumerate(lines):
            if n not in read:
                read[n] = self._continue(Thread(), held)[1]
        return [read[n] for n in range(len(lines))]

    def extend(self, thread: Thread, turns: Sequence[Turn]) -> tuple[Thread, tuple[Reading, ...]]:
        """Read on in a live conversation: only the new words are reckoned with.

        Args:
            thread: What has been read; ``Thread()`` at the beginning.
            turns: What is new.

        Returns:
            The conversation so far, and one reading per new turn.
        """
        return self._continue(thread, self._lines(turns))

    def _lines(self, turns: Sequence[Turn]) -> list[list[list[int]]]:
        """Return the token ids: turn by turn, piece by piece."""
        return [
            [tokens(self._tokenizer, turn.role, piece) for piece in pieces(clean(turn.text).text)]
            for turn in turns
        ]

    @torch.inference_mode()
    def _read_batch(self, batch: Sequence[list[list[list[int]]]]) -> Iterator[tuple[Reading, ...]]:
        flat = [[BEGIN, *(i for turn in turns for line in turn for i in line)] for turns in batch]
        longest = max(map(len, flat))
        ids = torch.tensor([row + [0] * (longest - len(row)) for row in flat])
        stream, _ = self._weights.backbone(ids)
        for row, turns in enumerate(batch):
            ends = _ends(turns, 1)
            yield self._readings(stream[row, ends], turns)

    @torch.inference_mode()
    def _continue(
        self, thread: Thread, turns: list[list[list[int]]]
    ) -> tuple[Thread, tuple[Reading, ...]]:
        waiting = [line for turn in turns for line in turn]
        rows: list[Tensor] = []
        while waiting:
            thread = _with_room(thread, len(waiting[0]))
            fresh = thread.past.n_tokens == 0
            old = [list(line) for line in thread.lines] if fresh else []
            start = 1 if fresh else thread.past.n_tokens
            ends = _ends([old + waiting], start)
            n_read = sum(end < MAX_TOKENS for end in ends) - len(old)
            now, waiting = waiting[:n_read], waiting[n_read:]
            ids = [BEGIN] * fresh + [i for line in old + now for i in line]
            stream, past = self._weights.backbone(torch.tensor([ids]), thread.past)
            offset = thread.past.n_tokens
            ends = ends[: len(old) + n_read]
            rows += [stream[0, end - offset] for end in ends[len(old) :]]
            thread = Thread(
                past=past,
                lines=(*thread.lines, *map(tuple, now)),
                breaks=(*thread.breaks, *(end + 1 for end in ends)),
            )
        return thread, self._readings(torch.stack(rows), turns) if rows else ()

    def _readings(self, rows: Tensor, turns: Sequence[Sequence[object]]) -> tuple[Reading, ...]:
        turn_scores = functional.linear(rows.float(), *self._weights.turn).tolist()
        verdict_scores = functional.linear(rows.float(), *self._weights.verdict).tolist()
        readings = []
        start = 0
        for turn in turns:
            stop = start + len(turn)
            top = [max(column) for column in zip(*turn_scores[start:stop], strict=True)]
            readings.append(_reading(top, verdict_scores[stop - 1], self._calibration))
            start = stop
        return tuple(readings)


def _reading(turn: Sequence[float], verdict: Sequence[float], calibration: Calibration) -> Reading:
    labels = dict(zip(_LABELS, turn, strict=False))
    kinds = dict(zip(_KINDS, turn[len(_LABELS) :], strict=True))
    raised = {
        name: score * calibration.slope(name, "verdicts") + calibration.shift(name)
        for name, score in zip(_VERDICTS, verdict, strict=True)
    }
    top = max(raised.values())
    total = sum(math.exp(score - top) for score in raised.values())
    return Reading(
        labels={name: _chance(score, name, "labels", calibration)
                for name, score in labels.items()},
        kinds={name: _chance(score, name, "kinds", calibration)
               for name, score in kinds.items()},
        verdict={name: math.exp(score - top) / total for name, score in raised.items()},
    )  # fmt: skip


def _chance(score: float, name: str, group: str, calibration: Calibration) -> float:
    raised = score * calibration.slope(name, group) + calibration.shift(name)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, raised))))


def _n_tokens(turns: Sequence[Sequence[Sequence[int]]]) -> int:
    return 1 + sum(len(line) for turn in turns for line in turn)


def _ends(turns: Sequence[Sequence[Sequence[int]]], start: int) -> list[int]:
    """Return the place of every line's last token."""
    ends = []
    for line in (line for turn in turns for line in turn):
        start += len(line)
        ends.append(start - 1)
    return ends


def _with_room(thread: Thread, n_tokens: int) -> Thread:
    """Forget the oldest turns where the window is full; what is kept is read again."""
    if thread.past.n_tokens + n_tokens < MAX_TOKENS:
        return thread
    kept: list[tuple[int, ...]] = []
    room = _KEPT_TOKENS
    for line in reversed(thread.lines):
        room -= len(line)
        if room < 0:
            break
        kept.insert(0, line)
    return Thread(lines=tuple(kept))


def _batches(which: Sequence[int], lengths: Sequence[int]) -> Iterator[list[int]]:
    """Group by length, so that little is padded."""
    batch: list[int] = []
    for n in sorted(which, key=lambda n: lengths[n]):
        if batch and lengths[n] * (len(batch) + 1) > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(n)
    if batch:
        yield batch


def open_reader(folder: Path, details: Mapping[str, Any]) -> Reader:
    """Load a reader from a folder whose files were checked, with the details of its card."""
    return Reader(
        load(folder / "reader.safetensors", native_dtype()),
        Tokenizer.from_file(str(folder / "tokenizer.json")),
        Calibration.from_card(details),
    )


@cache
def built_in() -> Reader:
    """Return the reader that travels with the package, loaded once.

    Raises:
        ModelError: If a file is missing or is not the one its card names.
    """
    store = ModelStore()
    return open_reader(store.folder(MODEL), store.card(MODEL).details)
