"""A stored number → the text a workbook shows for it.

Amounts keep the digits they have (``59``, not ``59.00``); days and times are written as in ISO
8601, whatever the cell's own order, so that no reader has to guess which is the month.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from nlp_guard.sources.sheets.row import EXACT_DIGITS

_INTEGER = re.compile(r"-?\d+")
_NO_CODE = re.compile(r'"[^"]*"|\[(?!h|m|s)[^\]]*\]|\\.|_.|\*.', re.IGNORECASE)
_SHORT_FRACTION = re.compile(r"-?(?:0|[1-9]\d{0,8})\.\d{0,4}[1-9]")
_ZEROS = re.compile(r"0{2,}")
_DAY_IDS = frozenset((*range(14, 18), *range(27, 32), 36, *range(50, 55), 57, 58))
_TIME_IDS = frozenset((*range(18, 22), *range(32, 36), 45, 46, 47, 55, 56))
_MOMENT_ID = 22
_LARGEST_EXACT = 1 << 53
_LARGEST_EXPONENT = 308
"""Of a double; beyond it stands no number of a spreadsheet."""
_LAST_DAY = 2_958_466
"""10000-01-01 as a serial number."""


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """What a cell's number means.

    Args:
        has_day: It counts days since 1900 (or 1904).
        has_time: Its fraction is a time of day.
        min_digits: Zeros are put before it up to so many digits.
    """

    has_day: bool = False
    has_time: bool = False
    min_digits: int = 0

    @classmethod
    def of(cls, number: int, code: str | None) -> NumberFormat:
        """Read a format's number and, for a workbook's own, its code.

        Example:
            >>> NumberFormat.of(164, "yyyy/m/d h:mm")
            NumberFormat(has_day=True, has_time=True, min_digits=0)
            >>> NumberFormat.of(165, '"m"0.00'), NumberFormat.of(166, "00000").min_digits
            (NumberFormat(has_day=False, has_time=False, min_digits=0), 5)
        """
        if code is None:
            return cls(
                has_day=number in _DAY_IDS or number == _MOMENT_ID,
                has_time=number in _TIME_IDS or number == _MOMENT_ID,
            )
        bare = _NO_CODE.sub("", code.split(";", 1)[0]).lower()
        if _ZEROS.fullmatch(bare):
            return cls(min_digits=len(bare))
        if "general" in bare or not set(bare) & set("ymdhs"):
            return cls()
        has_time = bool(set(bare) & set("hs"))
        return cls(has_day=bool(set(bare) & set("yd")) or not has_time, has_time=has_time)


@dataclass(frozen=True, slots=True)
class CellFormats:
    """The formats of a workbook.

    Args:
        by_style: Number of a cell's style → its format; plain numbers are left out.
        epoch: Day 0 of its calendar.
    """

    by_style: Mapping[str, NumberFormat]
    epoch: datetime = datetime(1899, 12, 30)  # noqa: DTZ001 - a cell has no time zone


def shown_number(stored: str, style: str | None, formats: CellFormats) -> tuple[str, bool]:
    """Return a number as its cell shows it, and whether digits of it were lost.

    Args:
        stored: As it stands in the file.
        style: Number of the cell's style.
        formats: Of the workbook.

    Example:
        >>> plain = CellFormats({})
        >>> shown_number("0.30000000000000004", None, plain), shown_number("1.5E3", None, plain)
        (('0.3', False), ('1500', False))
        >>> shown_number("1930000000000001234", None, plain)
        ('1930000000000001234', False)
        >>> shown_number("1.930000000000001E+18", None, plain)
        ('1.930000000000001E+18', True)
        >>> shown_number("46151.873043981", "1", CellFormats({"1": NumberFormat(True, True)}))
        ('2026-05-09 20:57:11', False)
    """
    form = formats.by_style.get(style) if style is not None else None
    if form is not None and (form.has_day or form.has_time):
        return _moment(stored, form, formats.epoch) or stored, False
    if form is not None:
        stored = stored.zfill(form.min_digits)
    if _INTEGER.fullmatch(stored):
        return stored, is_rounded(stored.lstrip("-"))
    return (stored, False) if _SHORT_FRACTION.fullmatch(stored) else _fraction(stored)


def is_rounded(digits: str) -> bool:
    """Tell whether a long whole number looks as if it had been stored as a double.

    A number that no double equals was never rounded. Of those that one equals, a long one is
    doubted: one in 256 of 19 digits is doubted for nothing.

    Example:
        >>> is_rounded("1930000000000001234"), is_rounded("1930000000000001280")
        (False, True)
        >>> is_rounded("1930000000000010000"), is_rounded("1930000000000001")
        (True, False)
    """
    if not EXACT_DIGITS < len(digits) <= _LARGEST_EXPONENT:
        return False
    if not digits[EXACT_DIGITS:].strip("0"):
        return True
    number = int(digits)
    return number > _LARGEST_EXACT and int(float(number)) == number


def _fraction(stored: str) -> tuple[str, bool]:
    try:
        number = Decimal(stored)
    except InvalidOperation:
        return stored, False
    if not number.is_finite() or abs(number.adjusted()) > _LARGEST_EXPONENT:
        return stored, False
    if number.adjusted() >= EXACT_DIGITS:
        return stored, True
    return _plain(number), False


def _plain(number: Decimal) -> str:
    text = format(Decimal(f"{number:.{EXACT_DIGITS}g}"), "f")
    return text.rstrip("0").rstrip(".") or "0" if "." in text else text


def _moment(stored: str, form: NumberFormat, epoch: datetime) -> str | None:
    try:
        serial = float(stored)
    except ValueError:
        return None
    if not 0 <= serial < _LAST_DAY:
        return None
    seconds = round(serial * 86_400)
    if not form.has_day:
        hours, rest = divmod(seconds, 3_600)
        return f"{hours:02}:{rest // 60:02}:{rest % 60:02}"
    # Up to 1900-02-28 the calendar of workbooks runs one day behind: it has a 29th.
    early = timedelta(days=1) if serial < 60 and epoch.year == 1899 else timedelta()
    moment = epoch + early + timedelta(seconds=seconds)
    return f"{moment:%Y-%m-%d %H:%M:%S}" if form.has_time else f"{moment:%Y-%m-%d}"
