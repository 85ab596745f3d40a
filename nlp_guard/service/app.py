"""Puts the service together as an ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI

from nlp_guard.guard import Guard
from nlp_guard.service.api import router
from nlp_guard.service.console import console_router
from nlp_guard.service.limits import BodyLimit
from nlp_guard.service.problems import add_handlers
from nlp_guard.service.running import Running


def create_app(guard: Guard | None = None) -> FastAPI:
    """Return the service; it starts its work when the server starts it.

    Args:
        guard: With its settings; None for the defaults.

    Raises:
        ConfigError: If the database or a connector cannot be set up.
    """
    guard = guard or Guard()
    running = Running(guard)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with running.at_work():
            yield

    app = FastAPI(
        title="nlp_guard",
        version=version("nlp_guard"),
        summary="Hears extortion in a shop's chats and calls. Verdicts are hints for people.",
        lifespan=lifespan,
    )
    app.state.running = running
    app.include_router(router)
    app.include_router(console_router)
    app.add_middleware(BodyLimit, max_bytes=guard.config.service.max_body_bytes)
    add_handlers(app)
    return app
