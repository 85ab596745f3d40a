"""Labelled conversations, as ``detect`` and ``run`` write them: JSON Lines, one a line.

`nlp_guard.sources.conversation_lines` reads the same form for its words alone; here what was read
in the words counts too, and nothing is read anew.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from nlp_guard.codec import detection_from_dict, from_line
from nlp_guard.records import (
    Channel,
    ConversationId,
    Coverage,
    Detection,
    Provenance,
    Skipped,
    Source,
)

NAME = "labelled_lines"
_NAMED_LINES = 5
_OF_ORDERS = ("orders", "facts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """What one file of labelled conversations holds.

    Args:
        source: The file itself; None where no line of it was good.
        skipped: Lines that were not read, by reason.
    """

    detections: tuple[Detection, ...]
    source: Source | None
    skipped: tuple[Skipped, ...]

    @property
    def n_messages(self) -> int:
        """Chat messages in it."""
        talk = (detection.conversation for detection in self.detections)
        return sum(len(c.utterances) for c in talk if c.channel is Channel.CHAT)

    @property
    def n_unreadable(self) -> int:
        """Messages whose text the source withholds."""
        return sum(detection.conversation.unreadable for detection in self.detections)


def read_labelled(uri: str, content: bytes, now: datetime) -> Labelled:
    """Read labelled conversations; a bad line never stops the others.

    A conversation cites the source it names itself; one that names none is cited by its line.

    Args:
        uri: Name of the file.
        content: All of it.
        now: Aware time of the run.

    Example:
        >>> from datetime import UTC
        >>> read = read_labelled("a.jsonl", b'{"id": "1", "turns": []}', datetime.now(UTC))
        >>> read.skipped[0].why
        'line 1: no verdict in it; label it first: nlp-guard detect'
    """
    own = Provenance(
        uri=uri,
        sha256=hashlib.sha256(content).hexdigest(),
        read_at=now,
        tools=(NAME,),
        encoding="utf-8",
    )
    found: dict[ConversationId, Detection] = {}
    bad: dict[str, list[int]] = {}
    for number, raw in enumerate(io.BytesIO(content), start=1):
        if not raw.strip():
            continue
        try:
            detection = _read(raw, own, number)
            if detection.conversation.id in found:
                raise _Refused("its conversation stands there before")
            found[detection.conversation.id] = detection
        except ValueError as failure:
            bad.setdefault(_reason(failure), []).append(number)
    if not found and not bad:
        bad["empty file"] = []
    source = Source(
        path=uri,
        sha256=own.sha256,
        kind="labelled",
        reader=NAME,
        n_records=sum(len(detection.turns) for detection in found.values()),
        size_bytes=len(content),
    )
    return Labelled(
        detections=tuple(found.values()),
        source=source if found else None,
        skipped=tuple(_skipped(uri, bad)),
    )


def joint_coverage(labelled: Sequence[Labelled], reports: Coverage) -> Coverage:
    """Return the account of labelled conversations and order reports together.

    Args:
        labelled: The conversations.
        reports: Of the folders in which order reports lie; what else lies there is left alone.
    """
    used = [source for source in reports.sources if source.kind in _OF_ORDERS]
    has_orders = any(source.kind == "orders" for source in used)
    left_alone = (
        Skipped(path=source.path, why="not an order report", is_failure=not has_orders)
        for source in reports.sources
        if source.kind not in _OF_ORDERS
    )
    sources = (*(one.source for one in labelled if one.source), *used)
    return Coverage(
        files=len(labelled) + reports.files,
        read=len(sources),
        sources=sources,
        skipped=(*(s for one in labelled for s in one.skipped), *reports.skipped, *left_alone),
        messages=sum(one.n_messages for one in labelled),
        unreadable_turns=sum(
            d.conversation.unreadable for one in labelled for d in one.detections
        ),
    )


def _read(raw: bytes, own: Provenance, number: int) -> Detection:
    data = from_line(raw.decode("utf-8-sig" if number == 1 else "utf-8"))
    if "turns" not in data:
        raise _Refused("no conversation")
    if "verdict" not in data:
        raise _Refused("no verdict in it; label it first: nlp-guard detect")
    if data.get("source"):
        return detection_from_dict(data)
    return detection_from_dict(data, own, f"line:{number}")


class _Refused(ValueError):
    """A line that is sound and of no use here."""


def _reason(failure: ValueError) -> str:
    """Say what is wrong with a line, in words that hold nothing of what it says."""
    if isinstance(failure, _Refused):
        return str(failure)
    if isinstance(failure, UnicodeDecodeError):
        return "not UTF-8"
    return f"no labelled conversation ({type(failure).__name__})"


def _skipped(uri: str, bad: Mapping[str, Sequence[int]]) -> Iterator[Skipped]:
    for why, numbers in bad.items():
        where = ", ".join(map(str, numbers[:_NAMED_LINES]))
        more = len(numbers) - _NAMED_LINES
        if more > 0:
            where += f" and {more} more"
        lines = "line" if len(numbers) == 1 else "lines"
        yield Skipped(path=uri, why=f"{lines} {where}: {why}" if numbers else why)
