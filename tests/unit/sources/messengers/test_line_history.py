from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nlp_guard.errors import InputError
from nlp_guard.records import Attachment, Conversation, Role
from nlp_guard.sources.messengers.line_history import LineHistory
from tests.fakes.reading import SHANGHAI, context, written

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def read(path: Path) -> tuple[Conversation, list[str]]:
    notes: list[str] = []
    told = replace(context(path.name), now=NOW, note=notes.append)
    (conversation,) = LineHistory().read(path, told)
    assert isinstance(conversation, Conversation)
    return conversation, notes


@pytest.mark.parametrize(
    "heading",
    [
        "[LINE] Chat history with Ann",
        "[LINE]与Ann的聊天记录",
        "[LINE] Annとのトーク履歴",
        "\ufeff[LINE] Chat history with Ann",
    ],
)
@pytest.mark.parametrize(
    "day",
    ["2026.01.30 Friday", "2026/01/30(金)", "2026/1/30周五", "Fri, 1/30/2026", "Fri, 30/1/2026"],
)
@pytest.mark.parametrize("clock", ["22:05", "下午10:05", "10:05 PM"])
def test_every_language_gives_the_same(tmp_path: Path, heading: str, day: str, clock: str) -> None:
    text = f"{heading}\nSaved on: …\n\n{day}\n{clock}\tAnn\t在吗\n"
    path = written(tmp_path, "a.txt", text)
    assert LineHistory().sniff(path, path.read_bytes()) > 0.9
    conversation, notes = read(path)
    (said,) = conversation.utterances
    assert said.sent_at == datetime(2026, 1, 30, 22, 5, tzinfo=SHANGHAI)
    assert (said.speaker, said.text, said.role) == ("Ann", "在吗", Role.BUYER)
    assert conversation.account_id == "Ann"
    assert not notes


@pytest.mark.parametrize(
    ("line", "text", "role", "attachment"),
    [
        ('22:05\tAnn\t"two\n\nlines"', "two\n\nlines", Role.BUYER, None),
        ('22:05\tAnn\t"quoted"', '"quoted"', Role.BUYER, None),
        ("22:05\tAnn\t[スタンプ]", "[スタンプ]", Role.BUYER, Attachment.STICKER),
        ("22:05\tAnn\t☎ 通話時間 1:23", "☎ 通話時間 1:23", Role.BUYER, Attachment.CALL),
        ("22:05\t\tAnn joined", "Ann joined", Role.SYSTEM, None),
    ],
)
def test_a_message_is_what_it_says(
    tmp_path: Path, line: str, text: str, role: Role, attachment: Attachment | None
) -> None:
    head = "[LINE] Chat history with Ann\n\n2026/01/30(金)\n22:00\tAnn\tx\n"
    conversation, _ = read(written(tmp_path, "a.txt", f"{head}{line}\n"))
    said = conversation.utterances[1]
    assert (said.text, said.role, said.attachment) == (text, role, attachment)


def test_a_recall_is_kept_as_a_notice(tmp_path: Path) -> None:
    text = "[LINE] Chat history with Ann\n\n2026/01/30(金)\n22:05\t\tAnn unsent a message.\n"
    (said,) = read(written(tmp_path, "a.txt", text))[0].utterances
    assert (said.role, said.is_recalled) == (Role.SYSTEM, True)


def test_the_night_belongs_to_the_day_before(tmp_path: Path) -> None:
    text = "[LINE] Chat history with Ann\n\n2026/01/30(金)\n24:53\tAnn\tx\n"
    (said,) = read(written(tmp_path, "a.txt", text))[0].utterances
    assert said.sent_at == datetime(2026, 1, 31, 0, 53, tzinfo=SHANGHAI)


def test_names_are_what_lines_share_when_spaces_divide_them(tmp_path: Path) -> None:
    text = (
        "2017.09.03 Sunday\n22:13 Ann Lee hello you\n22:14 Ann Lee are you there\n"
        "22:15 Shop yes\nand more\n"
    )
    path = written(tmp_path, "a.txt", text)
    assert LineHistory().sniff(path, path.read_bytes()) == 0.6
    conversation, notes = read(path)
    assert [(said.speaker, said.text) for said in conversation.utterances] == [
        ("Ann Lee", "hello you"),
        ("Ann Lee", "are you there"),
        ("Shop", "yes\nand more"),
    ]
    assert len(notes) == 1


def test_it_is_refused_when_there_is_no_message(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a\.txt: no message"):
        read(written(tmp_path, "a.txt", "[LINE] Chat history with Ann\n"))
