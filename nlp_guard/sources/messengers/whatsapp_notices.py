"""What WhatsApp itself writes into a chat: placeholders, recalls, edits, notices."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from nlp_guard.records import Attachment
from nlp_guard.sources.reading.attachments import kind_of_file

MARK = "\u200e"
"""Stands before what WhatsApp for iOS writes itself; nobody types it."""

_EDITED = re.compile(r"\s*\u200e?<([^<>\n]{3,60}?)[.。]?>$")
_ATTACHED = re.compile(r"\s*\u200e?<[^<>:：\n]{1,30}[:：]\s*([^<>\n]+\.\w{2,5})>$")
_NAMED = re.compile(r"\u200e?([^\n]+\.\w{2,5}) \(([^()\n]{2,30})\)(?:\r?\n|$)")
_OWN_NAME = re.compile(r"(?:IMG|VID|AUD|PTT|STK|DOC)-\d{8}-WA\d+\.\w+")
_SENT_CARD = re.compile(r"\u200e(?:[^\W\d_]{2,15}[:：] ?https://maps|POLL:|投票：|투표:)")
_LONGEST_NOTICE = 120


@dataclass(frozen=True, slots=True)
class Marked:
    """What the marks in a message's body tell.

    Args:
        start: First code point of the sender's own words, or of the placeholder.
        end: Behind the last one.
        is_notice: True where WhatsApp speaks, not the sender.
    """

    start: int
    end: int
    attachment: Attachment | None = None
    is_edited: bool = False
    is_recalled: bool = False
    is_notice: bool = False


def marked(body: str) -> Marked:
    r"""Tell a sender's own words from what WhatsApp wrote around or instead of them.

    Example:
        >>> body = "Pay <This message was edited>"
        >>> found = marked(body)
        >>> body[found.start : found.end], found.is_edited
        ('Pay', True)
        >>> marked("\u200eimage omitted").attachment
        <Attachment.IMAGE: 'image'>
        >>> marked("This message was deleted.").is_recalled
        True
    """
    start, end, is_edited = int(body.startswith(MARK)), len(body), False
    if body.endswith(">") and (edit := _EDITED.search(body)) and edit[1].lower() in _words().edits:
        end, is_edited = edit.start(), True
    line = body[start:end].strip(" .。").lower() if end - start <= _LONGEST_NOTICE else ""
    if line in _words().recalls:
        return Marked(start, end, is_recalled=True)
    if kind := _words().placeholders.get(line):
        return Marked(start, end, attachment=kind, is_edited=is_edited)
    if not start and "<" not in body and ")" not in body:  # nearly all messages
        return Marked(start, end, is_edited=is_edited)
    return _with_file(body, start, end, is_edited)


def _with_file(body: str, start: int, end: int, is_edited: bool) -> Marked:
    """Find the exported file that a message names, and its caption."""
    if found := _ATTACHED.search(body, 0, end):
        kind = kind_of_file(found[1])
        if found.start() > start:
            return Marked(start, found.start(), attachment=kind, is_edited=is_edited)
        return Marked(start, end, attachment=kind, is_edited=is_edited)
    found = _NAMED.match(body, 0, end)
    if found and (_OWN_NAME.fullmatch(found[1]) or found[2].lower() in _words().attached):
        caption = found.end() if found.end() < end else start
        return Marked(caption, end, attachment=kind_of_file(found[1]), is_edited=is_edited)
    if start and _SENT_CARD.match(body):
        return Marked(start, end, attachment=Attachment.CARD, is_edited=is_edited)
    is_notice = bool(start) and not is_edited
    return Marked(start, end, is_edited=is_edited, is_notice=is_notice)


@dataclass(frozen=True, slots=True)
class _Words:
    placeholders: Mapping[str, Attachment]
    recalls: frozenset[str]
    edits: frozenset[str]
    attached: frozenset[str]


@cache
def _words() -> _Words:
    path = files("nlp_guard.sources") / "data" / "whatsapp.toml"
    data = tomllib.loads(path.read_text("utf-8"))
    return _Words(
        placeholders={
            line: Attachment(kind)
            for kind, lines in data["placeholders"].items()
            for line in lines
        },
        recalls=frozenset(data["recalls"]["lines"]),
        edits=frozenset(data["edits"]["marks"]),
        attached=frozenset(data["attached"]["words"]),
    )
