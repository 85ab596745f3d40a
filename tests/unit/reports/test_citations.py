from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from nlp_guard.cases.evidence import Evidence
from nlp_guard.records import (
    Box,
    Case,
    CharSpan,
    Exhibit,
    ExhibitId,
    Investigation,
    Provenance,
    TimeSpan,
    UtteranceId,
)
from nlp_guard.reports.citations import Citations, is_touched, place, utterance_anchor
from nlp_guard.reports.talk import of_case

SOURCE = Provenance(uri="a.txt", sha256="0" * 64, read_at=datetime.now(UTC))


def _exhibit(
    span: CharSpan | None = None, time: TimeSpan | None = None, locator: str | None = None
) -> Exhibit:
    return Exhibit(provenance=SOURCE, quote="x", span=span, time=time, locator=locator)


def _in_picture(top: int) -> Exhibit:
    return replace(_exhibit(CharSpan(0, 2)), box=Box(0, top, 90, top + 40))


def _citations(ring: Investigation) -> Citations:
    case = ring.cases[0]
    return Citations(case, "c1", of_case(case, ring.detections))


def test_chips_link_to_the_rows_of_exhibits(ring: Investigation) -> None:
    chips = _citations(ring).chips([ExhibitId("e1"), ExhibitId("e2"), ExhibitId("e1")])
    assert re.findall(r'href="#([^"]+)"', chips) == ["c1-e1", "c1-e2"]


def test_chips_fold_the_rest_when_there_are_many(ring: Investigation) -> None:
    chips = _citations(ring).chips([ExhibitId(f"e{n}") for n in range(1, 12)])
    before, _, folded = chips.partition("<details")
    assert before.count("<a ") == 4
    assert folded.count("<a ") == 7
    assert "另 7 项" in folded


def test_chips_say_so_when_nothing_is_cited(ring: Investigation) -> None:
    assert "无引证" in _citations(ring).chips([])


def test_quotes_lead_to_the_words_they_were_taken_from(ring: Investigation) -> None:
    anchors = {
        utterance_anchor(u): u.text for d in ring.detections for u in d.conversation.utterances
    }
    checked = 0
    for source in _citations(ring).sources():
        for cited in source.items:
            if source.provenance.uri.startswith(("chats/", "calls/")):
                assert cited.exhibit.quote in anchors[cited.said_at]
                checked += 1
            else:
                assert cited.said_at == ""
    assert checked > 10


def test_every_exhibit_is_listed_once_under_its_source(ring: Investigation, case: Case) -> None:
    listed = [cited.key for source in _citations(ring).sources() for cited in source.items]
    assert sorted(listed) == sorted(case.evidence)


def test_quote_in_a_structured_source_leads_to_the_same_place(ring: Investigation) -> None:
    chat = ring.detections[0]
    first = chat.conversation.utterances[0]
    utterance = replace(first, source_span=None, locator="/messages/3/text")
    conversation = replace(chat.conversation, utterances=(utterance,))
    detection = replace(chat, conversation=conversation, turns=chat.turns[:1])
    cited = conversation.exhibit(utterance, CharSpan(0, 2))
    case = replace(ring.cases[0], evidence={ExhibitId("e1"): cited})
    (source,) = Citations(case, "c1", [detection]).sources()
    assert source.items[0].said_at == utterance_anchor(utterance)


@pytest.mark.parametrize(
    ("exhibit", "said"),
    [
        (_exhibit(CharSpan(812, 840)), "code points 812–840"),
        (_exhibit(time=TimeSpan(12.4, 75.1)), "0:12.4–1:15.1"),
        (_exhibit(locator="sheet!A7"), "at sheet!A7"),
        (_exhibit(CharSpan(0, 3), locator="/3/text"), "at /3/text, code points 0–3"),
        (_in_picture(40), "code points 0–2, in the picture from 0,40 to 90,80 px"),
    ],
)
def test_place_is_told_in_the_units_of_its_source(exhibit: Exhibit, said: str) -> None:
    assert place(exhibit).en == said


def test_messages_of_one_picture_are_told_apart(ring: Investigation) -> None:
    assert is_touched(_in_picture(40), _in_picture(40))
    assert not is_touched(_in_picture(40), _in_picture(200))
    evidence = Evidence()
    assert evidence.cite([_in_picture(40), _in_picture(200), _in_picture(40)]) == ("e1", "e2")
    (chat, *_) = ring.detections
    one, other = (
        replace(said, id=UtteranceId(f"u{top}"), box=Box(0, top, 90, top + 40), source_span=None)
        for said, top in zip(chat.conversation.utterances[:1] * 2, (40, 200), strict=True)
    )
    talk = replace(chat.conversation, utterances=(one, other))
    turns = tuple(replace(chat.turns[0], utterance_id=said.id) for said in (one, other))
    detection = replace(chat, conversation=talk, turns=turns)
    case = replace(ring.cases[0], evidence={ExhibitId("e1"): talk.exhibit(other, CharSpan(0, 1))})
    (source,) = Citations(case, "c1", [detection]).sources()
    assert source.items[0].said_at == utterance_anchor(other)
