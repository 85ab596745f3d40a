"""Errands: done once, tried again, given up, and the other side left alone while it is down."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence

import httpx
import pytest

from nlp_guard.protocols import Delivery, Errand
from nlp_guard.records import Alert, Message
from nlp_guard.service.outbox import Outbox
from nlp_guard.service.store import Store, errands


class FakeDesk:
    """Does what it is asked, or fails as it is told."""

    name = "desk"

    def __init__(self) -> None:
        self.failures: list[Exception] = []
        self.done: list[Errand] = []
        self.n_asked = 0

    def configured(self, settings: Mapping[str, str]) -> FakeDesk:
        return self

    def receive(self, delivery: Delivery) -> Sequence[Message]:
        return ()

    def errands(self, alert: Alert) -> Sequence[Errand]:
        return ()

    async def run(self, errand: Errand, client: httpx.AsyncClient) -> None:
        self.n_asked += 1
        if self.failures:
            raise self.failures.pop(0)
        self.done.append(errand)


class Clock:
    """A clock that goes when it is told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def answered(status: int, **headers: str) -> httpx.HTTPStatusError:
    request = httpx.Request("POST", "https://desk.example/secret-key")
    response = httpx.Response(status, request=request, headers=headers)
    return httpx.HTTPStatusError("no", request=request, response=response)


@pytest.fixture
def store() -> Iterator[Store]:
    opened = Store("sqlite://")
    yield opened
    opened.close()


def work(store: Store, desk: FakeDesk, clock: Clock, *times: float) -> None:
    """Let the outbox work at these times, each in seconds after the one before."""

    async def at_times() -> None:
        async with httpx.AsyncClient() as client:
            outbox = Outbox(store, desk, client, clock)
            for pause in times:
                clock.now += pause
                await outbox.work_once()

    asyncio.run(at_times())


def put(store: Store, *bodies: Errand) -> None:
    with store.begin() as connection:
        errands.add_errands(connection, "desk", bodies, now=1000.0)


def states(store: Store) -> dict[str, int]:
    with store.reading() as connection:
        return errands.counts(connection)


def test_errands_are_done_in_order_and_once(store: Store) -> None:
    desk = FakeDesk()
    put(store, {"n": 1}, {"n": 2})
    work(store, desk, Clock(), 0, 0, 100)
    assert desk.done == [{"n": 1}, {"n": 2}]
    assert states(store) == {errands.DONE: 2}


@pytest.mark.parametrize(
    "failure",
    [answered(500), answered(429), httpx.ConnectError("down"), httpx.ReadTimeout("slow"),
     ValueError("no JSON")],
)  # fmt: skip
def test_what_may_pass_is_tried_again_later(store: Store, failure: Exception) -> None:
    desk = FakeDesk()
    desk.failures = [failure]
    put(store, {"n": 1})
    work(store, desk, Clock(), 0, 0.5)
    assert (desk.n_asked, states(store)) == (1, {errands.WAITING: 1})
    work(store, desk, Clock(), 3)
    assert (desk.done, states(store)) == ([{"n": 1}], {errands.DONE: 1})


@pytest.mark.parametrize("status", [401, 404, 422])
def test_what_will_never_pass_is_given_up(store: Store, status: int) -> None:
    desk = FakeDesk()
    desk.failures = [answered(status)]
    put(store, {"n": 1}, {"n": 2})
    work(store, desk, Clock(), 0, 1000)
    assert desk.done == [{"n": 2}]
    assert states(store) == {errands.DONE: 1, errands.GIVEN_UP: 1}


def test_a_side_that_is_down_is_left_alone_for_a_while(store: Store) -> None:
    desk = FakeDesk()
    desk.failures = [answered(503) for _ in range(3)]
    put(store, *({"n": n} for n in range(6)))
    work(store, desk, Clock(), 0, 1, 10)
    assert desk.n_asked == 3
    work(store, desk, Clock(), 30)
    assert len(desk.done) == 6
    assert states(store) == {errands.DONE: 6}


def test_an_errand_is_given_up_after_many_attempts(store: Store) -> None:
    desk = FakeDesk()
    desk.failures = [answered(500) for _ in range(60)]
    put(store, {"n": 1})
    work(store, desk, Clock(), *([1000.0] * 60))
    assert states(store) == {errands.GIVEN_UP: 1}
    assert desk.n_asked == 40


def test_why_it_failed_names_no_address(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    desk = FakeDesk()
    desk.failures = [answered(500)]
    put(store, {"n": 1})
    work(store, desk, Clock(), 0)
    assert "answered 500" in caplog.text
    assert "secret-key" not in caplog.text


def test_a_desk_that_names_a_time_is_asked_no_sooner(store: Store) -> None:
    put(store, {"n": 1})
    desk = FakeDesk()
    desk.failures = [answered(429, **{"retry-after": "60"})]
    work(store, desk, Clock(), 0, 59)
    assert desk.n_asked == 1
    work(store, desk, Clock(), 61)
    assert desk.done == [{"n": 1}]
