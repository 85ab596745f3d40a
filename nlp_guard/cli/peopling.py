"""Verb of the service: ``people``, who may sign in. Its libraries are loaded by it alone."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nlp_guard.cli.options import config_option, guard_with
from nlp_guard.cli.screen import plain
from nlp_guard.cli.verbs import verbs

if TYPE_CHECKING:
    from sqlalchemy import Connection

_OPERATOR = "command line"
_ROLES = ("viewer", "reviewer", "admin")


@verbs.group()
def people() -> None:
    """Who may sign in to the service."""


@people.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(_ROLES), required=True, help="What they may do.")
@click.option("--language", type=click.Choice(("zh", "en")), default="zh", show_default=True)
@config_option
def add_person(name: str, role: str, language: str, config: Path | None) -> None:
    """Add a person; the password is asked for, or read from standard input."""
    from nlp_guard.service.accounts import Person, PersonRole, audit, people

    password = _password()
    with _store(config) as connection:
        person = Person(name=name, role=PersonRole(role), language=language)
        try:
            people.add(connection, person, password, time.time())
        except ValueError as failure:
            raise click.UsageError(str(failure)) from failure
        audit(connection, _OPERATOR, "add", f"person:{name}", {"role": role})


@people.command("list")
@config_option
def list_people(config: Path | None) -> None:
    """List who may sign in, with role, language and whether they still may."""
    from nlp_guard.service.accounts import people

    with _store(config) as connection:
        for person in people.everybody(connection):
            state = "active" if person.is_active else "disabled"
            click.echo("\t".join((plain(person.name), person.role, person.language, state)))


@people.command("disable")
@click.argument("name")
@config_option
def disable_person(name: str, config: Path | None) -> None:
    """Let a person sign in no more, and sign them out."""
    from nlp_guard.service.accounts import audit, people

    with _store(config) as connection:
        if not people.disable(connection, name):
            raise click.UsageError(f"no person {plain(name)!r}")
        audit(connection, _OPERATOR, "disable", f"person:{name}")


@people.command("password")
@click.argument("name")
@config_option
def change_password(name: str, config: Path | None) -> None:
    """Give a person a new password, asked for or read from standard input; sign them out."""
    from nlp_guard.service.accounts import audit, people

    password = _password()
    with _store(config) as connection:
        try:
            is_known = people.set_password(connection, name, password)
        except ValueError as failure:
            raise click.UsageError(str(failure)) from failure
        if not is_known:
            raise click.UsageError(f"no person {plain(name)!r}")
        audit(connection, _OPERATOR, "password", f"person:{name}")


@contextmanager
def _store(config: Path | None) -> Iterator[Connection]:
    from nlp_guard.service.store import Store

    store = Store(guard_with(config).config.service.database)
    try:
        with store.begin() as connection:
            yield connection
    finally:
        store.close()


def _password() -> str:
    """Ask for a password, or read one line: it never stands among the arguments."""
    if sys.stdin.isatty():
        password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        return password
    return sys.stdin.readline().rstrip("\r\n")
