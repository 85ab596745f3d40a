from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nlp_guard.errors import InputError
from nlp_guard.records import Attachment, Conversation, Role
from nlp_guard.sources.messengers.whatsapp import WhatsApp
from tests.fakes.reading import SHANGHAI, context, written

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def read(path: Path, staff: tuple[str, ...] = (), uri: str = "") -> tuple[Conversation, list[str]]:
    notes: list[str] = []
    told = replace(context(uri or path.name, staff), now=NOW, note=notes.append)
    (conversation,) = WhatsApp().read(path, told)
    assert isinstance(conversation, Conversation)
    return conversation, notes


@pytest.mark.parametrize(
    "head",
    [
        "14/11/23, 22:13 - ",
        "14.11.23, 22:13 - ",
        "14-11-2023 22:13 - ",
        "14/11/2023, 10:13 p. m. - ",
        "11/14/23, 10:13\u202fPM - ",
        "2023/11/14 下午10:13 - ",
        "2023. 11. 14. 오후 10:13 - ",
        "[14/11/23, 22:13:00] ",
        "\u200e[14.11.23, 22:13:00] ",
        "[2023/11/14 下午10:13:00] ",
        "[14.11.2023 klo 22.13.00] ",
        "[11/14/23, 10:13:00 PM] ",
    ],
)
def test_the_time_is_read_whatever_the_phone_speaks(tmp_path: Path, head: str) -> None:
    path = written(tmp_path, "a.txt", f"{head}Ann: 在吗\n{head}Shop: yes\nmore\n")
    assert WhatsApp().sniff(path, path.read_bytes()) > 0.9
    conversation, _ = read(path)
    first, second = conversation.utterances
    assert first.sent_at == datetime(2023, 11, 14, 22, 13, tzinfo=SHANGHAI)
    assert (first.speaker, first.text) == ("Ann", "在吗")
    assert second.text == "yes\nmore"


@pytest.mark.parametrize(
    ("days", "first", "is_noted"),
    [
        (("1/2/19", "13/2/19"), datetime(2019, 2, 1, 9, tzinfo=SHANGHAI), False),
        (("1/2/19", "1/13/19"), datetime(2019, 1, 2, 9, tzinfo=SHANGHAI), False),
        (("2/1/19", "1/2/19"), datetime(2019, 1, 2, 9, tzinfo=SHANGHAI), False),
        (("3/4/19", "3/4/19"), datetime(2019, 4, 3, 9, tzinfo=SHANGHAI), True),
        (("1/12/25", "2/12/25"), datetime(2025, 12, 1, 9, tzinfo=SHANGHAI), True),
    ],
)
def test_day_and_month_are_settled_over_the_whole_file(
    tmp_path: Path, days: tuple[str, str], first: datetime, is_noted: bool
) -> None:
    text = "".join(f"{day}, 09:00 - Ann: x\n" for day in days)
    conversation, notes = read(written(tmp_path, "a.txt", text))
    assert conversation.utterances[0].sent_at == first
    assert bool(notes) is is_noted
    assert conversation.provenance.tools[-1].startswith("dates as ")


def test_a_month_first_clock_decides_where_the_dates_do_not(tmp_path: Path) -> None:
    text = "3/4/19, 9:00 AM - Ann: x\n"
    conversation, notes = read(written(tmp_path, "a.txt", text))
    assert conversation.utterances[0].sent_at == datetime(2019, 3, 4, 9, tzinfo=SHANGHAI)
    assert notes


@pytest.mark.parametrize(
    ("body", "text", "facts"),
    [
        ("Pay \u200e<This message was edited>", "Pay", {"is_edited": True}),
        ("This message was deleted", "This message was deleted", {"is_recalled": True}),
        ("此訊息已刪除。", "此訊息已刪除。", {"is_recalled": True}),
        ("<Media omitted>", "<Media omitted>", {"attachment": Attachment.FILE}),
        ("\u200eimage omitted", "image omitted", {"attachment": Attachment.IMAGE}),
        ("\u200e圖片已略去", "圖片已略去", {"attachment": Attachment.IMAGE}),
        (
            "\u200e<attached: 0001-AUDIO.opus>",
            "<attached: 0001-AUDIO.opus>",
            {"attachment": Attachment.VOICE},
        ),
        (
            "see \u200e<attached: 0002-PHOTO.jpg>",
            "see",
            {"attachment": Attachment.IMAGE},
        ),
        (
            "IMG-20231114-WA0001.jpg (file attached)\nsee",
            "see",
            {"attachment": Attachment.IMAGE},
        ),
        ("invoice.pdf (Datei angehängt)", "invoice.pdf (Datei angehängt)",
         {"attachment": Attachment.FILE}),
        ("I paid <50> (really)", "I paid <50> (really)", {"attachment": None}),
    ],
)  # fmt: skip
def test_what_whatsapp_wrote_is_told_from_what_was_said(
    tmp_path: Path, body: str, text: str, facts: dict[str, object]
) -> None:
    conversation, _ = read(written(tmp_path, "a.txt", f"14/11/23, 22:13 - Ann: {body}\n"))
    (said,) = conversation.utterances
    assert said.text == text
    assert {name: getattr(said, name) for name in facts} == facts
    assert said.role is Role.BUYER


def test_a_line_without_a_name_is_a_notice(tmp_path: Path) -> None:
    text = (
        "[14/11/23, 22:13:20] Shop: \u200eMessages and calls are end-to-end encrypted.\n"
        "[14/11/23, 22:13:21] Ann: hi\n"
        '[14/11/23, 22:13:22] Ann changed the subject to "Sale: 50 %"\n'
    )
    conversation, _ = read(written(tmp_path, "_chat.txt", text))
    assert [said.role for said in conversation.utterances] == [
        Role.SYSTEM,
        Role.BUYER,
        Role.SYSTEM,
    ]


@pytest.mark.parametrize(
    ("uri", "staff", "roles", "account"),
    [
        ("WhatsApp Chat with Ann.txt", (), ("buyer", "agent"), "Ann"),
        ("WhatsApp Chat - Ann.zip!/_chat.txt", (), ("buyer", "agent"), "Ann"),
        ("a.txt", ("Shop",), ("buyer", "agent"), "Ann"),
        ("a.txt", (), ("unknown", "unknown"), None),
    ],
)
def test_the_sides_come_from_staff_or_the_name_of_the_file(
    tmp_path: Path, uri: str, staff: tuple[str, ...], roles: tuple[str, ...], account: str | None
) -> None:
    text = "14/11/23, 22:13 - Ann: hi\n14/11/23, 22:14 - Shop: hello\n"
    conversation, _ = read(written(tmp_path, "a.txt", text), staff, uri)
    assert tuple(said.role.value for said in conversation.utterances) == roles
    assert conversation.account_id == account
    assert conversation.utterances[0].is_role_inferred is (not staff and account is not None)


def test_a_message_keeps_its_words_when_its_date_cannot_be(tmp_path: Path) -> None:
    text = "14/11/23, 22:13 - Ann: hi\n14/13/23, 22:14 - Ann: ho\n15/11/23, 22:14 - Ann: he\n"
    path = written(tmp_path, "a.txt", text)
    found: list[object] = []
    with pytest.raises(InputError, match=r"a\.txt:2: 1 broken record: line 2: no such time"):
        found.extend(WhatsApp().read(path, replace(context("a.txt"), now=NOW)))
    (conversation,) = found
    assert isinstance(conversation, Conversation)
    assert [said.sent_at is None for said in conversation.utterances] == [False, True, False]


def test_it_is_refused_when_there_is_no_message(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a\.txt: no message"):
        read(written(tmp_path, "a.txt", "hello\n"))
