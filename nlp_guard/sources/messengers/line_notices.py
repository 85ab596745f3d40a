"""What LINE itself writes into a chat: placeholders, calls, recalls."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from nlp_guard.records import Attachment

_CALL = "☎"
_LONGEST = 40


def attachment_of(text: str, *, is_bare: bool) -> Attachment | None:
    """Return what a placeholder stands for; None for words.

    Args:
        text: Of the message.
        is_bare: True for the form of the Windows app, which writes no brackets.

    Example:
        >>> attachment_of("[Photo]", is_bare=False), attachment_of("☎ 不在着信", is_bare=False)
        (<Attachment.IMAGE: 'image'>, <Attachment.CALL: 'call'>)
        >>> attachment_of("Stickers", is_bare=True).value, attachment_of("Photo", is_bare=False)
        ('sticker', None)
    """
    if text.startswith(_CALL):
        return Attachment.CALL
    if len(text) > _LONGEST:
        return None
    if text.startswith("[") and text.endswith("]"):
        return _placeholders().get(text[1:-1].lower())
    return _placeholders().get(text.lower()) if is_bare else None


def is_recall(text: str) -> bool:
    """Tell whether a notice says that a message was taken back.

    Example:
        >>> is_recall("Ann unsent a message."), is_recall("please wait")
        (True, False)
    """
    return len(text) < 120 and any(words in text.lower() for words in _data()["recalls"]["words"])


@cache
def _placeholders() -> Mapping[str, Attachment]:
    known = _data()["placeholders"]
    return {word: Attachment(kind) for kind, words in known.items() for word in words}


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("nlp_guard.sources") / "data" / "line.toml").read_text("utf-8"))
