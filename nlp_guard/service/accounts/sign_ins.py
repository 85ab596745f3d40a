"""Sign-ins: a random id that only the browser holds; the database keeps its hash."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from sqlalchemy import Connection, delete, insert, select, update

from nlp_guard.service.accounts import people
from nlp_guard.service.accounts.people import Person
from nlp_guard.service.store.schema import SIGN_IN

IDLE_S = 30 * 60.0
"""A sign-in ends after this long without a request."""
LONGEST_S = 12 * 3600.0
"""A sign-in ends after this long, whatever happens."""


def begin(connection: Connection, person: Person, now: float) -> str:
    """Sign a person in; sign-ins that have expired are cleared away.

    Returns:
        The id for the cookie: it cannot be found again.
    """
    connection.execute(
        delete(SIGN_IN).where(
            (SIGN_IN.c.begun_at < now - LONGEST_S) | (SIGN_IN.c.used_at < now - IDLE_S)
        )
    )
    sign_in_id = secrets.token_urlsafe(32)
    connection.execute(
        insert(SIGN_IN),
        {"digest": _digest(sign_in_id), "person": person.name, "begun_at": now, "used_at": now},
    )
    return sign_in_id


def holder(connection: Connection, sign_in_id: str, now: float) -> Person | None:
    """Return who is signed in by an id; None where it is unknown, expired or of one disabled."""
    digest = _digest(sign_in_id)
    name = connection.execute(
        select(SIGN_IN.c.person).where(
            SIGN_IN.c.digest == digest,
            SIGN_IN.c.begun_at >= now - LONGEST_S,
            SIGN_IN.c.used_at >= now - IDLE_S,
        )
    ).scalar_one_or_none()
    person = None if name is None else people.found(connection, name)
    if person is None or not person.is_active:
        return None
    connection.execute(update(SIGN_IN).where(SIGN_IN.c.digest == digest).values(used_at=now))
    return person


def end(connection: Connection, sign_in_id: str) -> None:
    """Sign out."""
    connection.execute(delete(SIGN_IN).where(SIGN_IN.c.digest == _digest(sign_in_id)))


def csrf_token_of(sign_in_id: str) -> str:
    """Return the token that a form of this sign-in brings back; the id cannot be told from it."""
    return hmac.new(sign_in_id.encode(), b"csrf", hashlib.sha256).hexdigest()


def is_csrf_token(sign_in_id: str, token: str) -> bool:
    """Tell whether a token belongs to a sign-in."""
    return hmac.compare_digest(
        csrf_token_of(sign_in_id).encode(), token.encode("utf-8", "replace")
    )


def _digest(sign_in_id: str) -> str:
    return hashlib.sha256(sign_in_id.encode("utf-8", "surrogatepass")).hexdigest()
