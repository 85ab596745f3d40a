from __future__ import annotations

import pytest

from nlp_guard.sources.calls.recording_names import read_name
from tests.fakes.reading import SHANGHAI

NINE = "2026-03-27T09:25:17+08:00"


@pytest.mark.parametrize(
    ("name", "started_at", "number"),
    [
        ("20150724-0915_13900000000.wav", "2015-07-24T09:15:00+08:00", "13900000000"),
        ("20150724-0915_13900000000_stereo.wav", "2015-07-24T09:15:00+08:00", "13900000000"),
        ("external-8001-13800000000-20260327-092517-1774603517.42.wav", NINE, "13800000000"),
        ("out-13800000000-8001-20260327-092517-1774603517.42.wav", NINE, "13800000000"),
        ("q-600-13800000000-20260327-092517-1774603517.42.wav", NINE, "13800000000"),
        ("internal-8001-8002-20260327-092517-1774603517.42.wav", NINE, None),
        ("1743042317.12206.wav", "2025-03-27T10:25:17+08:00", None),
        ("GUID_000_AGENT_Chris_DT_2025-02-19T06-01-22.wav", "2025-02-19T06:01:22+08:00", None),
        ("+8613800000000_2024-01-05 10-20-30.amr", "2024-01-05T10:20:30+08:00", "13800000000"),
        ("+442071838750.mp3", None, "+442071838750"),
        ("057188888888-20240105102030.wav", "2024-01-05T10:20:30+08:00", "057188888888"),
        ("RE0123456789abcdef0123456789abcdef.wav", None, None),
        ("20260231-1000.wav", None, None),
        ("202401051020301234.wav", None, None),
        ("msg_1234.silk", None, None),
        ("录音1.wav", None, None),
    ],
)
def test_a_name_tells_time_and_number(
    name: str, started_at: str | None, number: str | None
) -> None:
    told = read_name(name, SHANGHAI)
    assert (told.started_at.isoformat() if told.started_at else None) == started_at
    assert told.account_id == number
