"""Telegram Desktop: ``result.json`` of one chat, or of the whole account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.records import AccountId, Attachment, Conversation, Role, Utterance
from nlp_guard.sources.reading.derivation import text_of_pieces
from nlp_guard.sources.reading.faults import Faults
from nlp_guard.sources.reading.json_values import (
    JsonValue,
    conversations_of,
    inner,
    objects,
    outline,
    word,
)
from nlp_guard.sources.reading.moments import from_epoch, from_iso
from nlp_guard.sources.reading.talk import Side, Talk, outside, sides

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
        expected = "'messages', or 'chats' with a 'list'"
        yield from conversations_of(path, context, self.name, _conversations, expected)


def _conversations(
    value: JsonValue, context: ReadingContext, faults: Faults
) -> Iterator[Conversation]:
    """Give every chat of a value, those that were left included."""
    if "messages" in inner(value.data):
        yield _conversation(value.data, value.place, context, faults)
    for group in ("chats", "left_chats"):
        where = f"{value.place}/{group}"
        for place, chat in objects(inner(value.data, group), "list", where, faults):
            if "messages" in chat:
                yield _conversation(chat, place, context, faults)


def _conversation(
    chat: Mapping[str, Any], place: str, context: ReadingContext, faults: Faults
) -> Conversation:
    messages = list(objects(chat, "messages", place, faults))
    talking = [message for _, message in messages if message.get("type") != "service"]
    contact = word(chat, "name") if chat.get("type") in ("personal_chat", None) else ""
    found = sides(map(_speaker, talking), context.staff, contact)
    talk = Talk(context, f"{place}\x1f{word(chat, 'id')}")
    for where, message in messages:
        talk.utterances.append(_utterance(talk, message, where, found, context))
    name = outside(found)
    # Names are no accounts: two people may share one, and a number is given to one alone.
    numbers = (word(message, "from_id") for message in talking if _speaker(message) == name)
    account = next((AccountId(number) for number in numbers if number), name)
    return talk.conversation(context.provenance, account=account)


def _utterance(
    talk: Talk,
    message: Mapping[str, Any],
    place: str,
    found: Mapping[str, Side],
    context: ReadingContext,
) -> Utterance:
    own = message.get("id")
    is_service = message.get("type") == "service"
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


def _speaker(message: Mapping[str, Any]) -> str:
    """Return the name; the number of an account that is deleted and has none any more."""
    return word(message, "from", "actor", "from_id", "actor_id")


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
