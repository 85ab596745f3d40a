"""A cell's text → what it means in an order."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo
from decimal import Decimal, InvalidOperation

MASKED = "***"
"""Stands for what a platform encrypted; whatever holds an asterisk is never compared."""

_TIME = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?"
)
_AROUND_AMOUNT = re.compile(r"^(?:CNY|RMB|[¥￥$€£])\s*|\s*元$")
_ENCRYPTED = re.compile(r"^(?:##|\$\$|~).{8,}|^[A-Za-z0-9+/]{40,}={0,2}(?:#+|~.*)?$")
_EXPONENT = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
_TAIL = 15
"""Digits that a spreadsheet keeps of a number."""
_LARGEST_EXPONENT = 15
_LONGEST = 64
"""Characters of a cell that holds a number or a time."""


def plain(cell: str) -> str:
    r"""Strip what keeps a spreadsheet from guessing.

    Example:
        >>> plain('="1930000000000001"'), plain("'13800000000"), plain("'null"), plain("\t7")
        ('1930000000000001', '13800000000', '', '7')
        >>> plain("--"), plain(" a b ")
        ('', 'a b')
    """
    cell = cell.strip()
    if cell.startswith('="') and cell.endswith('"'):
        cell = cell[2:-1].strip()
    cell = cell.removeprefix("'").strip()
    return "" if cell in {"null", "--", "-"} else cell


def readable(cell: str) -> str:
    """Return a person's particulars, ``***`` where the platform encrypted them.

    Example:
        >>> readable("张**"), readable("##aGVsbG8gd29ybGQ="), readable("测试路1号")
        ('张**', '***', '测试路1号')
    """
    return MASKED if _ENCRYPTED.match(cell) else cell


def amount(text: str) -> Decimal | None:
    """Return an amount of money, None for an empty cell.

    Raises:
        ValueError: If it is no number.

    Example:
        >>> amount("¥1,234.50"), amount("-3"), amount("")
        (Decimal('1234.50'), Decimal('-3'), None)
    """
    if len(text) > _LONGEST:
        raise ValueError("an amount that is not a number")
    text = _AROUND_AMOUNT.sub("", text.strip()).replace(",", "")
    return _number(text, "an amount that is not a number") if text else None


def count(text: str) -> int:
    """Return a number of pieces; an empty cell is 0.

    Raises:
        ValueError: If it is no whole number.

    Example:
        >>> count("3"), count("2.0"), count(""), count("1 件")
        (3, 2, 0, 1)
    """
    value = _number(
        text.removesuffix("件").strip() or "0", "a number of pieces that is not a number"
    )
    if not 0 <= value < 10**9 or value != value.to_integral_value():
        raise ValueError("a number of pieces that is not a count")
    return int(value)


def _number(text: str, why: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation as failure:
        raise ValueError(why) from failure
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or max(abs(exponent), value.adjusted()) > _LARGEST_EXPONENT:
        raise ValueError(why)  # NaN, infinity, or digits that only mean harm
    return value


def moment(text: str, zone: tzinfo) -> datetime | None:
    """Return an aware time, None for an empty cell.

    Args:
        text: Year first; a day alone is its midnight.
        zone: Of times written without one.

    Raises:
        ValueError: If it is none; day and month before the year are never guessed.

    Example:
        >>> from datetime import UTC
        >>> moment("2015/7/23 11:19", UTC) == moment("2015-07-23T11:19:00Z", UTC)
        True
        >>> moment("2026-05-01 10:00:00 +0200", UTC).isoformat()
        '2026-05-01T10:00:00+02:00'
    """
    if not text:
        return None
    match = _TIME.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if match is None:
        raise ValueError("a time that is neither 2015-07-23 11:19:00 nor 2015/7/23 11:19")
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    when = datetime(year, month, day, hour, minute, second, tzinfo=zone)
    offset = match[7]
    if offset is None:
        return when
    return when.replace(tzinfo=datetime.fromisoformat(f"2000-01-01T00:00{offset}").tzinfo)


def is_lost(order_number: str) -> bool:
    """Tell whether an order's number was written as a rounded number.

    Example:
        >>> is_lost("1.93E+18"), is_lost("1930000000000001234"), is_lost("260401-123456789012345")
        (True, False, False)
    """
    return _EXPONENT.fullmatch(order_number) is not None


def are_rounded(order_numbers: list[str]) -> bool:
    """Tell whether a report's long numbers all end in zeros, as a spreadsheet leaves them.

    Args:
        order_numbers: Of the first rows.

    Example:
        >>> are_rounded(["1930000000000010000", "1930000000000020000", "1930000000000040000"])
        True
        >>> are_rounded(["1930000000000010000", "1930000000000020001", "7"])
        False
    """
    tails = [n[_TAIL:] for n in order_numbers if n.isdecimal() and len(n) > _TAIL]
    return len(tails) >= 3 and not "".join(tails).strip("0")
