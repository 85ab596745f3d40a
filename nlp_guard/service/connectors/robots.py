"""Alerts to group robots: DingTalk, Feishu, WeCom, Slack. Nothing comes in.

What was said is not sent to a group: the verdict, what is new, and why.

Source: the vendors' pages on custom robots and incoming webhooks.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, Self
from urllib.parse import urlencode

import httpx

from nlp_guard.errors import DeliveryRefused
from nlp_guard.protocols import Delivery, Errand
from nlp_guard.records import Alert, Message
from nlp_guard.service.connectors.settings import checked
from nlp_guard.service.connectors.wording import language, lines, title


class Robot(ABC):
    """What the robots share: settings ``url`` and, where the vendor signs, ``secret_env``."""

    name = ""
    has_secret = False

    def __init__(self, settings: Mapping[str, str] | None = None) -> None:
        self._settings = dict(settings or {})

    def configured(self, settings: Mapping[str, str]) -> Self:
        """Return the robot of one group.

        Raises:
            ConfigError: If a setting is missing or unknown.
        """
        known = ("secret",) if self.has_secret else ()
        table = f"service.connectors.{self.name}"
        return type(self)(checked(settings, table, needed=("url",), known=known))

    def receive(self, delivery: Delivery) -> Sequence[Message]:
        """Refuse: a robot only speaks.

        Raises:
            DeliveryRefused: Always.
        """
        raise DeliveryRefused(f"{self.name} hands in no messages")

    def errands(self, alert: Alert) -> Sequence[Errand]:
        """Return what is to be said of an alert."""
        lang = language(alert)
        text = [f"{alert.conversation.account_id or alert.conversation.id}", *lines(alert, lang)]
        return ({"title": title(alert, lang), "text": "\n".join(text)},)

    async def run(self, errand: Errand, client: httpx.AsyncClient) -> None:
        """Say it.

        Raises:
            httpx.HTTPError: If the vendor is not reached or refuses.
        """
        url, body = self.request(errand, int(time.time() * 1000))
        answer = await client.post(url, json=body)
        answer.raise_for_status()
        self.check(answer)

    @abstractmethod
    def request(self, errand: Errand, now_ms: int) -> tuple[str, dict[str, Any]]:
        """Return address and body of what is sent.

        Args:
            errand: What is to be said.
            now_ms: Milliseconds since the epoch.
        """

    def check(self, answer: httpx.Response) -> None:
        """Look into an answer: these vendors refuse with status 200 and a code in the body.

        Raises:
            httpx.HTTPStatusError: If it says that nothing was taken.
        """
        code = next((c for c in map(answer.json().get, ("errcode", "code")) if c is not None), 0)
        if code:
            raise httpx.HTTPStatusError(
                f"refused with code {code}", request=answer.request, response=answer
            )

    @property
    def _url(self) -> str:
        return self._settings["url"]


class DingTalk(Robot):
    """A custom robot of a DingTalk group."""

    name = "dingtalk"
    has_secret = True

    def request(self, errand: Errand, now_ms: int) -> tuple[str, dict[str, Any]]:
        """Sign the address where the robot has a secret."""
        url = self._url
        secret = self._settings.get("secret")
        if secret:
            digest = hmac.new(secret.encode(), f"{now_ms}\n{secret}".encode(), hashlib.sha256)
            sign = base64.b64encode(digest.digest()).decode()
            query = urlencode({"timestamp": str(now_ms), "sign": sign})
            url = f"{url}{'&' if '?' in url else '?'}{query}"
        text = f"### {errand['title']}\n\n" + errand["text"].replace("\n", "\n\n")
        return url, {"msgtype": "markdown", "markdown": {"title": errand["title"], "text": text}}


class Feishu(Robot):
    """A custom bot of a Feishu group. The key of its signature is what others would sign."""

    name = "feishu"
    has_secret = True

    def request(self, errand: Errand, now_ms: int) -> tuple[str, dict[str, Any]]:
        """Sign the body where the bot has a secret."""
        body: dict[str, Any] = {
            "msg_type": "text",
            "content": {"text": f"{errand['title']}\n{errand['text']}"},
        }
        secret = self._settings.get("secret")
        if secret:
            now_s = str(now_ms // 1000)
            digest = hmac.new(f"{now_s}\n{secret}".encode(), b"", hashlib.sha256).digest()
            body |= {"timestamp": now_s, "sign": base64.b64encode(digest).decode()}
        return self._url, body


class WeCom(Robot):
    """A robot of a WeCom group; the key is part of its address."""

    name = "wecom"

    def request(self, errand: Errand, now_ms: int) -> tuple[str, dict[str, Any]]:
        """Write Markdown."""
        text = f"### {errand['title']}\n{errand['text']}"
        return self._url, {"msgtype": "markdown", "markdown": {"content": text}}


class Slack(Robot):
    """An incoming webhook of Slack."""

    name = "slack"

    def request(self, errand: Errand, now_ms: int) -> tuple[str, dict[str, Any]]:
        """Write plain text: Slack's own marks are made harmless."""
        text = f"{errand['title']}\n{errand['text']}"
        for mark, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
            text = text.replace(mark, entity)
        return self._url, {"text": text}

    def check(self, answer: httpx.Response) -> None:
        """Take any status 200: Slack answers ``ok`` as text."""
