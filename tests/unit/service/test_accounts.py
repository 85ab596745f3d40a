"""People, sign-ins, the dependency that asks who it is, decisions, and the log that only grows."""

from __future__ import annotations

import os
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Annotated

import pytest
from fastapi import Depends, FastAPI, Request
from fastapi.testclient import TestClient
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DatabaseError

from nlp_guard.service import decisions
from nlp_guard.service.accounts import Person, PersonRole, audit, first_break, people, sign_ins
from nlp_guard.service.accounts.access import COOKIE, csrf_token, signed_in
from nlp_guard.service.decisions import DecisionKind
from nlp_guard.service.store import Store, tokens
from nlp_guard.service.store.schema import AUDIT, DECISION, PERSON, SIGN_IN

PASSWORD = "correct horse battery"
URLS = ["sqlite://", *filter(None, [os.environ.get("NLP_GUARD_TEST_POSTGRESQL")])]
Viewer = Annotated[Person, Depends(signed_in(PersonRole.VIEWER))]
Reviewer = Annotated[Person, Depends(signed_in(PersonRole.REVIEWER))]


@pytest.fixture(params=URLS)
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    opened = Store(request.param)
    with opened.begin() as connection:
        person = Person(name="ana", role=PersonRole.REVIEWER)
        people.add(connection, person, PASSWORD, 0.0)
    yield opened
    opened.close()


def test_only_a_hash_of_a_password_is_kept(store: Store) -> None:
    with store.begin() as connection:
        assert PASSWORD not in str(connection.execute(select(PERSON)).all())
        assert people.with_password(connection, "ana", PASSWORD) is not None
        assert people.with_password(connection, "ana", PASSWORD + "x") is None
        assert people.with_password(connection, "nobody", PASSWORD) is None


@pytest.mark.parametrize("password", ["short", "x" * 201])
def test_a_password_has_a_length(store: Store, password: str) -> None:
    with store.begin() as connection, pytest.raises(ValueError, match="characters"):
        people.set_password(connection, "ana", password)


def test_a_name_is_taken_once(store: Store) -> None:
    with store.begin() as connection, pytest.raises(ValueError, match="taken"):
        people.add(connection, Person(name="ana", role=PersonRole.ADMIN), PASSWORD, 0.0)


@pytest.mark.parametrize("step_s", [sign_ins.IDLE_S - 1, sign_ins.IDLE_S + 1])
def test_a_sign_in_ends_when_idle_and_after_its_longest_time(store: Store, step_s: float) -> None:
    with store.begin() as connection:
        sign_in = sign_ins.begin(connection, Person(name="ana", role=PersonRole.REVIEWER), 0.0)
        assert sign_in not in str(connection.execute(select(SIGN_IN)).all())
        now, lasted = 0.0, 0.0
        while sign_ins.holder(connection, sign_in, now) is not None:
            lasted, now = now, now + step_s
        is_idle = step_s > sign_ins.IDLE_S
        assert lasted == 0.0 if is_idle else lasted <= sign_ins.LONGEST_S < lasted + step_s


@pytest.mark.parametrize("end", [people.disable, lambda c, n: people.set_password(c, n, "p" * 12)])
def test_who_is_disabled_or_gets_a_password_is_signed_out(store: Store, end: object) -> None:
    assert callable(end)
    with store.begin() as connection:
        sign_in = sign_ins.begin(connection, Person(name="ana", role=PersonRole.REVIEWER), 0.0)
        assert end(connection, "ana")
        assert sign_ins.holder(connection, sign_in, 1.0) is None


@pytest.fixture
def client(store: Store) -> TestClient:
    app = FastAPI()
    app.state.running = SimpleNamespace(store=store)

    @app.get("/page")
    def page(person: Viewer, request: Request) -> dict[str, str]:
        return {"name": person.name, "csrf": csrf_token(request)}

    @app.post("/decide")
    def decide(person: Reviewer) -> str:
        return person.name

    return TestClient(app)


def sign_in(store: Store, client: TestClient) -> None:
    import time

    with store.begin() as connection:
        person = Person(name="ana", role=PersonRole.REVIEWER)
        client.cookies.set(COOKIE, sign_ins.begin(connection, person, time.time()))


def test_a_form_needs_the_token_of_its_sign_in(store: Store, client: TestClient) -> None:
    assert client.get("/page").status_code == 401
    sign_in(store, client)
    page = client.get("/page").json()
    assert page["name"] == "ana"
    assert client.post("/decide").status_code == 403
    assert client.post("/decide", data={"csrf": "0" * 64}).status_code == 403
    assert client.post("/decide", data={"csrf": page["csrf"]}).status_code == 200
    assert client.post("/decide", headers={"x-csrf-token": page["csrf"]}).status_code == 200


@pytest.mark.parametrize(
    ("role", "page", "decided"), [("sender", 403, 403), ("viewer", 200, 403), ("admin", 200, 200)]
)
def test_tokens_have_roles_and_need_no_form(
    store: Store, client: TestClient, role: str, page: int, decided: int
) -> None:
    with store.begin() as connection:
        token = tokens.issue(connection, "t", tokens.TokenRole(role), 0.0)
    headers = {"authorization": f"Bearer {token}"}
    assert client.get("/page", headers=headers).status_code == page
    assert client.post("/decide", headers=headers).status_code == decided
    assert client.get("/page", headers={"authorization": "Bearer no"}).status_code == 401


@pytest.mark.parametrize(
    "change", [delete(AUDIT), update(AUDIT).values(person="x"), delete(DECISION)]
)
def test_the_database_refuses_to_change_what_only_grows(store: Store, change: object) -> None:
    with store.begin() as connection:
        decisions.decide(connection, "ana", DecisionKind.CONFIRM, "case:1")
    with pytest.raises(DatabaseError, match="only grows"), store.begin() as connection:
        connection.execute(change)  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("tampering", "broken"),
    [
        ("DELETE FROM audit WHERE seq = 2", 2),
        ("DELETE FROM audit WHERE seq = 3", 3),
        ("UPDATE audit SET person = 'x' WHERE seq = 2", 2),
    ],
)
def test_tampering_with_the_log_shows(tampering: str, broken: int) -> None:
    store = Store("sqlite://")
    with store.begin() as connection:
        for n in range(3):
            audit(connection, "ana", "unmask", f"case:{n}", {"page": n})
        assert first_break(connection) is None
        connection.execute(text("DROP TRIGGER audit_no_update"))
        connection.execute(text("DROP TRIGGER audit_no_delete"))
        connection.execute(text(tampering))
        assert first_break(connection) == broken
    store.close()


def test_the_latest_decision_counts_and_all_are_kept(store: Store) -> None:
    with store.begin() as connection:
        for kind, counts in [
            (DecisionKind.INNOCENT, {"测试买家一"}),
            (DecisionKind.UNDO, set()),
            (DecisionKind.INNOCENT, {"测试买家一"}),
        ]:
            decisions.decide(connection, "ana", kind, "account:测试买家一")
            assert decisions.innocent_accounts(connection) == counts
            assert (decisions.latest(connection, "account:测试买家一") is not None) == bool(counts)
        assert len(decisions.history(connection, "account:测试买家一")) == 3
        assert first_break(connection) is None
