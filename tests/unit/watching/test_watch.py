"""Live talk: what is told, when, and what is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from nlp_guard.records import (
    AccountId,
    Amount,
    CharSpan,
    Conversation,
    ConversationId,
    Deadline,
    Detection,
    Growth,
    Payee,
    PayeeKind,
    Role,
    Slots,
    ThreatKind,
    TurnReading,
    Utterance,
    UtteranceId,
    Verdict,
)
from nlp_guard.watching import LiveConversations, Watch, WatchingConfig

AT = datetime(2015, 7, 23, 9, 0, tzinfo=UTC)
HERE = CharSpan(0, 1)
ONE, TWO = ConversationId("c1"), ConversationId("c2")


def read(conversation: Conversation) -> Detection:
    """Judge by plain words: ``harm``, ``pay N``, ``to ID``, ``by HOUR``; both make extortion."""
    turns = tuple(map(_turn, conversation.utterances))
    threatens = any(turn.threat_kinds for turn in turns)
    demands = any(turn.slots.amounts for turn in turns)
    verdict = (Verdict.NONE, Verdict.SUSPICIOUS, Verdict.EXTORTION)[threatens + demands]
    return Detection(
        conversation=conversation, turns=turns, verdict=verdict, verdict_probability=0.5
    )


def _turn(utterance: Utterance) -> TurnReading:
    words = utterance.text.split()
    said = dict(zip(words[::2], words[1::2], strict=False))
    return TurnReading(
        utterance_id=utterance.id,
        threat_kinds=frozenset({ThreatKind(said["harm"])} if "harm" in said else ()),
        slots=Slots(
            amounts=tuple(
                Amount(span=HERE, low=Decimal(said[word]), high=Decimal(said[word]))
                for word in ("pay",)
                if word in said
            ),
            payees=tuple(
                Payee(span=HERE, kind=PayeeKind.ALIPAY, id=said[word])
                for word in ("to",)
                if word in said
            ),
            deadlines=tuple(
                Deadline(span=HERE, at=AT.replace(hour=int(said[word])))
                for word in ("by",)
                if word in said
            ),
        ),
    )


def message(n: int, text: str, *, minute: int | None = None) -> Utterance:
    sent_at = AT + timedelta(minutes=n if minute is None else minute)
    return Utterance(id=UtteranceId(f"m{n}"), role=Role.BUYER, text=text, sent_at=sent_at)


@pytest.fixture
def watch() -> Iterator[Watch]:
    with Watch(read) as opened:
        yield opened


@pytest.mark.parametrize(
    ("said", "grown"),
    [
        (["hello there"], [()]),
        (["harm complaint"], [("verdict", "threat")]),
        (["harm complaint", "hello there"], [("verdict", "threat"), ()]),
        (["harm complaint", "pay 4000"], [("verdict", "threat"), ("verdict", "amount")]),
        (
            ["harm complaint pay 4000", "pay 6000", "pay 5000"],
            [("verdict", "threat", "amount"), ("amount",), ()],
        ),
        (
            ["harm complaint pay 4000", "by 12", "by 12", "by 10"],
            [("verdict", "threat", "amount"), ("deadline",), (), ("deadline",)],
        ),
        (
            ["harm complaint pay 4000", "to 13800000000", "harm bad_review"],
            [("verdict", "threat", "amount"), ("payee",), ("threat",)],
        ),
    ],
)
def test_an_alert_is_given_when_it_grows(
    watch: Watch, said: list[str], grown: list[tuple[str, ...]]
) -> None:
    alerts = [watch.push(ONE, message(n, text)) for n, text in enumerate(said)]
    assert [alert.growth if alert else () for alert in alerts] == grown


def test_only_what_is_grave_enough_is_told() -> None:
    with Watch(read, WatchingConfig(alert_from=Verdict.EXTORTION)) as watch:
        assert watch.push(ONE, message(0, "harm complaint")) is None
        alert = watch.push(ONE, message(1, "pay 4000"))
    assert alert is not None
    assert alert.growth == (Growth.VERDICT, Growth.THREAT, Growth.AMOUNT)
    assert alert.at == AT + timedelta(minutes=1)


def test_a_message_that_comes_twice_changes_nothing(watch: Watch) -> None:
    assert watch.push(ONE, message(0, "harm complaint")) is not None
    assert watch.push(ONE, message(0, "harm complaint")) is None
    assert watch.push(ONE, message(0, "harm complaint pay 4000")) is None
    known = watch.conversation(ONE)
    assert known is not None
    assert [u.text for u in known.utterances] == ["harm complaint"]


def test_an_edited_message_is_read_anew(watch: Watch) -> None:
    watch.push(ONE, message(0, "harm complaint"))
    alert = watch.push(ONE, replace(message(0, "harm complaint pay 9"), is_edited=True))
    assert alert is not None
    assert alert.growth == (Growth.VERDICT, Growth.AMOUNT)
    assert alert.conversation.utterances[0].is_edited


def test_a_recalled_message_keeps_its_words(watch: Watch) -> None:
    watch.push(ONE, message(0, "harm complaint"))
    assert watch.push(ONE, replace(message(0, ""), is_recalled=True)) is None
    known = watch.conversation(ONE)
    assert known is not None
    assert (known.utterances[0].text, known.utterances[0].is_recalled) == ("harm complaint", True)


def test_a_late_message_takes_its_place(watch: Watch) -> None:
    for n, minute in ((0, 0), (1, 5), (2, 3)):
        watch.push(ONE, message(n, "hello", minute=minute))
    known = watch.conversation(ONE)
    assert known is not None
    assert [u.id for u in known.utterances] == ["m0", "m2", "m1"]


def test_conversations_that_name_one_payee_are_tied(watch: Watch) -> None:
    watch.push(ONE, message(0, "harm complaint pay 4000 to 13800000000"))
    alert = watch.push(TWO, message(0, "harm bad_review pay 4000 to 13800000000"))
    assert alert is not None
    assert alert.ring == (ONE,)
    assert Growth.RING in alert.growth
    again = watch.push(TWO, message(1, "to 13800000000"))
    assert again is None


def test_conversations_of_one_account_are_tied(watch: Watch) -> None:
    nick = AccountId("测试买家一")
    watch.push(ONE, message(0, "harm complaint"), account_id=nick)
    alert = watch.push(TWO, message(0, "harm complaint"), account_id=nick)
    assert alert is not None
    assert alert.ring == (ONE,)


def test_harmless_talk_of_one_account_ties_nothing(watch: Watch) -> None:
    nick = AccountId("测试买家一")
    watch.push(ONE, message(0, "hello there"), account_id=nick)
    alert = watch.push(TWO, message(0, "harm complaint"), account_id=nick)
    assert alert is not None
    assert alert.ring == ()


def test_many_conversations_are_not_mixed_up_and_found_again(tmp_path: Path) -> None:
    store = tmp_path / "live.sqlite"
    names = [ConversationId(f"c{n}") for n in range(50)]
    with Watch(read, memory=LiveConversations(store, 7)) as watch:
        for n in range(3):
            for name in names:
                watch.push(name, message(n, f"{name} {n}"))
        for name in names:
            known = watch.conversation(name)
            assert known is not None
            assert [u.text for u in known.utterances] == [f"{name} {n}" for n in range(3)]
        assert watch.push(names[0], message(3, "harm complaint")) is not None
    with Watch(read, memory=LiveConversations(store, 7)) as watch:
        assert watch.push(names[0], message(3, "harm complaint")) is None
        assert watch.push(names[0], message(4, "harm complaint")) is None
        assert watch.push(names[0], message(5, "pay 4000")) is not None


def test_a_conversation_that_is_over_is_forgotten(watch: Watch) -> None:
    watch.push(ONE, message(0, "harm complaint pay 4000 to 13800000000"))
    watch.forget(ONE)
    assert watch.conversation(ONE) is None
    alert = watch.push(TWO, message(0, "harm complaint pay 4000 to 13800000000"))
    assert alert is not None
    assert alert.ring == ()


@pytest.mark.parametrize("settings", [{"in_memory": 0}, {"alert_from": Verdict.NONE}])
def test_settings_without_sense_are_refused(settings: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"in_memory|alert_from"):
        WatchingConfig(**settings)  # type: ignore[arg-type]
