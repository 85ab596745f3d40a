"""What the console hides, in what order it shows, and whom it turns away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from nlp_guard.records import CharSpan
from nlp_guard.service.accounts import Person, PersonRole, people
from nlp_guard.service.accounts.attempts import Attempts
from nlp_guard.service.console import console_router
from nlp_guard.service.console.inbox import next_deadline
from nlp_guard.service.console.masking import masked_text
from nlp_guard.service.console.wording import catalogue
from nlp_guard.service.store import Store
from nlp_guard.service.store.schema import AUDIT
from nlp_guard.watching import Told

PASSWORD = "a long enough one"


class _Running:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.attempts = Attempts()


@pytest.fixture
def client() -> Iterator[TestClient]:
    store = Store("sqlite://")
    with store.begin() as connection:
        people.add(connection, Person(name="示例", role=PersonRole.REVIEWER), PASSWORD, 0.0)
    app = FastAPI()
    app.state.running = _Running(store)
    app.include_router(console_router)
    with TestClient(app, follow_redirects=False) as opened:
        yield opened
    store.close()


@given(st.text())
def test_masked_text_is_as_long_as_the_text(text: str) -> None:
    assert len(masked_text(text, [CharSpan(0, len(text))])) == len(text)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("打13800001111", "00001111"),
        ("１３８ 0000 1111", "1111"),
        ("138-0000-1111", "1111"),
        ("mail some.one@shop.example", "some.one@shop.example"),
    ],
)
def test_personal_data_is_covered(text: str, hidden: str) -> None:
    assert hidden not in masked_text(text)


def test_names_of_those_who_take_part_are_covered() -> None:
    assert masked_text("天若惜 撤回了一条", names=["天若惜", ""]) == "天•• 撤回了一条"


def test_sums_stay_readable() -> None:
    assert masked_text("打4000元，20%-30%") == "打4000元，20%-30%"


def test_next_deadline_is_the_first_ahead_else_the_last_over() -> None:
    early, late = "2026-01-01T12:00:00+08:00", "2026-01-02T12:00:00+08:00"
    told = Told(deadlines=frozenset({early, late}))
    between = datetime(2026, 1, 1, 20, tzinfo=UTC).timestamp()
    assert next_deadline(told, 0.0) == datetime.fromisoformat(early)
    assert next_deadline(told, between) == datetime.fromisoformat(late)
    assert next_deadline(told, 1e11) == datetime.fromisoformat(late)
    assert next_deadline(Told(), 0.0) is None


def test_catalogues_say_the_same_things() -> None:
    assert set(catalogue("zh")) == set(catalogue("en"))


@pytest.mark.parametrize("path", ["", "/conversation?id=x", "/audit"])
def test_strangers_are_led_to_the_sign_in(client: TestClient, path: str) -> None:
    answer = client.get(f"/console{path}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/sign-in")


def test_wrong_password_is_refused(client: TestClient) -> None:
    answer = client.post("/console/sign-in", data={"name": "示例", "password": "wrong"})
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers


def test_after_five_wrong_passwords_the_right_one_waits_too(client: TestClient) -> None:
    for _ in range(5):
        client.post("/console/sign-in", data={"name": "示例", "password": "wrong"})
    answer = client.post("/console/sign-in", data={"name": "示例", "password": PASSWORD})
    assert answer.status_code == 429
    assert "set-cookie" not in answer.headers


def test_refused_sign_ins_are_logged_without_what_was_typed(client: TestClient) -> None:
    client.post("/console/sign-in", data={"name": "my password", "password": "wrong"})
    app = client.app
    assert isinstance(app, FastAPI)
    with app.state.running.store.begin() as connection:
        rows = connection.execute(select(AUDIT)).all()
    assert [(row.person, row.action) for row in rows] == [("nobody", "sign-in refused")]
    assert "my password" not in str(rows)


def test_sign_in_from_elsewhere_is_refused(client: TestClient) -> None:
    sent = {"name": "示例", "password": PASSWORD}
    headers = {"sec-fetch-site": "cross-site"}
    assert client.post("/console/sign-in", data=sent, headers=headers).status_code == 403


def test_form_without_its_token_is_refused(client: TestClient) -> None:
    client.post("/console/sign-in", data={"name": "示例", "password": PASSWORD})
    answer = client.post("/console/decisions", data={"id": "x", "kind": "confirm"})
    assert answer.status_code == 403


def test_pages_forbid_what_is_not_ours(client: TestClient) -> None:
    policy = client.get("/console/sign-in").headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


def test_choice_leads_back_within_the_console_only(client: TestClient) -> None:
    headers = {"referer": "http://elsewhere.example/console/x"}
    answer = client.get("/console/language/en", headers=headers)
    assert answer.headers["location"] == "/console"
