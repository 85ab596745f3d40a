from __future__ import annotations

import re
from pathlib import Path

import pytest

from nlp_guard.reports.html import HtmlReport
from tests.fakes.ring_case import empty_investigation, ring_investigation


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("ring")
    return HtmlReport().render(ring_investigation(folder)).decode()


def test_page_leads_somewhere_with_every_link(page: str) -> None:
    anchors = set(re.findall(r'\bid="([^"]+)"', page))
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert links
    assert links <= anchors


def test_page_uses_every_anchor_once(page: str) -> None:
    anchors = re.findall(r'\bid="([^"]+)"', page)
    assert len(anchors) == len(set(anchors))


def test_page_says_what_was_read_when_nothing_was_found(tmp_path: Path) -> None:
    page = HtmlReport().render(empty_investigation(tmp_path)).decode()
    assert "没有发现案件" in page
    assert "chats/03-示例_普通客一.txt" in page
