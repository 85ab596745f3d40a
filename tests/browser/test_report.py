"""The page as a reader meets it: in a browser, by mouse, keyboard and ear."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nlp_guard.reports.html import HtmlReport
from tests.fakes.ring_case import empty_investigation, ring_investigation

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
if CHROMIUM is None:
    pytest.skip("Chromium is not installed", allow_module_level=True)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with playwright.sync_playwright() as play:
        started = play.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"],
        )
        yield started
        started.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("page")
    path = folder / "report.html"
    path.write_bytes(HtmlReport().render(ring_investigation(folder / "case")))
    return path.as_uri()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.goto(address)
    yield opened
    context.close()


def _watched(browser: Browser, address: str, width: int = 1280) -> tuple[Page, list[str]]:
    """Open a page and note everything that goes wrong or leaves it."""
    opened = browser.new_page(viewport={"width": width, "height": 900})
    noted: list[str] = []
    opened.on("console", lambda message: noted.append(message.text))
    opened.on("pageerror", lambda error: noted.append(str(error)))
    opened.on(
        "request",
        lambda request: (
            None if request.url.startswith(("file:", "data:")) else noted.append(request.url)
        ),
    )
    opened.goto(address)
    return opened, noted


def _top(of: Locator) -> float:
    box = of.bounding_box()
    assert box is not None
    return box["y"]


@pytest.mark.parametrize("width", [1280, 390])
def test_page_is_quiet_and_asks_for_nothing(browser: Browser, address: str, width: int) -> None:
    page, noted = _watched(browser, address, width)
    page.get_by_role("button", name="English").click()
    page.locator("details summary").first.click()
    page.wait_for_timeout(200)
    assert noted == []
    page.close()


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_page_never_scrolls_sideways(page: Page, lang: str) -> None:
    page.locator(f"[data-set-lang={lang}]").click()
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    for width in (1280, 768, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_language_switches_without_reload_and_is_kept(page: Page) -> None:
    headline = page.locator("h1").first
    assert "疑似敲诈勒索" in headline.inner_text()
    page.evaluate("window.isSamePage = true")
    page.get_by_role("button", name="English").click()
    assert headline.inner_text().startswith("Suspected extortion")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.evaluate("window.isSamePage")
    assert page.title() == "Extortion evidence report"
    page.reload()
    assert page.locator("h1").first.inner_text().startswith("Suspected extortion")
    assert page.get_by_role("button", name="English").get_attribute("aria-pressed") == "true"


def test_language_is_kept_when_a_link_is_followed(page: Page) -> None:
    page.get_by_role("button", name="English").click()
    page.locator('.contents a[href="#evidence"]').click()
    page.reload()
    assert page.locator("html").get_attribute("lang") == "en"
    assert _top(page.locator("#evidence")) < 200


def test_evidence_is_reached_by_keyboard(page: Page) -> None:
    chip = page.locator(".lead a.ev").first
    chip.focus()
    assert page.locator(".hint").is_visible()
    page.keyboard.press("Escape")
    assert page.locator(".hint").count() == 0
    page.keyboard.press("Enter")
    target = chip.get_attribute("href") or ""
    assert page.evaluate("document.activeElement.id") == target.removeprefix("#")
    assert _top(page.locator(target)) < 900


def test_skip_link_comes_first(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_everything_that_has_focus_shows_it(page: Page) -> None:
    for _ in range(25):
        page.keyboard.press("Tab")
        outline = page.evaluate(
            "(() => { const e = document.activeElement; const s = getComputedStyle(e);"
            " return e.closest('svg') ? 'svg' : s.outlineStyle })()"
        )
        assert outline != "none"


def test_graph_shows_what_speaks_for_an_account_in_focus(page: Page) -> None:
    page.locator(".wide .ring a.node").first.focus()
    card = page.locator("[data-card-room]").first
    assert "成员" in card.inner_text()
    assert page.locator(".wide .ring .link.lit").count() > 0


def test_graph_shows_the_waterfall_of_a_link_under_the_pointer(page: Page) -> None:
    page.locator(".wide .ring").first.scroll_into_view_if_needed()
    page.locator(".wide .ring .link .reach").first.hover(force=True)
    assert "匹配权重" in page.locator("[data-card-room]").first.inner_text()


def test_folded_link_opens_when_it_is_led_to(page: Page) -> None:
    page.locator('a.ev[href^="#c1-link-"]').first.click()
    assert page.locator("details.link[open]").count() == 1


def test_player_goes_to_the_turn_and_to_the_word(page: Page) -> None:
    call = page.locator("[data-call]").first
    audio = call.locator("audio")
    page.wait_for_function(
        "() => document.querySelector('[data-call] audio').readyState >= 1", timeout=10_000
    )
    turn = call.locator(".seek").nth(1)
    turn.click()
    at = audio.evaluate("a => { a.pause(); return a.currentTime }")
    assert at == pytest.approx(float(turn.get_attribute("data-t") or -9), abs=0.5)
    word = call.locator("mark .w").last
    word.click()
    at = audio.evaluate("a => { a.pause(); return a.currentTime }")
    assert at == pytest.approx(float(word.get_attribute("data-t") or -9), abs=0.5)
    page.wait_for_timeout(100)
    assert call.locator(".said.now").count() == 1


def test_player_moves_its_head_over_the_strip(page: Page) -> None:
    call = page.locator("[data-call]").first
    strip = call.locator(".wide .strip")
    strip.scroll_into_view_if_needed()
    box = strip.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 10)
    page.wait_for_timeout(200)
    head = float(strip.locator(".playhead").get_attribute("x1") or -9)
    assert head == pytest.approx(440, abs=40)


def test_only_conversations_of_the_case_start_unfolded(page: Page) -> None:
    assert page.locator(".case .conversation:not([open])").count() == 0
    assert page.locator("#others .conversation[open]").count() == 0


def test_reader_without_script_sees_one_language(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert "Suspected" not in page.locator("h1").first.inner_text()
    page.locator(".lead a.ev").first.click()
    assert "#c1-e" in page.url
    context.close()


def test_print_holds_the_case_unfolded(page: Page) -> None:
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".case details.conversation:not([open])").count() == 0
    assert page.locator(".case details.orders[open]").count() == 1
    assert page.locator(".case details.link[open]").count() == 6
    assert not page.locator(".contents").is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".case details.link[open]").count() == 0


def test_page_is_open_to_everybody(page: Page) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    # Of lists, the first rows stand for all.
    rest = [["tbody tr:nth-child(n + 4)"], ["li:nth-child(n + 4)"], [".link:nth-child(n + 4)"]]
    found = axe.Axe().run(page, context={"exclude": rest}).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found] == []


def test_page_without_a_case_is_quiet_too(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_bytes(HtmlReport().render(empty_investigation(tmp_path / "case")))
    page, noted = _watched(browser, path.as_uri())
    assert "没有发现案件" in page.locator("h1").first.inner_text()
    assert noted == []
    page.close()
