"""Telegram Desktop: ``result.json`` of one chat, or of the whole account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace as with_changes
from pathlib import Path
from typing import Any

from nlp_guard.errors import CorruptRecord
from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.records import Attachment, Conversation, Role, Utterance
from nlp_guard.sources.derivation import text_of_pieces
from nlp_guard.sources.faults import Faults
from nlp_guard.sources.json_values import outline, read_json
from nlp_guard.sources.moments import from_epoch, from_iso
from nlp_guard.sources.talk import Side, Talk, outside, sides

_MEDIA = {
    "voice_message": Attachment.VOICE,
    "audio_file": Attachment.VOICE,
    "video_message": Attachment.VIDEO,
    "video_file": Attachment.VIDEO,
    "animation": Attachment.VIDEO,
    "sticker": Attachment.STICKER,
}
_KEYED = {
    "photo": Attachment.IMAGE,
    "file": Attachment.FILE,
    "contact_information": Attachment.CARD,
    "location_information": Attachment.CARD,
    "poll": Attachment.CARD,
    "invoice_information": Attachment.TRANSFER,
}


class Telegram:
    """Reads the JSON export of Telegram Desktop; each chat is one conversation.

    Names tell the sides where one is the shop's staff; in a private chat, which Telegram names
    after the other party, they are inferred.
    """

    name = "telegram"
    kind = "chat"

    def sniff(self, path: Path, head: bytes) -> float:
        """Return 0.97 where messages have Telegram's fields, 0.9 where an account opens."""
        seen = outline(head)
        if {"about", "personal_information.user_id"} <= seen.keys():
            return 0.9
        for place in ("messages[]", "chats.list[].messages[]"):
            kinds = seen.get(f"{place}.type") in ("message", "service")
            fields = {f"{place}.date_unixtime", f"{place}.date"} & seen.keys()
            if kinds and fields and {f"{place}.from", f"{place}.actor"} & seen.keys():
                return 0.97
        return 0.0

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give one conversation per chat that holds a message.

        Raises:
            CorruptRecord: If the file is no such export; or, after all good messages were given,
                if some are broken.
        """
        uri = context.provenance.uri
        faults = Faults(uri)
        codec, values = read_json(path, uri, faults)
        provenance = with_changes(
            context.provenance, encoding=codec, tools=(*context.provenance.tools, self.name)
        )
        context = with_changes(context, provenance=provenance)
        n_chats = 0
        for value in values:
            for place, chat in _chats(value.data, value.place):
                n_chats += 1
                conversation = _conversation(chat, place, context, faults)
                if conversation.utterances:
                    yield conversation
        if not n_chats:
            raise CorruptRecord("no chat in it; expected 'messages' or 'chats'", path=uri)
        faults.end()


def _chats(data: object, place: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give (place, chat) for every chat of the file, those that were left included."""
    if not isinstance(data, dict):
        return
    if isinstance(data.get("messages"), list):
        yield place, data
    for group in ("chats", "left_chats"):
        listed = data.get(group)
        chats = listed.get("list") if isinstance(listed, dict) else None
        for n, chat in enumerate(chats if isinstance(chats, list) else ()):
            if isinstance(chat, dict) and isinstance(chat.get("messages"), list):
                yield f"{place}/{group}/list/{n}", chat


def _conversation(
    chat: Mapping[str, Any], place: str, context: ReadingContext, faults: Faults
) -> Conversation:
    messages = chat["messages"]
    speakers = (_speaker(m) for m in messages if isinstance(m, dict) and not _is_service(m))
    contact = chat.get("name") if chat.get("type") in ("personal_chat", None) else None
    found = sides(speakers, context.staff, contact if isinstance(contact, str) else "")
    talk = Talk(context, f"{place}\x1f{chat.get('id', '')}")
    for n, message in enumerate(messages):
        where = f"{place}/messages/{n}"
        if not isinstance(message, dict):
            faults.add(where, "no message")
            continue
        talk.utterances.append(_utterance(talk, message, where, found, context))
    return talk.conversation(context.provenance, account=outside(found))


def _utterance(
    talk: Talk,
    message: Mapping[str, Any],
    place: str,
    found: Mapping[str, Side],
    context: ReadingContext,
) -> Utterance:
    own = message.get("id")
    is_service = _is_service(message)
    speaker = _speaker(message)
    side = Side(Role.SYSTEM) if is_service else found[speaker]
    text, locator = _words(message, place, is_service)
    return Utterance(
        id=talk.next_id(own),
        role=side.role,
        is_role_inferred=side.is_inferred,
        speaker=speaker,
        text=text,
        sent_at=from_epoch(message.get("date_unixtime"))
        or from_iso(message.get("date"), context.timezone),
        locator=locator,
        attachment=_attachment(message),
        is_edited="edited" in message or "edited_unixtime" in message,
        reply_to=talk.id_of(message.get("reply_to_message_id")),
    )


def _is_service(message: Mapping[str, Any]) -> bool:
    return message.get("type") == "service"


def _speaker(message: Mapping[str, Any]) -> str:
    """Return the name; the number of an account that is deleted and has none any more."""
    for key in ("from", "actor", "from_id", "actor_id"):
        value = message.get(key)
        if isinstance(value, str | int) and str(value).strip():
            return str(value)
    return ""


def _words(message: Mapping[str, Any], place: str, is_service: bool) -> tuple[str, str]:
    """Return the text and where it stands; of a service line without one, what was done."""
    text = message.get("text")
    if isinstance(text, list):
        return text_of_pieces(text), f"{place}/text#pieces"
    if isinstance(text, str) and (text or not is_service):
        return text, f"{place}/text"
    for key in ("action", "sticker_emoji"):
        value = message.get(key)
        if isinstance(value, str):
            return value, f"{place}/{key}"
    return "", place


def _attachment(message: Mapping[str, Any]) -> Attachment | None:
    if message.get("action") in ("phone_call", "group_call"):
        return Attachment.CALL
    media = message.get("media_type")
    if isinstance(media, str) and media in _MEDIA:
        return _MEDIA[media]
    return next((kind for key, kind in _KEYED.items() if message.get(key)), None)
