"""Records inside JSON, wherever a tool wrapped them, and their fields as tools write them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

_DEEPEST = 8

Record = Mapping[str, Any]


def records(
    data: object, place: str, is_record: Callable[[Record], bool], depth: int = 0
) -> Iterator[tuple[str, Record]]:
    """Give (place, record) for every object that is one, in order; none inside another.

    Args:
        data: Any JSON value.
        place: Where it stands.
        is_record: Tells records from their wrappers.
        depth: Of the value; what lies deeper than eight wrappers is not looked at.

    Example:
        >>> wrapped = {"data": {"list": [{"id": 1}, {"id": 2}, 3]}}
        >>> [place for place, _ in records(wrapped, "", lambda record: "id" in record)]
        ['/data/list/0', '/data/list/1']
    """
    if isinstance(data, dict) and is_record(data):
        yield place, data
    elif isinstance(data, dict | list) and depth < _DEEPEST:
        members = data.items() if isinstance(data, dict) else enumerate(data)
        for key, value in members:
            if isinstance(value, dict | list):
                yield from records(value, under(place, key), is_record, depth + 1)


def under(place: str, *keys: object) -> str:
    """Return the place of a member (RFC 6901).

    Example:
        >>> under("line:3", "a/b", 0)
        'line:3/a~1b/0'
    """
    escaped = (str(key).replace("~", "~0").replace("/", "~1") for key in keys)
    return "/".join((place, *escaped))


def has_records(seen: Mapping[str, object], fields: Collection[str]) -> bool:
    """Tell whether the outline of a file shows an object with all these fields.

    Example:
        >>> has_records({"list[].from.id": 1, "list[].text": "a"}, ("from.id", "text"))
        True
    """
    first, *others = fields
    parents = (
        path.removesuffix(first) for path in seen if path == first or path.endswith(f".{first}")
    )
    return any(all(f"{parent}{other}" in seen for other in others) for parent in parents)


def text_of(record: object, *keys: str) -> str:
    """Return the text at a path of keys, "" where there is none; numbers become their digits.

    Example:
        >>> text_of({"from": {"uid": 7}}, "from", "uid"), text_of({"from": None}, "from", "uid")
        ('7', '')
    """
    value = record
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def flag(value: object) -> bool | None:
    """Return a yes or no as tools write it; None where it is neither.

    Example:
        >>> [flag(value) for value in (True, 1, "1", "true", False, 0, "0", None, "maybe")]
        [True, True, True, True, False, False, False, None, None]
    """
    text = str(value).lower()
    if text in {"true", "1"}:
        return True
    return False if text in {"false", "0"} else None
