"""People who may sign in; of their passwords only an argon2 hash is kept."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from nlp_guard.service.store.schema import PERSON, SIGN_IN

LEAST_PASSWORD_CHARS = 10
MOST_PASSWORD_CHARS = 200
_MOST_NAME_CHARS = 80
_HASHER = PasswordHasher()
_NOBODYS = _HASHER.hash("nobody's password")


class PersonRole(StrEnum):
    """What a person may do; each may do what those before it may."""

    VIEWER = "viewer"
    """Read, with personal data masked."""
    REVIEWER = "reviewer"
    """Decide on cases, and unmask."""
    ADMIN = "admin"
    """Also say who may do what."""

    def may(self, least: PersonRole) -> bool:
        """Tell whether this role is at least another.

        Example:
            >>> PersonRole.ADMIN.may(PersonRole.REVIEWER), PersonRole.VIEWER.may(PersonRole.ADMIN)
            (True, False)
        """
        ranks = list(PersonRole)
        return ranks.index(self) >= ranks.index(least)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who may sign in.

    Args:
        name: Unique.
        role: What they may do.
        language: Of the pages they see: ``zh`` or ``en``.
        is_active: False for one who may no longer sign in.
    """

    name: str
    role: PersonRole
    language: str = "zh"
    is_active: bool = True


def add(connection: Connection, person: Person, password: str, now: float) -> None:
    """Add a person.

    Raises:
        ValueError: If the name is taken or longer than 80 characters, or the password too short
            or too long.
    """
    if not 1 <= len(person.name) <= _MOST_NAME_CHARS or not person.name.isprintable():
        raise ValueError(f"a name has 1 to {_MOST_NAME_CHARS} characters that can be printed")
    if found(connection, person.name) is not None:
        raise ValueError("this name is taken")
    connection.execute(
        insert(PERSON),
        {
            "name": person.name,
            "password": _hashed(password),
            "role": person.role.value,
            "language": person.language,
            "is_active": person.is_active,
            "created_at": now,
        },
    )


def found(connection: Connection, name: str) -> Person | None:
    """Return a person by name; None where there is none."""
    row = connection.execute(select(PERSON).where(PERSON.c.name == name)).mappings().one_or_none()
    return None if row is None else _person(row)


def everybody(connection: Connection) -> list[Person]:
    """Return all people, by name."""
    return [
        _person(row)
        for row in connection.execute(select(PERSON).order_by(PERSON.c.name)).mappings()
    ]


def n_people(connection: Connection) -> int:
    """Count the people."""
    return int(connection.execute(select(func.count()).select_from(PERSON)).scalar_one())


def set_password(connection: Connection, name: str, password: str) -> bool:
    """Give a person a new password; their sign-ins end. Return whether there is such a person.

    Raises:
        ValueError: If the password is too short or too long.
    """
    changed = update(PERSON).where(PERSON.c.name == name).values(password=_hashed(password))
    return _is_changed(connection, name, connection.execute(changed).rowcount)


def disable(connection: Connection, name: str) -> bool:
    """Let a person sign in no more, and end their sign-ins; return whether there is one."""
    changed = update(PERSON).where(PERSON.c.name == name).values(is_active=False)
    return _is_changed(connection, name, connection.execute(changed).rowcount)


def with_password(connection: Connection, name: str, password: str) -> Person | None:
    """Return the active person whose name and password these are.

    An unknown name takes as long as a wrong password, so that time tells nobody who exists.
    """
    row = connection.execute(select(PERSON).where(PERSON.c.name == name)).mappings().one_or_none()
    try:
        _HASHER.verify(_NOBODYS if row is None else row["password"], password)
    except (VerificationError, InvalidHashError):
        return None
    return _person(row) if row is not None and row["is_active"] else None


def _hashed(password: str) -> str:
    if not LEAST_PASSWORD_CHARS <= len(password) <= MOST_PASSWORD_CHARS:
        raise ValueError(
            f"a password has {LEAST_PASSWORD_CHARS} to {MOST_PASSWORD_CHARS} characters"
        )
    return _HASHER.hash(password)


def _is_changed(connection: Connection, name: str, n_rows: int) -> bool:
    connection.execute(delete(SIGN_IN).where(SIGN_IN.c.person == name))
    return n_rows > 0


def _person(row: RowMapping) -> Person:
    return Person(
        name=row["name"],
        role=PersonRole(row["role"]),
        language=row["language"],
        is_active=row["is_active"],
    )
