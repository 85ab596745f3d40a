"""Intercom: signed webhooks in; a note and a tag out.

A conversation's first message is its ``source``; the others are parts, of which the newest come
with each notification. Notes are let pass, our own among them.

Source: Intercom's pages on webhooks and their topics; its OpenAPI description 2.14.
"""

from __future__ import annotations

import hashlib
import hmac
import html
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
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
from nlp_guard.service.connectors.signatures import check
from nlp_guard.service.connectors.wording import language, lines, title
from nlp_guard.sources.reading.derivation import text_of_html

_TABLE = "service.connectors.intercom"
_VERSION = "2.14"
_OPENED = ("conversation.user.created", "conversation.admin.single.created")
_CONTINUED = ("conversation.user.replied", "conversation.admin.replied")
_ROLES = {
    "user": Role.BUYER,
    "lead": Role.BUYER,
    "contact": Role.BUYER,
    "admin": Role.AGENT,
    "bot": Role.AGENT,
}
_TAGS = {Verdict.EXTORTION: "extortion-suspected", Verdict.SUSPICIOUS: "suspicious"}


class Intercom:
    """One Intercom workspace.

    Settings: ``admin`` (number of the teammate in whose name notes are written),
    ``api_token_env``, ``secret_env`` (the app's client secret) and, where it is not
    ``https://api.intercom.io``, ``url``.
    """

    name = "intercom"

    def __init__(self, settings: Mapping[str, str] | None = None) -> None:
        self._settings = dict(settings or {})

    def configured(self, settings: Mapping[str, str]) -> Intercom:
        """Return the connector for one workspace.

        Raises:
            ConfigError: If a setting is missing or unknown.
        """
        needed = ("admin", "api_token", "secret")
        return Intercom(checked(settings, _TABLE, needed=needed, known=("url",)))

    def receive(self, delivery: Delivery) -> Sequence[Message]:
        """Return the messages of a notification; none for a ping or a topic without any.

        Raises:
            DeliveryRefused: If the signature does not fit, or the body is no notification.
        """
        secret = self._settings["secret"].encode()
        # SHA-1 is what Intercom signs with.
        expected = hmac.new(secret, delivery.body, hashlib.sha1).hexdigest()
        check(delivery.headers.get("x-hub-signature", ""), f"sha1={expected}")
        try:
            told = json.loads(delivery.body)
            topic = told.get("topic")
            if topic not in (*_OPENED, *_CONTINUED):
                return ()
            item = told["data"]["item"]
            return tuple(_messages(item, with_source=topic in _OPENED))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as failure:
            raise DeliveryRefused(f"no notification: {type(failure).__name__}") from failure

    def errands(self, alert: Alert) -> Sequence[Errand]:
        """Return note and tag for a conversation of this desk; nothing for others."""
        kind, _, number = alert.conversation.id.partition(":")
        if kind != self.name:
            return ()
        lang = language(alert)
        note = "".join(
            f"<p>{html.escape(line)}</p>" for line in (title(alert, lang), *lines(alert, lang))
        )
        return (
            {"do": "note", "conversation": number, "text": note},
            {"do": "tag", "conversation": number, "tag": _TAGS[alert.verdict]},
        )

    async def run(self, errand: Errand, client: httpx.AsyncClient) -> None:
        """Do one errand.

        Raises:
            httpx.HTTPError: If Intercom is not reached or refuses.
            ValueError: If it answers what is no tag.
        """
        admin = self._settings["admin"]
        at = f"/conversations/{errand['conversation']}"
        if errand["do"] == "note":
            body = {
                "message_type": "note",
                "type": "admin",
                "admin_id": admin,
                "body": errand["text"],
            }
            await self._post(client, f"{at}/reply", body)
            return
        tag = (await self._post(client, "/tags", {"name": errand["tag"]})).json()
        if not isinstance(tag, dict) or "id" not in tag:
            raise ValueError("no tag in the answer")
        await self._post(client, f"{at}/tags", {"id": str(tag["id"]), "admin_id": admin})

    async def _post(
        self, client: httpx.AsyncClient, path: str, body: Mapping[str, str]
    ) -> httpx.Response:
        base = self._settings.get("url", "https://api.intercom.io").rstrip("/")
        headers = {
            "authorization": f"Bearer {self._settings['api_token']}",
            "intercom-version": _VERSION,
        }
        answer = await client.post(base + path, json=body, headers=headers)
        answer.raise_for_status()
        return answer


def _messages(item: Mapping[str, Any], *, with_source: bool) -> Iterator[Message]:
    contacts = (item.get("contacts") or {}).get("contacts") or [{}]
    contact = contacts[0].get("external_id") or contacts[0].get("id")
    source = item["source"]
    said = [{**source, "created_at": item["created_at"]}] if with_source else []
    said += [
        part
        for part in (item.get("conversation_parts") or {}).get("conversation_parts") or ()
        if part.get("part_type") == "comment"
    ]
    for entry in said:
        author = entry["author"]
        yield Message(
            conversation_id=ConversationId(f"intercom:{item['id']}"),
            account_id=None if contact is None else AccountId(str(contact)),
            utterance=Utterance(
                id=UtteranceId(str(entry["id"])),
                role=_ROLES.get(author["type"], Role.UNKNOWN),
                speaker=str(author.get("name") or ""),
                text=text_of_html(entry.get("body")),
                sent_at=datetime.fromtimestamp(entry["created_at"], UTC),
            ),
        )
