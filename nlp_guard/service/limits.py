"""Requests that are too large are not read."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nlp_guard.service.problems import problem


class BodyLimit:
    """An ASGI layer that ends a request once its body is too large, whatever it announced.

    Args:
        app: What is behind.
        max_bytes: Largest body.
    """

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, counting."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > self._max_bytes:
            await self._refuse(scope, receive, send)
            return
        n_read = 0
        is_over = False

        async def counted() -> Message:
            nonlocal n_read, is_over
            message = await receive()
            n_read += len(message.get("body", b""))
            if n_read > self._max_bytes:
                is_over = True
                return {"type": "http.disconnect"}
            return message

        async def unless_over(message: Message) -> None:
            if not is_over:
                await send(message)

        await self._app(scope, counted, unless_over)
        if is_over:
            await self._refuse(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = problem(413, f"at most {self._max_bytes} bytes are read")
        await answer(scope, receive, send)
