from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from nlp_guard.records import (
    Amount,
    Case,
    Channel,
    CharSpan,
    Deadline,
    Detection,
    Investigation,
    Payee,
    PayeeKind,
    Slots,
    Verdict,
)
from nlp_guard.reports.clock import clock_of
from nlp_guard.reports.config import ReportsConfig
from nlp_guard.reports.talk import Talk, TalkPages, counted, of_case, of_nobody

AT = CharSpan(0, 1)


def _call(investigation: Investigation) -> Detection:
    return next(d for d in investigation.detections if d.conversation.channel is Channel.CALL)


def _talk(investigation: Investigation, detection: Detection, **limits: int) -> Talk:
    pages = TalkPages(investigation, ReportsConfig(**limits), clock_of(investigation))
    return pages.talk(detection, "t")


def test_conversations_of_a_case_stand_in_order_of_time(ring: Investigation, case: Case) -> None:
    begins = [d.conversation.started_at for d in of_case(case, ring.detections[::-1])]
    assert begins == sorted(begins, key=str)
    assert len(begins) == len(case.conversations)


def test_conversations_of_nobody_stand_gravest_first(ring: Investigation) -> None:
    verdicts = [d.verdict for d in of_nobody((), ring.detections)]
    assert verdicts == sorted(verdicts, key=[*reversed(Verdict)].index)
    assert counted(ring.detections)[0] == (Verdict.EXTORTION, 4)


def test_case_and_nobody_share_all_conversations(ring: Investigation, case: Case) -> None:
    ours, others = of_case(case, ring.detections), of_nobody((case,), ring.detections)
    assert len(ours) + len(others) == len(ring.detections)


def test_call_has_a_listening_copy(ring: Investigation) -> None:
    talk = _talk(ring, _call(ring))
    assert talk.copy is not None
    assert talk.duration_s == talk.copy.duration_s


def test_no_copy_is_made_when_the_call_was_read_from_a_transcript(quiet: Investigation) -> None:
    talk = _talk(quiet, _call(quiet))
    assert talk.copy is None
    assert talk.no_copy is not None
    assert "transcript only" in talk.no_copy.en
    assert talk.duration_s > 20


@pytest.mark.parametrize("uri", ["../outside.wav", "/etc/hostname"])
def test_no_file_is_opened_when_it_lies_outside_of_the_folder(
    ring: Investigation, uri: str
) -> None:
    call = _call(ring)
    conversation = call.conversation
    moved = replace(
        call,
        conversation=replace(conversation, provenance=replace(conversation.provenance, uri=uri)),
    )
    source = replace(ring.coverage.sources[0], path=uri, kind="recording")
    coverage = replace(ring.coverage, sources=(source,))
    assert _talk(replace(ring, coverage=coverage), moved).copy is None


def test_reason_is_given_when_the_recording_has_changed(
    ring: Investigation, tmp_path: Path
) -> None:
    call = _call(ring)
    path = tmp_path / call.conversation.provenance.uri
    path.parent.mkdir(parents=True)
    path.write_bytes(b"something else")
    no_copy = _talk(replace(ring, folder=tmp_path), call).no_copy
    assert no_copy is not None
    assert "has changed since it was transcribed" in no_copy.en


def test_slots_are_said_to_people(ring: Investigation) -> None:
    slots = Slots(
        amounts=(
            Amount(span=AT, low=Decimal(2), high=Decimal(3), currency=None, unit="箱"),
            Amount(span=AT, low=Decimal(4000), high=Decimal(4000)),
        ),
        payees=(Payee(span=AT, kind=PayeeKind.ALIPAY, id="pay@example.com"),),
        deadlines=(Deadline(span=AT),),
    )
    chat = ring.detections[0]
    turn = replace(chat.turns[0], slots=slots)
    talk = _talk(ring, replace(chat, turns=(turn, *chat.turns[1:])))
    assert [phrase.en for _, phrase in talk.said[0].slots] == [
        "quantity 2–3 箱",
        "amount ¥4,000",
        "payee Alipay pay@example.com",
        "due time not resolved",
    ]
