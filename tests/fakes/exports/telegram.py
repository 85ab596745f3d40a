"""``result.json`` of Telegram Desktop: one chat, or all of an account."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from nlp_guard.records import Attachment, Conversation, Role, Utterance
from tests.fakes.exports.export import Export, Fact, is_kept

_MEDIA = {
    Attachment.IMAGE: {"photo": "photos/photo_1.jpg"},
    Attachment.VOICE: {"media_type": "voice_message", "file": "voice_messages/audio_1.ogg"},
    Attachment.STICKER: {"media_type": "sticker", "file": "stickers/sticker.webp"},
}


def _message(number: int, said: Utterance) -> dict[str, Any]:
    assert said.sent_at is not None
    is_service = said.role is Role.SYSTEM
    # Telegram writes a list as soon as a message has a link or a bold word in it.
    words = said.text.split("退")
    pieces = (
        [words[0], {"type": "bold", "text": "退"}, *words[1:2]] if len(words) == 2 else said.text
    )
    return {
        "id": number,
        "type": "service" if is_service else "message",
        "date": f"{said.sent_at:%Y-%m-%dT%H:%M:%S}",
        "date_unixtime": str(int(said.sent_at.timestamp())),
        ("actor" if is_service else "from"): said.speaker,
        ("actor_id" if is_service else "from_id"): f"user{said.speaker}",
        "text": pieces,
        **({"action": "pin_message"} if is_service else {}),
        **({"edited_unixtime": "1437616800"} if said.is_edited else {}),
        **(_MEDIA[said.attachment] if said.attachment else {}),
    }


def _chat(conversation: Conversation) -> dict[str, Any]:
    return {
        "name": conversation.account_id,
        "type": "personal_chat",
        "id": 4000000001,
        "messages": [_message(n, said) for n, said in enumerate(conversation.utterances)],
    }


def single(conversations: Sequence[Conversation]) -> bytes:
    """One chat, indented as Telegram does."""
    return json.dumps(_chat(conversations[0]), ensure_ascii=False, indent=1).encode()


def account(conversations: Sequence[Conversation]) -> bytes:
    """All chats of an account."""
    chats = {"about": "…", "list": [_chat(c) for c in conversations]}
    return json.dumps({"about": "…", "chats": chats}, ensure_ascii=False, indent=1).encode()


_CARRIED = frozenset({Fact.ROLE, Fact.SPEAKER, Fact.SYSTEM, Fact.EDIT})
_ATTACHED = dict.fromkeys(_MEDIA, "")
EXPORTS = (
    Export(reader="telegram", form="single", file_name="result.json", write=single,
           carries=_CARRIED, attachments=_ATTACHED, is_single=True, fits=is_kept),
    Export(reader="telegram", form="account", file_name="result.json", write=account,
           carries=_CARRIED, attachments=_ATTACHED),
)  # fmt: skip
