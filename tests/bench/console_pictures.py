"""Pictures of every page of the console, on the sample case: ``make pictures``.

The sample's chats go through the service's own door, message by message.
"""

from __future__ import annotations

import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import uvicorn
from PIL import Image

from nlp_guard.config import Config
from nlp_guard.guard import Guard
from nlp_guard.service.accounts import Person, PersonRole, people
from nlp_guard.service.app import create_app
from nlp_guard.service.store import Store, tokens

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_CHATS = Path("samples/detergent/case/chats")
_NAME, _PASSWORD = "示例店主", "only for pictures"


def main() -> int:
    """Take the pictures; return the exit code."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    if chromium is None:
        sys.stderr.write("chromium is not on PATH: apt-get install chromium fonts-noto-cjk\n")
        return 2
    out = Path("docs/img/console")
    out.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        _served(Path(folder)) as url,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for width, look, language in ((1280, "light", "zh"), (390, "dark", "en")):
            _taken(browser, url, out, (width, look, language))
        browser.close()
    for picture in out.glob("*.png"):
        # Flat colours: a palette holds them in a third of the bytes.
        Image.open(picture).convert("RGB").quantize(96).save(picture, optimize=True)
    return 0


def _taken(browser: Browser, url: str, out: Path, kind: tuple[int, str, str]) -> None:
    width, look, language = kind
    page = browser.new_page(viewport={"width": width, "height": 840})
    for choice in (f"look/{look}", f"language/{language}"):
        page.goto(f"{url}/console/{choice}")
    page.screenshot(path=out / f"sign-in-{width}.png")
    page.locator("input[name=name]").fill(_NAME)
    page.locator("input[name=password]").fill(_PASSWORD)
    page.locator("main button").click()
    page.wait_for_url("**/console")
    page.screenshot(path=out / f"inbox-{width}.png")
    page.locator("tbody a").first.click()
    page.screenshot(path=out / f"conversation-{width}.png", full_page=True)
    page.goto(f"{url}/console/audit")
    page.screenshot(path=out / f"audit-{width}.png")
    page.close()


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """Serve the sample's chats."""
    settings = (
        '[signals]\ndetectors = ["lexicon"]\n'
        f'[service]\ndatabase = "sqlite:///{folder}/service.sqlite"\n'
    )
    guard = Guard(Config.from_toml(settings))
    app = create_app(guard)
    store: Store = app.state.running.store
    with store.begin() as connection:
        token = tokens.issue(connection, "pictures", tokens.TokenRole.ADMIN, time.time())
        people.add(connection, Person(name=_NAME, role=PersonRole.ADMIN), _PASSWORD, time.time())
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    url = f"http://127.0.0.1:{port}"
    try:
        while not server.started:
            time.sleep(0.1)
        _fill(guard, url, token)
        yield url
    finally:
        server.should_exit = True
        thread.join()


def _fill(guard: Guard, url: str, token: str) -> None:
    headers = {"authorization": f"Bearer {token}"}
    n_sent = 0
    for conversation in guard.read(_CHATS):
        sent = [
            {
                "conversation": conversation.id,
                "id": said.id,
                "role": said.role,
                "text": said.text,
                "speaker": said.speaker,
                "account": conversation.account_id,
                "time": said.sent_at.isoformat() if said.sent_at else None,
            }
            for said in conversation.utterances
        ]
        answer = httpx.post(f"{url}/v1/messages", json={"messages": sent}, headers=headers)
        answer.raise_for_status()
        n_sent += 1
    while len(_known(url, headers)) < n_sent:
        time.sleep(0.2)


def _known(url: str, headers: dict[str, str]) -> list[object]:
    answer = httpx.get(f"{url}/v1/conversations?limit=1000", headers=headers)
    found: list[object] = answer.json()["conversations"]
    return found


if __name__ == "__main__":
    sys.exit(main())
