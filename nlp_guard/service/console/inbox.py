"""Alarming conversations, those whose deadline ends first on top."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import Connection, select

from nlp_guard.codec import from_line
from nlp_guard.records import Phrase, Verdict
from nlp_guard.reports.clock import how_long
from nlp_guard.service.accounts import Person
from nlp_guard.service.console.masking import masked_name
from nlp_guard.service.console.rendering import page, store_of, viewer
from nlp_guard.service.decisions import Decision, latest
from nlp_guard.service.store.schema import CONVERSATION
from nlp_guard.watching import Told

router = APIRouter()
_MOST_ROWS = 200
_GRAVEST = (Verdict.EXTORTION.value, Verdict.SUSPICIOUS.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One conversation of the inbox.

    Args:
        account: Masked.
        deadline: The next one, else the last that is over; None where none is set.
        left: How long until then, or since.
        decision: That counts; None where nobody decided.
    """

    id: str
    account: str
    verdict: str
    probability: float
    n_messages: int
    updated_at: float
    deadline: datetime | None
    is_over: bool
    left: Phrase | None
    decision: Decision | None


@router.get("")
def show(
    request: Request, person: Annotated[Person, Depends(viewer)], every: bool = False
) -> Response:
    """Show the inbox."""
    with store_of(request).begin() as connection:
        rows = inbox(connection, time.time())
    shown = rows if every else [row for row in rows if row.decision is None]
    return page(request, "inbox.html.j2", person, rows=shown, every=every)


def inbox(connection: Connection, now: float) -> list[Row]:
    """Return the latest alarming conversations: running deadlines first, then the gravest."""
    statement = (
        select(CONVERSATION)
        .where(CONVERSATION.c.verdict.in_(_GRAVEST))
        .order_by(CONVERSATION.c.updated_at.desc(), CONVERSATION.c.id)
        .limit(_MOST_ROWS)
    )
    rows = []
    for row in connection.execute(statement).mappings():
        told = Told.from_dict(from_line(row["told"]))
        at = next_deadline(told, now)
        rows.append(
            Row(
                id=row["id"],
                account=masked_name(row["account"] or row["id"]),
                verdict=row["verdict"],
                probability=row["probability"],
                n_messages=row["n_messages"],
                updated_at=row["updated_at"],
                deadline=at,
                is_over=at is not None and at.timestamp() < now,
                left=None if at is None else how_long(at - datetime.fromtimestamp(now, UTC)),
                decision=latest(connection, f"conversation:{row['id']}"),
            )
        )
    return sorted(rows, key=_urgency)


def next_deadline(told: Told, now: float) -> datetime | None:
    """Return the deadline that ends next, else the last one that is over."""
    moments = sorted(datetime.fromisoformat(text) for text in told.deadlines)
    aware = [at for at in moments if at.tzinfo is not None]
    ahead = [at for at in aware if at.timestamp() >= now]
    return ahead[0] if ahead else aware[-1] if aware else None


def _urgency(row: Row) -> tuple[bool, float, int, float]:
    is_running = row.deadline is not None and not row.is_over
    ends = row.deadline.timestamp() if is_running and row.deadline else 0.0
    return (not is_running, ends, _GRAVEST.index(row.verdict), -row.probability)
