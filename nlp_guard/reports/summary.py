"""What happened, in one paragraph and a few figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from nlp_guard.records import (
    Ask,
    AskKind,
    Case,
    Channel,
    Detection,
    ExhibitId,
    Label,
    Membership,
    Phrase,
    ThreatKind,
    Verdict,
)
from nlp_guard.reports.bilingual import joined, word
from nlp_guard.reports.citations import is_touched
from nlp_guard.reports.clock import Clock, how_long
from nlp_guard.reports.money import money, money_in_all, money_range, plain
from nlp_guard.reports.reckoning import as_asked
from nlp_guard.reports.sureness import sureness


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the summary and the keys of what it rests on."""

    text: Phrase
    why: tuple[ExhibitId, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the summary: its name, itself, and a line below."""

    name: Phrase
    value: Phrase
    below: Phrase
    kind: str = ""


def headline(case: Case) -> Phrase:
    """Say in a few words what the case is."""
    counts = [word("n_accounts", n=len(case.accounts))]
    counts += [word("n_orders", n=len(case.orders))] if case.orders else []
    verdict = word(f"case_verdict.{case.verdict}")
    return word("headline", verdict=verdict, counts=joined(counts, zh="，"))


def paragraph(case: Case, talk: Sequence[Detection], clock: Clock) -> tuple[Sentence, ...]:
    """Tell the case in one paragraph, from its records alone.

    Args:
        case: The case.
        talk: Its conversations, as read.
        clock: The case's zone.
    """
    ordered = [key for order in case.orders for key in order.why]
    asked = [key for ask in case.asks for key in ask.why]
    due = [key for ask in case.asks if ask.deadline for key in ask.why]
    told = (
        (_ordered(case, clock), ordered),
        (_asked(case, talk), asked),
        (_threatened(talk), _threats(case, talk)),
        (_due(case, clock), due),
    )
    return tuple(
        Sentence(text, tuple(dict.fromkeys(why))) for text, why in told if text is not None
    ) or (Sentence(word("nothing_told")),)


def _threats(case: Case, talk: Sequence[Detection]) -> list[ExhibitId]:
    """Return the keys of what is cited of the words that carry a threat."""
    found = []
    for detection in talk:
        conversation = detection.conversation
        for turn, utterance in zip(detection.turns, conversation.utterances, strict=True):
            for mark in turn.spans:
                if mark.label is Label.THREAT:
                    words = conversation.exhibit(utterance, mark.span)
                    found += [key for key, e in case.evidence.items() if is_touched(e, words)]
    return found


def _ordered(case: Case, clock: Clock) -> Phrase | None:
    if not case.orders:
        return None
    times = [order.paid_at for order in case.orders if order.paid_at]
    accounts = {order.account for order in case.orders}
    return word(
        "told_orders",
        when=clock.stretch(min(times), max(times)) if times else word("undated"),
        accounts=word("n_accounts", n=len(accounts)),
        orders=word("n_orders", n=len(case.orders)),
        pieces=f"{sum(order.pieces for order in case.orders):,}",
        paid=money_in_all((order.net, order.currency) for order in case.orders),
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
        ways=joined(ways, zh="和 ", en=" and ") if ways else word("in_talk"),
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
    waiting = (order for order in case.orders if not order.is_shipped)
    return min((order.ship_by for order in waiting if order.ship_by), default=None)


def time_left(at: datetime, now: datetime | None) -> Phrase:
    """Say how far off a time is from the newest record."""
    if now is None:
        return word("no_dated_record")
    return word("time_left" if at >= now else "time_over", long=how_long(at - now))


def figures(case: Case, clock: Clock, now: datetime | None) -> tuple[Figure, ...]:
    """Return the few figures a reader needs first."""
    return (*_who(case), *_asks(case), *_clocks(case, clock, now), *_costs(case))


def _who(case: Case) -> Iterator[Figure]:
    accounts = case.accounts
    likely = sum(account.membership is Membership.LIKELY for account in accounts)
    below = [word("n_members", n=len(accounts) - likely)]
    below += [word("n_likely", n=likely)] if likely else []
    below += [word("n_callers", n=len(case.callers))] if case.callers else []
    yield Figure(word("fig_accounts"), _same(str(len(accounts))), joined(below))
    if case.orders:
        pieces = sum(order.pieces for order in case.orders)
        turnover = money_in_all((order.net, order.currency) for order in case.orders)
        below = [word("n_pieces", n=f"{pieces:,}")]
        weight = case.exposure.weight_kg if case.exposure else None
        if weight is not None:
            below.append(word("n_tonnes", n=plain(round(weight / 1000, 2))))
        below.append(_same(turnover))
        yield Figure(word("fig_orders"), _same(str(len(case.orders))), joined(below))


def _asks(case: Case) -> Iterator[Figure]:
    """Give one figure per demand; the readings of one sum stand together."""
    grouped: dict[tuple[object, ...], list[Ask]] = {}
    for ask in case.asks:
        one = (ask.kind, ask.low, ask.high, ask.currency) if ask.reading else (ask.id,)
        grouped.setdefault(one, []).append(ask)
    for asks in grouped.values():
        name = word(f"fig_{asks[0].kind}")
        totals = [_total(ask) for ask in asks]
        below = joined([as_asked(ask) for ask in asks], zh="／", en=" / ")
        if None in totals:
            yield Figure(name, as_asked(asks[0]), word("total_unknown"), "asked")
        else:
            value = " / ".join(total for total in totals if total is not None)
            yield Figure(name, _same(value), below, "asked")


def _total(ask: Ask) -> str | None:
    if ask.total_low is None or ask.total_high is None:
        return None
    return money_range(ask.total_low, ask.total_high, ask.currency)


def _clocks(case: Case, clock: Clock, now: datetime | None) -> Iterator[Figure]:
    for key, at in (("fig_deadline", first_deadline(case)), ("fig_ship_by", first_ship_by(case))):
        if at is not None:
            kind = "over" if now is not None and at < now else "due"
            yield Figure(word(key), clock.moment(at), time_left(at, now), kind)
    due = case.next_due
    if due is not None and due.at not in (first_deadline(case), first_ship_by(case)):
        yield Figure(word("fig_next"), clock.moment(due.at), due.text, "due")


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
    if case.payments:
        paid = money_in_all((payment.amount, payment.currency) for payment in case.payments)
        yield Figure(word("fig_paid"), _same(paid), word("fig_paid_note"))


def undecided(case: Case) -> tuple[Phrase, ...]:
    """Say what the report leaves to people."""
    out = [word("undecided_guilt")]
    likely = [a for a in case.accounts if a.membership is Membership.LIKELY]
    if likely:
        out.append(word("undecided_likely", n=len(likely)))
    if case.verdict is not Verdict.NONE:
        out.append(word("undecided_probability", percent=sureness(case.probability)))
    return tuple(out)


def _same(said: str) -> Phrase:
    return Phrase(zh=said, en=said)
