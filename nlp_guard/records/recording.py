"""A sound file before anybody has listened to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nlp_guard.records.ids import AccountId
from nlp_guard.records.provenance import Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """An audio file and what its container and name tell.

    Args:
        path: Where the bytes lie now.
        duration_s: As the container states it; None where it does not.
        n_channels: Sound channels.
        rate_hz: Samples a second and channel.
        codec: Name of the codec, as libav calls it.
        provenance: The source.
        container: What has to be said to libav so that it opens the file, where its content does
            not tell (a demuxer's name such as ``mulaw``), or ``silk``; empty where it does.
        started_at: Aware start of the call, from the file's name or a call record.
        account_id: The outside number, from the file's name or a call record.
        customer_channel: Channel (from 0) of the outside party, where the record tells.
    """

    path: Path
    n_channels: int
    rate_hz: int
    codec: str
    provenance: Provenance
    container: str = ""
    duration_s: float | None = None
    started_at: datetime | None = None
    account_id: AccountId | None = None
    customer_channel: int | None = None
