"""What a telephone system wrote down about its calls: when, from whom, to whom.

Three forms, told apart by where the three times of a row stand (there is no header):

    Asterisk cdr_csv     accountcode,src,dst,dcontext,clid,channel,dstchannel,lastapp,lastdata,
                         start,answer,end,duration,billsec,disposition,amaflags,uniqueid,userfield
    Asterisk cdr_custom  clid,src,dst,…,start,answer,end,…,uniqueid,userfield
    FreeSWITCH           caller_id_name,caller_id_number,destination_number,context,
                         start_stamp,answer_stamp,end_stamp,duration,billsec,hangup_cause,uuid,…

and the callback of Twilio, one JSON object a recording.

Source:
    Asterisk, ``cdr/cdr_csv.c`` and ``configs/samples/cdr_custom.conf.sample``; FreeSWITCH,
    ``cdr_csv.conf.xml`` and ``RECORD_STEREO`` (left is what the first leg says); Twilio,
    recording status callback (channel 1 is the parent leg).
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from nlp_guard.records import AccountId
from nlp_guard.sources.calls.recording_names import outside_number

_TIME = re.compile(r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d")
_N_TIMES = 3
_LARGEST_BYTES = 256_000_000
_SHORTEST_ID = 8
"""Characters from which an id found in a file's name is no chance."""


@dataclass(frozen=True, slots=True)
class _Form:
    """Where the fields of a row stand."""

    times: int
    call_id: int
    recording: int | None
    is_first_leg_left: bool


_FORMS = (
    _Form(times=9, call_id=16, recording=17, is_first_leg_left=False),
    _Form(times=8, call_id=16, recording=17, is_first_leg_left=False),
    _Form(times=4, call_id=10, recording=None, is_first_leg_left=True),
)
_CALLER, _CALLED = 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecord:
    """One call as the telephone system wrote it down.

    Args:
        call_id: Unique id of the call, or of its recording.
        recording: Name of its recording, where it is written down.
        started_at: Aware time at which it was answered, or else began.
        account_id: The outside number; None where both sides or neither look like one.
        customer_channel: Channel (from 0) of the outside party on a stereo recording.
    """

    call_id: str
    recording: str = ""
    started_at: datetime | None = None
    account_id: AccountId | None = None
    customer_channel: int | None = None

    def is_of(self, name: str) -> bool:
        """Tell whether a file of that name is the recording of this call."""
        is_named = len(self.call_id) >= _SHORTEST_ID and self.call_id in name
        return is_named or (bool(self.recording) and Path(self.recording).name == name)


def is_call_records(head: str) -> bool:
    r"""Tell whether a text begins like the call records of a telephone system.

    Example:
        >>> is_call_records('买家,13800000000,8001,public,2026-03-27 09:25:17,,'
        ...                 '2026-03-27 09:27:20,123,0,NO_ANSWER,0b1c2d3e\n')
        True
        >>> is_call_records("订单编号,买家会员名\n1,a")
        False
    """
    if head.lstrip()[:1] == "{":
        return '"RecordingSid"' in head
    rows = csv.reader(line for line in head.splitlines()[:1])
    return any(_form(row) is not None for row in rows)


def find_record(recording: Path, n_folders: int, timezone: ZoneInfo) -> CallRecord | None:
    """Find what was written down about a recording, in its folder or those above.

    Args:
        recording: The sound file.
        n_folders: How many folders above its own belong to what was handed in.
        timezone: In which the telephone system writes its times.
    """
    callback = recording.with_suffix(".json")
    if callback.is_file():
        told = _callback(callback)
        if told is not None:
            return told
    for folder in [recording.parent, *recording.parents[1 : n_folders + 1]]:
        for file in sorted(folder.glob("*.csv")):
            about = file.stat()
            if about.st_size <= _LARGEST_BYTES:
                records = _read(file, about.st_mtime_ns, about.st_size, timezone)
                found = next((one for one in records if one.is_of(recording.name)), None)
                if found is not None:
                    return found
    return None


@lru_cache(maxsize=16)
def _read(file: Path, _: int, __: int, timezone: ZoneInfo) -> tuple[CallRecord, ...]:
    """Read a file of call records once, as long as its time and size are the same."""
    with file.open(encoding="utf-8", errors="replace", newline="") as lines:
        head = lines.readline()
        if not is_call_records(head):
            return ()
        lines.seek(0)
        try:
            return tuple(_records(csv.reader(lines), timezone))
        except csv.Error:
            return ()


def _records(rows: Iterator[list[str]], timezone: ZoneInfo) -> Iterator[CallRecord]:
    for row in rows:
        form = _form(row)
        if form is None or len(row) <= form.call_id:
            continue
        caller, called = outside_number(row[_CALLER]), outside_number(row[_CALLED])
        outside = None if caller and called else caller or called
        start, answer = row[form.times], row[form.times + 1]
        channel = None
        if form.is_first_leg_left and outside:
            channel = 0 if caller else 1
        has_name = form.recording is not None and form.recording < len(row)
        yield CallRecord(
            call_id=row[form.call_id],
            recording=row[form.recording or 0] if has_name else "",
            started_at=_local(answer or start, timezone),
            account_id=outside,
            customer_channel=channel,
        )


def _local(text: str, timezone: ZoneInfo) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=timezone)
    except ValueError:  # 31 June
        return None


def _form(row: Sequence[str]) -> _Form | None:
    for form in _FORMS:
        times = row[form.times : form.times + _N_TIMES]
        lengths = row[form.times + _N_TIMES : form.times + _N_TIMES + 2]
        has_times = len(times) == _N_TIMES and bool(_TIME.fullmatch(times[0]))
        if (
            has_times
            and all(not one or _TIME.fullmatch(one) for one in times)
            and len(lengths) == 2
            and all(one.isdecimal() for one in lengths)
        ):
            return form
    return None


def _callback(file: Path) -> CallRecord | None:
    try:
        told: Any = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(told, dict) or "RecordingSid" not in told:
        return None
    is_inbound = str(told.get("Direction", "")).startswith("inbound")
    has_first_leg = is_inbound or told.get("Direction") == "outbound-api"
    number = told.get("From" if is_inbound else "To") if has_first_leg else None
    return CallRecord(
        call_id=str(told["RecordingSid"]),
        started_at=_sent(told.get("RecordingStartTime")),
        account_id=outside_number(str(number)) if number else None,
        customer_channel=0 if has_first_leg else None,
    )


def _sent(text: object) -> datetime | None:
    try:
        found = parsedate_to_datetime(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else None
