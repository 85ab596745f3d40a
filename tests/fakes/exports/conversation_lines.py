"""The project's own JSON Lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from nlp_guard.codec import conversation_to_dict, to_line
from nlp_guard.records import Attachment, Conversation
from tests.fakes.exports.export import Export, Fact


def write(conversations: Sequence[Conversation]) -> bytes:
    """One conversation a line."""
    return "".join(to_line(conversation_to_dict(c)) for c in conversations).encode()


EXPORTS = (
    Export(
        reader="conversation_lines",
        form="jsonl",
        file_name="c.jsonl",
        write=write,
        carries=frozenset(Fact),
        tick=timedelta(seconds=1),
        attachments={Attachment.IMAGE: "[图片]", Attachment.VOICE: ""},
    ),
)
