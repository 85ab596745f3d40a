"""Opens the database and brings it up to date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any

from alembic import command
from alembic.config import Config as AlembicConfig
from sqlalchemy import Connection, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, OperationalError

from nlp_guard.errors import ConfigError

_WAIT_S = 30
"""How long a writer waits for another one in SQLite."""


class Store:
    """A database of the service; threads may share it.

    Args:
        url: SQLAlchemy URL; ``sqlite:///file`` or ``postgresql+psycopg://…``.

    Raises:
        ConfigError: If the URL is none, or the database cannot be opened.

    Example:
        >>> store = Store("sqlite://")
        >>> store.is_ready()
        True
    """

    def __init__(self, url: str) -> None:
        try:
            self._url = make_url(url)
            # Errors of the database would else repeat what is written: what people said.
            self._engine = create_engine(
                self._url, pool_pre_ping=True, hide_parameters=True, **_pooling(url)
            )
        except (ArgumentError, ModuleNotFoundError, ValueError) as failure:
            raise ConfigError("service.database", f"no database URL: {failure}") from failure
        if self.is_sqlite:
            event.listen(self._engine, "connect", _set_up_sqlite)
        try:
            self._migrate()
        except OperationalError as failure:
            raise ConfigError("service.database", f"cannot be opened: {failure.orig}") from failure

    @property
    def is_sqlite(self) -> bool:
        """Tell whether the database is embedded."""
        return self._url.get_backend_name() == "sqlite"

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Give a connection in a transaction: committed at the end, undone on failure."""
        with self._engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that only reads, and holds nobody up."""
        with self._engine.connect() as connection:
            yield connection

    def is_ready(self) -> bool:
        """Tell whether the database answers."""
        try:
            with self._engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except OperationalError:
            return False
        return True

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    def _migrate(self) -> None:
        settings = AlembicConfig()
        folder = files("nlp_guard.service.store") / "migrations"
        settings.set_main_option("script_location", str(folder))
        with self._engine.begin() as connection:
            settings.attributes["connection"] = connection
            command.upgrade(settings, "head")


def _pooling(url: str) -> dict[str, Any]:
    if url.rstrip("/") in ("sqlite:", "sqlite:///:memory:"):
        from sqlalchemy.pool import StaticPool

        return {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
    return {}


def _set_up_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # A message that was acknowledged survives the loss of power, too.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute(f"PRAGMA busy_timeout={_WAIT_S * 1000}")
    cursor.close()
