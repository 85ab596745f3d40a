"""A value that is no plain text → the text that is read off it, always the same way.

A locator names the way behind ``#``: ``/source/body#html``. Whoever checks a quote goes to the
value and reads it the same way; offsets count in what comes out.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Mapping

_LONGEST_HTML = 1 << 20
_FIRST_CJK = "\u2e80"
"""From here on, scripts that set no spaces between words."""


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
    # A lone surrogate is no character of any page: it is read as the sign for one.
    page = value[:_LONGEST_HTML].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return str(html_text.extract_text(page, guess_punct_space=False))


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


def text_of_embedded(value: object) -> str:
    r"""Return the words of a text that is itself JSON: its ``content``.

    Example:
        >>> text_of_embedded('{"content": "在吗"}'), text_of_embedded("在吗")
        ('在吗', '')
    """
    try:
        inner = json.loads(value) if isinstance(value, str) else None
    except (ValueError, RecursionError):
        return ""
    return _text_of_piece({"text": inner.get("content")}) if isinstance(inner, dict) else ""


def text_of_words(value: object, first: int, last: int) -> str:
    """Return the words of some items of a transcript, written as its language is.

    Args:
        value: A list of items of Amazon Transcribe.
        first: Of the items, from 0.
        last: The item behind the last one.

    Example:
        >>> said = [("Pay", "w"), ("now", "w"), (".", "punctuation"), ("给", "w"), ("钱", "w")]
        >>> items = [{"alternatives": [{"content": c}], "type": t} for c, t in said]
        >>> text_of_words(items, 0, 5)
        'Pay now. 给钱'
    """
    text = ""
    for item in value[first:last] if isinstance(value, list) else ():
        content = content_of_item(item)
        is_joined = item.get("type") == "punctuation" or (
            text[-1:] >= _FIRST_CJK and content[:1] >= _FIRST_CJK
        )
        text += content if is_joined or not text or not content else f" {content}"
    return text


def content_of_item(item: object) -> str:
    """Return the likeliest word of an item of Amazon Transcribe."""
    choices = item.get("alternatives") if isinstance(item, Mapping) else None
    first = choices[0] if isinstance(choices, list) and choices else None
    content = first.get("content") if isinstance(first, Mapping) else None
    return content if isinstance(content, str) else ""


def text_of_title(value: object) -> str:
    """Return the title of an XML fragment: the words of a WeChat message with something attached.

    The fragment is not parsed: messengers write it, cut it and quote it carelessly.

    Example:
        >>> text_of_title("<msg><appmsg><title>5 &lt; 6</title><type>57</type></appmsg></msg>")
        '5 < 6'
    """
    if not isinstance(value, str):
        return ""
    _, _, inner = value.partition("<title>")
    title, closing, _ = inner.partition("</title>")
    title = title.removeprefix("<![CDATA[").removesuffix("]]>")
    return html.unescape(title) if closing else ""


def text_of_part(value: object, start: int, end: int) -> str:
    """Return a part of a text that holds more than one message, by its code points.

    Example:
        >>> text_of_part("10:00 在吗", 6, 8)
        '在吗'
    """
    return value[start:end] if isinstance(value, str) else ""


WAYS: Mapping[str, Callable[..., str]] = {
    "part": text_of_part,
    "title": text_of_title,
    "words": text_of_words,
    "html": text_of_html,
    "pieces": text_of_pieces,
    "embedded": text_of_embedded,
}


def derived(value: object, way: str) -> str:
    """Return the text read off a value in the way that a locator names.

    Example:
        >>> derived("<p>now</p>", "html")
        'now'
    """
    name, *numbers = way.split(":")
    return WAYS[name](value, *map(int, numbers))


def split_way(locator: str) -> tuple[str, str]:
    """Return a locator without its way, and the way; "" where it names none.

    Example:
        >>> split_way("/source/body#html"), split_way("/a#b"), split_way("/items#words:3:9")
        (('/source/body', 'html'), ('/a#b', ''), ('/items', 'words:3:9'))
    """
    place, mark, way = locator.rpartition("#")
    known = mark and way.split(":")[0] in WAYS
    return (place, way) if known else (locator, "")
