"""Alerts by electronic mail, over SMTP. Nothing comes in, and nobody's words go out.

Source: RFC 5321, 3207 (STARTTLS), 4954 (authentication), 8314 (TLS from the first byte).
"""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

import httpx

from nlp_guard.errors import ConfigError, DeliveryRefused
from nlp_guard.protocols import Delivery, Errand
from nlp_guard.records import Alert, Message
from nlp_guard.service.connectors.settings import checked
from nlp_guard.service.connectors.wording import language, lines, title

_TABLE = "service.connectors.mail"
_PORTS = {"tls": 465, "starttls": 587, "none": 25}
_TIMEOUT_S = 10.0


class Mail:
    """A mailbox, or several.

    Settings: ``host``, ``sender``, ``to`` (addresses, separated by commas); ``security``:
    ``tls``, ``starttls`` (the default) or ``none``; ``port`` where it is not the usual one;
    ``user`` and ``password_env`` where the server asks for them; ``ca_file`` where its certificate
    is signed by an authority of one's own.
    """

    name = "mail"

    def __init__(self, settings: Mapping[str, str] | None = None) -> None:
        self._settings = dict(settings or {})

    def configured(self, settings: Mapping[str, str]) -> Mail:
        """Return the connector for one server.

        Raises:
            ConfigError: If a setting is missing, unknown or wrong.
        """
        known = ("security", "port", "user", "password", "ca_file")
        found = checked(settings, _TABLE, needed=("host", "sender", "to"), known=known)
        security = found.get("security", "starttls")
        if security not in _PORTS:
            raise ConfigError(f"{_TABLE}.security", f"is none of {', '.join(_PORTS)}")
        if not str(found.get("port", "1")).isdecimal():
            raise ConfigError(f"{_TABLE}.port", "is no number")
        if ("user" in found) != ("password" in found):
            raise ConfigError(f"{_TABLE}.user", "user and password_env go together")
        if "password" in found and security == "none":
            raise ConfigError(f"{_TABLE}.security", "none would send the password in the open")
        return Mail(found)

    def receive(self, delivery: Delivery) -> Sequence[Message]:
        """Refuse: mail is only sent.

        Raises:
            DeliveryRefused: Always.
        """
        raise DeliveryRefused(f"{self.name} hands in no messages")

    def errands(self, alert: Alert) -> Sequence[Errand]:
        """Return what is to be said of an alert."""
        lang = language(alert)
        about = alert.conversation.account_id or alert.conversation.id
        text = "\n".join((str(about), *lines(alert, lang)))
        # Named once, so that a reader of mail shows a second delivery of it once.
        return ({"id": make_msgid("nlp-guard"), "title": title(alert, lang), "text": text},)

    async def run(self, errand: Errand, client: httpx.AsyncClient) -> None:
        """Send it.

        Raises:
            httpx.TransportError: If the server is not reached or refuses.
        """
        try:
            await asyncio.to_thread(self._send, self._mail(errand))
        except (smtplib.SMTPException, OSError) as failure:
            raise httpx.TransportError(f"not sent: {type(failure).__name__}") from failure

    def _mail(self, errand: Errand) -> EmailMessage:
        mail = EmailMessage()
        mail["Subject"] = errand["title"]
        mail["From"] = self._settings["sender"]
        mail["To"] = self._settings["to"]
        mail["Date"] = formatdate()
        mail["Message-ID"] = errand["id"]
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(errand["text"])
        return mail

    def _send(self, mail: EmailMessage) -> None:
        security = self._settings.get("security", "starttls")
        host = self._settings["host"]
        port = int(self._settings.get("port", _PORTS[security]))
        trust = ssl.create_default_context(cafile=self._settings.get("ca_file"))
        if security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=_TIMEOUT_S, context=trust)
        else:
            server = smtplib.SMTP(host, port, timeout=_TIMEOUT_S)
        with server:
            if security == "starttls":
                server.starttls(context=trust)
            if "user" in self._settings:
                server.login(self._settings["user"], self._settings["password"])
            server.send_message(mail)
