"""Chatwoot: its webhook in; private notes, labels, priority and attributes out.

What a message is differs between the webhook (``message_type`` a word, ``created_at`` ISO 8601)
and the rest of the API (numbers): both are read. Notes of our own come back as webhooks and are
let pass, for they are private.

Source: Chatwoot 4 account webhooks and application API.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import httpx

from nlp_guard.errors import DeliveryRefused
from nlp_guard.protocols import Delivery, Errand
from nlp_guard.records import (
    AccountId,
    Alert,
    Attachment,
    ConversationId,
    Message,
    Role,
    Utterance,
    UtteranceId,
    Verdict,
)
from nlp_guard.service.connectors.settings import checked
from nlp_guard.service.connectors.signatures import check, check_time, hmac_hex
from nlp_guard.service.connectors.wording import language, lines, title

_TABLE = "service.connectors.chatwoot"
_EVENTS = ("message_created", "message_updated")
_ROLES = {"incoming": Role.BUYER, "outgoing": Role.AGENT, 0: Role.BUYER, 1: Role.AGENT}
_FILES = {
    "image": Attachment.IMAGE,
    "audio": Attachment.VOICE,
    "video": Attachment.VIDEO,
    "file": Attachment.FILE,
    "location": Attachment.CARD,
    "contact": Attachment.CARD,
}
_LABELS = {Verdict.EXTORTION: "extortion-suspected", Verdict.SUSPICIOUS: "suspicious"}
_PRIORITIES = {Verdict.EXTORTION: "urgent", Verdict.SUSPICIOUS: "high"}


class Chatwoot:
    """One account of a Chatwoot server.

    Settings: ``url``, ``account`` (its number), ``api_token_env``; then ``secret_env`` where the
    server signs its webhooks, or ``key_env``: a secret that is the last part of the webhook's
    address, for servers that do not.
    """

    name = "chatwoot"

    def __init__(self, settings: Mapping[str, str] | None = None) -> None:
        self._settings = dict(settings or {})
        self._prefix = f"{self.name}:{self._settings.get('account', '')}:"

    def configured(self, settings: Mapping[str, str]) -> Chatwoot:
        """Return the connector for one account.

        Raises:
            ConfigError: If a setting is missing or unknown.
        """
        proof = "secret" if "secret" in settings else "key"
        needed = ("url", "account", "api_token", proof)
        return Chatwoot(checked(settings, _TABLE, needed=needed, known=()))

    def receive(self, delivery: Delivery) -> Sequence[Message]:
        """Return the message of a ``message_created`` or ``message_updated`` event.

        Raises:
            DeliveryRefused: If the signature does not fit, or the body is none of Chatwoot's.
        """
        self._check(delivery)
        try:
            event = json.loads(delivery.body)
            return self._messages(event) if event.get("event") in _EVENTS else ()
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as failure:
            raise DeliveryRefused(f"not a Chatwoot event: {type(failure).__name__}") from failure

    def errands(self, alert: Alert) -> Sequence[Errand]:
        """Return note, labels, priority and attributes for a conversation of this account."""
        if not alert.conversation.id.startswith(self._prefix):
            return ()
        number = alert.conversation.id.removeprefix(self._prefix)
        lang = language(alert)
        note = "\n".join((f"**{title(alert, lang)}**", *lines(alert, lang)))
        attributes = {
            "nlp_guard_verdict": alert.verdict.value,
            "nlp_guard_probability": f"{alert.detection.verdict_probability:.4f}",
        }
        return (
            {"do": "note", "conversation": number, "text": note},
            {"do": "labels", "conversation": number, "labels": [_LABELS[alert.verdict]]},
            {"do": "priority", "conversation": number, "priority": _PRIORITIES[alert.verdict]},
            {"do": "attributes", "conversation": number, "attributes": attributes},
        )

    async def run(self, errand: Errand, client: httpx.AsyncClient) -> None:
        """Do one errand; labels and attributes are joined with those that are there.

        Raises:
            httpx.HTTPError: If the server is down or refuses.
        """
        at = f"/conversations/{errand['conversation']}"
        what = errand["do"]
        if what == "note":
            body = {"content": errand["text"], "message_type": "outgoing", "private": True}
            await self._ask(client, "POST", f"{at}/messages", body)
        elif what == "labels":
            held = (await self._ask(client, "GET", f"{at}/labels"))["payload"]
            labels = list(dict.fromkeys([*held, *errand["labels"]]))
            if labels != held:
                await self._ask(client, "POST", f"{at}/labels", {"labels": labels})
        elif what == "priority":
            body = {"priority": errand["priority"]}
            await self._ask(client, "POST", f"{at}/toggle_priority", body)
        else:
            held = (await self._ask(client, "GET", at)).get("custom_attributes") or {}
            body = {"custom_attributes": held | errand["attributes"]}
            await self._ask(client, "POST", f"{at}/custom_attributes", body)

    async def _ask(
        self,
        client: httpx.AsyncClient,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
    ) -> Any:  # noqa: ANN401 - JSON
        base = f"{self._settings['url'].rstrip('/')}/api/v1/accounts/{self._settings['account']}"
        headers = {"api_access_token": self._settings["api_token"]}
        answer = await client.request(method, base + path, headers=headers, json=body)
        answer.raise_for_status()
        return answer.json() if method == "GET" else None

    def _check(self, delivery: Delivery) -> None:
        secret = self._settings.get("secret")
        if secret is None:
            if not hmac.compare_digest(delivery.key.encode(), self._settings["key"].encode()):
                raise DeliveryRefused("the address does not hold the key", is_forged=True)
            return
        sent_s = delivery.headers.get("x-chatwoot-timestamp", "")
        signed = sent_s.encode() + b"." + delivery.body
        check(
            delivery.headers.get("x-chatwoot-signature", ""), f"sha256={hmac_hex(secret, signed)}"
        )
        check_time(sent_s, delivery.received_at)

    def _messages(self, event: Mapping[str, Any]) -> Sequence[Message]:
        role = _ROLES.get(event["message_type"])
        if role is None or event.get("private"):
            return ()
        attributes = event.get("content_attributes") or {}
        is_recalled = bool(attributes.get("deleted"))
        sender = event.get("sender") or {}
        contact = sender if role is Role.BUYER else _contact(event)
        files = event.get("attachments") or [{}]
        utterance = Utterance(
            id=UtteranceId(str(event["id"])),
            role=role,
            speaker=str(sender.get("name") or ""),
            text="" if is_recalled else str(event.get("content") or ""),
            sent_at=_moment(event["created_at"]),
            attachment=_FILES.get(files[0].get("file_type")),
            is_recalled=is_recalled,
            is_edited=event["event"] == "message_updated" and not is_recalled,
        )
        conversation = event["conversation"]["id"]
        return (
            Message(
                conversation_id=ConversationId(f"{self._prefix}{int(conversation)}"),
                utterance=utterance,
                account_id=_account(contact),
            ),
        )


def _contact(event: Mapping[str, Any]) -> Mapping[str, Any]:
    return ((event["conversation"].get("meta") or {}).get("sender")) or {}


def _account(contact: Mapping[str, Any]) -> AccountId | None:
    """Return what names the outside party best: the shop's own identifier, then what it has."""
    for key in ("identifier", "phone_number", "email", "name"):
        if contact.get(key):
            return AccountId(str(contact[key]))
    return None


def _moment(value: object) -> datetime:
    """Read ISO 8601 or seconds since the epoch."""
    if isinstance(value, int | float):
        return datetime.fromtimestamp(value, UTC)
    moment = datetime.fromisoformat(str(value))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
