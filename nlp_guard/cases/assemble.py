"""Rings → cases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from nlp_guard.cases.accounts import describe_accounts, find_payees
from nlp_guard.cases.asks import Base, find_asks
from nlp_guard.cases.break_even import with_break_even
from nlp_guard.cases.clock import next_due, with_time_left
from nlp_guard.cases.config import CasesConfig
from nlp_guard.cases.evidence import Evidence
from nlp_guard.cases.exposure import COUNTING, Reckoning, reckon, standing_of
from nlp_guard.cases.payments import allot, find_payments
from nlp_guard.cases.register import Register
from nlp_guard.cases.ring import Ring, gather_ring
from nlp_guard.cases.statements import commonest, counted_payees
from nlp_guard.cases.timeline import build_timeline, case_bursts
from nlp_guard.cases.unresolved import find_gaps, open_questions, unclear_payments
from nlp_guard.records import (
    Case,
    CaseEdge,
    CaseId,
    CaseOrder,
    Detection,
    Link,
    Network,
    Order,
    Phrase,
    ShopFacts,
    StatedPayment,
    Verdict,
    content_id,
    each_once,
)


def assemble(
    detections: Sequence[Detection],
    orders: Sequence[Order],
    network: Network,
    facts: ShopFacts,
    config: CasesConfig,
) -> tuple[Case, ...]:
    """Build a case for every ring.

    Args:
        detections: All conversations, as read; may be none.
        orders: All orders of the shop; may be none.
        network: What linking made of them.
        facts: What only the shop knows.
        config: Settings.

    Returns:
        The gravest first; none where nobody makes an extortionate demand.

    Example:
        >>> assemble((), (), Network(), ShopFacts(), CasesConfig())
        ()
    """
    register = Register(detections, each_once(orders), network)
    rings = [gather_ring(cluster, register) for cluster in network.clusters]
    rings = [ring for ring in rings if ring.makes_demand]
    paid, unclear = allot(facts.paid, [ring.own_accounts() for ring in rings])
    return _ranked(
        _case(ring, register, replace(facts, paid=tuple(own)), config, unclear)
        for ring, own in zip(rings, paid, strict=True)
    )


def describe_groups(
    detections: Sequence[Detection],
    orders: Sequence[Order],
    network: Network,
    facts: ShopFacts,
    config: CasesConfig,
) -> tuple[Case, ...]:
    """Describe the accounts that act together and demand nothing, in the form of a case.

    Args:
        detections: As for `assemble`.
        orders: As for `assemble`.
        network: As for `assemble`.
        facts: As for `assemble`.
        config: As for `assemble`.

    Returns:
        The largest first; without asks, for nothing is asked.

    Example:
        >>> describe_groups((), (), Network(), ShopFacts(), CasesConfig())
        ()
    """
    register = Register(detections, each_once(orders), network)
    rings = (gather_ring(cluster, register) for cluster in network.clusters)
    return _ranked(
        _group(ring, register, facts, config) for ring in rings if not ring.makes_demand
    )


def _ranked(cases: Iterable[Case]) -> tuple[Case, ...]:
    return tuple(sorted(cases, key=lambda case: (-len(case.accounts), -case.probability, case.id)))


def _case(
    ring: Ring,
    register: Register,
    facts: ShopFacts,
    config: CasesConfig,
    unclear: Sequence[StatedPayment],
) -> Case:
    evidence = Evidence()
    said = list(ring.said())
    first = ring.first_demand_at()
    since = first - timedelta(days=config.affair_days) if first else None
    reckoning = reckon(ring.orders, facts, config.rule, evidence, since)
    base = _base(ring, reckoning, register.orders, since)
    payments = find_payments(list(ring.dialogue()), facts.paid, base.currency, evidence)
    base = replace(base, payments=payments)
    asks = find_asks(said, base, evidence, config.tolerance)
    orders = with_time_left(reckoning.orders, register.as_of)
    payees = find_payees(ring, evidence)
    bursts = case_bursts(register.bursts_of(ring.accounts), reckoning.orders)
    gravest = max(ring.talk, key=lambda d: d.verdict_probability)
    extortion = [d for d in ring.talk if d.verdict is Verdict.EXTORTION]
    return Case(
        id=CaseId(content_id("case", *sorted(d.conversation.id for d in extortion))),
        verdict=Verdict.EXTORTION,
        probability=max(d.verdict_probability for d in extortion),
        accounts=describe_accounts(ring, ring.buyers, payees, evidence),
        callers=describe_accounts(ring, ring.strangers, payees, evidence),
        payees=payees,
        payments=payments,
        orders=orders,
        bursts=bursts,
        asks=asks,
        exposure=with_break_even(reckoning.exposure, orders, asks),
        timeline=build_timeline(ring, reckoning.orders, bursts, evidence),
        edges=_edges(ring, register, evidence),
        conversations=tuple(d.conversation.id for d in ring.talk),
        evidence=evidence.exhibits,
        reasons=(_summary(ring, reckoning), *gravest.reasons),
        unresolved=(
            *find_gaps(ring, register, facts, reckoning),
            *unclear_payments(unclear),
            *open_questions(asks, payees, has_orders=bool(register.orders)),
        ),
        as_of=register.as_of,
        next_due=next_due(asks, orders, register.as_of),
    )


def _group(ring: Ring, register: Register, facts: ShopFacts, config: CasesConfig) -> Case:
    evidence = Evidence()
    reckoning = reckon(ring.orders, facts, config.rule, evidence)
    payees = find_payees(ring, evidence)
    verdicts = [d.verdict for d in ring.talk]
    bursts = case_bursts(register.bursts_of(ring.accounts), reckoning.orders)
    return Case(
        id=CaseId(ring.cluster.id),
        verdict=Verdict.SUSPICIOUS if Verdict.SUSPICIOUS in verdicts else Verdict.NONE,
        probability=max((d.verdict_probability for d in ring.talk), default=0.0),
        accounts=describe_accounts(ring, ring.buyers, payees, evidence),
        callers=describe_accounts(ring, ring.strangers, payees, evidence),
        payees=payees,
        orders=reckoning.orders,
        bursts=bursts,
        exposure=reckoning.exposure,
        timeline=build_timeline(ring, reckoning.orders, bursts, evidence),
        edges=_edges(ring, register, evidence),
        conversations=tuple(d.conversation.id for d in ring.talk),
        evidence=evidence.exhibits,
    )


def _summary(ring: Ring, reckoning: Reckoning) -> Phrase:
    """Say in one sentence what makes it a case."""
    speakers = {said.account for said in ring.said() if said.is_demand}
    n_accounts, n_orders = len(ring.buyers), len(reckoning.orders)
    zh = f"{len(speakers)} 方索款"
    en = f"money is demanded by {len(speakers)}"
    if n_accounts > 1:
        zh += f"，牵连 {n_accounts} 个买家账号"
        en += f", who are tied to {n_accounts} buyer accounts in all"
    if n_orders:
        zh += f"、{n_orders} 单"
        en += f" with {n_orders} orders"
    return Phrase(zh=zh, en=en)


def _base(
    ring: Ring, reckoning: Reckoning, orders: Sequence[Order], since: datetime | None
) -> Base:
    """Gather what shares and sums are reckoned with."""
    exposure = reckoning.exposure
    currency = exposure.currency if exposure else "CNY"
    counting: list[CaseOrder] = [o for o in reckoning.orders if o.currency == currency]
    return Base(
        turnover=exposure.turnover if exposure else None,
        currency=currency,
        orders=len(counting),
        pieces=sum(order.pieces for order in counting),
        likely_turnover=_paid(ring.likely_orders, currency, since),
        payees=commonest(counted_payees(ring.said(), ring.payers)),
        payers=frozenset(ring.payers),
        shop_turnover=_paid(orders, currency, since),
    )


def _paid(orders: Sequence[Order], currency: str, since: datetime | None) -> Decimal:
    """Return what was paid for orders that still stand."""
    paid = (
        order.paid - max(order.refunded or Decimal(0), Decimal(0))
        for order in orders
        if order.paid is not None
        and order.currency == currency
        and standing_of(order) in COUNTING
        and not (since and order.paid_at and order.paid_at < since)
    )
    return sum(paid, Decimal(0))


def _edges(ring: Ring, register: Register, evidence: Evidence) -> tuple[CaseEdge, ...]:
    """Give the links of a ring, and after them those that lead out of it and were not followed."""

    def edge(link: Link, *, is_bridge: bool) -> CaseEdge:
        shown = (exhibit for c in link.contributions for exhibit in c.exhibits)
        return CaseEdge(link=link, why=evidence.cite(shown), is_bridge=is_bridge)

    return (
        *(edge(link, is_bridge=False) for link in register.links_among(ring.accounts)),
        *(edge(link, is_bridge=True) for link in register.bridges_of(ring.accounts)),
    )
