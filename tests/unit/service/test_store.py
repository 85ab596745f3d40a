"""What is kept: messages once, claims, errands until they are done, tokens as hashes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from nlp_guard.errors import ConfigError
from nlp_guard.records import (
    AccountId,
    Attachment,
    ConversationId,
    Message,
    Role,
    Utterance,
    UtteranceId,
)
from nlp_guard.service.store import Store, errands, messages, tokens
from nlp_guard.service.store.schema import TOKEN

AT = datetime(2015, 7, 23, 1, 0, tzinfo=UTC)


def said(
    name: str, text: str = "在吗", *, edited: bool = False, recalled: bool = False
) -> Message:
    return Message(
        conversation_id=ConversationId("c1"),
        account_id=AccountId("测试买家一"),
        utterance=Utterance(
            id=UtteranceId(name),
            role=Role.BUYER,
            text=text,
            sent_at=AT,
            attachment=Attachment.IMAGE,
            is_edited=edited,
            is_recalled=recalled,
        ),
    )


@pytest.fixture
def store() -> Iterator[Store]:
    opened = Store("sqlite://")
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("handed_in", "new"),
    [
        ([said("m1")], 1),
        ([said("m1"), said("m1")], 1),
        ([said("m1"), said("m2")], 2),
        ([said("m1"), said("m1", "改了", edited=True)], 2),
        ([said("m1", "改了", edited=True), said("m1", "改了", edited=True)], 1),
        ([said("m1"), said("m1", "", recalled=True), said("m1", "", recalled=True)], 2),
        ([], 0),
    ],
)
def test_a_message_is_written_down_once(store: Store, handed_in: list[Message], new: int) -> None:
    with store.begin() as connection:
        assert messages.add(connection, handed_in, 0.0) == new
        assert messages.add(connection, handed_in, 1.0) == 0
        assert messages.n_waiting(connection) == new


def test_a_message_comes_back_as_it_was(store: Store) -> None:
    with store.begin() as connection:
        messages.add(connection, [said("m1", "odd \x00 \ud800 text")], 0.0)
        (waiting,) = messages.waiting(connection, 10)
    assert waiting.message == said("m1", "odd \x00 \ud800 text")


def test_a_conversation_is_what_its_messages_make(store: Store) -> None:
    with store.begin() as connection:
        messages.add(connection, [said("m1"), said("m2"), said("m1", "改了", edited=True)], 0.0)
        waiting = messages.waiting(connection, 1)
        messages.mark_judged(connection, [entry.seq for entry in waiting])
        known = messages.conversation(connection, "c1")
        judged = messages.conversation(connection, "c1", is_judged=True)
        assert messages.conversation(connection, "c2") is None
    assert known is not None
    assert judged is not None
    assert [u.text for u in known.utterances] == ["改了", "在吗"]
    assert [u.text for u in judged.utterances] == ["在吗"]
    assert known.account_id == "测试买家一"


def test_claims_name_each_other(store: Store) -> None:
    with store.begin() as connection:
        messages.add_claims(connection, {"alipay:1": ["c1", "c2"], "alipay:2": ["c2"]})
        messages.add_claims(connection, {"alipay:1": ["c1"]})
        assert messages.claimants(connection, ["alipay:1"]) == {"c1", "c2"}
        assert messages.claimants(connection, []) == set()


def test_an_errand_waits_until_it_is_done(store: Store) -> None:
    with store.begin() as connection:
        errands.add_errands(connection, "desk", [{"do": "note"}, {"do": "label"}], now=10.0)
        first, second = errands.due(connection, "desk", now=10.0, limit=9)
        errands.put_off(connection, first.seq, due_at=20.0, failure="answered 500")
        errands.settle(connection, second.seq, errands.DONE)
        assert errands.due(connection, "desk", now=19.0, limit=9) == []
        (again,) = errands.due(connection, "desk", now=20.0, limit=9)
        assert (again.body, again.attempts) == ({"do": "note"}, 1)
        assert errands.counts(connection) == {errands.WAITING: 1, errands.DONE: 1}


def test_only_a_hash_of_a_token_is_kept(store: Store) -> None:
    with store.begin() as connection:
        token = tokens.issue(connection, "desk", tokens.TokenRole.SENDER, 0.0)
        held = connection.execute(select(TOKEN)).mappings().one()
        assert token not in str(dict(held))
        assert tokens.role_of(connection, token) is tokens.TokenRole.SENDER
        assert tokens.role_of(connection, token[:-1]) is None


def test_a_new_token_ends_the_names_former_one(store: Store) -> None:
    with store.begin() as connection:
        former = tokens.issue(connection, "desk", tokens.TokenRole.SENDER, 0.0)
        token = tokens.issue(connection, "desk", tokens.TokenRole.VIEWER, 0.0)
        assert tokens.role_of(connection, former) is None
        assert tokens.role_of(connection, token) is tokens.TokenRole.VIEWER
        assert tokens.revoke(connection, "desk")
        assert not tokens.revoke(connection, "desk")
        assert tokens.role_of(connection, token) is None


@pytest.mark.parametrize("url", ["nonsense", "nosuch://db", "sqlite:////no/such/folder/a.sqlite"])
def test_a_database_that_cannot_be_opened_is_named(url: str) -> None:
    with pytest.raises(ConfigError, match=r"service\.database"):
        Store(url)
