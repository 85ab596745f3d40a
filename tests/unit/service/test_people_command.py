"""``nlp-guard people``: passwords come by standard input, and what was done is in the log."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner
from sqlalchemy import select

from nlp_guard.cli.verbs import verbs
from nlp_guard.service.accounts import first_break, people
from nlp_guard.service.store import Store
from nlp_guard.service.store.schema import AUDIT


def test_people_are_added_listed_and_disabled(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'service.sqlite'}"
    settings = tmp_path / "service.toml"
    settings.write_text(f'[service]\ndatabase = "{url}"')

    def run(*words: str, given: str = "") -> tuple[int, str]:
        done = CliRunner().invoke(
            verbs, ["people", *words, "--config", str(settings)], input=given
        )
        return done.exit_code, done.output

    assert run("add", "ana", "--role", "reviewer", given="short\n")[0] == 2
    assert run("add", "ana", "--role", "reviewer", given="a long password\n")[0] == 0
    assert run("add", "ana", "--role", "admin", given="a long password\n")[0] == 2
    assert run("password", "ana", given="another password\n")[0] == 0
    store = Store(url)
    with store.begin() as connection:
        assert people.with_password(connection, "ana", "another password") is not None
    assert run("disable", "ana")[0] == 0
    assert run("disable", "nobody")[0] == 2
    assert run("list") == (0, "ana\treviewer\tzh\tdisabled\n")
    with store.begin() as connection:
        assert people.with_password(connection, "ana", "another password") is None
        actions = connection.execute(select(AUDIT.c.action).order_by(AUDIT.c.seq)).scalars().all()
        assert first_break(connection) is None
    assert actions == ["add", "password", "disable"]
    store.close()
