"""Evidence → the words in the untouched source: anybody can check a claim with this."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from nlp_guard.errors import InputError
from nlp_guard.records import Exhibit
from nlp_guard.sources.archives import source_file
from nlp_guard.sources.reading.derivation import derived, split_way
from nlp_guard.sources.reading.xml_values import PREFIX, xml_value
from nlp_guard.sources.sheets import quote_cell

_BLOCK = 1 << 20


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file as hex, read in blocks."""
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while block := source.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def quote_at(folder: Path, exhibit: Exhibit) -> str | None:
    """Return the words that stand at an exhibit's place in its source.

    Args:
        folder: The folder that was handed in.
        exhibit: What is cited.

    Returns:
        The words found, to be held against ``exhibit.quote``; None for recordings and pictures,
        whose words are heard or recognised, not read: there only the file's hash is checked.

    Raises:
        InputError: If the source is gone, was changed, or has no such place.
    """
    source = exhibit.provenance
    with source_file(folder, source.uri) as path:
        if file_sha256(path) != source.sha256:
            raise InputError("the source was changed since it was read", path=source.uri)
        is_heard = exhibit.time is not None and exhibit.locator is None
        if is_heard or exhibit.box is not None:
            return None
        text = _text_at(path, exhibit.locator, source.encoding, source.uri)
    if exhibit.span is None:
        return text
    if exhibit.span.end > len(text):
        raise InputError(f"no character {exhibit.span.end} in it", path=source.uri)
    return text[exhibit.span.slice]


def _text_at(path: Path, locator: str | None, encoding: str | None, uri: str) -> str:
    """Follow a locator: a JSON pointer, maybe behind ``line:3`` or ``xml:``, or ``sheet!B7``."""
    if locator and not locator.startswith(("/", "line:", PREFIX)):
        place, way = split_way(locator)
        try:
            cell = quote_cell(path, place)
            return derived(cell, way) if way else cell
        except InputError as failure:
            raise InputError(failure.reason, path=uri) from failure
    text = path.read_bytes().decode(encoding or "utf-8", "replace")
    return text if locator is None else _at_pointer(text, locator, uri)


def _at_pointer(text: str, locator: str, uri: str) -> str:
    """Follow ``/messages/3/text``, or ``line:3/turns/2/text`` in JSON Lines (RFC 6901).

    A way of reading behind it (``/source/body#html``) is gone again.
    """
    place, way = split_way(locator)
    head, *pointer = place.split("/")
    try:
        if head.startswith("line:"):
            text = text.split("\n")[int(head.removeprefix("line:")) - 1]
        value: Any = xml_value(text, uri) if head == PREFIX else json.loads(text)
        for step in pointer:
            key = step.replace("~1", "/").replace("~0", "~")
            value = value[int(key)] if isinstance(value, list) else value[key]
    except (ValueError, IndexError, KeyError, TypeError) as failure:
        raise InputError(f"no place {locator} in it", path=uri) from failure
    return derived(value, way) if way else quoted(value)


def quoted(value: object) -> str:
    """Return how a JSON value is cited: a text as it is, all else as compact JSON.

    Example:
        >>> quoted("在吗"), quoted({"tid": 7, "nick": "某某"})
        ('在吗', '{"tid":7,"nick":"某某"}')
    """
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
