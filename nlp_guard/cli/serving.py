"""Verbs of the service: ``serve``, ``tokens``. Its libraries are loaded by them alone."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nlp_guard.cli.options import config_option, guard_with
from nlp_guard.cli.screen import WORDS, plain
from nlp_guard.cli.verbs import verbs

if TYPE_CHECKING:
    from nlp_guard.service.store import Store

_ROLES = ("sender", "viewer", "admin")


@verbs.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8642, show_default=True, help="Port to listen on.")
@config_option
def serve(host: str, port: int, config: Path | None) -> None:
    """Serve over HTTP: messages in; verdicts and alerts out; connectors to desks."""
    import uvicorn

    from nlp_guard.service.app import create_app
    from nlp_guard.service.store import tokens

    app = create_app(guard_with(config))
    store: Store = app.state.running.store
    with store.begin() as connection:
        if not tokens.n_tokens(connection):
            token = tokens.issue(connection, "first", tokens.TokenRole.ADMIN, time.time())
            WORDS.print(f"first token (admin), shown this once: {token}", highlight=False)
    WORDS.print(f"listening on http://{host}:{port}, described at /docs", highlight=False)
    uvicorn.run(app, host=host, port=port, log_level="warning", timeout_graceful_shutdown=10)


@verbs.group()
def tokens() -> None:
    """Who may talk to the service."""


@tokens.command("issue")
@click.argument("name")
@click.option("--role", type=click.Choice(_ROLES), required=True, help="What its bearer may do.")
@config_option
def issue_token(name: str, role: str, config: Path | None) -> None:
    """Make a token and print it: it cannot be shown again. The name's former one ends."""
    from nlp_guard.service.store import Store, tokens

    store = Store(guard_with(config).config.service.database)
    with store.begin() as connection:
        click.echo(tokens.issue(connection, name, tokens.TokenRole(role), time.time()))


@tokens.command("revoke")
@click.argument("name")
@config_option
def revoke_token(name: str, config: Path | None) -> None:
    """End a token."""
    from nlp_guard.service.store import Store, tokens

    store = Store(guard_with(config).config.service.database)
    with store.begin() as connection:
        if not tokens.revoke(connection, name):
            raise click.UsageError(f"no token {plain(name)!r}")
