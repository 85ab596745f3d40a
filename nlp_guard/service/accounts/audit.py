"""The log of who did what: it only grows, and each row carries the hash of the one before.

The database refuses to change or remove a row. Who gets round that breaks the chain, and
`first_break` says where. Details name things by id; they never hold what people said.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping

from sqlalchemy import Connection, insert, select, update

from nlp_guard.codec import to_line
from nlp_guard.service.store.schema import AUDIT, AUDIT_HEAD


def audit(
    connection: Connection,
    person: str,
    action: str,
    on: str,
    details: Mapping[str, str | int | float | bool] | None = None,
) -> None:
    """Write down that somebody did something, in the transaction in which it is done.

    Args:
        connection: In a transaction.
        person: Who.
        action: What, as one word: ``unmask``, ``confirm``, ``sign-in``.
        on: To what, as ``kind:id``.
        details: More, without what people said.
    """
    # The head's row is locked first: two writers never continue from the same row.
    head = connection.execute(
        update(AUDIT_HEAD)
        .values(n=AUDIT_HEAD.c.n + 1)
        .returning(AUDIT_HEAD.c.n, AUDIT_HEAD.c.digest)
    ).one()
    row = {
        "seq": head.n,
        "at": time.time(),
        "person": person,
        "action": action,
        "object": on,
        "details": to_line(dict(details or {})).rstrip(),
        "previous": head.digest,
    }
    digest = _digest(row)
    connection.execute(insert(AUDIT), row | {"digest": digest})
    connection.execute(update(AUDIT_HEAD).values(digest=digest))


def first_break(connection: Connection) -> int | None:
    """Return the number of the first row that is missing or changed; None where all stand."""
    n, previous = 0, ""
    for found in connection.execute(select(AUDIT).order_by(AUDIT.c.seq)).mappings():
        row = dict(found)
        digest = row.pop("digest")
        n += 1
        if row["seq"] != n or row["previous"] != previous or _digest(row) != digest:
            return n
        previous = digest
    head = connection.execute(select(AUDIT_HEAD.c.n, AUDIT_HEAD.c.digest)).one()
    return None if (head.n, head.digest) == (n, previous) else n + 1


def _digest(row: Mapping[str, object]) -> str:
    names = ("seq", "at", "person", "action", "object", "details", "previous")
    return hashlib.sha256(to_line({name: row[name] for name in names}).encode()).hexdigest()
