"""Zendesk: signed event webhooks in; tags, priority and an internal comment out.

Internal comments are let pass, our own among them. Tags are added, never replaced.

Source: Zendesk's pages on event webhooks, on verifying webhooks, and on tickets and tags.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import httpx

from nlp_guard.errors import DeliveryRefused
from nlp_guard.protocols import Delivery, Errand
from nlp_guard.records import (
    AccountId,
    Alert,
    ConversationId,
    Message,
    Role,
    Utterance,
    UtteranceId,
    Verdict,
)
from nlp_guard.service.connectors.settings import checked
from nlp_guard.service.connectors.signatures import check, check_time
from nlp_guard.service.connectors.wording import language, lines, title

_TABLE = "service.connectors.zendesk"
_COMMENT = "zen:event-type:ticket.comment_added"
_OPENED = "zen:event-type:ticket.created"
_TAGS = {Verdict.EXTORTION: "extortion_suspected", Verdict.SUSPICIOUS: "suspicious"}
_PRIORITIES = {Verdict.EXTORTION: "urgent", Verdict.SUSPICIOUS: "high"}


class Zendesk:
    """One Zendesk account.

    Settings: ``url``, ``user`` (the agent's address whose API token it is), ``api_token_env``,
    and ``secret_env``: the signing secret of the webhook.
    """

    name = "zendesk"

    def __init__(self, settings: Mapping[str, str] | None = None) -> None:
        self._settings = dict(settings or {})

    def configured(self, settings: Mapping[str, str]) -> Zendesk:
        """Return the connector for one account.

        Raises:
            ConfigError: If a setting is missing or unknown.
        """
        needed = ("url", "user", "api_token", "secret")
        return Zendesk(checked(settings, _TABLE, needed=needed, known=()))

    def receive(self, delivery: Delivery) -> Sequence[Message]:
        """Return the message of a ``ticket.created`` or ``ticket.comment_added`` event.

        Raises:
            DeliveryRefused: If the signature does not fit, or the body is no event.
        """
        self._check(delivery)
        try:
            event = json.loads(delivery.body)
            kind = event.get("type")
            if kind == _COMMENT:
                return _commented(event)
            return _opened(event) if kind == _OPENED else ()
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as failure:
            raise DeliveryRefused(f"not a Zendesk event: {type(failure).__name__}") from failure

    def errands(self, alert: Alert) -> Sequence[Errand]:
        """Return comment, priority and tag for a ticket; nothing for other conversations."""
        kind, _, ticket = alert.conversation.id.partition(":")
        if kind != self.name:
            return ()
        lang = language(alert)
        note = "\n".join((title(alert, lang), *lines(alert, lang)))
        return (
            {
                "do": "comment",
                "ticket": ticket,
                "text": note,
                "priority": _PRIORITIES[alert.verdict],
            },
            {"do": "tag", "ticket": ticket, "tag": _TAGS[alert.verdict]},
        )

    async def run(self, errand: Errand, client: httpx.AsyncClient) -> None:
        """Do one errand.

        Raises:
            httpx.HTTPError: If the account is not reached or refuses.
        """
        at = f"{self._settings['url'].rstrip('/')}/api/v2/tickets/{errand['ticket']}"
        body: dict[str, Any]
        if errand["do"] == "tag":
            # PUT adds; POST would replace what is there.
            at, body = f"{at}/tags.json", {"tags": [errand["tag"]]}
        else:
            comment = {"body": errand["text"], "public": False}
            at = f"{at}.json"
            body = {"ticket": {"comment": comment, "priority": errand["priority"]}}
        bearer = (f"{self._settings['user']}/token", self._settings["api_token"])
        answer = await client.put(at, json=body, auth=bearer)
        answer.raise_for_status()

    def _check(self, delivery: Delivery) -> None:
        signed_at = delivery.headers.get("x-zendesk-webhook-signature-timestamp", "")
        signed = signed_at.encode() + delivery.body
        digest = hmac.new(self._settings["secret"].encode(), signed, hashlib.sha256).digest()
        check(
            delivery.headers.get("x-zendesk-webhook-signature", ""),
            base64.b64encode(digest).decode(),
        )
        try:
            sent_s = str(int(datetime.fromisoformat(signed_at).timestamp()))
        except ValueError:
            sent_s = ""
        check_time(sent_s, delivery.received_at)


def _commented(event: Mapping[str, Any]) -> Sequence[Message]:
    comment = event["event"]["comment"]
    if not comment["is_public"]:
        return ()
    author = comment["author"]
    role = Role.AGENT if author["is_staff"] else Role.BUYER
    said = Utterance(
        id=UtteranceId(str(comment["id"])),
        role=role,
        speaker=str(author.get("name") or ""),
        text=str(comment.get("body") or ""),
        sent_at=datetime.fromisoformat(event["time"]),
    )
    return (_message(event, said),)


def _opened(event: Mapping[str, Any]) -> Sequence[Message]:
    """A ticket's first message is its description: there is no comment event for it."""
    text = event["detail"].get("description")
    if not text:
        return ()
    actor, requester = (event["detail"].get(key) for key in ("actor_id", "requester_id"))
    said = Utterance(
        id=UtteranceId("description"),
        role=Role.BUYER if actor in (None, requester) else Role.UNKNOWN,
        text=str(text),
        sent_at=datetime.fromisoformat(event["time"]),
    )
    return (_message(event, said),)


def _message(event: Mapping[str, Any], said: Utterance) -> Message:
    requester = event["detail"].get("requester_id")
    return Message(
        conversation_id=ConversationId(f"zendesk:{int(event['detail']['id'])}"),
        account_id=None if requester is None else AccountId(str(requester)),
        utterance=said,
    )
