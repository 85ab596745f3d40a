"""What desks send and are told, against the vendors' documented forms."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from standardwebhooks import Webhook

from nlp_guard.errors import ConfigError, DeliveryRefused
from nlp_guard.protocols import Delivery
from nlp_guard.records import Attachment, Role
from nlp_guard.service.connectors.chatwoot import Chatwoot
from nlp_guard.service.connectors.robots import DingTalk, Feishu, Robot, Slack, WeCom
from nlp_guard.service.connectors.settings import with_secrets
from nlp_guard.service.connectors.signatures import hmac_hex
from nlp_guard.service.connectors.webhook import StandardWebhook
from tests.fakes.alerts import alert

VECTORS = Path(__file__).parents[4] / "shared" / "fixtures" / "signature_vectors.json"
NOW = datetime(2026, 4, 3, 7, 26, tzinfo=UTC)
DESK = {"url": "https://desk.example/", "account": "1", "api_token": "token"}
SECRET = "whsec_dGVzdC1zZWNyZXQtb2YtdGhlLXRlc3Rz"
EVENT: Mapping[str, Any] = {
    "event": "message_created",
    "id": 11,
    "content": "给我200，不然天天举报你",
    "message_type": "incoming",
    "private": False,
    "created_at": "2026-04-03T07:25:33.000Z",
    "content_attributes": {},
    "sender": {
        "id": 5,
        "name": "测试买家",
        "phone_number": "+8613800000000",
        "identifier": "tb_a01",
    },
    "account": {"id": 1},
    "conversation": {"id": 42, "meta": {"sender": {"identifier": "tb_a01"}}},
}


def delivered(event: object, *, secret: str = "s3cret", at: datetime = NOW) -> Delivery:
    body = json.dumps(event).encode()
    sent_s = str(int(at.timestamp()))
    signature = hmac_hex(secret, sent_s.encode() + b"." + body)
    return Delivery(
        headers={
            "x-chatwoot-timestamp": sent_s,
            "x-chatwoot-signature": f"sha256={signature}",
        },
        body=body,
        key="",
        received_at=NOW,
    )


@pytest.fixture
def chatwoot() -> Chatwoot:
    return Chatwoot().configured({**DESK, "secret": "s3cret"})


@pytest.mark.parametrize(
    ("changes", "role", "text"),
    [
        ({}, Role.BUYER, "给我200，不然天天举报你"),
        ({"message_type": 0, "created_at": 1775201133}, Role.BUYER, "给我200，不然天天举报你"),
        ({"message_type": "outgoing"}, Role.AGENT, "给我200，不然天天举报你"),
        ({"message_type": 1}, Role.AGENT, "给我200，不然天天举报你"),
        ({"content": None, "attachments": [{"file_type": "image"}]}, Role.BUYER, ""),
    ],
)
def test_chatwoots_message_is_read_in_either_form(
    chatwoot: Chatwoot, changes: dict[str, Any], role: Role, text: str
) -> None:
    (message,) = chatwoot.receive(delivered({**EVENT, **changes}))
    utterance = message.utterance
    assert message.conversation_id == "chatwoot:1:42"
    assert message.account_id == "tb_a01"
    assert (utterance.id, utterance.role, utterance.text) == ("11", role, text)
    assert utterance.sent_at == datetime(2026, 4, 3, 7, 25, 33, tzinfo=UTC)
    assert utterance.attachment is (Attachment.IMAGE if not text else None)


@pytest.mark.parametrize(
    "changes",
    [
        {"private": True},
        {"message_type": "activity"},
        {"message_type": 3},
        {"event": "conversation_updated"},
    ],
)
def test_what_is_no_message_of_either_side_is_let_pass(
    chatwoot: Chatwoot, changes: dict[str, Any]
) -> None:
    assert chatwoot.receive(delivered({**EVENT, **changes})) == ()


def test_a_deleted_message_is_a_recall(chatwoot: Chatwoot) -> None:
    event = {**EVENT, "event": "message_updated", "content_attributes": {"deleted": True}}
    (message,) = chatwoot.receive(delivered(event))
    assert (message.utterance.is_recalled, message.utterance.is_edited) == (True, False)


@pytest.mark.parametrize(
    ("delivery", "is_forged"),
    [
        (delivered(EVENT, secret="other"), True),
        (delivered(EVENT, at=NOW - timedelta(minutes=6)), True),
        (delivered(EVENT, at=NOW + timedelta(minutes=6)), True),
        (Delivery(headers={}, body=b"{}", key="", received_at=NOW), True),
        (delivered([1]), False),
        (delivered({"event": "message_created"}), False),
        (delivered({**EVENT, "created_at": "soon"}), False),
        (delivered({**EVENT, "conversation": {"id": "x"}}), False),
    ],
)
def test_a_bad_delivery_is_refused(
    chatwoot: Chatwoot, delivery: Delivery, is_forged: bool
) -> None:
    with pytest.raises(DeliveryRefused) as refused:
        chatwoot.receive(delivery)
    assert refused.value.is_forged is is_forged
    assert "举报" not in str(refused.value)


def test_an_unsigned_server_proves_itself_by_the_address() -> None:
    desk = Chatwoot().configured({**DESK, "key": "long-key"})
    body = json.dumps(EVENT).encode()
    good = Delivery(headers={}, body=body, key="long-key", received_at=NOW)
    assert len(desk.receive(good)) == 1
    with pytest.raises(DeliveryRefused):
        desk.receive(Delivery(headers={}, body=body, key="", received_at=NOW))


def test_only_its_own_conversations_are_a_desks_errand(chatwoot: Chatwoot) -> None:
    assert chatwoot.errands(alert("c1")) == ()
    assert chatwoot.errands(alert("chatwoot:2:42")) == ()
    errands = chatwoot.errands(alert("chatwoot:1:42"))
    assert [errand["do"] for errand in errands] == ["note", "labels", "priority", "attributes"]
    assert {errand["conversation"] for errand in errands} == {"42"}


def test_a_note_repeats_nobodys_words_and_claims_no_certainty(chatwoot: Chatwoot) -> None:
    note = chatwoot.errands(alert("chatwoot:1:42", probability=0.9999))[0]["text"]
    assert "全退" not in note
    assert ">99 %" in note
    assert "100" not in note


@pytest.mark.parametrize(
    ("connector", "settings"),
    [
        (Chatwoot(), {}),
        (Chatwoot(), {**DESK, "secret": "s", "colour": "red"}),
        (Chatwoot(), DESK),
        (StandardWebhook(), {}),
        (Slack(), {}),
        (WeCom(), {"url": "https://a.example", "secret": "s"}),
    ],
)
def test_settings_are_checked(
    connector: Chatwoot | StandardWebhook | Robot, settings: dict[str, str]
) -> None:
    with pytest.raises(ConfigError, match=r"service\.connectors\."):
        connector.configured(settings)


def test_a_secret_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_TOKEN", "abc")
    assert with_secrets({"api_token_env": "DESK_TOKEN"}, "t") == {"api_token": "abc"}
    monkeypatch.delenv("DESK_TOKEN")
    with pytest.raises(ConfigError, match="DESK_TOKEN"):
        with_secrets({"api_token_env": "DESK_TOKEN"}, "t")


def test_standard_webhooks_are_taken_in_and_sent_as_the_published_library_does() -> None:
    program = StandardWebhook().configured({"secret": SECRET, "url": "https://a.example/in"})
    theirs = Webhook(SECRET)
    body = json.dumps(
        {"conversation": "c1", "account": "a", "message": {"id": "m1", "text": "在吗"}}
    )
    now = datetime.now(UTC)
    headers = {
        "webhook-id": "1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": theirs.sign("1", now, body),
    }
    delivery = Delivery(headers=headers, body=body.encode(), key="", received_at=now)
    (message,) = program.receive(delivery)
    assert (message.conversation_id, message.utterance.text) == ("c1", "在吗")
    with pytest.raises(DeliveryRefused):
        program.receive(
            Delivery(headers=headers, body=body.encode() + b" ", key="", received_at=now)
        )

    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(204)

    async def send() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
            for errand in program.errands(alert()):
                await program.run(errand, client)

    asyncio.run(send())
    (request,) = sent
    told = theirs.verify(request.content.decode(), dict(request.headers))
    assert told["data"]["verdict"] == "extortion"


def test_a_program_without_address_is_told_nothing() -> None:
    assert StandardWebhook().configured({"secret": SECRET}).errands(alert()) == ()


@pytest.mark.shared
@pytest.mark.skipif(not VECTORS.exists(), reason="needs ../shared")
def test_signatures_are_the_documented_ones() -> None:
    vectors = json.loads(VECTORS.read_text("utf-8"))
    secret = vectors["secret"]
    desk = Chatwoot().configured({**DESK, "secret": secret})
    headers = {name.lower(): value for name, value in vectors["chatwoot"].items()}
    at = datetime.fromtimestamp(int(vectors["timestamp"]), UTC)
    body = vectors["body_utf8"].encode()
    delivery = Delivery(headers=headers, body=body, key="", received_at=at)
    with pytest.raises(DeliveryRefused) as refused:
        desk.receive(delivery)
    assert not refused.value.is_forged  # the signature holds; the body is not whole

    errand = {"title": "t", "text": "x"}
    now_ms = int(vectors["timestamp"]) * 1000
    url, _ = DingTalk({"url": "https://a.example?x=1", "secret": secret}).request(errand, now_ms)
    expected = vectors["dingtalk_outgoing_to_robot"]
    assert f"timestamp={expected['timestamp']}&sign={expected['sign_urlencoded']}" in url
    _, form = Feishu({"url": "https://a.example", "secret": secret}).request(errand, now_ms)
    assert form["sign"] == vectors["feishu_custom_bot"]["sign"]


@pytest.mark.parametrize("kind", [DingTalk, Feishu, WeCom, Slack])
def test_a_robot_says_why_and_not_what_was_said(kind: type[Robot]) -> None:
    robot = kind().configured({"url": "https://a.example/hook?key=1"})
    (errand,) = robot.errands(alert())
    url, body = robot.request(errand, 1_700_000_000_000)
    assert parse_qs(urlsplit(url).query)["key"] == ["1"]
    told = json.dumps(body, ensure_ascii=False)
    assert "索要财物" in told
    assert "全退" not in told
    with pytest.raises(DeliveryRefused):
        robot.receive(Delivery(headers={}, body=b"", key="", received_at=NOW))


def test_a_robot_that_is_refused_with_status_200_notices() -> None:
    answer = httpx.Response(
        200, json={"errcode": 310000}, request=httpx.Request("POST", "https://a.example")
    )
    with pytest.raises(httpx.HTTPStatusError):
        DingTalk({"url": "https://a.example"}).check(answer)
