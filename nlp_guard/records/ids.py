"""Names of things: plain strings that the type checker keeps apart.

Ids are derived from content, so that a second run gives the same ones.
"""

from __future__ import annotations

import hashlib
from typing import NewType

AccountId = NewType("AccountId", str)
ConversationId = NewType("ConversationId", str)
UtteranceId = NewType("UtteranceId", str)
OrderId = NewType("OrderId", str)
ExhibitId = NewType("ExhibitId", str)
CaseId = NewType("CaseId", str)


def content_id(prefix: str, *parts: str) -> str:
    """Return ``prefix-`` and 12 hex digits of the SHA-256 over the parts.

    Example:
        >>> content_id("conv", "chats/a.txt", "0")
        'conv-10975e4d5bf4'
        >>> content_id("conv", "ab", "c") == content_id("conv", "a", "bc")
        False
    """
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{prefix}-{digest[:12]}"
