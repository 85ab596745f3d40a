"""The parts of a running service, held together from its start to its end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

import httpx

from nlp_guard import plugins
from nlp_guard.config import ServiceConfig
from nlp_guard.errors import ConfigError
from nlp_guard.guard import Guard
from nlp_guard.protocols import Connector
from nlp_guard.service.accounts.attempts import Attempts
from nlp_guard.service.connectors.settings import with_secrets
from nlp_guard.service.inbox import Inbox
from nlp_guard.service.judge import Judge
from nlp_guard.service.outbox import TIMEOUT, Outbox
from nlp_guard.service.store import Store
from nlp_guard.service.store.alerts import StoredAlert


class Running:
    """A service at work.

    Args:
        guard: With the settings of the service.

    Raises:
        ConfigError: If the database or a connector cannot be set up.
    """

    def __init__(self, guard: Guard) -> None:
        self.guard = guard
        self.store = Store(guard.config.service.database)
        self.attempts = Attempts()
        self.connectors = configured(guard.config.service)
        self.judge = Judge(self.store, guard, self.connectors, self._told_by_judge)
        self.inbox = Inbox(self.store, self.judge.ring)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._news = asyncio.Event()

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Start everything; at the end, finish what is in hand and stop."""
        self._loop = asyncio.get_running_loop()
        async with AsyncExitStack() as stack:
            stack.callback(self.store.close)
            client = await stack.enter_async_context(httpx.AsyncClient(timeout=TIMEOUT))
            self.judge.start()
            stack.push_async_callback(asyncio.to_thread, self.judge.stop)
            works = [self.inbox.work()]
            works += [
                Outbox(self.store, connector, client).work()
                for connector in self.connectors.values()
            ]
            for work in works:
                task = asyncio.create_task(work)
                stack.push_async_callback(_ended, task)
            yield

    async def news(self, timeout_s: float) -> None:
        """Wait until alerts were given, at most so long."""
        try:
            await asyncio.wait_for(self._news.wait(), timeout_s)
        except TimeoutError:
            return

    def _told_by_judge(self, _alerts: Sequence[StoredAlert]) -> None:
        """Wake those who wait; called in the judge's thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        """Wake all who wait now; who comes later waits for the next alert."""
        self._news.set()
        self._news = asyncio.Event()


def configured(config: ServiceConfig) -> Mapping[str, Connector]:
    """Return the connectors that have settings, ready to use.

    Raises:
        ConfigError: If one is unknown, does not load, or its settings are wrong.
    """
    loaded = plugins.load("connectors", only=config.connectors)
    for failure in loaded.failures:
        raise ConfigError(f"service.connectors.{failure.name}", failure.reason)
    known: dict[str, Connector] = {connector.name: connector for connector in loaded.objects}
    found = {}
    for name, settings in config.connectors.items():
        table = f"service.connectors.{name}"
        if name not in known:
            raise ConfigError(table, "no such connector is installed")
        found[name] = known[name].configured(with_secrets(settings, table))
    return found


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
