"""Colours of the page: readable in light, in dark and on paper."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

CSS = (files("nlp_guard.reports") / "templates" / "report.css").read_text("utf-8")
BLOCKS = [dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]+)", b)) for b in CSS.split(":root {")[1:]]
THEMES = {
    "light": BLOCKS[0],
    "dark": {**BLOCKS[0], **BLOCKS[1]},
    "print": {**BLOCKS[0], **BLOCKS[2]},
}
PAIRS = (
    ("ink", "paper"),
    ("soft", "paper"),
    ("soft", "ground"),
    ("soft", "faint"),
    ("link", "paper"),
    ("ring", "paper"),
    ("good", "paper"),
    ("warn", "warn-bg"),
    ("threat", "threat-bg"),
    ("demand", "demand-bg"),
    ("share", "share-bg"),
    ("ink", "threat-bg"),
    ("ink", "demand-bg"),
    ("ink", "share-bg"),
)
READABLE = 4.5
"""WCAG 2.2, success criterion 1.4.3, level AA."""


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    r, g, b = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(theme: str, text: str, ground: str) -> None:
    darker, lighter = sorted(_luminance(THEMES[theme][name]) for name in (text, ground))
    assert (lighter + 0.05) / (darker + 0.05) >= READABLE


def test_style_reaches_for_nothing_outside_of_the_page() -> None:
    assert not re.search(r"url\(|@import|@font-face|https?:", CSS)
