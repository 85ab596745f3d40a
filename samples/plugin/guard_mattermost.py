"""An example of a connector: Mattermost's outgoing webhook in, an incoming webhook out.

Settings, in the configuration of the service:

    [service.connectors.mattermost]
    token_env = "MATTERMOST_TOKEN"     # that Mattermost shows when the outgoing webhook is made
    url = "https://chat.example/hooks/…"
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import httpx

from nlp_guard.errors import ConfigError, DeliveryRefused
from nlp_guard.protocols import Delivery, Errand
from nlp_guard.records import (
    AccountId,
    Alert,
    ConversationId,
    Message,
    Role,
    Utterance,
    UtteranceId,
)


class Mattermost:
    """One team's Mattermost."""

    name = "mattermost"

    def __init__(self, settings: Mapping[str, str] | None = None) -> None:
        self._settings = dict(settings or {})

    def configured(self, settings: Mapping[str, str]) -> Mattermost:
        """Return the connector with its settings."""
        if missing := {"token", "url"} - set(settings):
            raise ConfigError(f"service.connectors.mattermost.{min(missing)}", "is missing")
        return Mattermost(settings)

    def receive(self, delivery: Delivery) -> Sequence[Message]:
        """Return the message of an outgoing webhook; the token in it proves where it is from."""
        try:
            post = json.loads(delivery.body)
            given = str(post["token"])
            message = Message(
                conversation_id=ConversationId(f"mattermost:{post['channel_id']}"),
                account_id=AccountId(str(post["user_name"])),
                utterance=Utterance(
                    id=UtteranceId(str(post["post_id"])),
                    role=Role.UNKNOWN,
                    speaker=str(post["user_name"]),
                    text=str(post["text"]),
                    sent_at=datetime.fromtimestamp(int(post["timestamp"]) / 1000, UTC),
                ),
            )
        except (ValueError, KeyError, TypeError) as failure:
            raise DeliveryRefused(f"no post: {type(failure).__name__}") from failure
        if not hmac.compare_digest(given.encode(), self._settings["token"].encode()):
            raise DeliveryRefused("the token does not fit", is_forged=True)
        return (message,)

    def errands(self, alert: Alert) -> Sequence[Errand]:
        """Return one line for the channel of those who decide."""
        reasons = "; ".join(reason.en for reason in alert.reasons)
        return ({"text": f"**{alert.verdict}** in {alert.conversation.id}: {reasons}"},)

    async def run(self, errand: Errand, client: httpx.AsyncClient) -> None:
        """Post it."""
        answer = await client.post(self._settings["url"], json=errand)
        answer.raise_for_status()
