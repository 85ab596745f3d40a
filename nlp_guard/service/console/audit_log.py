"""Who did what, and whether the log is whole."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import select

from nlp_guard.service.accounts import Person, first_break
from nlp_guard.service.console.rendering import admin, page, store_of
from nlp_guard.service.store.schema import AUDIT

router = APIRouter()
_MOST_ROWS = 200


@router.get("/audit")
def show(request: Request, person: Annotated[Person, Depends(admin)]) -> Response:
    """Show the latest rows of the audit log."""
    with store_of(request).begin() as connection:
        statement = select(AUDIT).order_by(AUDIT.c.seq.desc()).limit(_MOST_ROWS)
        rows = [dict(row) for row in connection.execute(statement).mappings()]
        broken = first_break(connection)
    return page(request, "audit.html.j2", person, rows=rows, broken=broken)
