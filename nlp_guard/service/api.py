"""The routes: messages and deliveries in, conversations and alerts out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, HTTPException, Query, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sse_starlette import EventSourceResponse, ServerSentEvent

from nlp_guard.codec import detection_to_dict, to_line
from nlp_guard.errors import DeliveryRefused
from nlp_guard.protocols import Delivery
from nlp_guard.records import Verdict
from nlp_guard.service.forms import (
    AcceptedOut,
    AlertOut,
    AlertsOut,
    MessagesIn,
    ProblemOut,
    StandingOut,
    StandingsOut,
)
from nlp_guard.service.metrics import REFUSED, WAITING
from nlp_guard.service.running import Running
from nlp_guard.service.store import alerts, messages, tokens
from nlp_guard.service.store.tokens import TokenRole

_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": ProblemOut} for status in (400, 401, 403, 404, 413, 422, 503)
}
_SILENCE_S = 15.0
"""After this long an open stream says that it is still there."""
_MOST_ALERTS = 200

router = APIRouter(responses=_PROBLEMS)
_bearer = HTTPBearer(auto_error=False)
_Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
_Limit = Annotated[int, Query(ge=1, le=1000)]
_Seq = Annotated[int, Query(ge=0, le=2**62)]


def _running(request: Request) -> Running:
    found: Running = request.app.state.running
    return found


_Service = Annotated[Running, Depends(_running)]


def _allowed(*roles: TokenRole) -> Callable[..., None]:
    """Return a dependency that lets only bearers of these roles pass."""

    def check(running: _Service, bearer: _Bearer) -> None:
        if bearer is None:
            raise HTTPException(401, "a token is needed", {"www-authenticate": "Bearer"})
        with running.store.begin() as connection:
            role = tokens.role_of(connection, bearer.credentials)
        if role is None:
            raise HTTPException(401, "no such token", {"www-authenticate": "Bearer"})
        if role not in roles:
            raise HTTPException(403, f"a {role} may not do this")

    return check


_MAY_SEND = Depends(_allowed(TokenRole.SENDER, TokenRole.ADMIN))
_MAY_VIEW = Depends(_allowed(TokenRole.VIEWER, TokenRole.ADMIN))


@router.post("/v1/messages", status_code=202, dependencies=[_MAY_SEND])
async def post_messages(body: MessagesIn, running: _Service) -> AcceptedOut:
    """Hand in messages: they are written down when this answers, and judged at once after.

    Sending the same ones again changes nothing.
    """
    accepted = await running.inbox.accept([message.to_message() for message in body.messages])
    return AcceptedOut(new=accepted.new, known=accepted.known)


@router.post("/v1/deliveries/{connector}", status_code=202)
@router.post("/v1/deliveries/{connector}/{key}", status_code=202)
async def post_delivery(
    connector: str, request: Request, running: _Service, key: str = ""
) -> AcceptedOut:
    """Take in what a desk sends by webhook; the connector proves where it comes from."""
    if connector not in running.connectors:
        raise HTTPException(404, "no such connector is set up")
    delivery = Delivery(
        headers={name.lower(): value for name, value in request.headers.items()},
        body=await request.body(),
        key=key,
        received_at=datetime.now(UTC),
    )
    try:
        received = running.connectors[connector].receive(delivery)
    except DeliveryRefused as refusal:
        REFUSED.labels(connector, "forged" if refusal.is_forged else "broken").inc()
        raise
    accepted = await running.inbox.accept(received)
    return AcceptedOut(new=accepted.new, known=accepted.known)


@router.get("/v1/conversations", dependencies=[_MAY_VIEW])
def list_conversations(
    running: _Service,
    verdict: Verdict | None = None,
    limit: _Limit = 100,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> StandingsOut:
    """List conversations, the latest first."""
    with running.store.begin() as connection:
        rows = alerts.standings(connection, verdict=verdict, limit=limit, offset=offset)
    return StandingsOut(conversations=[StandingOut(**row) for row in rows])


@router.get("/v1/conversations/{conversation}", dependencies=[_MAY_VIEW])
def get_conversation(conversation: str, running: _Service) -> dict[str, Any]:
    """Return a conversation as far as it has come, labelled and judged."""
    with running.store.begin() as connection:
        found = messages.conversation(connection, conversation)
    if found is None:
        raise HTTPException(404, "no such conversation")
    return detection_to_dict(running.guard.detect(found))


@router.get("/v1/alerts", dependencies=[_MAY_VIEW])
def list_alerts(
    running: _Service,
    after: _Seq = 0,
    limit: _Limit = 100,
    conversation: str | None = None,
) -> AlertsOut:
    """List alerts later than a number, in order."""
    with running.store.begin() as connection:
        found = alerts.alerts_after(connection, after, limit, conversation)
    return AlertsOut(alerts=[AlertOut(seq=alert.seq, alert=alert.body) for alert in found])


@router.get("/v1/alerts/stream", dependencies=[_MAY_VIEW], response_class=EventSourceResponse)
async def stream_alerts(
    running: _Service,
    after: _Seq = 0,
    last_event_id: Annotated[str, Header()] = "",
) -> EventSourceResponse:
    """Stream alerts as server-sent events; a reader that comes back misses none."""
    seq = int(last_event_id) if last_event_id.isdecimal() else after
    return EventSourceResponse(_events(running, min(seq, 2**62)), ping=int(_SILENCE_S))


async def _events(running: Running, seq: int) -> AsyncIterator[ServerSentEvent]:
    while True:
        found = await asyncio.to_thread(_alerts_after, running, seq)
        for alert in found:
            seq = alert.seq
            yield ServerSentEvent(to_line(alert.body).rstrip(), event="alert", id=str(seq))
        if not found:
            await running.news(_SILENCE_S)


def _alerts_after(running: Running, seq: int) -> list[alerts.StoredAlert]:
    with running.store.begin() as connection:
        return alerts.alerts_after(connection, seq, _MOST_ALERTS)


@router.get("/healthz", include_in_schema=False)
def is_alive() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "alive"}


@router.get("/readyz", include_in_schema=False)
def is_ready(running: _Service) -> dict[str, str]:
    """Say whether messages can be accepted and judged."""
    if not running.store.is_ready():
        raise HTTPException(503, "the database does not answer")
    if not running.judge.is_alive:
        raise HTTPException(503, "nobody judges")
    return {"status": "ready"}


@router.get("/metrics", include_in_schema=False, dependencies=[_MAY_VIEW])
def metrics(running: _Service) -> Response:
    """Tell Prometheus."""
    with running.store.begin() as connection:
        WAITING.set(messages.n_waiting(connection))
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
