"""What the reader learns from: labelled conversations, and talk that is certainly none.

The weakly labelled files hold ordinary service talk, reviews and insults. Their verdict is taken
to be ``none``; where the words might carry a turn label, the turns' labels are left out.
The real customer-service sessions (``jddc_half``) are never learned from: they are the test for
false alarms.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from nlp_guard.records import Label, Role, ThreatKind, Verdict

OWN = Path(__file__).with_name("data")
FOLDS = 5
PER_EPOCH = {"crosswoz": 8, "normal_calls": 24, "multidogo": 24, "reviews": 14, "insults": 10}
"""How many weakly labelled conversations join each epoch."""
_MENDED = ("labels", "threat_kinds", "verdict")
_LEVERS = re.compile("投诉|举报|曝光|12315|工商|法院|起诉|差评|律师|告|打死|弄死|杀|砍|钱")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One turn with its labels.

    Args:
        target: Verdict on the conversation up to here; None where it cannot be said.
        is_labelled: False where the turn's labels are not known.
    """

    role: Role
    text: str
    labels: frozenset[Label] = frozenset()
    kinds: frozenset[ThreatKind] = frozenset()
    target: Verdict | None = None
    is_labelled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One conversation to learn from.

    Args:
        key: Where it comes from: the file's name and the line, from 0.
        plain: The same turns without cloaks or recogniser mistakes, where they are known.
        weight: In the loss.
    """

    key: str
    lang: str
    is_call: bool
    verdict: Verdict
    lines: tuple[Line, ...]
    plain: tuple[str, ...] = ()
    weight: float = 1.0

    @property
    def fold(self) -> int:
        """The fold it is held back in."""
        return fold_of(self.key)


def fold_of(key: str) -> int:
    """Return the fold a conversation is held back in; depends on its place alone."""
    return int(hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS


def written(data: Path) -> list[Sample]:
    """Read the labelled conversations: those handed in and our own, mended where they were off."""
    return [_sample(key, row) for key, row in rows(data)]


def rows(data: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the labelled conversations as they stand in the files, labels mended, with keys."""
    mends: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    for mend in _rows(OWN / "relabels.jsonl"):
        mends[mend["file"], mend["line"]].append(mend)
    paths = [*sorted((data / "train").glob("written_*.jsonl")), *sorted(OWN.glob("added_*.jsonl"))]
    for path in paths:
        for number, row in enumerate(_rows(path)):
            for mend in mends[path.name, number + 1]:
                place = row["turns"][mend["turn"]] if "turn" in mend else row
                place |= {name: mend[name] for name in _MENDED if name in mend}
            yield f"{path.stem}{number}", row


def targets(
    roles: Sequence[Role], labels: Sequence[frozenset[Label]], verdict: Verdict
) -> list[Verdict | None]:
    """Tell what the verdict is after each turn, as far as it can be told from the labels.

    Before the first label of the outside party there is nothing; extortion is complete once both
    halves were heard; suspicion holds from the last label on.
    """
    if verdict is Verdict.NONE:
        return [verdict] * len(roles)
    told: list[Verdict | None] = []
    heard: set[Label] = set()
    counted = [role is Role.BUYER and bool(found)
               for role, found in zip(roles, labels, strict=True)]  # fmt: skip
    last = max((n for n, is_counted in enumerate(counted) if is_counted), default=0)
    for n, found in enumerate(labels):
        heard |= found if counted[n] else set()
        if not heard:
            told.append(Verdict.NONE)
        elif verdict is Verdict.EXTORTION and Label.THREAT in heard and len(heard) > 1:
            told.append(verdict)
        else:
            told.append(verdict if verdict is Verdict.SUSPICIOUS and n >= last else None)
    told[-1] = verdict
    return told


class Weak:
    """Talk without labels that is certainly no extortion.

    Args:
        data: Folder that holds ``train``.
    """

    def __init__(self, data: Path) -> None:
        readers = {
            "crosswoz": _crosswoz, "normal_calls": _normal_calls, "multidogo": _multidogo,
            "reviews": _reviews, "insults": _insults,
        }  # fmt: skip
        self._held = {name: list(read(data / "train")) for name, read in readers.items()}

    def all(self) -> Iterator[Sample]:
        """Give every one."""
        for held in self._held.values():
            yield from held

    def draw(self, random: Random) -> list[Sample]:
        """Choose those that join an epoch."""
        return [
            sample
            for name, n in PER_EPOCH.items()
            for sample in random.sample(self._held[name], n)
        ]


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(row) for row in path.read_text("utf-8").splitlines() if row.strip()]


def _sample(key: str, row: dict[str, Any]) -> Sample:
    roles = [Role(turn["role"]) for turn in row["turns"]]
    labels = [frozenset(map(Label, turn["labels"])) for turn in row["turns"]]
    verdict = Verdict(row["verdict"])
    lines = tuple(
        Line(
            role=role,
            text=turn["text"],
            labels=found,
            kinds=frozenset(map(ThreatKind, turn.get("threat_kinds", ()))),
            target=target,
            is_labelled=role is not Role.SYSTEM,
        )
        for turn, role, found, target in zip(
            row["turns"], roles, labels, targets(roles, labels, verdict), strict=True
        )
    )
    return Sample(
        key=key,
        lang=row["lang"],
        is_call=row["channel"] == "call",
        verdict=verdict,
        lines=lines,
        plain=tuple(row.get("plain", ())),
    )


def _nothing(
    key: str, turns: Sequence[tuple[Role, str]], *, lang: str = "zh", is_call: bool = False
) -> Sample:
    """Make a weakly labelled conversation: no extortion, and no labels to be read in it."""
    lines = tuple(Line(role=role, text=text, target=Verdict.NONE) for role, text in turns if text)
    return Sample(
        key=key, lang=lang, is_call=is_call, verdict=Verdict.NONE, lines=lines, weight=0.5
    )


def _unlabelled_where_unsure(sample: Sample) -> Sample:
    if not any(_LEVERS.search(line.text) for line in sample.lines):
        return sample
    lines = tuple(replace(line, is_labelled=False) for line in sample.lines)
    return replace(sample, lines=lines)


def _crosswoz(folder: Path) -> Iterator[Sample]:
    for number, row in enumerate(_rows(folder / "crosswoz.jsonl")):
        turns = [(Role.BUYER if turn["role"] == "usr" else Role.AGENT, turn["text"])
                 for turn in row["turns"][:8]]  # fmt: skip
        yield _nothing(f"crosswoz:{number}", turns)


def _normal_calls(folder: Path) -> Iterator[Sample]:
    for number, row in enumerate(_rows(folder / "teleantifraud_normal.jsonl")):
        pairs = zip(row["left"], row["right"], strict=False)
        turns = [
            turn
            for left, right in pairs
            for turn in ((Role.AGENT, (left or "")[:90]), (Role.BUYER, (right or "")[:90]))
        ]
        if any(text for _, text in turns):
            yield _nothing(f"teleantifraud_normal:{number}", turns[:8], is_call=True)


def _multidogo(folder: Path) -> Iterator[Sample]:
    for number, row in enumerate(_rows(folder / "multidogo.jsonl")):
        turns = [(Role.BUYER, text) for text in row["customer_turns"][:14]]
        if any(text for _, text in turns):
            yield _nothing(f"multidogo:{number}", turns, lang="en")


def _reviews(folder: Path) -> Iterator[Sample]:
    for number, row in enumerate(_rows(folder / "reviews_hard_negatives.jsonl")):
        sample = _nothing(f"reviews:{number}", [(Role.BUYER, row["text"][:160])])
        yield _unlabelled_where_unsure(sample)


def _insults(folder: Path) -> Iterator[Sample]:
    for number, row in enumerate(_rows(folder / "cold.jsonl")):
        if row["offensive"] == "1":
            sample = _nothing(f"cold:{number}", [(Role.BUYER, row["text"][:120])])
            yield _unlabelled_where_unsure(sample)
