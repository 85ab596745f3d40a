"""Proofs that a delivery comes from whom it says: raw bytes, constant time, a window of time."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from nlp_guard.errors import DeliveryRefused

WINDOW_S = 300
"""How old, or how far in the future, a signed delivery may be."""


def check(given: str, expected: str) -> None:
    """Hold two signatures against each other.

    Raises:
        DeliveryRefused: If they differ.
    """
    if not hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode()):
        raise DeliveryRefused("the signature does not fit", is_forged=True)


def check_time(sent_s: str, received_at: datetime) -> None:
    """Hold the time at which a delivery was signed against the clock.

    Args:
        sent_s: Seconds since the epoch, as the header gives them.
        received_at: Aware.

    Raises:
        DeliveryRefused: If it is no time, or lies outside the window.
    """
    try:
        distance_s = abs(received_at.timestamp() - int(sent_s))
    except ValueError:
        raise DeliveryRefused("no time of signing", is_forged=True) from None
    if distance_s > WINDOW_S:
        raise DeliveryRefused("signed too long ago, or a clock is wrong", is_forged=True)


def hmac_hex(secret: str, signed: bytes) -> str:
    """Return HMAC-SHA256 as hex.

    Example:
        >>> hmac_hex("key", b"text")[:8]
        '6afa9046'
    """
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
