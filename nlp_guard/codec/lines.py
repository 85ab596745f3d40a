"""JSON text and the values in it: numbers, times, absent fields."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from nlp_guard.records import Box

Json = dict[str, Any]


def to_line(value: Mapping[str, Any]) -> str:
    r"""Return one line of JSON Lines, with its line end.

    Text that is no valid Unicode (lone surrogates) is escaped, so that the line is always UTF-8.

    Example:
        >>> to_line({"text": "四千", "at": None})
        '{"text": "四千", "at": null}\n'
    """
    return _utf8(json.dumps(value, ensure_ascii=False)) + "\n"


def to_json(value: Mapping[str, Any]) -> str:
    """Return a JSON document, indented for people."""
    return _utf8(json.dumps(value, ensure_ascii=False, indent=1)) + "\n"


def from_line(line: str) -> Json:
    """Return the object on one line of JSON Lines.

    Raises:
        ValueError: If the line is no JSON object.
    """
    try:
        value = json.loads(line)
    except RecursionError as failure:
        raise ValueError("nested too deeply") from failure
    if not isinstance(value, dict):
        raise ValueError(f"a JSON object was expected, not {type(value).__name__}")
    return value


def number(value: Decimal | None) -> int | float | None:
    """Return a Decimal as the shortest JSON number.

    Example:
        >>> number(Decimal("4000.00")), number(Decimal("235.29")), number(None)
        (4000, 235.29, None)
    """
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def decimal(value: object) -> Decimal:
    """Return a JSON number as a Decimal.

    Raises:
        ValueError: If it is none, or not finite.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"a number was expected, not {type(value).__name__}")
    result = Decimal(str(value))
    if not result.is_finite():
        raise ValueError("a finite number was expected")
    return result


def optional_decimal(value: object) -> Decimal | None:
    """Return a JSON number as a Decimal, null as None."""
    return None if value is None else decimal(value)


def instant(value: datetime | None) -> str | None:
    """Return an aware time in ISO 8601.

    Example:
        >>> from datetime import UTC
        >>> instant(datetime(2015, 7, 24, 4, tzinfo=UTC))
        '2015-07-24T04:00:00+00:00'
    """
    return None if value is None else value.isoformat()


def moment(value: object) -> datetime | None:
    """Return an ISO 8601 time as an aware datetime, null as None.

    Raises:
        ValueError: If it is no such time or has no zone.
    """
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError(f"a time was expected, not {type(value).__name__}")
    result = datetime.fromisoformat(value)
    if result.tzinfo is None:
        raise ValueError("a time with a zone was expected")
    return result


def present(fields: Mapping[str, Any]) -> Json:
    """Return the fields that hold something: absent rather than null or empty.

    Example:
        >>> present({"low": 20, "of": None, "payees": ()})
        {'low': 20}
    """
    return {key: value for key, value in fields.items() if value or value == 0}


def _utf8(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def box_to_list(box: Box | None) -> list[int] | None:
    """Return ``[left, top, right, bottom]`` in pixels."""
    return None if box is None else [box.left, box.top, box.right, box.bottom]


def box_from_list(data: Sequence[Any] | None) -> Box | None:
    """Return what `box_to_list` wrote.

    Raises:
        ValueError: If it is no box.
    """
    if not data:
        return None
    left, top, right, bottom = data
    return Box(int(left), int(top), int(right), int(bottom))
