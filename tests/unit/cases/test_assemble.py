from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import pytest

from nlp_guard.cases import CasesConfig, assemble
from nlp_guard.linking import LinkingConfig, link
from nlp_guard.records import (
    AccountRole,
    Case,
    Channel,
    Detection,
    Happening,
    Membership,
    Order,
    ShopFacts,
    Verdict,
)
from tests.fakes.scene import Recipe, make_scene
from tests.fakes.trade import (
    NOON,
    amount,
    asks,
    both,
    due,
    order,
    payees,
    percent,
    says,
    speaking_for,
    talk,
)
from tests.fakes.yardstick import comparisons

FACTS = ShopFacts(freight_per_kg=Decimal("5.50"), return_freight_per_kg=Decimal("3.20"))
SHOP = [order(f"路人{n:03d}", at=NOON - timedelta(minutes=11 * n)) for n in range(120)]
UNTIL = NOON + timedelta(days=1)
TRIO = [
    order(who, number=n, at=NOON + timedelta(hours=3, seconds=40 * n), pieces=9, payer=payer)
    for n, (who, payer) in enumerate(
        [("甲", "yang@example.com"), ("乙", "liu@example.com"), ("丙", "19900000017")] * 3
    )
]
CHAT = talk(
    "甲",
    asks("两成到三成，不给全退", percent(20, 30), speaking_for(3)),
    says("打到 yang@example.com liu@example.com 199 0000 0017", payees("yang@example.com")),
)
CALL = talk(
    "19900000017",
    asks("一百八十块，三个账号", both(amount(180), payees(count=3), due(UNTIL))),
    channel=Channel.CALL,
    at=NOON + timedelta(hours=20),
)


def cases(
    detections: Sequence[Detection], orders: Sequence[Order] = (), facts: ShopFacts = FACTS
) -> tuple[Case, ...]:
    network = link(orders, detections, comparisons(), LinkingConfig())
    return assemble(detections, orders, network, facts, CasesConfig())


@pytest.fixture(scope="module")
def case() -> Case:
    (found,) = cases([CHAT, CALL], [*SHOP, *TRIO])
    return found


def test_the_accounts_are_the_ring_with_what_each_did(case: Case) -> None:
    roles = {account.id: set(account.roles) for account in case.accounts}
    assert roles == {
        "甲": {AccountRole.SENDER, AccountRole.ORDERER, AccountRole.PAYEE},
        "乙": {AccountRole.ORDERER, AccountRole.PAYEE},
        "丙": {AccountRole.CALLER, AccountRole.ORDERER, AccountRole.PAYEE},
    }
    assert {account.platform for account in case.accounts} == {"taobao"}
    assert {account.membership for account in case.accounts} == {Membership.MEMBER}
    assert case.callers == ()


def test_the_payees_are_the_accounts_that_paid(case: Case) -> None:
    assert {(payee.id, payee.account) for payee in case.payees} == {
        ("yang@example.com", "甲"),
        ("liu@example.com", "乙"),
        ("19900000017", "丙"),
    }


def test_the_chat_and_the_call_agree(case: Case) -> None:
    rate, whole, each = case.asks
    assert rate.total_low == Decimal("180.00")
    assert whole.id in rate.agrees_with
    assert rate.id in whole.agrees_with
    assert each.total_low == Decimal(540)
    assert whole.deadline == UNTIL
    assert whole.payees == 3


def test_every_claim_cites_evidence_that_is_there(case: Case) -> None:
    assert case.exposure is not None
    steps = [step for ask in case.asks for step in ask.series]
    parts = (
        case.accounts, case.payees, case.orders, case.bursts, case.asks, case.timeline,
        case.edges, steps, [case.exposure],
    )  # fmt: skip
    for why in (claim.why for part in parts for claim in part):
        assert why
        assert set(why) <= case.evidence.keys()
    assert list(case.evidence) == [f"e{n}" for n in range(1, len(case.evidence) + 1)]
    places = [(e.provenance.uri, e.span, e.time, e.quote) for e in case.evidence.values()]
    assert len(places) == len(set(places))


def test_the_timeline_is_in_order_and_holds_what_happened(case: Case) -> None:
    times = [entry.at for entry in case.timeline]
    assert times == sorted(times)
    what = [entry.what for entry in case.timeline]
    assert what.count(Happening.ORDER) == 2  # the burst begins and ends
    assert what.count(Happening.CALL) == 1
    assert what.count(Happening.MESSAGE) == 2
    deadlines = [e.at for e in case.timeline if e.what is Happening.DEADLINE]
    assert deadlines == [UNTIL, TRIO[0].paid_at + timedelta(hours=72)]  # type: ignore[operator]
    assert all(entry.text for entry in case.timeline)


def test_the_burst_holds_the_rings_orders_alone(case: Case) -> None:
    (found,) = case.bursts
    assert set(found.burst.order_ids) == {row.id for row in TRIO}
    assert found.burst.start == TRIO[0].paid_at
    assert found.burst.end == TRIO[-1].paid_at


def test_a_second_run_gives_the_same_case() -> None:
    one, other = (cases([CHAT, CALL], [*SHOP, *TRIO]) for _ in range(2))
    assert one == other


def test_without_orders_the_case_says_what_it_cannot_conclude() -> None:
    (found,) = cases([CHAT, CALL])
    assert found.exposure is None
    assert {account.id for account in found.accounts} == {"甲"}
    assert [caller.id for caller in found.callers] == ["phone:19900000017"]
    assert found.callers[0].platform == "phone"
    said = " ".join(phrase.en for phrase in found.unresolved)
    assert "No order report" in said
    assert "19900000017" in said


def test_without_calls_and_without_chats_the_case_still_forms() -> None:
    (by_chat,) = cases([CHAT], [*SHOP, *TRIO])
    assert "No calls" in " ".join(phrase.en for phrase in by_chat.unresolved)
    assert len(by_chat.accounts) == 3
    (by_call,) = cases([CALL], [*SHOP, *TRIO])
    assert "No chats" in " ".join(phrase.en for phrase in by_call.unresolved)
    assert "丙" in {account.id for account in by_call.accounts}


def test_orders_alone_are_no_case() -> None:
    assert cases([], [*SHOP, *TRIO]) == ()


def test_a_suspicious_or_harmless_talk_alone_is_no_case() -> None:
    hint = talk("甲", says("意思意思"), verdict=Verdict.SUSPICIOUS)
    assert cases([hint], SHOP) == ()


def test_two_rings_are_two_cases_the_larger_first() -> None:
    other = talk("丁", asks("每天二百保护费", amount(200, per="day")), number=1)
    first, second = cases([CHAT, other], [*SHOP, *TRIO])
    assert len(first.accounts) == 3
    assert [account.id for account in second.accounts] == ["丁"]
    assert first.id != second.id
    assert not set(first.conversations) & set(second.conversations)


def test_likely_members_are_named_and_not_reckoned_with() -> None:
    scene = make_scene(Recipe(seed=11, ring_size=12, shared=0.67))
    (found, *_) = cases(scene.detections, scene.orders)
    kinds = {account.id: account.membership for account in found.accounts}
    likely = {account for account, kind in kinds.items() if kind is Membership.LIKELY}
    assert likely
    assert not likely & {row.account for row in found.orders}
    assert "likely members" in " ".join(phrase.en for phrase in found.unresolved)
    (rate,) = found.asks
    assert rate.note is not None
    assert "likely" in rate.note.en


@pytest.mark.parametrize(
    ("facts", "title", "said"),
    [
        (ShopFacts(), "样品4kg", "logistics.per_kg"),
        (FACTS, "样品", "state no weight"),
        (FACTS, "样品4kg，样品1kg", "the middle is taken"),
    ],
)
def test_what_is_not_known_about_freight_is_said(facts: ShopFacts, title: str, said: str) -> None:
    ring = [order("甲", number=n, pieces=2, title=title) for n in range(2)]
    (found,) = cases([CHAT], ring, facts)
    assert said in " ".join(phrase.en for phrase in found.unresolved)


def test_closed_orders_and_other_currencies_are_said() -> None:
    ring = [
        order("甲", number=1),
        order("甲", number=2, status="交易关闭"),
        order("甲", number=3, currency="USD", paid="5"),
    ]
    (found,) = cases([CHAT], ring)
    said = " ".join(phrase.en for phrase in found.unresolved)
    assert "closed or refunded (1)" in said
    assert "5.00 USD" in said
    assert found.exposure is not None
    assert found.exposure.turnover == Decimal("100.00")


def test_orders_that_come_in_two_exports_are_counted_once() -> None:
    (once,) = cases([CHAT], TRIO)
    (twice,) = cases([CHAT], [*TRIO, *TRIO])
    assert once.exposure == twice.exposure
    assert once.orders == twice.orders


def test_a_demand_without_a_figure_is_said_to_be_open() -> None:
    (found,) = cases([talk("甲", asks("不给钱就都退"))])
    assert found.asks == ()
    assert "names no share and no sum" in " ".join(phrase.en for phrase in found.unresolved)


def test_what_case_toml_says_was_paid_is_taken_off_every_ask() -> None:
    from tests.unit.cases.test_payments import noted

    facts = ShopFacts(paid=(noted(100, "yang@example.com"),))
    (found,) = cases([CHAT, CALL], facts=facts)
    assert [p.payee for p in found.payments] == ["yang@example.com"]
    assert {ask.paid for ask in found.asks} == {Decimal(100)}
    total = next(ask for ask in found.asks if ask.total_low == Decimal(180))
    assert total.outstanding_low == Decimal(80)
    (key,) = found.payments[0].why
    assert found.evidence[key].provenance.uri == "case.toml"
