"""Files of JSON and of JSON Lines: what they hold, with the place of each value.

A place is the beginning of a locator: "" where the file is one value, ``line:3`` where every line
is one. A JSON pointer (RFC 6901) behind it says where something stands inside the value:
``/messages/3/text``, ``line:3/messages/3/text``.
"""

from __future__ import annotations

import codecs
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import replace as with_changes
from functools import lru_cache
from pathlib import Path
from typing import Any

import ijson
import orjson

from nlp_guard.errors import CorruptRecord, InputError
from nlp_guard.protocols import ReadingContext
from nlp_guard.records import Conversation
from nlp_guard.sources.encodings.encoding import decode
from nlp_guard.sources.reading.faults import Faults

_MOST_EVENTS = 6_000
_DEEPEST = 24
_OPENED = ("start_map", "start_array")
_CLOSED = ("end_map", "end_array")


@dataclass(frozen=True, slots=True)
class JsonValue:
    """One JSON value of a file.

    Args:
        place: "" or ``line:N``.
        data: The value as Python has it.
    """

    place: str
    data: Any


Cut = Callable[[JsonValue, ReadingContext, Faults], Iterator[Conversation]]


@lru_cache(maxsize=8)
def outline(head: bytes) -> Mapping[str, object]:
    r"""Return what the beginning of a JSON file shows of its structure.

    Args:
        head: The first bytes; the cut may fall anywhere.

    Returns:
        Every path seen with the first plain value there (None for objects and lists);
        ``messages[].from`` stands for the key in any element of the list.

    Example:
        >>> dict(outline(b'{"id": 7, "messages": [{"text": "a'))
        {'': None, 'id': 7, 'messages': None, 'messages[]': None}
        >>> dict(outline(b"plain words"))
        {}
    """
    seen: dict[str, object] = {}
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        head = head.decode("utf-16", "ignore").encode("utf-8", "ignore")
    head = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if head[:1] not in (b"{", b"["):
        return seen
    try:
        for path, value in _paths(head):
            if seen.get(path) is None:
                seen[path] = value
    # The cut, or no JSON after all: what was seen before it counts.
    except (ijson.JSONError, UnicodeDecodeError):
        pass
    return seen


def _paths(head: bytes) -> Iterator[tuple[str, object]]:
    """Give (path, plain value or None) in order; stops where it gets too deep or too long."""
    above: list[str] = [""]
    here = ""
    events = ijson.basic_parse(io.BytesIO(head), use_float=True, multiple_values=True)
    for n, (event, value) in enumerate(events):
        if n > _MOST_EVENTS or len(above) > _DEEPEST:
            return
        if event == "map_key":
            here = f"{above[-1]}.{value}".lstrip(".")
            continue
        if event in _CLOSED:
            above.pop()
            here = above[-1]
            continue
        if event in _OPENED:
            yield here, None
            above.append(f"{here}[]" if event == "start_array" else here)
            here = above[-1]
        else:
            yield here, value


def read_json(path: Path, uri: str, faults: Faults) -> tuple[str, Iterator[JsonValue]]:
    """Open a file that holds one JSON value, or one a line.

    Lines are read one by one, in bounded memory; a file that is one value is read whole.

    Args:
        path: The file.
        uri: Its name in messages.
        faults: Told of lines that are no JSON.

    Returns:
        The name of the encoding, and the values in order.

    Raises:
        InputError: If it is no text.
        CorruptRecord: While iterating, if the file is no JSON at all.
    """
    if _has_lines(path):
        return "utf-8-sig", _line_values(path, faults)
    try:
        text, codec = decode(path.read_bytes())
    except InputError as failure:
        raise InputError(failure.reason, path=uri) from failure
    return codec, _whole_value(text, uri, faults)


def _has_lines(path: Path) -> bool:
    """Tell whether the first line is a value by itself and more follows."""
    with path.open("rb") as lines:
        filled = (line for line in lines if line.strip())
        first = next(filled, b"").removeprefix(codecs.BOM_UTF8).strip()
        if first[:1] not in (b"{", b"[") or first[-1:] not in (b"}", b"]"):
            return False
        if next(filled, None) is None:
            return False
    try:
        loads(first)
    except ValueError:
        return False
    return True


def _line_values(path: Path, faults: Faults) -> Iterator[JsonValue]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if number == 1:
                line = line.removeprefix(codecs.BOM_UTF8)  # noqa: PLW2901 - the mark is no content
            if not line.strip():
                continue
            try:
                yield JsonValue(f"line:{number}", loads(line))
            except ValueError:
                faults.add(number, "no JSON")


def _whole_value(text: str, uri: str, faults: Faults) -> Iterator[JsonValue]:
    try:
        yield JsonValue("", loads(text))
    except ValueError as failure:
        found = False
        for number, line in enumerate(text.split("\n"), start=1):
            value = _line_value(line)
            if value is None and line.strip():
                faults.add(number, "no JSON")
            elif value is not None:
                found = True
                yield JsonValue(f"line:{number}", value)
        if not found:
            at = failure.lineno if isinstance(failure, json.JSONDecodeError) else None
            raise CorruptRecord("no JSON, or cut off", path=uri, line=at) from failure


def _line_value(line: str) -> object | None:
    """Return the object or list on a line, None where there is none."""
    try:
        value = loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict | list) else None


def conversations_of(
    path: Path, context: ReadingContext, tool: str, cut: Cut, expected: str
) -> Iterator[Conversation]:
    """Give the conversations of a JSON file, as a reader cuts them out of its values.

    Args:
        path: The file.
        context: What the reader was told.
        tool: Name of the reader.
        cut: Gives the conversations of one value; what is broken in it goes to the faults.
        expected: What the file should hold, for the message where it does not.

    Raises:
        CorruptRecord: If it holds no such thing; or, after all good conversations were given, if
            some of it is broken.
    """
    uri = context.provenance.uri
    faults = Faults(uri, context.note)
    codec, values = read_json(path, uri, faults)
    provenance = with_changes(
        context.provenance, encoding=codec, tools=(*context.provenance.tools, tool)
    )
    context = with_changes(context, provenance=provenance)
    n_found = 0
    for value in values:
        for conversation in cut(value, context, faults):
            n_found += 1
            if conversation.utterances:
                yield conversation
    if not n_found and not faults.n:
        raise CorruptRecord(f"nothing in it that this reader knows; expected {expected}", path=uri)
    faults.end()


def objects(
    data: object, key: str | None, place: str, faults: Faults
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give (place, object) for every object of a list; what is none is a fault.

    Args:
        data: What holds the list.
        key: Where in it; None if it is the list.
        place: Of ``data``.
        faults: Told what is no object.

    Example:
        >>> faults = Faults("a.json", print)
        >>> list(objects({"turns": [{"a": 1}, 5]}, "turns", "", faults)), faults.n
        ([('/turns/0', {'a': 1})], 1)
    """
    listed = data if key is None else data.get(key) if isinstance(data, dict) else None
    for n, entry in enumerate(listed if isinstance(listed, list) else ()):
        here = f"{place}/{n}" if key is None else f"{place}/{key}/{n}"
        if isinstance(entry, dict):
            yield here, entry
        else:
            faults.add(here, "an object was expected")


def inner(data: object, *keys: str) -> Mapping[str, Any]:
    """Return the object found by going down some keys; {} where there is none.

    Example:
        >>> inner({"via": {"source": {"rel": "x"}}}, "via", "source"), inner({"via": 3}, "via")
        ({'rel': 'x'}, {})
    """
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def word(data: Mapping[str, Any], *keys: str) -> str:
    """Return the first of some fields that holds a text or a number; "" where none does.

    Example:
        >>> word({"name": " ", "id": 7}, "name", "id"), word({"id": [7]}, "id")
        ('7', '')
    """
    for key in keys:
        value = data.get(key)
        is_plain = isinstance(value, str | int) and not isinstance(value, bool)
        if is_plain and str(value).strip():
            return str(value)
    return ""


def loads(data: bytes | str) -> object:
    r"""Return a JSON value.

    Raises:
        ValueError: If it is none, or nested too deeply.

    Example:
        >>> loads('{"text": "\\ud83d"}')
        {'text': '\ud83d'}
    """
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        pass  # half an emoji and NaN are no strict JSON, and real exports hold them
    try:
        return json.loads(data)
    except RecursionError as failure:
        raise ValueError("nested too deeply") from failure
