"""Failures as answers: ``application/problem+json`` (RFC 9457), without what anybody said."""

from __future__ import annotations

import logging
from http import HTTPStatus

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException as StarletteHTTPException

from nlp_guard.errors import DeliveryRefused

_log = logging.getLogger(__name__)


def add_handlers(app: FastAPI) -> None:
    """Make every foreseen failure an answer."""
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(DeliveryRefused, _refused)
    app.add_exception_handler(SQLAlchemyError, _database)
    app.add_exception_handler(StarletteHTTPException, _plain)


def problem(status: int, detail: str = "", headers: dict[str, str] | None = None) -> JSONResponse:
    """Return an answer that says what went wrong."""
    content = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    return JSONResponse(
        content | ({"detail": detail} if detail else {}),
        status_code=status,
        media_type="application/problem+json",
        headers=headers,
    )


async def _invalid(_request: Request, failure: Exception) -> JSONResponse:
    """Say where and what is wrong, never what stood there."""
    if not isinstance(failure, RequestValidationError):
        raise failure
    first = failure.errors()[0]
    where = ".".join(map(str, first["loc"]))
    return problem(422, f"{where}: {first['msg']}")


async def _refused(_request: Request, failure: Exception) -> JSONResponse:
    is_forged = isinstance(failure, DeliveryRefused) and failure.is_forged
    return problem(401 if is_forged else 400, str(failure))


async def _database(_request: Request, failure: Exception) -> JSONResponse:
    _log.error("the database does not answer: %s", type(failure).__name__)
    return problem(503, "the database does not answer; nothing was accepted", {"retry-after": "5"})


async def _plain(_request: Request, failure: Exception) -> JSONResponse:
    if not isinstance(failure, HTTPException | StarletteHTTPException):
        raise failure
    return problem(failure.status_code, str(failure.detail), dict(failure.headers or {}))
