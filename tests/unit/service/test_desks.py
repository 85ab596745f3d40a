"""Zendesk, Intercom and mail, against the vendors' documented forms."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import shutil
import socket
import ssl
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from nlp_guard.errors import ConfigError, DeliveryRefused
from nlp_guard.protocols import Connector, Delivery
from nlp_guard.records import Role
from nlp_guard.service.connectors.intercom import Intercom
from nlp_guard.service.connectors.mail import Mail
from nlp_guard.service.connectors.zendesk import Zendesk
from tests.fakes.alerts import alert

VECTORS = Path(__file__).parents[4] / "shared" / "fixtures" / "signature_vectors.json"
NOW = datetime(2026, 4, 3, 7, 26, tzinfo=UTC)
SECRET = "s3cret"
ZENDESK = Zendesk().configured(
    {
        "url": "https://shop.example/",
        "user": "guard@shop.example",
        "api_token": "token",
        "secret": SECRET,
    }
)
INTERCOM = Intercom().configured({"admin": "7", "api_token": "token", "secret": SECRET})
MAIL = {"host": "127.0.0.1", "sender": "guard@shop.example", "to": "desk@shop.example"}
COMMENT: Mapping[str, Any] = {
    "type": "zen:event-type:ticket.comment_added",
    "time": "2026-04-03T07:25:33.000Z",
    "detail": {"id": "42", "requester_id": "5"},
    "event": {
        "comment": {
            "id": "11",
            "body": "给我200，不然天天举报你",
            "is_public": True,
            "author": {"id": "5", "is_staff": False, "name": "测试买家"},
        }
    },
}
NOTIFICATION: Mapping[str, Any] = {
    "type": "notification_event",
    "topic": "conversation.user.replied",
    "data": {
        "item": {
            "id": "42",
            "created_at": 1775201000,
            "source": {
                "id": "10",
                "body": "<p>在吗</p>",
                "author": {"type": "user", "name": "测试买家"},
            },
            "contacts": {"contacts": [{"id": "c5", "external_id": "tb_a01"}]},
            "conversation_parts": {
                "conversation_parts": [
                    {
                        "id": "11",
                        "part_type": "comment",
                        "body": "<p>给我200，不然天天举报你</p>",
                        "created_at": 1775201133,
                        "author": {"type": "user", "name": "测试买家"},
                    },
                    {
                        "id": "12",
                        "part_type": "note",
                        "body": "<p>内部</p>",
                        "created_at": 1775201140,
                        "author": {"type": "admin"},
                    },
                ]
            },
        }
    },
}


def from_zendesk(event: object, *, secret: str = SECRET, at: datetime = NOW) -> Delivery:
    body = json.dumps(event).encode()
    signed_at = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    digest = hmac.new(secret.encode(), signed_at.encode() + body, hashlib.sha256).digest()
    headers = {
        "x-zendesk-webhook-signature-timestamp": signed_at,
        "x-zendesk-webhook-signature": base64.b64encode(digest).decode(),
    }
    return Delivery(headers=headers, body=body, key="", received_at=NOW)


def from_intercom(told: object, *, secret: str = SECRET) -> Delivery:
    body = json.dumps(told).encode()
    sign = hmac.new(secret.encode(), body, hashlib.sha1).hexdigest()
    return Delivery(
        headers={"x-hub-signature": f"sha1={sign}"}, body=body, key="", received_at=NOW
    )


def done(connector: Connector, name: str) -> list[tuple[str, str, dict[str, Any], httpx.Headers]]:
    """Do all errands of an alert; return what was asked for."""
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(
            (request.method, request.url.path, json.loads(request.content), request.headers)
        )
        return httpx.Response(200, json={"id": "86"})

    async def run() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
            for errand in connector.errands(alert(name)):
                await connector.run(errand, client)

    asyncio.run(run())
    return asked


def test_zendesk_tells_of_a_public_comment() -> None:
    (message,) = ZENDESK.receive(from_zendesk(COMMENT))
    assert (message.conversation_id, message.account_id) == ("zendesk:42", "5")
    said = message.utterance
    assert (said.id, said.role, said.text) == ("11", Role.BUYER, "给我200，不然天天举报你")
    assert said.sent_at == datetime(2026, 4, 3, 7, 25, 33, tzinfo=UTC)


def test_zendesks_ticket_opens_with_its_description() -> None:
    event = {
        "type": "zen:event-type:ticket.created",
        "time": "2026-04-03T07:25:33Z",
        "detail": {"id": "42", "requester_id": "5", "actor_id": "5", "description": "在吗"},
    }
    (message,) = ZENDESK.receive(from_zendesk(event))
    assert (message.utterance.role, message.utterance.text) == (Role.BUYER, "在吗")


def test_zendesks_internal_comments_and_other_events_are_let_pass() -> None:
    comment = COMMENT["event"]["comment"] | {"is_public": False}
    assert ZENDESK.receive(from_zendesk({**COMMENT, "event": {"comment": comment}})) == ()
    event = {**COMMENT, "type": "zen:event-type:ticket.status_changed"}
    assert ZENDESK.receive(from_zendesk(event)) == ()


def test_zendesk_is_written_to_inside_and_keeps_its_tags() -> None:
    comment, tag = done(ZENDESK, "zendesk:42")
    method, path, body, headers = comment
    assert (method, path) == ("PUT", "/api/v2/tickets/42.json")
    assert body["ticket"]["comment"]["public"] is False
    assert body["ticket"]["priority"] == "urgent"
    assert "全退" not in body["ticket"]["comment"]["body"]
    bearer = base64.b64encode(b"guard@shop.example/token:token").decode()
    assert headers["authorization"] == f"Basic {bearer}"
    assert tag[:2] == ("PUT", "/api/v2/tickets/42/tags.json")  # PUT adds, POST would replace
    assert tag[2] == {"tags": ["extortion_suspected"]}


def test_intercom_tells_of_replies_and_keeps_notes_to_itself() -> None:
    (message,) = INTERCOM.receive(from_intercom(NOTIFICATION))
    assert (message.conversation_id, message.account_id) == ("intercom:42", "tb_a01")
    said = message.utterance
    assert (said.id, said.role, said.text) == ("11", Role.BUYER, "给我200，不然天天举报你")


def test_intercoms_conversation_opens_with_its_source() -> None:
    told = {**NOTIFICATION, "topic": "conversation.user.created"}
    first, second = INTERCOM.receive(from_intercom(told))
    assert (first.utterance.id, first.utterance.text, second.utterance.id) == ("10", "在吗", "11")


@pytest.mark.parametrize("topic", ["ping", "conversation.admin.noted", "contact.created"])
def test_intercoms_other_topics_are_let_pass(topic: str) -> None:
    assert INTERCOM.receive(from_intercom({**NOTIFICATION, "topic": topic})) == ()


def test_intercom_gets_a_note_and_a_tag() -> None:
    note, made, tagged = done(INTERCOM, "intercom:42")
    assert note[1] == "/conversations/42/reply"
    assert note[2] | {"body": ""} == {
        "message_type": "note",
        "type": "admin",
        "admin_id": "7",
        "body": "",
    }
    assert "全退" not in note[2]["body"]
    assert "&gt;" in INTERCOM.errands(alert("intercom:42", probability=0.999))[0]["text"]
    assert made[1:3] == ("/tags", {"name": "extortion-suspected"})
    assert tagged[1:3] == ("/conversations/42/tags", {"id": "86", "admin_id": "7"})


@pytest.mark.parametrize("connector", [ZENDESK, INTERCOM])
def test_other_desks_conversations_are_no_errand(connector: Connector) -> None:
    assert connector.errands(alert("chatwoot:1:42")) == ()


@pytest.mark.parametrize(
    ("connector", "delivery", "is_forged"),
    [
        (ZENDESK, from_zendesk(COMMENT, secret="other"), True),
        (ZENDESK, from_zendesk(COMMENT, at=NOW - timedelta(minutes=6)), True),
        (ZENDESK, from_zendesk(COMMENT, at=NOW + timedelta(minutes=6)), True),
        (ZENDESK, Delivery(headers={}, body=b"{}", key="", received_at=NOW), True),
        (ZENDESK, from_zendesk([1]), False),
        (ZENDESK, from_zendesk({"type": COMMENT["type"]}), False),
        (ZENDESK, from_zendesk({**COMMENT, "time": "soon"}), False),
        (INTERCOM, from_intercom(NOTIFICATION, secret="other"), True),
        (INTERCOM, Delivery(headers={}, body=b"{}", key="", received_at=NOW), True),
        (INTERCOM, from_intercom([1]), False),
        (INTERCOM, from_intercom({"topic": "conversation.user.replied"}), False),
    ],
)
def test_a_bad_delivery_is_refused(
    connector: Connector, delivery: Delivery, is_forged: bool
) -> None:
    with pytest.raises(DeliveryRefused) as refused:
        connector.receive(delivery)
    assert refused.value.is_forged is is_forged


@pytest.mark.shared
@pytest.mark.skipif(not VECTORS.exists(), reason="needs ../shared")
@pytest.mark.parametrize("kind", [Zendesk, Intercom])
def test_signatures_are_the_documented_ones(kind: type[Zendesk | Intercom]) -> None:
    vectors = json.loads(VECTORS.read_text("utf-8"))
    desk = kind({"secret": vectors["secret"]})
    delivery = Delivery(
        headers={name.lower(): value for name, value in vectors[kind.name].items()},
        body=vectors["body_utf8"].encode(),
        key="",
        received_at=datetime.fromtimestamp(int(vectors["timestamp"]), UTC),
    )
    assert desk.receive(delivery) == ()


class Mailbox:
    """Keeps what it is handed."""

    def __init__(self) -> None:
        self.held: list[Envelope] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.held.append(envelope)
        return "250 taken"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")
def test_mail_reaches_a_real_server_over_tls_with_a_password(tmp_path: Path) -> None:
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
    make += ["-keyout", str(key), "-out", str(certificate), "-subj", "/CN=localhost"]
    make += ["-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(make, check=True, capture_output=True)  # noqa: S603 - fixed program
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def is_known(*given: Any) -> AuthResult:  # noqa: ANN401 - the library's own call
        return AuthResult(success=given[-1] == LoginPassword(b"guard", b"word"))

    box = Mailbox()
    server = Controller(
        box,
        hostname="127.0.0.1",
        port=_free_port(),
        tls_context=context,
        require_starttls=True,
        authenticator=is_known,
        auth_required=True,
    )
    server.start()
    try:
        settings = {**MAIL, "port": str(server.port), "user": "guard"}
        trusting = {**settings, "ca_file": str(certificate)}
        _send(Mail().configured({**trusting, "password": "word"}))
        with pytest.raises(httpx.TransportError):
            _send(Mail().configured({**trusting, "password": "wrong"}))
        with pytest.raises(httpx.TransportError):  # nobody vouches for the certificate
            _send(Mail().configured({**settings, "password": "word"}))
    finally:
        server.stop()
    (held,) = box.held
    assert held.rcpt_tos == ["desk@shop.example"]
    content = held.content
    assert isinstance(content, bytes)
    assert b"Auto-Submitted: auto-generated" in content
    mail = message_from_bytes(content, policy=policy.default)
    assert "索要财物" in mail.get_content()
    assert "全退" not in mail.get_content()


def test_a_mail_server_that_is_away_is_tried_again() -> None:
    with pytest.raises(httpx.TransportError):
        _send(Mail().configured({**MAIL, "port": "1", "security": "none"}))


@pytest.mark.parametrize(
    "changes",
    [
        {"security": "some"},
        {"port": "smtp"},
        {"user": "guard"},
        {"user": "guard", "password": "word", "security": "none"},
        {"colour": "red"},
        {"host": ""},
    ],
)
def test_settings_of_mail_are_checked(changes: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match=r"service\.connectors\.mail"):
        Mail().configured({**MAIL, **changes})


def _send(mail: Mail) -> None:
    async def send() -> None:
        async with httpx.AsyncClient() as client:
            for errand in mail.errands(alert()):
                await mail.run(errand, client)

    asyncio.run(send())


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])
