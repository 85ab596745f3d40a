"""From a signed Chatwoot webhook to note, label, priority and attributes on the desk."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from nlp_guard.config import Config
from nlp_guard.service.app import create_app
from nlp_guard.service.connectors.signatures import hmac_hex
from tests.fakes.alerts import GRAVE_WORD
from tests.fakes.chatwoot_desk import Desk
from tests.fakes.serving import JudgingByWords
from tests.functional.test_service import serving, wait_for

DESCRIPTION = (
    Path(__file__).parents[3] / "shared" / "fixtures" / "chatwoot" / "application_swagger.json"
)
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not DESCRIPTION.exists(), reason="needs ../shared"),
]


@pytest.fixture
def desk() -> Desk:
    return Desk(DESCRIPTION)


@pytest.fixture
def service(tmp_path: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("CHATWOOT_TOKEN", "token")
    monkeypatch.setenv("CHATWOOT_SECRET", "s3cret")
    with serving(desk.app) as address:
        settings = f"""
            [service]
            database = "sqlite:///{tmp_path / "service.sqlite"}"
            [service.connectors.chatwoot]
            url = "{address}"
            account = "1"
            api_token_env = "CHATWOOT_TOKEN"
            secret_env = "CHATWOOT_SECRET"
        """
        with serving(create_app(JudgingByWords(Config.from_toml(settings)))) as own:
            yield own


def deliver(service: str, n: int, text: str, *, private: bool = False) -> httpx.Response:
    event = {
        "event": "message_created",
        "id": n,
        "content": text,
        "message_type": "outgoing" if private else "incoming",
        "private": private,
        "created_at": "2026-04-03T07:25:33.000Z",
        "sender": {"id": 5, "name": "测试买家", "identifier": "tb_a01"},
        "account": {"id": 1},
        "conversation": {"id": 42},
    }
    body = json.dumps(event).encode()
    sent_s = str(int(time.time()))
    signature = hmac_hex("s3cret", sent_s.encode() + b"." + body)
    headers = {
        "x-chatwoot-timestamp": sent_s,
        "x-chatwoot-signature": f"sha256={signature}",
        "x-chatwoot-delivery": f"d{n}",
    }
    return httpx.post(f"{service}/v1/deliveries/chatwoot", content=body, headers=headers)


def test_the_desk_is_told_once_and_keeps_what_it_had(service: str, desk: Desk) -> None:
    assert deliver(service, 1, "在吗").json() == {"new": 1, "known": 0}
    assert deliver(service, 2, f"不给钱就{GRAVE_WORD}").json() == {"new": 1, "known": 0}
    assert deliver(service, 2, f"不给钱就{GRAVE_WORD}").json() == {"new": 0, "known": 1}
    wait_for(lambda: "nlp_guard_verdict" in desk.attributes)
    assert desk.refused == []
    assert desk.labels == ["vip", "extortion-suspected"]
    assert desk.priority == "urgent"
    assert desk.attributes["tier"] == "gold"
    (note,) = desk.notes
    assert note["private"] is True
    assert GRAVE_WORD not in note["content"]

    assert deliver(service, 3, note["content"], private=True).json() == {"new": 0, "known": 0}
    assert len(desk.notes) == 1


def test_no_errand_is_lost_while_the_desk_is_down(service: str, desk: Desk) -> None:
    desk.failing = 2
    deliver(service, 1, GRAVE_WORD)
    wait_for(lambda: desk.notes and desk.priority and "extortion-suspected" in desk.labels)
    wait_for(lambda: "nlp_guard_verdict" in desk.attributes)
    assert desk.labels == ["vip", "extortion-suspected"]
    assert len(desk.notes) == 1


def test_the_desk_refuses_what_does_not_fit_its_description(desk: Desk) -> None:
    with serving(desk.app) as address:
        labels = f"{address}/api/v1/accounts/1/conversations/42/labels"
        assert httpx.post(labels, json={"labels": 5}).status_code == 422
        assert httpx.post(f"{labels}/none", json={}).status_code == 422
    assert len(desk.refused) == 2
