"""What is known of one way to write conversations down."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from nlp_guard.records import Attachment, Conversation


class Fact(StrEnum):
    """What a format may or may not keep of a message."""

    ACCOUNT = "account"
    ROLE = "role"
    SPEAKER = "speaker"
    SYSTEM = "system"
    RECALL = "recall"
    EDIT = "edit"
    QUOTE = "quote"


def is_kept(text: str) -> bool:
    """Tell whether a message says anything."""
    return bool(text.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A writer, and what survives it.

    Args:
        reader: Name of the reader that must know the content again.
        form: Which of the reader's forms; with ``reader``, the name of the test.
        file_name: As such files are called.
        write: Conversations → file.
        carries: What comes back; a fact that is not here is neither generated nor compared.
        tick: The finest time it keeps; None where it keeps none.
        attachments: What it can attach → the text that comes back with it.
        is_single: True where a file holds one conversation.
        buyers: Names the outside party may have.
        staff: Names the shop's side may have.
        is_staff_told: True where the reader is told these names.
        fits: Whether the format can carry a text at all without it turning into something else.
        text: A text as it comes back.
    """

    reader: str
    form: str
    file_name: str
    write: Callable[[Sequence[Conversation]], bytes]
    carries: frozenset[Fact] = frozenset({Fact.ACCOUNT, Fact.ROLE, Fact.SPEAKER})
    tick: timedelta | None = timedelta(seconds=1)
    attachments: Mapping[Attachment, str] = field(default_factory=dict)
    is_single: bool = False
    buyers: tuple[str, ...] = ("tb_样例01", "样例2015", "样***例", "sample_buyer")
    staff: tuple[str, ...] = ("示例旗舰店:小美", "示例旗舰店:小丽")
    is_staff_told: bool = True
    fits: Callable[[str], bool] = is_kept
    text: Callable[[str], str] = str

    @property
    def name(self) -> str:
        """Name of the test."""
        return f"{self.reader}-{self.form}"
