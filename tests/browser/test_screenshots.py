"""Chats → pictures, as windows show them → conversations: what was said comes back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nlp_guard.records import Conversation, Role
from nlp_guard.sources.screenshots.reading import Screenshot
from tests.bench.screenshots import bare, overlap
from tests.fakes.chat_pictures import chats
from tests.fakes.chat_pictures.mockups import render
from tests.fakes.chat_pictures.shown import Place
from tests.fakes.reading import context

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
if CHROMIUM is None:
    pytest.skip("Chromium is not installed", allow_module_level=True)

ROLES = {Place.LEFT: Role.BUYER, Place.RIGHT: Role.AGENT, Place.CENTRE: Role.SYSTEM}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with playwright.sync_playwright() as play:
        started = play.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield started
        started.close()


@pytest.mark.parametrize("name", ["wangwang", "group"])
def test_what_was_said_comes_back(browser: Browser, name: str, tmp_path: Path) -> None:
    picture = render(browser, chats.ALL[name])
    path = tmp_path / "Screenshot_20260404-220000.png"
    path.write_bytes(picture.png)
    (read,) = Screenshot().read(path, context(path.name))
    assert isinstance(read, Conversation)
    said = [
        (message, box)
        for message, box in zip(picture.chat.messages, picture.boxes, strict=True)
        if message.place is not Place.CENTRE or "撤回" in message.text
    ]
    # Spaces between Chinese and Latin letters, and the form of a mark, nobody can tell by sight.
    assert [bare(u.text).replace("?", "？") for u in read.utterances] == [
        bare(message.text).replace("?", "？") for message, _ in said
    ]
    assert [u.role for u in read.utterances] == [ROLES[message.place] for message, _ in said]
    for utterance, (_, box) in zip(read.utterances, said, strict=True):
        assert utterance.box is not None
        assert overlap(utterance.box, box) > 0.6
