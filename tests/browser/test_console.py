"""The console as a person at the desk meets it: in a browser, against the running service."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import httpx
import pytest
import uvicorn

from nlp_guard.config import Config
from nlp_guard.guard import Guard
from nlp_guard.service.accounts import Person, PersonRole, people
from nlp_guard.service.app import create_app
from nlp_guard.service.store import Store, tokens

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
if CHROMIUM is None:
    pytest.skip("Chromium is not installed", allow_module_level=True)

PASSWORD = "a long enough one"
TALK = (
    ("buyer", "你好，这个洗衣液还有货吗"),
    ("agent", "有的亲"),
    ("buyer", "今天中午12点前打4000元到支付宝13900001111，不给钱我们就全部退货，再给你差评"),
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    file = tmp_path_factory.mktemp("console") / "service.sqlite"
    settings = f'[signals]\ndetectors = ["lexicon"]\n[service]\ndatabase = "sqlite:///{file}"\n'
    app = create_app(Guard(Config.from_toml(settings)))
    store: Store = app.state.running.store
    with store.begin() as connection:
        token = tokens.issue(connection, "test", tokens.TokenRole.ADMIN, time.time())
        people.add(connection, Person(name="示例管理员", role=PersonRole.ADMIN), PASSWORD, 0.0)
        people.add(connection, Person(name="viewer", role=PersonRole.VIEWER), PASSWORD, 0.0)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    url = f"http://127.0.0.1:{port}"
    _wait(lambda: server.started)
    sent = [
        {"conversation": "示例/1", "id": str(n), "role": role, "text": text, "account": "示例买家",
         "time": datetime.now(UTC).isoformat()}
        for n, (role, text) in enumerate(TALK)
    ]  # fmt: skip
    headers = {"authorization": f"Bearer {token}"}
    httpx.post(f"{url}/v1/messages", json={"messages": sent}, headers=headers).raise_for_status()
    _wait(lambda: httpx.get(f"{url}/v1/alerts", headers=headers).json()["alerts"])
    yield url
    server.should_exit = True
    thread.join()


def _wait(until: object) -> None:
    assert callable(until)
    for _ in range(200):
        if until():
            return
        time.sleep(0.1)
    pytest.fail("the service did not come to it within 20 s")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with playwright.sync_playwright() as play:
        started = play.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    noted: list[str] = []
    opened.on("console", lambda message: noted.append(message.text))
    opened.on("pageerror", lambda error: noted.append(str(error)))
    _sign_in(opened, address, "示例管理员")
    yield opened
    assert noted == []
    context.close()


def _sign_in(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/console")
    assert page.url.endswith("/console/sign-in")
    page.get_by_label("姓名").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.locator("main button").click()
    page.wait_for_url("**/console")


def _open(page: Page) -> None:
    page.goto(page.url.split("/console")[0] + "/console?every=true")
    page.locator("tbody a").first.click()


def test_conversation_is_masked_and_unmasked_with_a_row_in_the_log(page: Page) -> None:
    _open(page)
    assert "13900001111" not in page.content()
    assert page.locator("mark").count() > 0
    page.get_by_role("button", name="查看原文").click()
    assert "13900001111" in page.content()
    page.get_by_role("link", name="操作记录").click()
    assert "unmask" in page.locator("tbody").inner_text()
    assert "记录完整" in page.locator("main").inner_text()


def test_decisions_are_kept_shown_and_undone(page: Page) -> None:
    for button, said in (("确认", "已确认"), ("排除", "已排除"), ("标为无辜", "已标为无辜")):
        _open(page)
        page.get_by_role("button", name=button, exact=True).click()
        assert said in page.locator("main").inner_text()
    page.get_by_role("link", name="待办", exact=True).click()
    assert "没有可疑的会话" in page.locator("main").inner_text()
    _open(page)
    while (undo := page.get_by_role("button", name="撤销决定")).count():
        undo.first.click()
    assert "尚未决定" in page.locator("main").inner_text()


def test_language_and_look_are_switched_and_kept(page: Page) -> None:
    _open(page)
    page.get_by_role("link", name="English").click()
    assert "What was said" in page.locator("main").inner_text()
    page.get_by_role("link", name="dark").click()
    assert page.locator("html").get_attribute("data-look") == "dark"
    assert "What was said" in page.locator("main").inner_text()


def test_reply_is_copied_and_not_sent(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    _open(page)
    page.get_by_role("button", name="复制").first.click()
    page.wait_for_selector("[data-copy].main")
    assert "金额" in page.evaluate("navigator.clipboard.readText()")


def test_viewer_may_not_decide(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    _sign_in(page, address, "viewer")
    _open(page)
    assert page.get_by_role("button", name="确认").count() == 0
    answer = page.request.post(f"{address}/console/decisions", form={"id": "x", "kind": "confirm"})
    assert answer.status == 403
    context.close()


@pytest.mark.parametrize("look", ["light", "dark"])
def test_pages_are_open_to_everybody_and_never_scroll_sideways(page: Page, look: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    base = page.url.split("/console")[0]
    page.goto(f"{base}/console/look/{look}")
    for path in ("/console", "/console/conversation?id=示例/1", "/console/audit"):
        page.goto(base + path)
        found = axe.Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found] == []
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
