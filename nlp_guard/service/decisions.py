"""What people decided: it only grows, and the latest on a thing counts."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, select

from nlp_guard.codec import from_line, to_line
from nlp_guard.service.accounts.audit import audit
from nlp_guard.service.store.schema import DECISION


class DecisionKind(StrEnum):
    """What was decided."""

    CONFIRM = "confirm"
    DISMISS = "dismiss"
    RELABEL = "relabel"
    INNOCENT = "innocent"
    UNDO = "undo"
    """What was decided on this before no longer counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision.

    Args:
        person: Who decided.
        kind: What.
        on: On what: ``case:ID``, ``conversation:ID``, ``account:ID`` or
            ``span:CONVERSATION/UTTERANCE/START-END`` (code points of the utterance's text).
        details: More: of a relabelling, the ``label``.
        at: When, in seconds since the epoch.
    """

    person: str
    kind: DecisionKind
    on: str
    details: Mapping[str, Any]
    at: float


def decide(
    connection: Connection,
    person: str,
    kind: DecisionKind,
    on: str,
    details: Mapping[str, Any] | None = None,
) -> Decision:
    """Write a decision down, and that it was taken into the audit log."""
    made = Decision(person=person, kind=kind, on=on, details=dict(details or {}), at=time.time())
    connection.execute(
        insert(DECISION),
        {
            "at": made.at,
            "person": person,
            "kind": kind.value,
            "object": on,
            "details": to_line(dict(made.details)).rstrip(),
        },
    )
    audit(connection, person, kind.value, on)
    return made


def history(connection: Connection, on: str) -> list[Decision]:
    """Return all that was decided on a thing, in order."""
    rows = connection.execute(
        select(DECISION).where(DECISION.c.object == on).order_by(DECISION.c.seq)
    ).mappings()
    return [
        Decision(
            person=row["person"],
            kind=DecisionKind(row["kind"]),
            on=row["object"],
            details=from_line(row["details"]),
            at=row["at"],
        )
        for row in rows
    ]


def latest(connection: Connection, on: str) -> Decision | None:
    """Return the decision that counts for a thing; None where there is none or it was undone."""
    made = history(connection, on)
    return made[-1] if made and made[-1].kind is not DecisionKind.UNDO else None


def innocent_accounts(connection: Connection) -> frozenset[str]:
    """Return the accounts that count as innocent."""
    rows = connection.execute(
        select(DECISION.c.object, DECISION.c.kind)
        .where(DECISION.c.object.like("account:%"))
        .order_by(DECISION.c.seq)
    )
    counting: dict[str, str] = {row.object: row.kind for row in rows}
    return frozenset(
        on.removeprefix("account:")
        for on, kind in counting.items()
        if kind == DecisionKind.INNOCENT.value
    )
