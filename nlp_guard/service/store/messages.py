"""Messages received, judged or waiting, and the conversations they make."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, RowMapping, Table, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from nlp_guard.codec import from_line, to_line, utterance_from_dict, utterance_to_dict
from nlp_guard.records import (
    AccountId,
    Channel,
    Conversation,
    ConversationId,
    Message,
    Utterance,
)
from nlp_guard.service.store.schema import CLAIM, MESSAGE
from nlp_guard.watching import opened, with_message

_NAME_CHARS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A message that is written down and not yet judged."""

    seq: int
    message: Message


def add(connection: Connection, messages: Sequence[Message], now: float) -> int:
    """Write messages down; those known already are left as they are.

    Args:
        connection: In a transaction.
        messages: In the order received.
        now: Seconds since the epoch.

    Returns:
        How many were new.
    """
    rows = [
        {
            "conversation": message.conversation_id,
            "id": message.utterance.id,
            "revision": _revision(message.utterance),
            "channel": message.channel.value,
            "account": message.account_id,
            "body": to_line(utterance_to_dict(message.utterance)),
            "received_at": now,
            "is_judged": False,
        }
        for message in messages
    ]
    statement = _insert_unknown(connection, MESSAGE).returning(MESSAGE.c.seq)
    return len(connection.execute(statement, rows).all()) if rows else 0


def waiting(connection: Connection, limit: int) -> list[Waiting]:
    """Return messages that are not yet judged, oldest first."""
    rows = connection.execute(
        select(MESSAGE).where(~MESSAGE.c.is_judged).order_by(MESSAGE.c.seq).limit(limit)
    ).mappings()
    return [Waiting(seq=row["seq"], message=_message(row)) for row in rows]


def n_waiting(connection: Connection) -> int:
    """Count the messages that are not yet judged."""
    statement = select(func.count()).select_from(MESSAGE).where(~MESSAGE.c.is_judged)
    return int(connection.execute(statement).scalar_one())


def mark_judged(connection: Connection, seqs: Iterable[int]) -> None:
    """Note that messages are judged."""
    connection.execute(
        update(MESSAGE).where(MESSAGE.c.seq == bindparam("at")).values(is_judged=True),
        [{"at": seq} for seq in seqs],
    )


def conversation(
    connection: Connection, conversation_id: str, *, is_judged: bool | None = None
) -> Conversation | None:
    """Return a conversation as its messages make it.

    Args:
        connection: Any.
        conversation_id: Which.
        is_judged: True for the messages that are judged alone; None for all.

    Returns:
        None where no message of it is known.
    """
    statement = select(MESSAGE).where(MESSAGE.c.conversation == conversation_id)
    if is_judged is not None:
        statement = statement.where(MESSAGE.c.is_judged == is_judged)
    made: Conversation | None = None
    for row in connection.execute(statement.order_by(MESSAGE.c.seq)).mappings():
        made = joined(made, _message(row))
    return made


def joined(known: Conversation | None, message: Message) -> Conversation:
    """Return a conversation with one more message in it."""
    known = known or opened(message.conversation_id, message.channel)
    longer = with_message(known, message.utterance) or known
    if longer.account_id is None and message.account_id is not None:
        return replace(longer, account_id=message.account_id)
    return longer


def add_claims(connection: Connection, claims: Mapping[str, Iterable[str]]) -> None:
    """Note what alarming conversations name: per name, the conversations."""
    rows = [
        {"claimed": name[:_NAME_CHARS], "conversation": conversation_id}
        for name, conversation_ids in claims.items()
        for conversation_id in sorted(conversation_ids)
    ]
    if rows:
        connection.execute(_insert_unknown(connection, CLAIM), rows)


def claimants(connection: Connection, claimed: Iterable[str]) -> set[str]:
    """Return the conversations that named any of it."""
    names = [name[:_NAME_CHARS] for name in claimed]
    statement = select(CLAIM.c.conversation).distinct().where(CLAIM.c.claimed.in_(names))
    return set(connection.execute(statement).scalars()) if names else set()


def _insert_unknown(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return an insert that leaves rows alone whose key is known."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()


def _revision(utterance: Utterance) -> str:
    """Return what tells an edit or a recall from the message as first received."""
    if utterance.is_recalled:
        return "recalled"
    if not utterance.is_edited:
        return ""
    text = utterance.text.encode("utf-8", "surrogatepass")
    return f"edited:{hashlib.sha256(text).hexdigest()[:32]}"


def _message(row: RowMapping) -> Message:
    return Message(
        conversation_id=ConversationId(row["conversation"]),
        utterance=utterance_from_dict(from_line(row["body"])),
        account_id=None if row["account"] is None else AccountId(row["account"]),
        channel=Channel(row["channel"]),
    )
