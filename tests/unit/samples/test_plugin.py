"""The example package: it comes in by the same door as the built-in connectors."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from nlp_guard import plugins
from nlp_guard.errors import ConfigError, DeliveryRefused
from nlp_guard.protocols import Connector, Delivery
from nlp_guard.records import Role
from tests.fakes.alerts import alert

PACKAGE = Path(__file__).parents[3] / "samples" / "plugin"
NOW = datetime(2026, 4, 3, 7, 26, tzinfo=UTC)
POST = {
    "token": "t0ken",
    "channel_id": "ch1",
    "user_name": "test-buyer",
    "post_id": "p1",
    "text": "在吗",
    "timestamp": 1775201133000,
}


@pytest.fixture(scope="module")
def mattermost(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connector]:
    """Install the package beside the environment and load it by its entry point."""
    folder = tmp_path_factory.mktemp("installed")
    install = ["-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation"]
    command = [sys.executable, *install, "--target", str(folder), str(PACKAGE)]
    subprocess.run(command, check=True)  # noqa: S603 - our own interpreter and package
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        loaded = plugins.load("connectors", only=["mattermost"])
        assert loaded.failures == ()
        (connector,) = loaded.objects
        yield connector.configured({"token": "t0ken", "url": "https://chat.example/hooks/1"})


def delivered(**changes: object) -> Delivery:
    body = json.dumps({**POST, **changes}).encode()
    return Delivery(headers={}, body=body, key="", received_at=NOW)


def test_a_post_becomes_a_message(mattermost: Connector) -> None:
    (message,) = mattermost.receive(delivered())
    assert (message.conversation_id, message.account_id) == ("mattermost:ch1", "test-buyer")
    assert (message.utterance.text, message.utterance.role) == ("在吗", Role.UNKNOWN)
    assert message.utterance.sent_at == datetime(2026, 4, 3, 7, 25, 33, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "is_forged"), [({"token": "other"}, True), ({"timestamp": "soon"}, False)]
)
def test_a_bad_post_is_refused(
    mattermost: Connector, changes: dict[str, object], is_forged: bool
) -> None:
    with pytest.raises(DeliveryRefused) as refused:
        mattermost.receive(delivered(**changes))
    assert refused.value.is_forged is is_forged


def test_an_alert_is_posted(mattermost: Connector) -> None:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200)

    async def send() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
            for errand in mattermost.errands(alert()):
                await mattermost.run(errand, client)

    asyncio.run(send())
    (request,) = sent
    assert "asks for money" in json.loads(request.content)["text"]


def test_missing_settings_are_named(mattermost: Connector) -> None:
    with pytest.raises(ConfigError, match="url"):
        mattermost.configured({"token": "t"})
