"""Evidence → the words in the untouched source: anybody can check a claim with this."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from nlp_guard.errors import InputError
from nlp_guard.records import Exhibit

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
        The words found, to be held against ``exhibit.quote``; None for recordings, whose words
        are heard, not read: there only the file's hash is checked.

    Raises:
        InputError: If the source is gone, was changed, or has no such place.
    """
    source = exhibit.provenance
    path = folder / source.uri
    if not path.is_file():
        raise InputError("the source is gone", path=source.uri)
    if file_sha256(path) != source.sha256:
        raise InputError("the source was changed since it was read", path=source.uri)
    if exhibit.time is not None:
        return None
    text = path.read_bytes().decode(source.encoding or "utf-8", "replace")
    if exhibit.locator is not None:
        text = _at_locator(text, exhibit.locator, source.uri)
    if exhibit.span is None:
        return text
    if exhibit.span.end > len(text):
        raise InputError(f"no character {exhibit.span.end} in it", path=source.uri)
    return text[exhibit.span.slice]


def _at_locator(text: str, locator: str, uri: str) -> str:
    """Follow ``line:3/turns/2/text``: a line of JSON Lines, then a JSON pointer."""
    head, *pointer = locator.split("/")
    try:
        line = int(head.removeprefix("line:"))
        value: Any = json.loads(text.split("\n")[line - 1])
        for key in pointer:
            value = value[int(key)] if isinstance(value, list) else value[key]
    except (ValueError, IndexError, KeyError, TypeError) as failure:
        raise InputError(f"no place {locator} in it", path=uri) from failure
    return str(value)
