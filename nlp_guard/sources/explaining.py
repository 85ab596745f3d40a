"""What the readers make of one file: who knows it, why, and what came out; never what was said."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nlp_guard.errors import InputError
from nlp_guard.protocols import Source
from nlp_guard.records import Conversation, Coverage, Utterance
from nlp_guard.sources.folder import Intake
from nlp_guard.sources.mapped.mapping_proposal import proposed_mapping

_HEAD_BYTES = 65_536
_SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """How sure one reader is.

    Args:
        confidence: 0..1.
        why: What it goes by, in its own words.
    """

    name: str
    kind: str
    confidence: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What is known of one file.

    Args:
        candidates: Readers that know it, the surest first.
        encoding: Of its text; None where it is none, or nothing was read.
        coverage: What reading it came to.
        n_conversations: Read from it.
        roles: Messages by the side of the speaker.
        first: The first messages, for showing their structure.
        proposal: A mapping in TOML, where no reader knows it; "" where nothing looks like talk.
    """

    candidates: tuple[Candidate, ...]
    encoding: str | None
    coverage: Coverage
    n_conversations: int
    roles: Counter[str]
    first: tuple[Utterance, ...]
    proposal: str


def explain(path: Path, readers: Sequence[Source], now: datetime) -> Explanation:
    """Tell what the readers make of a file.

    Args:
        path: The file.
        readers: All there are.
        now: Aware time of the run.

    Raises:
        InputError: If it does not exist or is no file.

    Example:
        >>> from datetime import UTC
        >>> explain(Path("nowhere"), [], datetime.now(UTC))
        Traceback (most recent call last):
        ...
        nlp_guard.errors.InputError: nowhere: no such file
    """
    if not path.is_file():
        raise InputError("no such file", path=str(path))
    with path.open("rb") as opened:
        head = opened.read(_HEAD_BYTES)
    candidates = _candidates(path, head, readers)
    intake = Intake([path], readers, now=now)
    read = [found for found in intake if isinstance(found, Conversation)]
    said = [utterance for conversation in read for utterance in conversation.utterances]
    return Explanation(
        candidates=candidates,
        encoding=read[0].provenance.encoding if read else None,
        coverage=intake.coverage(),
        n_conversations=len(read),
        roles=Counter(utterance.role.value for utterance in said),
        first=tuple(said[:_SHOWN]),
        proposal="" if candidates else proposed_mapping(path, head),
    )


def _candidates(path: Path, head: bytes, readers: Sequence[Source]) -> tuple[Candidate, ...]:
    found = [
        Candidate(
            name=reader.name,
            kind=reader.kind,
            confidence=confidence,
            why=_why(reader),
        )
        for reader in readers
        if (confidence := reader.sniff(path, head)) > 0
    ]
    return tuple(sorted(found, key=lambda one: (-one.confidence, one.name)))


def _why(reader: Source) -> str:
    """Return what a reader goes by: the first sentence it says of its own sniffing."""
    said = inspect.getdoc(type(reader).sniff) or ""
    return said.split("\n", 1)[0].removeprefix("Return ").rstrip(".")
