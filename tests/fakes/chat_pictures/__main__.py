"""Render the committed picture anew: ``python -m tests.fakes.chat_pictures``."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.fakes.chat_pictures.chats import CUT
from tests.fakes.chat_pictures.mockups import render

_AT = Path(__file__).resolve().parents[2] / "unit/sources/screenshots/wechat_cut.png"


def main() -> None:
    """Write it."""
    chat = replace(CUT, scale=1.0, messages=(*CUT.messages[:2], CUT.messages[3]))
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        _AT.write_bytes(render(browser, chat).png)
        browser.close()


if __name__ == "__main__":
    main()
