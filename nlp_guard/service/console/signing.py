"""Sign in and out; choose language and look."""

from __future__ import annotations

import time
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from nlp_guard.service.accounts import Person, audit, people, sign_ins
from nlp_guard.service.accounts.access import COOKIE
from nlp_guard.service.accounts.attempts import Attempts
from nlp_guard.service.console.rendering import (
    LANGUAGE_COOKIE,
    LOOK_COOKIE,
    LOOKS,
    page,
    static_file,
    store_of,
    viewer,
)
from nlp_guard.service.console.wording import LANGUAGES

router = APIRouter()
_YEAR_S = 365 * 86400
_Field = Annotated[str, Form(max_length=200)]


@router.get("/sign-in")
def sign_in_page(request: Request) -> Response:
    """Ask who it is."""
    return page(request, "sign_in.html.j2", None, refusal="")


@router.post("/sign-in")
def sign_in(request: Request, name: _Field, password: _Field) -> Response:
    """Let somebody in whose name and password are right."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise HTTPException(403, "sign in on the service's own page")
    attempts: Attempts = request.app.state.running.attempts
    address = request.client.host if request.client else ""
    if not attempts.may_try(name, address):
        return page(request, "sign_in.html.j2", None, status=429, refusal="too_often")
    now = time.time()
    with store_of(request).begin() as connection:
        person = people.with_password(connection, name, password)
        if person is None:
            attempts.wrong(name, address)
            # Not the name: people type their password there, too.
            audit(connection, "nobody", "sign-in refused", f"address:{address}")
            return page(request, "sign_in.html.j2", None, status=401, refusal="wrong")
        sign_in_id = sign_ins.begin(connection, person, now)
        audit(connection, person.name, "sign-in", f"person:{person.name}")
    answer = RedirectResponse("/console", 303)
    answer.set_cookie(
        COOKIE, sign_in_id, httponly=True, samesite="lax", secure=request.url.scheme == "https"
    )
    return answer


@router.post("/sign-out")
def sign_out(request: Request, person: Annotated[Person, Depends(viewer)]) -> Response:
    """End a sign-in."""
    with store_of(request).begin() as connection:
        sign_ins.end(connection, request.cookies.get(COOKIE, ""))
        audit(connection, person.name, "sign-out", f"person:{person.name}")
    answer = RedirectResponse("/console/sign-in", 303)
    answer.delete_cookie(COOKIE)
    return answer


@router.get("/language/{language}")
def choose_language(request: Request, language: str) -> Response:
    """Speak another language from now on."""
    return _chosen(request, LANGUAGE_COOKIE, language, LANGUAGES)


@router.get("/look/{look}")
def choose_look(request: Request, look: str) -> Response:
    """Be light or dark from now on."""
    return _chosen(request, LOOK_COOKIE, look, LOOKS)


@router.get("/console.css")
def style() -> Response:
    """Give the style."""
    return static_file("console.css", "text/css")


@router.get("/console.js")
def script() -> Response:
    """Give the script."""
    return static_file("console.js", "text/javascript")


def _chosen(request: Request, cookie: str, value: str, known: tuple[str, ...]) -> Response:
    """Keep a choice and lead back to where it was made, never elsewhere."""
    if value not in known:
        raise HTTPException(404, "no such choice")
    came_from = urlsplit(request.headers.get("referer", ""))
    is_ours = came_from.netloc == request.url.netloc and came_from.path.startswith("/console")
    back = f"{came_from.path}?{came_from.query}" if is_ours else "/console"
    answer = RedirectResponse(back, 303)
    answer.set_cookie(cookie, value, max_age=_YEAR_S, httponly=True, samesite="lax")
    return answer
