"""Times as machines write them → aware times."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

_MAGNITUDES = ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3), (-1e11, 1.0))
"""From this many on, an epoch counts nano-, micro-, milliseconds or seconds (years 1973-5138)."""


def from_epoch(value: object) -> datetime | None:
    """Return the time of a Unix epoch, its unit told by its size; None where it is none.

    Example:
        >>> from_epoch(1700000000) == from_epoch("1700000000000") == from_epoch(1700000000.0)
        True
        >>> from_epoch("1700000000")
        datetime.datetime(2023, 11, 14, 22, 13, 20, tzinfo=datetime.timezone.utc)
        >>> from_epoch("yesterday"), from_epoch(None), from_epoch(True)
        (None, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
        unit = next((unit for least, unit in _MAGNITUDES if number >= least), None)
        return None if unit is None else datetime.fromtimestamp(number / unit, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def from_iso(value: object, zone: tzinfo) -> datetime | None:
    """Return an ISO 8601 time; one without a zone is taken to be in ``zone``.

    Example:
        >>> from_iso("2023-11-14T22:13:20Z", UTC)
        datetime.datetime(2023, 11, 14, 22, 13, 20, tzinfo=datetime.timezone.utc)
        >>> from_iso("2023-11-14 22:13:20", UTC) == from_iso("2023-11-14T22:13:20.000+00:00", UTC)
        True
        >>> from_iso("2023-13-45", UTC) is None
        True
    """
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip().replace(" UTC", "Z"))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def from_either(value: object, zone: tzinfo) -> datetime | None:
    """Return a time written as ISO 8601 or as an epoch; digits alone are an epoch.

    Example:
        >>> from_either(1700000000, UTC) == from_either("2023-11-14T22:13:20Z", UTC)
        True
        >>> from_either("1712102730000", UTC).year
        2024
    """
    if isinstance(value, str) and value.strip().isdigit():
        return from_epoch(value)
    return from_iso(value, zone) or from_epoch(value)
