"""Amazon Connect chats: as Contact Lens analysed them, and as Connect itself keeps them.

Source: docs.aws.amazon.com, Connect "Example output files from Contact Lens for chat".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.records import AccountId, Attachment, Conversation, Role, Utterance
from nlp_guard.sources.reading.attachments import attached
from nlp_guard.sources.reading.faults import Faults
from nlp_guard.sources.reading.heard_turns import ROLES
from nlp_guard.sources.reading.json_values import (
    JsonValue,
    conversations_of,
    inner,
    objects,
    outline,
    word,
)
from nlp_guard.sources.reading.moments import from_iso
from nlp_guard.sources.reading.talk import Talk


class ContactLensChat:
    """Reads chats of Amazon Connect; events (joining, leaving) are kept as notices."""

    name = "contact_lens_chat"
    kind = "chat"

    def sniff(self, path: Path, head: bytes) -> float:
        """Return 0.97 where entries have an absolute time and a content type."""
        seen = outline(head)
        fields = {f"Transcript[].{name}" for name in ("AbsoluteTime", "ContentType", "Type")}
        return 0.97 if fields <= seen.keys() else 0.0

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give one conversation per contact.

        Raises:
            CorruptRecord: If the file holds none; or, after all good entries were given, if some
                are broken.
        """
        yield from conversations_of(path, context, self.name, _conversations, "a 'Transcript'")


def _conversations(
    value: JsonValue, context: ReadingContext, faults: Faults
) -> Iterator[Conversation]:
    data = inner(value.data)
    if "Transcript" not in data:
        return
    roles = {
        word(one, "ParticipantId"): word(one, "ParticipantRole")
        for _, one in objects(data, "Participants", value.place, faults)
    }
    contact = word(inner(data, "CustomerMetadata") or data, "ContactId")
    talk = Talk(context, contact or value.place)
    account = ""
    for place, entry in objects(data, "Transcript", value.place, faults):
        participant = word(entry, "ParticipantId")
        named = word(entry, "ParticipantRole") or roles.get(participant, "")
        role = ROLES.get(named.upper(), Role.UNKNOWN)
        if role is Role.BUYER:
            account = account or word(entry, "DisplayName") or participant
        _say(talk, entry, place, role, context)
    yield talk.conversation(context.provenance, account=AccountId(account) if account else None)


def _say(
    talk: Talk, entry: Mapping[str, Any], place: str, role: Role, context: ReadingContext
) -> None:
    content = entry.get("Content")
    is_event = entry.get("Type") == "EVENT"
    attachment: Attachment | None = attached(entry.get("Attachments"))
    if attachment is None and entry.get("Type") == "ATTACHMENT":
        attachment = Attachment.FILE
    text, key = (content, "Content") if isinstance(content, str) else ("", "Content")
    if is_event and not text:
        text, key = word(entry, "ContentType"), "ContentType"
    talk.utterances.append(
        Utterance(
            id=talk.next_id(entry.get("Id")),
            role=Role.SYSTEM if is_event else role,
            speaker=word(entry, "DisplayName", "ParticipantRole", "ParticipantId"),
            text=text,
            sent_at=from_iso(entry.get("AbsoluteTime"), context.timezone),
            locator=f"{place}/{key}",
            attachment=attachment,
        )
    )
