"""What desks are to be told: written down with the alert, kept until it is done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from nlp_guard.codec import from_line, to_line
from nlp_guard.service.store.schema import ERRAND

WAITING, DONE, GIVEN_UP = "waiting", "done", "given up"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredErrand:
    """Something one connector has to do on the other side.

    Args:
        body: What the connector itself wrote into it.
        attempts: How often it was tried.
    """

    seq: int
    connector: str
    body: dict[str, Any]
    attempts: int


def add_errands(
    connection: Connection, connector: str, bodies: Iterable[dict[str, Any]], now: float
) -> None:
    """Write errands down, due at once."""
    rows = [
        {
            "connector": connector,
            "body": to_line(body),
            "attempts": 0,
            "due_at": now,
            "state": WAITING,
            "failure": "",
        }
        for body in bodies
    ]
    if rows:
        connection.execute(insert(ERRAND), rows)


def due(connection: Connection, connector: str, now: float, limit: int) -> list[StoredErrand]:
    """Return what a connector has to do by now, in the order it came up."""
    rows = connection.execute(
        select(ERRAND)
        .where(ERRAND.c.state == WAITING, ERRAND.c.connector == connector, ERRAND.c.due_at <= now)
        .order_by(ERRAND.c.seq)
        .limit(limit)
    ).mappings()
    return [
        StoredErrand(
            seq=row["seq"],
            connector=row["connector"],
            body=from_line(row["body"]),
            attempts=row["attempts"],
        )
        for row in rows
    ]


def settle(connection: Connection, seq: int, state: str, failure: str = "") -> None:
    """Note that an errand is done, or given up."""
    connection.execute(
        update(ERRAND)
        .where(ERRAND.c.seq == seq)
        .values(state=state, failure=failure[:300], attempts=ERRAND.c.attempts + 1)
    )


def put_off(connection: Connection, seq: int, due_at: float, failure: str) -> None:
    """Note that an errand failed and is to be tried again."""
    connection.execute(
        update(ERRAND)
        .where(ERRAND.c.seq == seq)
        .values(due_at=due_at, failure=failure[:300], attempts=ERRAND.c.attempts + 1)
    )


def counts(connection: Connection) -> dict[str, int]:
    """Count errands by state."""
    statement = select(ERRAND.c.state, func.count()).group_by(ERRAND.c.state)
    return {state: int(n) for state, n in connection.execute(statement)}
