from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from nlp_guard.codec import (
    conversation_from_dict,
    conversation_to_dict,
    detection_from_dict,
    detection_to_dict,
    from_line,
    to_line,
)
from nlp_guard.codec.slots import slots_from_dict, slots_to_dict
from nlp_guard.records import (
    Amount,
    Attachment,
    Box,
    Channel,
    CharSpan,
    Condition,
    Conversation,
    Deadline,
    Detection,
    Dropped,
    Label,
    LabelSpan,
    OnBehalfOf,
    Payee,
    PayeeKind,
    Percent,
    Phrase,
    Provenance,
    ReadLine,
    Recognition,
    Repair,
    Role,
    SecondHearing,
    SecondReading,
    Slots,
    ThreatKind,
    TimeSpan,
    TurnReading,
    Utterance,
    UtteranceId,
    Verdict,
    Voiceprint,
    Word,
)
from nlp_guard.records.ids import AccountId, ConversationId
from nlp_guard.records.slots import slot_value

AT = datetime(2015, 7, 24, 1, 15, tzinfo=UTC)
TEXT = "四千块，打给17个支付宝，12点前，不然投诉"

CALL = Conversation(
    id=ConversationId("conv-1"),
    channel=Channel.CALL,
    lang="zh",
    account_id=AccountId("13900000000"),
    started_at=AT,
    provenance=Provenance(
        uri="calls/a.wav", sha256="ab", read_at=datetime(1970, 1, 1, tzinfo=UTC)
    ),
    dropped=(Dropped(text="谢谢观看", time=TimeSpan(9.0, 9.5), reason="a known phantom"),),
    utterances=(
        Utterance(
            id=UtteranceId("conv-1:0"),
            role=Role.BUYER,
            is_role_inferred=True,
            speaker="channel 1",
            text=TEXT,
            sent_at=AT,
            time=TimeSpan(1.0, 4.5),
            words=(
                Word(span=CharSpan(0, 3), time=TimeSpan(1.0, 1.75), probability=0.5),
                Word(span=CharSpan(3, 6), time=TimeSpan(1.75, 2.5), probability=0.25),
            ),
            recognition=Recognition(
                engine="e@1", model="m", avg_logprob=-0.25, no_speech_prob=0.125
            ),
        ),
        Utterance(id=UtteranceId("conv-1:1"), role=Role.AGENT, text="您好"),
    ),
)
DETECTION = Detection(
    conversation=CALL,
    verdict=Verdict.EXTORTION,
    verdict_probability=0.75,
    reasons=(Phrase(zh="要钱", en="asks for money"),),
    turns=(
        TurnReading(
            utterance_id=UtteranceId("conv-1:0"),
            labels=frozenset({Label.THREAT, Label.PAYMENT_DEMAND}),
            threat_kinds=frozenset({ThreatKind.COMPLAINT}),
            probabilities={
                Label.THREAT: 0.875,
                Label.PAYMENT_DEMAND: 0.75,
                Label.PERCENTAGE_COMMISSION: 0.0,
            },
            spans=(LabelSpan(label=Label.THREAT, span=CharSpan(19, 23)),),
            slots=Slots(
                amounts=(
                    Amount(
                        span=CharSpan(0, 3), low=Decimal(4000), high=Decimal(4000), per="payee"
                    ),
                ),
                percents=(
                    Percent(span=CharSpan(0, 1), low=Decimal("0.5"), high=Decimal(3), of="profit"),
                ),
                payees=(Payee(span=CharSpan(6, 12), kind=PayeeKind.ALIPAY, count=17),),
                deadlines=(Deadline(span=CharSpan(13, 17), at=AT),),
                on_behalf_of=(OnBehalfOf(span=CharSpan(0, 2), count=17, who="买家"),),
                conditions=(Condition(span=CharSpan(20, 22)),),
            ),
        ),
        TurnReading(utterance_id=UtteranceId("conv-1:1"), probabilities=dict.fromkeys(Label, 0.0)),
    ),
)


def test_what_chat_exports_tell_of_a_message_survives_its_line() -> None:
    told = Utterance(
        id=UtteranceId("conv-1:1"),
        role=Role.BUYER,
        text="[图片]",
        attachment=Attachment.IMAGE,
        is_edited=True,
        is_recalled=True,
        quoted="亲，请稍等",
        reply_to=UtteranceId("conv-1:0"),
        box=Box(12, 40, 300, 96),
        lines=(ReadLine(span=CharSpan(0, 4), box=Box(20, 50, 290, 90), score=0.875),),
    )
    conversation = replace(CALL, utterances=(CALL.utterances[0], told))
    line = to_line(conversation_to_dict(conversation))
    assert conversation_from_dict(from_line(line)) == conversation


def test_what_only_calls_have_survives_its_line() -> None:
    heard = replace(
        CALL.utterances[0],
        recognition=Recognition(
            engine="e@1", model="m", avg_logprob=-0.25, no_speech_prob=0.125, channel=1
        ),
        repairs=(Repair(span=CharSpan(8, 11), meant="支付宝"),),
        second_hearings=(
            SecondHearing(span=CharSpan(0, 3), text="四万块", settings="alone, no prompt"),
        ),
    )
    voice = Voiceprint(
        role=Role.BUYER, speaker="voice 1", vector=bytes(range(256)), speech_s=12.5, model="m"
    )
    call = replace(CALL, utterances=(heard, CALL.utterances[1]), voices=(voice,))
    assert conversation_from_dict(from_line(to_line(conversation_to_dict(call)))) == call


HERE, THERE = CharSpan(0, 3), CharSpan(2, 5)
FOUR, FORTY = (Amount(span=HERE, low=Decimal(n), high=Decimal(n)) for n in (4000, 40000))
FEW, MANY = (Percent(span=HERE, low=Decimal(n), high=Decimal(30)) for n in (2, 20))
ONE, OTHER = (Payee(span=THERE, kind=PayeeKind.PHONE, id=f"1{n}800000000") for n in (3, 5))
SOME, MORE = (OnBehalfOf(span=HERE, count=n) for n in (17, 70))
NOON = Deadline(span=HERE, at=AT)


@pytest.mark.parametrize(
    "slots",
    [
        Slots(amounts=(replace(FOUR, second=SecondReading(words="a", slot=FORTY, agrees=False)),)),
        Slots(amounts=(replace(FOUR, second=SecondReading(words="a", slot=FOUR, agrees=True)),)),
        Slots(percents=(replace(FEW, second=SecondReading(words="a", slot=MANY, agrees=False)),)),
        Slots(payees=(replace(ONE, second=SecondReading(words="a", slot=OTHER, agrees=False)),)),
        Slots(deadlines=(replace(NOON, second=SecondReading(words="", slot=None, agrees=False)),)),
        Slots(
            on_behalf_of=(replace(SOME, second=SecondReading(words="a", slot=MORE, agrees=False)),)
        ),
    ],
)
def test_a_slot_that_was_heard_twice_survives_its_line(slots: Slots) -> None:
    back = slots_from_dict(from_line(to_line(slots_to_dict(slots, TEXT))), TEXT)
    for slot, kept in zip(slots.values, back.values, strict=True):
        assert slot.second is not None
        assert kept.second is not None
        assert (kept.second.words, kept.second.agrees) == (slot.second.words, slot.second.agrees)
        assert (kept.second.slot is None) == (slot.second.slot is None)
        if kept.second.slot is not None and slot.second.slot is not None:
            assert slot_value(kept.second.slot) == slot_value(slot.second.slot)
            assert kept.second.slot.span.start == slot.second.slot.span.start


def test_a_conversation_survives_its_line() -> None:
    line = to_line(conversation_to_dict(CALL))
    assert conversation_from_dict(from_line(line)) == CALL


def test_a_detection_survives_its_line() -> None:
    line = to_line(detection_to_dict(DETECTION))
    back = detection_from_dict(from_line(line))
    expected = replace(DETECTION, reasons=(Phrase(zh="要钱", en="要钱"),))
    assert back == expected


def test_the_line_has_the_promised_form() -> None:
    data = json.loads(to_line(detection_to_dict(DETECTION)))
    assert data["source"] == {"path": "calls/a.wav", "sha256": "ab"}
    assert data["reasons"] == ["要钱"]
    turn = data["turns"][0]
    assert turn["labels"] == ["threat", "payment_demand"]
    assert turn["threat_kinds"] == ["complaint"]
    assert turn["spans"] == [{"label": "threat", "start": 19, "end": 23, "text": "然投诉"}]
    assert turn["slots"]["payees"] == [
        {"kind": "alipay", "count": 17, "text": TEXT[6:12], "start": 6, "end": 12}
    ]
    assert turn["slots"]["amounts"][0] | {"text": ""} == {
        "low": 4000,
        "high": 4000,
        "currency": "CNY",
        "per": "payee",
        "text": "",
        "start": 0,
        "end": 3,
    }
    assert (turn["start"], turn["end"]) == (1.0, 4.5)
    assert turn["asr"] == {
        "engine": "e@1",
        "model": "m",
        "avg_logprob": -0.25,
        "no_speech_prob": 0.125,
    }


def test_labels_by_people_are_read_without_offsets() -> None:
    data = {
        "id": "dev-1",
        "channel": "chat",
        "lang": "zh",
        "verdict": "extortion",
        "turns": [
            {
                "role": "buyer",
                "speaker": "样例",
                "time": "2015-07-23T15:59:00+08:00",
                "text": "我要20%-30%",
                "labels": ["payment_demand"],
                "slots": {"percent": [{"low": 20, "high": 30, "text": "20%-30%"}]},
            }
        ],
    }
    detection = detection_from_dict(data)
    (turn,) = detection.turns
    assert turn.slots.percents[0].span == CharSpan(2, 9)
    assert turn.probabilities[Label.PAYMENT_DEMAND] == 1.0
    assert detection.verdict_probability == 1.0


def test_a_lone_surrogate_does_not_break_the_line() -> None:
    utterance = replace(CALL.utterances[1], text="坏\ud800字")
    line = to_line(conversation_to_dict(replace(CALL, utterances=(utterance,))))
    assert line.encode("utf-8")
    assert "坏" in line


@pytest.mark.parametrize(
    "line",
    [
        "",
        "[1]",
        "nul",
        '{"id": "a"}',
        '{"id": "a", "turns": [{"text": 1, "role": "king"}]}',
        '{"id": "a", "turns": [{"text": "x", "time": "2015-07-23 10:00"}]}',
        '{"turns": 3, "id": "a"}',
        '{"id": "a", "channel": "fax", "turns": []}',
        "[" * 100_000,
    ],
)
def test_what_is_no_conversation_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        conversation_from_dict(from_line(line))
