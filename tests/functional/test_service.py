"""The service as its users meet it: over HTTP, by a real server, killed and started again."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import func, select

from nlp_guard.config import Config
from nlp_guard.service.app import create_app
from nlp_guard.service.store import Store, messages, tokens
from nlp_guard.service.store.schema import ALERT, MESSAGE
from tests.fakes.alerts import GRAVE_WORD
from tests.fakes.serving import JudgingByWords

PATIENCE_S = 60.0


def database(folder: Path) -> str:
    return f"sqlite:///{folder / 'service.sqlite'}"


def token_for(url: str, role: tokens.TokenRole) -> dict[str, str]:
    store = Store(url)
    with store.begin() as connection:
        token = tokens.issue(connection, f"test {role}", role, time.time())
    store.close()
    return {"authorization": f"Bearer {token}"}


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Run an application in a thread; give its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        wait_for(lambda: server.started)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


def wait_for(is_so: Any) -> None:  # noqa: ANN401 - any question
    deadline = time.monotonic() + PATIENCE_S
    while not is_so():
        if time.monotonic() > deadline:
            raise AssertionError("waited in vain")
        time.sleep(0.02)


def said(conversation: str, n: int, text: str) -> dict[str, object]:
    return {"conversation": conversation, "id": f"m{n}", "role": "buyer", "text": text}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[httpx.Client]:
    url = database(tmp_path)
    app = create_app(JudgingByWords(Config.from_toml(f'[service]\ndatabase = "{url}"')))
    headers = token_for(url, tokens.TokenRole.ADMIN)
    with serving(app) as address, httpx.Client(base_url=address, headers=headers) as client:
        yield client


def test_messages_become_a_verdict_and_an_alert(service: httpx.Client) -> None:
    handed_in = [
        said("c1", 1, "在吗"),
        said("c1", 2, f"不给钱就{GRAVE_WORD}"),
        said("c2", 1, "在吗"),
    ]
    answer = service.post("/v1/messages", json={"messages": handed_in})
    assert (answer.status_code, answer.json()) == (202, {"new": 3, "known": 0})
    wait_for(lambda: len(service.get("/v1/conversations").json()["conversations"]) == 2)
    again = service.post("/v1/messages", json={"messages": handed_in})
    assert again.json() == {"new": 0, "known": 3}

    (grave,) = service.get("/v1/conversations?verdict=extortion").json()["conversations"]
    assert (grave["id"], grave["messages"]) == ("c1", 2)
    (alert,) = service.get("/v1/alerts").json()["alerts"]
    assert (alert["alert"]["conversation"], alert["alert"]["message"]) == ("c1", "m2")
    labelled = service.get("/v1/conversations/c1").json()
    assert [turn["text"] for turn in labelled["turns"]] == ["在吗", f"不给钱就{GRAVE_WORD}"]
    assert labelled["verdict"] == "extortion"


def test_a_stream_gives_alerts_as_they_come_and_misses_none(service: httpx.Client) -> None:
    service.post("/v1/messages", json={"messages": [said("c1", 1, GRAVE_WORD)]})
    wait_for(lambda: service.get("/v1/alerts").json()["alerts"])
    seen: list[dict[str, Any]] = []

    def listen() -> None:
        with service.stream("GET", "/v1/alerts/stream?after=0", timeout=PATIENCE_S) as stream:
            for line in stream.iter_lines():
                if line.startswith("data: "):
                    seen.append(json.loads(line.removeprefix("data: ")))
                if len(seen) == 2:
                    return

    listener = threading.Thread(target=listen)
    listener.start()
    wait_for(lambda: len(seen) == 1)
    service.post("/v1/messages", json={"messages": [said("c2", 1, GRAVE_WORD)]})
    listener.join(PATIENCE_S)
    assert [alert["conversation"] for alert in seen] == ["c1", "c2"]


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        (None, "/v1/alerts", 401),
        ("sender", "/v1/alerts", 403),
        ("viewer", "/v1/alerts", 200),
        ("viewer", "/v1/messages", 403),
        ("sender", "/v1/messages", 202),
        (None, "/healthz", 200),
        (None, "/readyz", 200),
        (None, "/metrics", 401),
        ("viewer", "/metrics", 200),
        ("viewer", "/v1/conversations/none", 404),
    ],
)
def test_nobody_does_what_he_may_not(
    tmp_path: Path, role: str | None, path: str, status: int
) -> None:
    url = database(tmp_path)
    app = create_app(JudgingByWords(Config.from_toml(f'[service]\ndatabase = "{url}"')))
    headers = token_for(url, tokens.TokenRole(role)) if role else {}
    with serving(app) as address, httpx.Client(base_url=address, headers=headers) as client:
        if path == "/v1/messages":
            answer = client.post(path, json={"messages": [said("c1", 1, "在吗")]})
        else:
            answer = client.get(path)
    assert answer.status_code == status
    if status >= 400:
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 422),
        (b"[" * 100_000, 422),
        (b'{"messages": []}', 422),
        (b'{"messages": [{"conversation": "c", "id": "1", "text": 5}]}', 422),
        (b'{"messages": [{"conversation": "c\\u0000", "id": "1", "text": ""}]}', 422),
        (
            b'{"messages": [{"conversation": "c", "id": "1", "text": "", "time": "2020-01-01"}]}',
            422,
        ),
        (b'{"messages": [{"conversation": "c", "id": "1", "text": "\\ud800"}]}', 422),
        (b'{"messages": [{"conversation": "c", "id": "1", "text": "\\u0000"}]}', 202),
        (b'"' + b"x" * 10_000_001 + b'"', 413),
    ],
)
def test_bad_input_is_answered_and_harms_nothing(
    service: httpx.Client, body: bytes, status: int
) -> None:
    headers = {"content-type": "application/json"}
    answer = service.post("/v1/messages", content=body, headers=headers, timeout=PATIENCE_S)
    assert answer.status_code in (status, 400) if status == 422 else answer.status_code == status
    assert service.get("/readyz").status_code == 200


def test_a_delivery_to_no_desk_is_not_taken_in(service: httpx.Client) -> None:
    assert service.post("/v1/deliveries/chatwoot", content=b"{}").status_code == 404


@contextmanager
def process(url: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the service in a process of its own; give it and its address."""
    command = [sys.executable, "-m", "tests.fakes.serving", url]
    started = subprocess.Popen(  # noqa: S603 - our own interpreter and module
        command, stdout=subprocess.PIPE, text=True
    )
    try:
        assert started.stdout is not None
        yield started, started.stdout.readline().strip()
    finally:
        started.kill()
        started.wait()
        if started.stdout is not None:
            started.stdout.close()


def test_a_killed_service_loses_nothing_and_tells_nothing_twice(tmp_path: Path) -> None:
    url = database(tmp_path)
    headers = token_for(url, tokens.TokenRole.SENDER)
    n_conversations, n_each = 20, 6
    rounds = [
        [said(f"c{c}", n, GRAVE_WORD if n == 2 else "在吗") for c in range(n_conversations)]
        for n in range(n_each)
    ]
    n_accepted = 0
    while n_accepted < len(rounds):
        with process(url) as (killed, address):
            for batch in rounds[n_accepted : n_accepted + 2]:
                body = {"messages": batch}
                answer = httpx.post(
                    f"{address}/v1/messages", json=body, headers=headers, timeout=PATIENCE_S
                )
                assert answer.status_code == 202
                n_accepted += 1
            killed.kill()  # with messages accepted and most of them not judged
    store = Store(url)
    with process(url):
        wait_for(lambda: not _n_waiting(store))
    with store.reading() as connection:
        n_messages = connection.execute(select(func.count()).select_from(MESSAGE)).scalar_one()
        told = list(connection.execute(select(ALERT.c.conversation)).scalars())
    store.close()
    assert n_messages == n_conversations * n_each
    assert sorted(told) == sorted(f"c{c}" for c in range(n_conversations))


def _n_waiting(store: Store) -> int:
    with store.reading() as connection:
        return messages.n_waiting(connection)
