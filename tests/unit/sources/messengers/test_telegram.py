from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nlp_guard.errors import CorruptRecord
from nlp_guard.records import Attachment, Conversation, Role
from nlp_guard.sources.messengers.telegram import Telegram
from tests.fakes.reading import context, written

BASE = {"type": "message", "date_unixtime": "1700000000", "from": "Ann", "from_id": "user7"}


def chat(*messages: dict[str, Any] | int, **more: object) -> dict[str, Any]:
    return {"name": "Ann", "type": "personal_chat", "id": 1, "messages": list(messages)} | more


def read(folder: Path, data: object, staff: tuple[str, ...] = ()) -> list[Conversation]:
    path = written(folder, "result.json", json.dumps(data))
    found = list(Telegram().read(path, context(path.name, staff)))
    return [one for one in found if isinstance(one, Conversation)]


@pytest.mark.parametrize(
    ("more", "text", "attachment"),
    [
        ({"text": "hi"}, "hi", None),
        ({"text": ["pay ", {"type": "bold", "text": "now"}]}, "pay now", None),
        ({"text": "", "photo": "a.jpg"}, "", Attachment.IMAGE),
        ({"text": "", "media_type": "voice_message", "file": "a.ogg"}, "", Attachment.VOICE),
        ({"text": "", "media_type": "sticker", "sticker_emoji": "👍"}, "", Attachment.STICKER),
        ({"text": "", "file": "a.pdf"}, "", Attachment.FILE),
        ({"text": 5}, "", None),
    ],
)
def test_a_message_is_what_it_says(
    tmp_path: Path, more: dict[str, Any], text: str, attachment: Attachment | None
) -> None:
    (conversation,) = read(tmp_path, chat(BASE | more))
    (said,) = conversation.utterances
    assert (said.text, said.attachment, said.role) == (text, attachment, Role.BUYER)
    assert conversation.account_id == "user7"


def test_services_edits_and_answers_are_kept_as_such(tmp_path: Path) -> None:
    call = {"type": "service", "id": 3, "actor": "Ann", "action": "phone_call", "text": ""}
    (conversation,) = read(
        tmp_path,
        chat(
            BASE | {"id": 1, "text": "a", "edited_unixtime": "1700000009"},
            BASE | {"id": 2, "text": "b", "reply_to_message_id": 1},
            call,
        ),
    )
    first, second, third = conversation.utterances
    assert first.is_edited
    assert second.reply_to == first.id
    assert (third.role, third.text, third.attachment) == (
        Role.SYSTEM,
        "phone_call",
        Attachment.CALL,
    )


def test_every_chat_of_an_account_is_one_conversation(tmp_path: Path) -> None:
    data = {
        "about": "",
        "chats": {"list": [chat(BASE | {"text": "a"}), chat(id=2)]},
        "left_chats": {"list": [chat(BASE | {"text": "b"}, id=3)]},
    }
    found = read(tmp_path, data)
    assert [one.utterances[0].text for one in found] == ["a", "b"]
    assert found[0].id != found[1].id


def test_a_broken_message_is_named_and_the_others_read(tmp_path: Path) -> None:
    path = written(tmp_path, "r.json", json.dumps(chat(BASE | {"text": "a"}, 7)))
    found: list[object] = []
    with pytest.raises(CorruptRecord, match=r"r\.json: 1 broken record: /messages/1"):
        found.extend(Telegram().read(path, context("r.json")))
    assert len(found) == 1


def test_it_is_refused_when_there_is_no_chat(tmp_path: Path) -> None:
    with pytest.raises(CorruptRecord, match="expected 'messages'"):
        read(tmp_path, {"a": 1})
