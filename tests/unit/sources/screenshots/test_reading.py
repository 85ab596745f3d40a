from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image

from nlp_guard.errors import InputError
from nlp_guard.protocols import Document
from nlp_guard.records import Attachment, Box, Conversation, Role
from nlp_guard.sources.screenshots import rapid_ocr
from nlp_guard.sources.screenshots.lines import TextLine
from nlp_guard.sources.screenshots.reading import Screenshot
from tests.fakes.chat_pictures.drawn import Window
from tests.fakes.reading import SHANGHAI, context

READER = Screenshot()


def _saved(window: Window, folder: Path, name: str = "a.png") -> Path:
    path = folder / name
    Image.fromarray(window.pixels).save(path)
    return path


def _read(
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    lines: Sequence[TextLine],
    staff: Sequence[str] = (),
) -> tuple[list[Document], list[str]]:
    """Read a picture whose lines are known; return what it gave, and the notes."""
    noted: list[str] = []
    monkeypatch.setattr(rapid_ocr, "read_lines", lambda pixels: list(lines))
    told = replace(context(path.name, staff), note=noted.append)
    return list(READER.read(path, told)), noted


def _chat(nicks: tuple[str, str] = ("", ""), title: str = "示例甲") -> Window:
    window = Window()
    if title:
        window.bars(title)
    window.bubble("left", ["三千块"], nick=nicks[0])
    window.bubble("right", ["不给你"], nick=nicks[1])
    return window


@pytest.mark.parametrize(
    ("title", "nicks", "staff", "told"),
    [
        ("示例甲", ("", ""), "", "buyer? agent? of 示例甲"),
        ("示例店", ("", ""), "示例店", "agent buyer of None"),
        ("示例甲", ("", "小美"), "小美", "buyer agent of 示例甲"),
        ("", ("样例01", "示例店:小美"), "", "buyer agent of 样例01"),
        ("", ("示例店:小美", "样例01"), "", "agent buyer of 样例01"),
        ("", ("", ""), "", "buyer? agent? of None"),
    ],
)
def test_roles_follow_staff_title_and_nicks(
    title: str,
    nicks: tuple[str, str],
    staff: str,
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window = _chat(nicks, title)
    (read,), _ = _read(
        _saved(window, tmp_path), monkeypatch, window.lines, [staff] if staff else []
    )
    assert isinstance(read, Conversation)
    roles = [f"{u.role}{'?' * u.is_role_inferred}" for u in read.utterances]
    assert f"{' '.join(roles)} of {read.account_id}" == told


def test_turns_carry_box_lines_and_tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    window = Window()
    box = window.bubble("left", ["按成交额的百分之", "三十打过来"], nick="样例01")
    window.lines[2] = replace(window.lines[2], score=0.5)
    (read,), _ = _read(_saved(window, tmp_path), monkeypatch, window.lines)
    assert isinstance(read, Conversation)
    (said,) = read.utterances
    assert (said.text, said.box) == ("按成交额的百分之三十打过来", box)
    assert [said.text[line.span.slice] for line in said.lines] == [
        "按成交额的百分之",
        "三十打过来",
    ]
    assert [line.score for line in said.lines] == [0.99, 0.5]
    assert read.provenance.tools == ("screenshot", rapid_ocr.tool())


def test_times_count_from_the_day_in_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = Window()
    window.centre("昨天21:40")
    window.bubble("left", ["三千块"])
    path = _saved(window, tmp_path, "Screenshot_20260404-220000.png")
    (read,), noted = _read(path, monkeypatch, window.lines)
    assert isinstance(read, Conversation)
    assert read.utterances[0].sent_at == datetime(2026, 4, 3, 21, 40, tzinfo=SHANGHAI)
    assert not noted


def test_a_note_tells_of_times_when_nothing_tells_the_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = Window()
    window.centre("昨天21:40")
    window.bubble("left", ["三千块"])
    (read,), noted = _read(_saved(window, tmp_path), monkeypatch, window.lines)
    assert isinstance(read, Conversation)
    assert read.utterances[0].sent_at is None
    assert len(noted) == 1
    assert noted[0].startswith("times left out: 1")


def test_notices_and_placeholders_are_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = Window(height=1200)
    window.bubble("left", ["微信转账"])
    window.bubble("left", ['12"'], width=120)
    window.bubble("right", ["[图片]"])
    window.centre("对方撤回了一条消息")
    (read,), _ = _read(_saved(window, tmp_path), monkeypatch, window.lines)
    assert isinstance(read, Conversation)
    assert [u.attachment for u in read.utterances] == [
        Attachment.TRANSFER, Attachment.VOICE, Attachment.IMAGE, None,
    ]  # fmt: skip
    assert (read.utterances[3].role, read.utterances[3].is_recalled) == (Role.SYSTEM, True)


def test_an_icon_gives_nothing_and_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _saved(Window(width=64, height=64), tmp_path)
    given, noted = _read(path, monkeypatch, [])
    assert not given
    assert noted == ["no chat found in the picture: 64 x 64 pixels are an icon"]


def test_a_photograph_gives_nothing_and_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, noted = _read(_saved(Window(), tmp_path), monkeypatch, [])
    assert not given
    assert noted[0].startswith("no chat found in the picture: 0 lines")


def test_text_without_a_chat_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    window = Window()
    for number in range(4):
        window.text("床前明月光", 40, 100 + 50 * number)
    with pytest.raises(InputError, match=r"a\.png: no chat found in the picture: 4 lines"):
        _read(_saved(window, tmp_path), monkeypatch, window.lines)


@pytest.mark.parametrize("keep", [0.3, 0.95])
def test_a_picture_that_is_cut_off_is_a_failure(
    keep: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _saved(_chat(), tmp_path)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])
    with pytest.raises(InputError, match="cut off"):
        _read(path, monkeypatch, [])


@pytest.mark.parametrize(
    ("head", "share"),
    [
        (b"\x89PNG\r\n\x1a\n", 0.97),
        (b"\xff\xd8\xff\xe0", 0.97),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", 0.97),
        (b"\x00\x00\x00\x18ftypheic", 0.97),
        (b"\x00\x00\x00\x18ftypM4A ", 0.0),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", 0.0),
        (b"GIF89a", 0.0),
        ("在吗".encode(), 0.0),
    ],
)
def test_pictures_are_known_by_their_first_bytes(head: bytes, share: float) -> None:
    assert READER.sniff(Path("a.txt"), head) == share


def test_a_real_picture_is_read_word_for_word() -> None:
    path = Path(__file__).parent / "wechat_cut.png"
    (read,) = READER.read(path, context(path.name))
    assert isinstance(read, Conversation)
    assert [(u.role, u.text) for u in read.utterances] == [
        (Role.BUYER, "在吗老板"),
        (Role.AGENT, "在的亲，有什么可以帮您"),
        (Role.BUYER, "想让我们自己取消，按成交额的百分之三十打过来"),
    ]
    assert all(line.score > 0.9 for u in read.utterances for line in u.lines)
    assert read.utterances[0].box is not None
    assert isinstance(read.utterances[0].box, Box)
