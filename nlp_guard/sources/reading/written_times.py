"""Times as people's programs write them in tables → aware times, settled over a whole file."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, tzinfo

from nlp_guard.sources.reading.day_month import DateNumbers, DateOrder, settle
from nlp_guard.sources.reading.moments import from_either

_WRITTEN = re.compile(
    r"\s*(?P<a>\d{1,4})\s?[./\-年]\s?(?P<b>\d{1,2})\s?[./\-月]\s?(?P<c>\d{1,4})日?,?[T\s]*"
    r"(?P<half>上午|下午|[AaPp]\.?[Mm]\.?)?\s*"
    r"(?:(?P<h>\d{1,2})[:：时](?P<m>\d{1,2})(?:[:：分](?P<s>\d{1,2})秒?)?(?:\.\d+)?)?"
    r"\s*(?P<late>[AaPp]\.?[Mm]\.?)?\s*"
)
_BEFORE_NOON = ("上午", "A", "a")


def read_times(
    written: Sequence[str],
    zone: tzinfo,
    today: date,
    note: Callable[[str], None],
    *,
    time_format: str = "",
) -> list[datetime | None]:
    """Read the times of one file.

    Args:
        written: As they stand there, in order.
        zone: Of those that name none.
        today: No date is later than the day after.
        note: Told where day and month could be exchanged.
        time_format: How they are written, as ``strptime`` takes it; empty to find out: ISO 8601,
            epochs, and dates of three numbers in any order.

    Returns:
        One for each; None where there is no such time.

    Example:
        >>> from datetime import UTC
        >>> days = ["13/2/2026 9:05", "2026-02-14T09:05:00Z", "soon"]
        >>> [at and at.isoformat() for at in read_times(days, UTC, date(2026, 3, 1), print)]
        ['2026-02-13T09:05:00+00:00', '2026-02-14T09:05:00+00:00', None]
    """
    if time_format:
        return [_by_format(text, time_format, zone) for text in written]
    told = [from_either(text, zone) for text in written]
    found = [_WRITTEN.fullmatch(text) if at is None else None
             for text, at in zip(written, told, strict=True)]  # fmt: skip
    numbers = [_numbers(match) for match in found if match]
    if not numbers:
        return told
    try:
        settled = settle(numbers, today)
    except ValueError:
        return told
    if not settled.is_certain:
        note(f"nothing tells day from month in its dates; taken as {settled.order}")
    return [
        at if match is None else _moment(match, settled.order, zone)
        for at, match in zip(told, found, strict=True)
    ]


def _by_format(text: str, time_format: str, zone: tzinfo) -> datetime | None:
    try:
        moment = datetime.strptime(text.strip(), time_format)  # noqa: DTZ007 - zone is added below
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _numbers(match: re.Match[str]) -> DateNumbers:
    return int(match["a"]), int(match["b"]), int(match["c"])


def _moment(match: re.Match[str], order: DateOrder, zone: tzinfo) -> datetime | None:
    day = order.possible(_numbers(match))
    hour, half = int(match["h"] or 0), match["half"] or match["late"]
    if half:
        hour = hour % 12 + (0 if half.startswith(_BEFORE_NOON) else 12)
    minute, second = int(match["m"] or 0), int(match["s"] or 0)
    if day is None or hour > 23 or minute > 59 or second > 59:
        return None
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone)
