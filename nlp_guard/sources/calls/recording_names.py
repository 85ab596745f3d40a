"""What the name of a recording tells: when the call began, and which outside number took part.

Names of the field (file names only; folders say nothing certain):

    20150724-0915_13900000000.wav                          time, number
    external-8001-13800000000-20260327-092517-1774603517.42.wav   FreePBX, a call from outside
    out-13800000000-8001-20260327-092517-1774603517.42.wav        FreePBX, a call to the outside
    q-600-13800000000-20260327-092517-1774603517.42.wav           FreePBX, from a queue
    1743042317.12206.wav                                   Asterisk's unique id: epoch seconds
    …_AGENT_ChrisL_DT_2025-02-19T06-01-22.wav              post-call analytics
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import phonenumbers

from nlp_guard.records import AccountId

_TIME = re.compile(
    r"(?<!\d)(20\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])"
    r"[-_T .]?([01]\d|2[0-3])[-_:.]?([0-5]\d)(?:[-_:.]?([0-5]\d))?(?!\d)"
)
_EPOCH = re.compile(r"(?<!\d)(1[0-9]{9})\.\d+(?!\d)")
_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])(?:\+\d{7,15}|(?:86)?1[3-9]\d{9}|0[1-9]\d{8,10})(?![0-9A-Za-z])"
)
"""Abroad with ``+``, Chinese mobile, Chinese line with its area code; hex ids are neither."""

_FREEPBX = re.compile(
    r"(?P<kind>out|external|internal|force|q|rg|exten)-(?P<first>\+?\w+)-(?P<second>\+?\w+)"
    r"-20\d{6}-\d{6}-"
)
_OUTSIDE_FIELD = {"out": "first", "external": "second", "q": "second", "rg": "second"}
_HOME = "CN"
"""Where a number without a country code is dialled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingName:
    """What was read off a name; None where it does not tell.

    Args:
        started_at: Aware start of the call.
        account_id: The outside number: ``13900000000`` at home, ``+44…`` from abroad.
    """

    started_at: datetime | None = None
    account_id: AccountId | None = None


def read_name(name: str, timezone: ZoneInfo) -> RecordingName:
    """Read the name of a recording.

    Args:
        name: Without folders.
        timezone: In which the telephone system writes its names.

    Example:
        >>> read = read_name("20150724-0915_13900000000.wav", ZoneInfo("Asia/Shanghai"))
        >>> read.started_at.isoformat(), read.account_id
        ('2015-07-24T09:15:00+08:00', '13900000000')
        >>> read_name("hello.wav", ZoneInfo("Asia/Shanghai"))
        RecordingName(started_at=None, account_id=None)
    """
    return RecordingName(started_at=_started_at(name, timezone), account_id=_outside(name))


def _started_at(name: str, timezone: ZoneInfo) -> datetime | None:
    for match in _TIME.finditer(name):
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
        try:
            return datetime(year, month, day, hour, minute, second, tzinfo=timezone)
        except ValueError:  # 31 June: digits that are no date
            continue
    epoch = _EPOCH.search(name)
    return datetime.fromtimestamp(int(epoch[1]), timezone) if epoch else None


def _outside(name: str) -> AccountId | None:
    freepbx = _FREEPBX.match(name)
    if freepbx:
        field = _OUTSIDE_FIELD.get(freepbx["kind"])
        return outside_number(freepbx[field]) if field else None
    bare = _EPOCH.sub(" ", _TIME.sub(" ", name))
    found = (outside_number(match[0]) for match in _NUMBER.finditer(bare))
    return next((number for number in found if number), None)


def outside_number(digits: str) -> AccountId | None:
    """Return a number as people of the shop would dial it, if it is one at all.

    Example:
        >>> outside_number("8613900000000"), outside_number("8001")
        ('13900000000', None)
    """
    try:
        number = phonenumbers.parse(digits, _HOME)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    if number.country_code == phonenumbers.country_code_for_region(_HOME):
        prefix = "" if str(number.national_number).startswith("1") else "0"
        return AccountId(f"{prefix}{number.national_number}")
    return AccountId(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
