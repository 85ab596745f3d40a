"""What was said comes back from every format that can hold it; what is broken never crashes."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_guard import plugins
from nlp_guard.errors import InputError
from nlp_guard.protocols import Source
from nlp_guard.records import CharSpan, Conversation, Role
from nlp_guard.sources.citation import quote_at
from tests.fakes.exports import EXPORTS, Export, Fact
from tests.fakes.exports.made_conversations import conversations, plain
from tests.fakes.reading import context, written

READERS: dict[str, Source] = {reader.name: reader for reader in plugins.load("sources").objects}
by_export = pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.name)
mutations = st.tuples(
    st.sampled_from(["cut", "drop", "double", "put", "flip"]),
    st.floats(0, 1, exclude_max=True),
    st.integers(1, 40),
    st.sampled_from([b"", b"\n", b'"', b"{", b"]", b"\0", b"\xff", b"9" * 30, b"null", b"-1e999",
                     b"\xe2\x80\xae", b"<a>", b"2015-13-45 25:61:00"]),
)  # fmt: skip


@by_export
@settings(max_examples=8)
@given(st.data())
def test_what_was_said_comes_back(export: Export, data: st.DataObject) -> None:
    said = data.draw(conversations(export))
    read = _read(export, export.write(said))
    if Fact.ACCOUNT in export.carries:
        read = sorted(read, key=lambda c: str(c.account_id))
        said = sorted(said, key=lambda c: str(c.account_id))
    assert [_facts(c, export) for c in read] == [_facts(c, export, is_said=True) for c in said]


@by_export
def test_its_content_is_known_when_the_name_says_nothing(export: Export, tmp_path: Path) -> None:
    content = export.write([plain(export)])
    path = written(tmp_path, "x", content)
    sure = {reader.name: reader.sniff(path, content[:65_536]) for reader in READERS.values()}
    assert sure[export.reader] == max(sure.values()) > 0.5
    others = [share for name, share in sure.items() if name != export.reader]
    assert sure[export.reader] > max(others)


@by_export
@settings(max_examples=6)
@given(st.lists(mutations, min_size=1, max_size=4))
def test_a_broken_file_gives_what_is_good_or_says_why_not(
    export: Export, changes: Sequence[tuple[str, float, int, bytes]]
) -> None:
    content = export.write([plain(export)])
    for change in changes:
        content = _changed(content, *change)
    failure = None
    try:
        _read(export, content)
    except InputError as raised:
        failure = raised
    assert failure is None or (failure.reason and failure.path)


def _read(export: Export, content: bytes) -> list[Conversation]:
    """Read a file and find every text again at the place that is cited."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / export.file_name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        told = context(export.file_name, export.staff if export.is_staff_told else ())
        assert 0.0 <= READERS[export.reader].sniff(path, content[:65_536]) <= 1.0
        digest = hashlib.sha256(content).hexdigest()
        told = replace(told, provenance=replace(told.provenance, sha256=digest))
        read = [c for c in READERS[export.reader].read(path, told) if isinstance(c, Conversation)]
        for conversation in read:
            for said in conversation.utterances:
                cited = conversation.exhibit(said, CharSpan(0, len(said.text)))
                assert not said.text or quote_at(Path(folder), cited) == said.text
        return read


def _facts(
    conversation: Conversation, export: Export, *, is_said: bool = False
) -> tuple[object, ...]:
    """What of a conversation must be the same on both sides."""
    carried = export.carries
    account = conversation.account_id if Fact.ACCOUNT in carried else None
    return (
        account,
        *(
            {
                "text": export.text(said.text) if is_said else said.text,
                "at": said.sent_at,
                "role": said.role if Fact.ROLE in carried else None,
                "speaker": said.speaker
                if Fact.SPEAKER in carried and said.role is not Role.SYSTEM
                else None,
                "attachment": said.attachment if export.attachments else None,
                "recalled": said.is_recalled if Fact.RECALL in carried else None,
                "edited": said.is_edited if Fact.EDIT in carried else None,
                "quoted": said.quoted if Fact.QUOTE in carried else None,
            }
            for said in conversation.utterances
        ),
    )


def _changed(content: bytes, how: str, where: float, size: int, piece: bytes) -> bytes:
    at = int(where * len(content))
    match how:
        case "cut":
            return content[:at]
        case "drop":
            return content[:at] + content[at + size :]
        case "double":
            return content[:at] + content[at : at + size] * 2 + content[at + size :]
        case "put":
            return content[:at] + piece + content[at:]
        case _:
            flipped = bytes(byte ^ 0x20 for byte in content[at : at + size])
            return content[:at] + flipped + content[at + size :]
