"""What happened, in one paragraph and a few figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from nlp_guard.records import (
    AskKind,
    Case,
    CaseAccount,
    Channel,
    Detection,
    Membership,
    Phrase,
    ThreatKind,
    Verdict,
)
from nlp_guard.reports.bilingual import joined, word
from nlp_guard.reports.clock import Clock, how_long
from nlp_guard.reports.money import money, money_range, plain
from nlp_guard.reports.reckoning import as_asked


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the summary: its name, itself, and a line below."""

    name: Phrase
    value: Phrase
    below: Phrase
    kind: str = ""


def buyers(case: Case) -> tuple[CaseAccount, ...]:
    """Return the accounts of a case that are no telephone numbers."""
    return tuple(account for account in case.accounts if account.platform != "phone")


def phones(case: Case) -> tuple[CaseAccount, ...]:
    """Return the telephone numbers of a case."""
    return tuple(account for account in case.accounts if account.platform == "phone")


def headline(case: Case) -> Phrase:
    """Say in a few words what the case is."""
    return word(
        "headline",
        verdict=word(f"case_verdict.{case.verdict}"),
        accounts=word("n_accounts", n=len(buyers(case))),
        orders=word("n_orders", n=len(case.orders)),
    )


def paragraph(case: Case, talk: Sequence[Detection], clock: Clock) -> Phrase:
    """Tell the case in one paragraph, from its records alone.

    Args:
        case: The case.
        talk: Its conversations, as read.
        clock: The case's zone.
    """
    sentences = [
        sentence
        for sentence in (
            _ordered(case, clock),
            _asked(case, talk),
            _threatened(talk),
            _due(case, clock),
        )
        if sentence is not None
    ]
    return joined(sentences or [word("nothing_told")], zh="", en=" ")


def _ordered(case: Case, clock: Clock) -> Phrase | None:
    if not case.orders:
        return None
    times = [order.paid_at for order in case.orders if order.paid_at]
    accounts = {order.account for order in case.orders}
    turnover = sum(order.paid for order in case.orders)
    return word(
        "told_orders",
        when=clock.stretch(min(times), max(times)) if times else word("undated"),
        accounts=word("n_accounts", n=len(accounts)),
        orders=word("n_orders", n=len(case.orders)),
        pieces=f"{sum(order.pieces for order in case.orders):,}",
        paid=money(turnover, case.orders[0].currency) if turnover else "0",
        bursts=word("in_bursts", n=len(case.bursts)) if case.bursts else Phrase(zh="", en=""),
    )


def _asked(case: Case, talk: Sequence[Detection]) -> Phrase | None:
    if not case.asks:
        return None
    asked = []
    for ask in case.asks:
        said = as_asked(ask)
        if ask.kind is AskKind.RATE and ask.total_low is not None and ask.total_high is not None:
            total = money_range(ask.total_low, ask.total_high, ask.currency)
            said = word("comes_to", asked=said, total=total)
        asked.append(said)
    n = {channel: sum(1 for d in talk if d.conversation.channel is channel) for channel in Channel}
    ways = [word(f"n_{c}s", n=n[c]) for c in (Channel.CHAT, Channel.CALL) if n[c]]
    return word(
        "told_asks",
        ways=joined(ways, zh="和", en=" and ") if ways else word("in_talk"),
        asked=joined(asked, zh="；", en="; "),
    )


def _threatened(talk: Sequence[Detection]) -> Phrase | None:
    found = {kind for d in talk for turn in d.turns for kind in turn.threat_kinds}
    kinds = [word(f"threat.{kind}") for kind in ThreatKind if kind in found]
    return word("told_threats", kinds=joined(kinds)) if kinds else None


def _due(case: Case, clock: Clock) -> Phrase | None:
    deadline = first_deadline(case)
    return word("told_deadline", at=clock.moment(deadline)) if deadline else None


def first_deadline(case: Case) -> datetime | None:
    """Return the earliest time by which a demand is to be met."""
    return min((ask.deadline for ask in case.asks if ask.deadline), default=None)


def first_ship_by(case: Case) -> datetime | None:
    """Return the earliest end of an order's shipping clock."""
    return min((order.ship_by for order in case.orders if order.ship_by), default=None)


def time_left(at: datetime, now: datetime | None) -> Phrase:
    """Say how far off a time is from the newest record."""
    if now is None:
        return word("no_dated_record")
    return word("time_left" if at >= now else "time_over", long=how_long(at - now))


def figures(case: Case, clock: Clock, now: datetime | None) -> tuple[Figure, ...]:
    """Return the few figures a reader needs first."""
    return (*_who(case), *_asks(case), *_clocks(case, clock, now), *_costs(case))


def _who(case: Case) -> Iterator[Figure]:
    accounts = buyers(case)
    likely = sum(account.membership is Membership.LIKELY for account in accounts)
    below = [word("n_members", n=len(accounts) - likely)]
    below += [word("n_likely", n=likely)] if likely else []
    below += [word("n_phones", n=len(phones(case)))] if phones(case) else []
    yield Figure(word("fig_accounts"), _same(str(len(accounts))), joined(below))
    if case.orders:
        pieces = sum(order.pieces for order in case.orders)
        turnover = sum(order.paid for order in case.orders)
        below = [word("n_pieces", n=f"{pieces:,}")]
        weight = case.exposure.weight_kg if case.exposure else None
        if weight is not None:
            below.append(word("n_tonnes", n=plain(round(weight / 1000, 2))))
        below.append(_same(money(turnover, case.orders[0].currency)) if turnover else _same("0"))
        yield Figure(word("fig_orders"), _same(str(len(case.orders))), joined(below))


def _asks(case: Case) -> Iterator[Figure]:
    for ask in case.asks:
        if ask.total_low is None or ask.total_high is None:
            yield Figure(word(f"fig_{ask.kind}"), as_asked(ask), word("total_unknown"), "asked")
            continue
        total = money_range(ask.total_low, ask.total_high, ask.currency)
        yield Figure(word(f"fig_{ask.kind}"), _same(total), as_asked(ask), "asked")


def _clocks(case: Case, clock: Clock, now: datetime | None) -> Iterator[Figure]:
    for key, at in (("fig_deadline", first_deadline(case)), ("fig_ship_by", first_ship_by(case))):
        if at is not None:
            kind = "over" if now is not None and at < now else "due"
            yield Figure(word(key), clock.moment(at), time_left(at, now), kind)


def _costs(case: Case) -> Iterator[Figure]:
    exposure = case.exposure
    if exposure is None:
        return
    for key, cost in (("ship", exposure.ship), ("hold", exposure.hold)):
        if cost is not None:
            value = _same(money(cost, exposure.currency))
            yield Figure(word(f"fig_{key}"), value, word(f"fig_{key}_note", h=exposure.rule.hours))
        else:
            yield Figure(word(f"fig_{key}"), word("unknown"), word("no_freight_rate"))


def undecided(case: Case) -> tuple[Phrase, ...]:
    """Say what the report leaves to people."""
    out = [word("undecided_guilt")]
    likely = [a for a in case.accounts if a.membership is Membership.LIKELY]
    if likely:
        out.append(word("undecided_likely", n=len(likely)))
    if len([ask for ask in case.asks if ask.kind is AskKind.SUM and ask.reading]) > 1:
        out.append(word("undecided_reading"))
    if case.verdict is not Verdict.NONE:
        out.append(word("undecided_probability", percent=f"{case.probability:.0%}"))
    return tuple(out)


def _same(said: str) -> Phrase:
    return Phrase(zh=said, en=said)
