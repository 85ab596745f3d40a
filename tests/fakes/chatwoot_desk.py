"""A desk that answers as Chatwoot's own description of its API says, and refuses the rest.

Every request is held against the published OpenAPI document before it is answered.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from openapi_core import OpenAPI
from openapi_core.contrib.starlette import StarletteOpenAPIRequest
from openapi_core.exceptions import OpenAPIError


class Desk:
    """One conversation of a Chatwoot account.

    Args:
        description: The OpenAPI document.
    """

    def __init__(self, description: Path) -> None:
        document = json.loads(description.read_text("utf-8"))
        document["servers"] = [{"url": "/"}]
        self._description = OpenAPI.from_dict(document)
        self.failing = 0
        """So many requests are answered with 500 first."""
        self.refused: list[str] = []
        self.notes: list[dict[str, Any]] = []
        self.labels = ["vip"]
        self.priority: str | None = None
        self.attributes: dict[str, Any] = {"tier": "gold"}
        self.app = FastAPI()
        self.app.add_api_route("/{path:path}", self._answer, methods=["GET", "POST"])

    async def _answer(self, request: Request) -> Response:
        if self.failing:
            self.failing -= 1
            return Response("oops", status_code=500)
        body = await request.body()
        try:
            asked = StarletteOpenAPIRequest(request, body)
            self._description.validate_request(asked)
        except OpenAPIError as failure:
            self.refused.append(f"{request.method} {request.url.path}: {failure!r}")
            return Response(status_code=422)
        answer = self._done(request.method, request.url.path, json.loads(body or b"{}"))
        return Response(json.dumps(answer), media_type="application/json")

    def _done(self, method: str, path: str, body: dict[str, Any]) -> object:
        end = path.rsplit("/", 1)[-1]
        if end == "messages":
            self.notes.append(body)
        elif end == "labels" and method == "POST":
            self.labels = body["labels"]
        elif end == "toggle_priority":
            self.priority = body["priority"]
        elif end == "custom_attributes":
            self.attributes = body["custom_attributes"]
        elif method == "GET" and end != "labels":
            return {"id": 42, "custom_attributes": self.attributes}
        return {"payload": self.labels}
