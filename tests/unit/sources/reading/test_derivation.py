"""Text read off a value that is no plain text."""

from __future__ import annotations

import pytest

from nlp_guard.sources.reading.derivation import text_of_html


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>不给钱</p><p>就投诉😀</p>", "不给钱\n\n就投诉😀"),
        ("<p>a\ud800b</p>", "a\ufffdb"),
        ("   ", ""),
        (5, ""),
    ],
)
def test_a_page_is_read_whatever_it_holds(page: object, text: str) -> None:
    assert text_of_html(page) == text
