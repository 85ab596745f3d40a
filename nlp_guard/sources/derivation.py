"""A value that is no plain text → the text that is read off it, always the same way.

A locator names the way behind ``#``: ``/source/body#html``. Whoever checks a quote goes to the
value and reads it the same way; offsets count in what comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

_LONGEST_HTML = 1 << 20


def text_of_html(value: object) -> str:
    r"""Return what a reader of the page would see: blocks on lines of their own, no markup.

    Example:
        >>> text_of_html("<p>Refund me<br>now</p><p>or <b>else</b></p>")
        'Refund me\nnow\n\nor else'
        >>> text_of_html("5 &lt; 6 &amp; 7"), text_of_html(None)
        ('5 < 6 & 7', '')
    """
    import html_text

    if not isinstance(value, str) or not value.strip():
        return ""
    return str(html_text.extract_text(value[:_LONGEST_HTML], guess_punct_space=False))


def text_of_pieces(value: object) -> str:
    """Return the words of a list of strings and of objects with ``text``, one after the other.

    Example:
        >>> text_of_pieces(["Pay ", {"type": "bold", "text": "now"}])
        'Pay now'
    """
    if isinstance(value, str):
        return value
    if not isinstance(value, list):
        return ""
    return "".join(map(_text_of_piece, value))


def _text_of_piece(piece: object) -> str:
    if isinstance(piece, Mapping):
        piece = piece.get("text")
    return piece if isinstance(piece, str) else ""


WAYS: Mapping[str, Callable[[Any], str]] = {"html": text_of_html, "pieces": text_of_pieces}


def split_way(locator: str) -> tuple[str, str]:
    """Return a locator without its way, and the way; "" where it names none.

    Example:
        >>> split_way("/source/body#html"), split_way("/a#b")
        (('/source/body', 'html'), ('/a#b', ''))
    """
    place, mark, way = locator.rpartition("#")
    return (place, way) if mark and way in WAYS else (locator, "")
