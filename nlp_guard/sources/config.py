"""Settings of reading: what the columns of files are called that no reader knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class MappedKind(StrEnum):
    """What a mapped file holds."""

    CHAT = "chat"
    ORDERS = "orders"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMapping:
    """What the columns of one kind of file are called.

    Args:
        kind: What its rows are.
        columns: Field → name of the column, as the file's header has it. Of orders, fields are
            those of an order report (``id``, ``account``, ``paid`` …); of chats, ``text`` and any
            of ``conversation``, ``time``, ``date``, ``speaker``, ``role``, ``account``, ``id``.
        time_format: Of times, as ``strptime`` takes it (``%d.%m.%Y %H:%M``); empty for a year
            that comes first.
        currency: ISO 4217, where no column tells it.
        has_decimal_comma: True where ``1.234,50`` is a thousand and more.
        unpaid: Words of a status that say that nothing was paid, where no column says when.
        roles: Of chats, ``buyer``, ``agent`` or ``system`` → what the role column says for it.
        platform: Of chats, where the accounts are at home (``douyin``, ``whatsapp`` …).
        timezone: Of chats, IANA name of the zone of times without one; empty for the shop's.
        records: Of chats in JSON, the way to the list (``data/messages``); empty to find it.
        pattern: Of chats in plain text, a regular expression for the line that begins a message,
            with a group for each field; takes the place of ``columns``.
    """

    kind: MappedKind
    columns: Mapping[str, str] = field(default_factory=dict)
    time_format: str = ""
    currency: str = "CNY"
    has_decimal_comma: bool = False
    unpaid: tuple[str, ...] = ()
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    platform: str = ""
    timezone: str = ""
    records: str = ""
    pattern: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesConfig:
    """Settings of reading.

    Args:
        mapping: Name → the columns of one kind of file; each becomes a reader of that name.
    """

    mapping: Mapping[str, ColumnMapping] = field(default_factory=dict)
