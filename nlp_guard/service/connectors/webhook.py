"""Any program, by the Standard Webhooks convention: messages in, alerts out.

In: a JSON object ``{"conversation", "message": {a turn as in labelled conversations},
"account"?}``, or a list of them. Out: the alert as JSON. Both signed.

Source: https://www.standardwebhooks.com, specification 1.0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import httpx
from standardwebhooks import Webhook, WebhookVerificationError

from nlp_guard.codec import alert_to_dict, to_line, utterance_from_dict
from nlp_guard.errors import ConfigError, DeliveryRefused
from nlp_guard.protocols import Delivery, Errand
from nlp_guard.records import AccountId, Alert, ConversationId, Message
from nlp_guard.service.connectors.settings import checked

_TABLE = "service.connectors.webhook"


class StandardWebhook:
    """A program that speaks the Standard Webhooks convention.

    Settings: ``secret_env`` (``whsec_…``: proves what comes in and signs what goes out) and,
    where alerts are wanted, ``url``.
    """

    name = "webhook"

    def __init__(self, settings: Mapping[str, str] | None = None) -> None:
        self._settings = dict(settings or {})
        secret = self._settings.get("secret")
        try:
            self._proof = Webhook(secret) if secret else None
        except (ValueError, RuntimeError) as failure:
            raise ConfigError(f"{_TABLE}.secret_env", "holds no whsec_ secret") from failure

    def configured(self, settings: Mapping[str, str]) -> StandardWebhook:
        """Return the connector for one program.

        Raises:
            ConfigError: If a setting is missing, unknown or wrong.
        """
        return StandardWebhook(checked(settings, _TABLE, needed=("secret",), known=("url",)))

    def receive(self, delivery: Delivery) -> Sequence[Message]:
        """Return the messages of a delivery.

        Raises:
            DeliveryRefused: If the signature does not fit, or the body holds no messages.
        """
        try:
            text = delivery.body.decode()
            data = self._signer.verify(text, dict(delivery.headers))
            rows = data if isinstance(data, list) else [data]
            return tuple(_message(row) for row in rows)
        except WebhookVerificationError as failure:
            raise DeliveryRefused("the signature does not fit", is_forged=True) from failure
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as failure:
            raise DeliveryRefused(f"not messages: {type(failure).__name__}") from failure

    def errands(self, alert: Alert) -> Sequence[Errand]:
        """Return the alert, to be sent; nothing where no address is set."""
        if "url" not in self._settings:
            return ()
        growth = "+".join(alert.growth)
        return (
            {
                "id": f"{alert.conversation.id}/{alert.utterance_id}/{growth}",
                "alert": {"type": "conversation.alert", "data": alert_to_dict(alert)},
            },
        )

    async def run(self, errand: Errand, client: httpx.AsyncClient) -> None:
        """Send an alert; the same one always bears the same id, so that it can be told twice.

        Raises:
            httpx.HTTPError: If the other side is down or refuses.
        """
        body = to_line(errand["alert"])
        now = datetime.now(UTC)
        headers = {
            "content-type": "application/json",
            "webhook-id": errand["id"],
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self._signer.sign(errand["id"], now, body),
        }
        answer = await client.post(self._settings["url"], headers=headers, content=body.encode())
        answer.raise_for_status()

    @property
    def _signer(self) -> Webhook:
        if self._proof is None:
            raise ConfigError(f"{_TABLE}.secret_env", "is missing")
        return self._proof


def _message(row: Mapping[str, Any]) -> Message:
    utterance = utterance_from_dict(row["message"])
    if not utterance.id:
        raise ValueError("a message needs an id")
    account = row.get("account")
    return Message(
        conversation_id=ConversationId(str(row["conversation"])),
        utterance=utterance,
        account_id=None if account is None else AccountId(str(account)),
    )
