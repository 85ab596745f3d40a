"""Verdicts on conversations, and the alerts that were given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from nlp_guard.codec import alert_to_dict, from_line, to_line
from nlp_guard.records import Alert, Conversation, Verdict
from nlp_guard.service.store.schema import ALERT, CONVERSATION
from nlp_guard.watching import Live, Told


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAlert:
    """An alert as it was given; ``seq`` grows with every one."""

    seq: int
    body: dict[str, Any]


def put_standings(connection: Connection, changed: Sequence[Live], now: float) -> None:
    """Write down what conversations amount to now."""
    if not changed:
        return
    ids = [live.conversation.id for live in changed]
    connection.execute(delete(CONVERSATION).where(CONVERSATION.c.id.in_(ids)))
    connection.execute(
        insert(CONVERSATION),
        [
            {
                "id": live.conversation.id,
                "account": live.conversation.account_id,
                "verdict": live.verdict.value,
                "probability": live.probability,
                "n_messages": len(live.conversation.utterances),
                "told": to_line(live.told.to_dict()),
                "updated_at": now,
            }
            for live in changed
        ],
    )


def standing(connection: Connection, conversation: Conversation) -> Live:
    """Return a conversation with what it amounted to and what was told of it."""
    row = (
        connection.execute(select(CONVERSATION).where(CONVERSATION.c.id == conversation.id))
        .mappings()
        .one_or_none()
    )
    if row is None:
        return Live(conversation=conversation)
    return Live(
        conversation=conversation,
        told=Told.from_dict(from_line(row["told"])),
        verdict=Verdict(row["verdict"]),
        probability=row["probability"],
    )


def add_alert(connection: Connection, alert: Alert, now: float) -> StoredAlert:
    """Write an alert down and number it."""
    body = alert_to_dict(alert)
    row = {"conversation": alert.conversation.id, "body": to_line(body), "created_at": now}
    seq = connection.execute(insert(ALERT).returning(ALERT.c.seq), row).scalar_one()
    return StoredAlert(seq=seq, body=body)


def alerts_after(
    connection: Connection, seq: int, limit: int, conversation_id: str | None = None
) -> list[StoredAlert]:
    """Return alerts later than a number, in order."""
    statement = select(ALERT).where(ALERT.c.seq > seq).order_by(ALERT.c.seq).limit(limit)
    if conversation_id is not None:
        statement = statement.where(ALERT.c.conversation == conversation_id)
    rows = connection.execute(statement).mappings()
    return [StoredAlert(seq=row["seq"], body=from_line(row["body"])) for row in rows]


def standings(
    connection: Connection, *, verdict: Verdict | None, limit: int, offset: int
) -> list[dict[str, Any]]:
    """Return what conversations amount to, the latest first."""
    statement = select(CONVERSATION).order_by(CONVERSATION.c.updated_at.desc(), CONVERSATION.c.id)
    if verdict is not None:
        statement = statement.where(CONVERSATION.c.verdict == verdict.value)
    rows = connection.execute(statement.limit(limit).offset(offset)).mappings()
    return [
        {
            "id": row["id"],
            "account": row["account"],
            "verdict": row["verdict"],
            "probability": round(row["probability"], 4),
            "messages": row["n_messages"],
        }
        for row in rows
    ]
