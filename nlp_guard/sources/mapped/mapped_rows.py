"""Rows of any kind of file, their fields named by a mapping: tables, JSON, or lines of text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlp_guard.errors import CorruptRecord, InputError
from nlp_guard.records import CharSpan
from nlp_guard.sources.citation import quoted
from nlp_guard.sources.config import ColumnMapping
from nlp_guard.sources.encodings.encoding import decode
from nlp_guard.sources.reading.faults import Faults
from nlp_guard.sources.reading.json_values import JsonValue, outline, read_json
from nlp_guard.sources.reading.named_columns import NamedRow, has_columns, named_rows

_LEAST_SHARE = 0.2
"""Of the lines of a text, so many begin a message where a pattern fits the file at all."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a row and where it stands."""

    text: str
    span: CharSpan | None = None
    locator: str | None = None


Fields = Mapping[str, Field]
"""Fields by the mapping's own names (``text``, ``speaker`` …); absent where a row has none."""


def fits(path: Path, head: bytes, mapping: ColumnMapping) -> bool:
    r"""Tell whether a file has all that a mapping names.

    Example:
        >>> from nlp_guard.sources.config import MappedKind
        >>> mapping = ColumnMapping(kind=MappedKind.CHAT, columns={"text": "内容"})
        >>> fits(Path("a.csv"), "时间,内容\n1,在吗\n".encode(), mapping)
        True
    """
    if mapping.pattern:
        return _share_of_heads(head, mapping) >= _LEAST_SHARE
    if seen := outline(head):
        keys = {column.replace("/", ".") for column in mapping.columns.values()}
        lists = {key[: -len("[]")] for key in seen if key.endswith("[]")}
        places = [f"{name}[]." for name in lists] + [""]
        return any({f"{place}{key}" for key in keys} <= seen.keys() for place in places)
    names = {column.strip().lower() for column in mapping.columns.values()}
    return has_columns(path, head, names)


def mapped_rows(
    path: Path, uri: str, mapping: ColumnMapping, faults: Faults
) -> tuple[str | None, Iterator[Fields]]:
    """Open a file by a mapping.

    Returns:
        The encoding, and the rows in order.

    Raises:
        InputError: If it is no such file.
    """
    if mapping.pattern:
        return _pattern_rows(path, uri, mapping)
    with path.open("rb") as opened:
        is_json = bool(outline(opened.read(65_536)))
    if is_json:
        codec, values = read_json(path, uri, faults)
        return codec, (fields for value in values for fields in _json_rows(value, mapping, faults))
    names = {column.strip().lower() for column in mapping.columns.values()}
    encoding, rows = named_rows(path, uri, names)
    return encoding, (_cells(row, mapping) for row in rows)


def _cells(row: NamedRow, mapping: ColumnMapping) -> Fields:
    return {
        field: Field(row.cell(column), *row.place(column))
        for field, column in mapping.columns.items()
        if row.cell(column)
    }


def _json_rows(value: JsonValue, mapping: ColumnMapping, faults: Faults) -> Iterator[Fields]:
    """Give the records of a value: itself, or those of the list it holds."""
    place, data = _listed(value, mapping)
    if not isinstance(data, list):
        yield _members(data, place, mapping)
        return
    for n, record in enumerate(data):
        if isinstance(record, dict):
            yield _members(record, f"{place}/{n}", mapping)
        else:
            faults.add(f"{place}/{n}", "an object was expected")


def _listed(value: JsonValue, mapping: ColumnMapping) -> tuple[str, Any]:
    """Return (place, records): where the mapping says, or the first list of objects."""
    place, data = value.place, value.data
    if mapping.records:
        for step in mapping.records.strip("/").split("/"):
            data = data.get(step) if isinstance(data, dict) else None
        return f"{place}/{mapping.records.strip('/')}", data
    if isinstance(data, dict) and not _members(data, "", mapping):
        for key, inside in data.items():
            if isinstance(inside, list) and inside and isinstance(inside[0], dict):
                return f"{place}/{key}", inside
    return place, data


def _members(record: object, place: str, mapping: ColumnMapping) -> Fields:
    found = {}
    for field, column in mapping.columns.items():
        data: Any = record
        for step in column.split("/"):
            data = data.get(step) if isinstance(data, dict) else None
        if data is not None and data != "":
            found[field] = Field(quoted(data), None, f"{place}/{column}")
    return found


def _share_of_heads(head: bytes, mapping: ColumnMapping) -> float:
    try:
        text, _ = decode(head[: head.rfind(b"\n") + 1] or head)
    except InputError:
        return 0.0
    lines = [line for line in text.splitlines() if line.strip()][:500]
    pattern = re.compile(mapping.pattern)
    return sum(pattern.match(line) is not None for line in lines) / max(1, len(lines))


def _pattern_rows(
    path: Path, uri: str, mapping: ColumnMapping
) -> tuple[str | None, Iterator[Fields]]:
    try:
        text, codec = decode(path.read_bytes())
    except InputError as failure:
        raise InputError(failure.reason, path=uri) from failure
    rows = list(_messages(text, re.compile(mapping.pattern)))
    if not rows:
        raise CorruptRecord("no line fits the mapping's pattern", path=uri)
    return codec, iter(rows)


def _messages(text: str, pattern: re.Pattern[str]) -> Iterator[Fields]:
    """Cut a text at the lines that fit; what follows on other lines belongs to the message."""
    current: dict[str, Field] = {}
    start = 0
    for raw in re.split(r"(?<=\n)", text):
        end = start + len(raw.rstrip("\r\n"))
        found = pattern.match(text[start:end])
        if found:
            if current:
                yield current
            current = {
                name: Field(value, CharSpan(start + found.start(name), start + found.end(name)))
                for name, value in found.groupdict().items()
                if value is not None
            }
        elif current and raw.strip() and (body := current.get("text")) and body.span:
            span = CharSpan(body.span.start, end)
            current["text"] = Field(text[span.slice], span)
        start += len(raw)
    if current:
        yield current
