"""Who may talk to the service: tokens, of which only a hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from enum import StrEnum

from sqlalchemy import Connection, delete, func, insert, select

from nlp_guard.service.store.schema import TOKEN


class TokenRole(StrEnum):
    """What the bearer of a token may do."""

    SENDER = "sender"
    """Hand in messages, and nothing else."""
    VIEWER = "viewer"
    """Read conversations, verdicts and alerts."""
    ADMIN = "admin"
    """Both."""


def issue(connection: Connection, name: str, role: TokenRole, now: float) -> str:
    """Make a token; the name's former one ends.

    Returns:
        The token: it is shown this once and cannot be found again.
    """
    token = secrets.token_urlsafe(32)
    revoke(connection, name)
    connection.execute(
        insert(TOKEN),
        {"name": name, "digest": _digest(token), "role": role.value, "created_at": now},
    )
    return token


def revoke(connection: Connection, name: str) -> bool:
    """End a token; return whether there was one."""
    return connection.execute(delete(TOKEN).where(TOKEN.c.name == name)).rowcount > 0


def role_of(connection: Connection, token: str) -> TokenRole | None:
    """Return what the bearer of a token may do; None where there is no such token.

    The tokens are random and long: a plain hash cannot be turned back, and looking it up tells
    nobody who measures time anything about the token.
    """
    role = connection.execute(
        select(TOKEN.c.role).where(TOKEN.c.digest == _digest(token))
    ).scalar_one_or_none()
    return None if role is None else TokenRole(role)


def n_tokens(connection: Connection) -> int:
    """Count the tokens."""
    return int(connection.execute(select(func.count()).select_from(TOKEN)).scalar_one())


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
