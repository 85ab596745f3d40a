"""Templates filled in, in the reader's language, under a strict content security policy."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from nlp_guard.records import Phrase
from nlp_guard.reports.bilingual import both
from nlp_guard.reports.sureness import sureness
from nlp_guard.reports.verbatim import verbatim
from nlp_guard.service.accounts.access import csrf_token, signed_in
from nlp_guard.service.accounts.people import Person, PersonRole
from nlp_guard.service.console.wording import LANGUAGES, catalogue
from nlp_guard.service.store import Store

LANGUAGE_COOKIE, LOOK_COOKIE = "nlp_guard_language", "nlp_guard_look"
LOOKS = ("auto", "light", "dark")
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}


def page(
    request: Request, template: str, person: Person | None, *, status: int = 200, **values: object
) -> HTMLResponse:
    """Return a page."""
    language = language_of(request, person)
    look = request.cookies.get(LOOK_COOKIE, "auto")
    said = catalogue(language)

    def phrase(of: Phrase) -> str:
        return of.zh if language == "zh" else of.en

    text = (
        _environment()
        .get_template(template)
        .render(
            t=said,
            language=language,
            look=look if look in LOOKS else "auto",
            looks=LOOKS,
            person=person,
            is_admin=person is not None and person.role.may(PersonRole.ADMIN),
            may_decide=person is not None and person.role.may(PersonRole.REVIEWER),
            csrf=csrf_token(request),
            phrase=phrase,
            **values,
        )
    )
    content = text.encode("utf-8", "backslashreplace")
    return HTMLResponse(content, status_code=status, headers=_HEADERS)


def static_file(name: str, media_type: str) -> Response:
    """Return one of the console's own files."""
    return Response(_static(name), media_type=media_type, headers={"cache-control": "no-cache"})


def language_of(request: Request, person: Person | None) -> str:
    """Return the language of the page: as last chosen, else the person's own."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, person.language if person else "zh")
    return chosen if chosen in LANGUAGES else "zh"


def store_of(request: Request) -> Store:
    """Return the database of the running service."""
    store: Store = request.app.state.running.store
    return store


async def viewer(request: Request) -> Person:
    """Give whoever is signed in; others are led to the sign-in."""
    return await _at_least(request, PersonRole.VIEWER)


async def reviewer(request: Request) -> Person:
    """Give whoever is signed in and may decide."""
    return await _at_least(request, PersonRole.REVIEWER)


async def admin(request: Request) -> Person:
    """Give whoever is signed in and may see what others did."""
    return await _at_least(request, PersonRole.ADMIN)


async def _at_least(request: Request, role: PersonRole) -> Person:
    try:
        return await signed_in(role)(request)
    except HTTPException as refusal:
        if refusal.status_code != 401:
            raise
        raise HTTPException(303, "sign in first", {"location": "/console/sign-in"}) from refusal


@cache
def _static(name: str) -> bytes:
    return (files("nlp_guard.service.console") / "static" / name).read_bytes()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("nlp_guard.service.console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Any] = {
        "verbatim": verbatim,
        "both": both,
        "sureness": sureness,
        "moment": lambda at: f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC",
    }
    environment.filters.update(filters)
    return environment
