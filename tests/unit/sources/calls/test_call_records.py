from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlp_guard.records import Recording
from nlp_guard.sources.calls.call_record_file import CallRecordFile
from nlp_guard.sources.calls.recording import RecordingSource
from tests.fakes.reading import context, written
from tests.fakes.sound import tone, wave

ASTERISK = (
    '"","13800000000","8001","from-pstn","""买家"" <13800000000>","PJSIP/trunk-01",'
    '"PJSIP/8001-02","Dial","PJSIP/8001","2026-03-27 09:25:17","2026-03-27 09:25:20",'
    '"2026-03-27 09:27:20",123,120,"ANSWERED","DOCUMENTATION","1774603517.12206","{}"\n'
)
CUSTOM = (
    '"""买家"" <13800000000>","8001","013800000000","internal","PJSIP/8001-02","PJSIP/trunk-01",'
    '"Dial","x","2026-03-27 09:25:17",,"2026-03-27 09:27:20",123,0,"NO ANSWER","3","",'
    '"1774603517.12206",""\n'
)
SWITCH = (
    "买家,13800000000,8001,public,2026-03-27 09:25:17,2026-03-27 09:25:20,2026-03-27 09:27:20,"
    "123,120,NORMAL_CLEARING,0b1c2d3e-1111-2222-3333-444455556666,,,PCMU,PCMU\n"
)
OUTWARD = SWITCH.replace("13800000000,8001", "8001,13800000000")
TWILIO = {
    "RecordingSid": "RE0123456789",
    "RecordingStartTime": "Fri, 27 Mar 2026 01:25:20 +0000",
    "RecordingChannels": "2",
    "Direction": "inbound",
    "From": "+8613800000000",
    "To": "+8657100000000",
}


def read(path: Path, uri: str) -> Recording:
    (recording,) = RecordingSource().read(path, context(uri))
    assert isinstance(recording, Recording)
    return recording


@pytest.mark.parametrize(
    ("name", "rows", "started", "channel"),
    [
        ("1774603517.12206.wav", ASTERISK.format(""), "2026-03-27T09:25:20+08:00", None),
        ("x.wav", ASTERISK.format("/var/spool/x.wav"), "2026-03-27T09:25:20+08:00", None),
        ("1774603517.12206.wav", CUSTOM, "2026-03-27T09:25:17+08:00", None),
        ("0b1c2d3e-1111-2222-3333-444455556666.wav", SWITCH, "2026-03-27T09:25:20+08:00", 0),
        ("0b1c2d3e-1111-2222-3333-444455556666.wav", OUTWARD, "2026-03-27T09:25:20+08:00", 1),
    ],
)
def test_a_recording_is_told_by_the_row_that_names_it(
    tmp_path: Path, name: str, rows: str, started: str, channel: int | None
) -> None:
    other = (
        ASTERISK.format("").replace("1774603517.12206", "1774600000.1").replace("09:25", "08:00")
    )
    written(
        tmp_path,
        "Master.csv",
        (SWITCH.replace("0b1c", "ffff") if channel is not None else other) + rows,
    )
    folder = tmp_path / "calls"
    folder.mkdir()
    recording = read(wave(folder, name, tone(1, 8000)), f"calls/{name}")
    assert recording.started_at is not None
    assert recording.started_at.isoformat() == started
    assert recording.account_id == "13800000000"
    assert recording.customer_channel == channel
    assert "call record" in recording.provenance.tools


def test_a_callback_beside_the_recording_tells_of_it(tmp_path: Path) -> None:
    written(tmp_path, "RE0123456789.json", json.dumps(TWILIO))
    recording = read(wave(tmp_path, "RE0123456789.wav", tone(1, 8000)), "RE0123456789.wav")
    assert recording.started_at is not None
    assert recording.started_at.isoformat() == "2026-03-27T01:25:20+00:00"
    assert (recording.account_id, recording.customer_channel) == ("13800000000", 0)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("Master.csv", ASTERISK.format("")),  # of another call
        ("Master.csv", "订单编号,买家会员名\n1,a\n"),
        ("Master.csv", ""),
        ("Master.csv", ASTERISK.format("").replace("2026-03-27", "2026-02-31")),
        ("20150724-0915_13900000000.json", "{"),
        ("20150724-0915_13900000000.json", '["RecordingSid"]'),
    ],
)
def test_the_name_tells_where_nothing_was_written_down(
    tmp_path: Path, file: str, content: str
) -> None:
    written(tmp_path, file, content)
    name = "20150724-0915_13900000000.wav"
    recording = read(wave(tmp_path, name, tone(1, 8000)), name)
    assert recording.started_at is not None
    assert recording.started_at.isoformat() == "2015-07-24T09:15:00+08:00"
    assert recording.account_id == "13900000000"
    assert "call record" not in recording.provenance.tools


def test_folders_above_what_was_handed_in_are_not_looked_at(tmp_path: Path) -> None:
    written(tmp_path, "Master.csv", ASTERISK.format("x.wav"))
    folder = tmp_path / "calls"
    folder.mkdir()
    assert read(wave(folder, "x.wav", tone(1, 8000)), "x.wav").account_id is None


@pytest.mark.parametrize(
    ("content", "is_known"),
    [
        (ASTERISK.format(""), True),
        (CUSTOM, True),
        (SWITCH, True),
        (json.dumps(TWILIO), True),
        ("a,b,c\n", False),
        ("{}", False),
        ("", False),
    ],
)
def test_call_records_are_known_by_their_content(content: str, *, is_known: bool) -> None:
    source = CallRecordFile()
    assert (source.sniff(Path("a.csv"), content.encode()) > 0.5) == is_known
    assert list(source.read(Path("a.csv"), context("a.csv"))) == []
