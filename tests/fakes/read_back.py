"""What a reader makes of a piece of text, short enough to stand in a table."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from nlp_guard.protocols import Source
from nlp_guard.records import Conversation, Utterance
from tests.fakes.reading import context, written


def conversations_in(
    reader: Source,
    folder: Path,
    content: str | bytes,
    name: str = "a.txt",
    staff: Iterable[str] = (),
) -> list[Conversation]:
    """Write the content down, know it again by its content, and read it."""
    path = written(folder, name, content)
    assert reader.sniff(path, path.read_bytes()[:65_536]) > 0.5
    found = list(reader.read(path, context(name, staff)))
    return [document for document in found if isinstance(document, Conversation)]


def line(said: Utterance) -> str:
    """Return ``role speaker: text``, and what else there is in brackets."""
    more = [said.attachment.value] if said.attachment else []
    more += ["recalled"] if said.is_recalled else []
    more += [f"quotes {said.quoted}"] if said.quoted else []
    return f"{said.role.value} {said.speaker}: {said.text}" + (
        f" [{', '.join(more)}]" if more else ""
    )
