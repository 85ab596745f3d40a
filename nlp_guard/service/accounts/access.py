"""The dependency that tells routes and pages who asks."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

from fastapi import HTTPException, Request
from starlette.concurrency import run_in_threadpool

from nlp_guard.service.accounts import sign_ins
from nlp_guard.service.accounts.people import Person, PersonRole
from nlp_guard.service.store import Store, tokens

COOKIE = "nlp_guard_sign_in"
_HARMLESS = frozenset({"GET", "HEAD"})
_ROLE_OF_TOKEN = {
    tokens.TokenRole.VIEWER: PersonRole.VIEWER,
    tokens.TokenRole.ADMIN: PersonRole.ADMIN,
}


def signed_in(least: PersonRole) -> Callable[[Request], Awaitable[Person]]:
    """Return a dependency that gives whoever asks, if their role is at least this one."""

    async def check(request: Request) -> Person:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            person = await run_in_threadpool(_bearer, _store(request), token)
        else:
            person = await _by_cookie(request)
        if person is None:
            raise HTTPException(401, "sign in first", {"www-authenticate": "Bearer"})
        if not person.role.may(least):
            raise HTTPException(403, f"a {person.role} may not do this")
        return person

    return check


def csrf_token(request: Request) -> str:
    """Return what each form of a page carries in its field ``csrf``; empty without a sign-in."""
    sign_in_id = request.cookies.get(COOKIE, "")
    return sign_ins.csrf_token_of(sign_in_id) if sign_in_id else ""


async def _by_cookie(request: Request) -> Person | None:
    sign_in_id = request.cookies.get(COOKIE, "")
    if not sign_in_id:
        return None
    person = await run_in_threadpool(_holder, _store(request), sign_in_id)
    if person is not None and request.method not in _HARMLESS:
        token = request.headers.get("x-csrf-token") or (await request.form()).get("csrf")
        if not isinstance(token, str) or not sign_ins.is_csrf_token(sign_in_id, token):
            raise HTTPException(403, "this form has expired: load the page again")
    return person


def _holder(store: Store, sign_in_id: str) -> Person | None:
    with store.begin() as connection:
        return sign_ins.holder(connection, sign_in_id, time.time())


def _bearer(store: Store, token: str) -> Person | None:
    with store.begin() as connection:
        role = tokens.role_of(connection, token)
    if role is None:
        return None
    if role not in _ROLE_OF_TOKEN:
        raise HTTPException(403, f"a {role} may not do this")
    return Person(name="token", role=_ROLE_OF_TOKEN[role])


def _store(request: Request) -> Store:
    store: Store = request.app.state.running.store
    return store
