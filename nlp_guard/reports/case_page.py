"""One case made ready for the page: every text said, every picture drawn, every key linked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from markupsafe import Markup

from nlp_guard.records import (
    Case,
    CaseAccount,
    CaseEdge,
    CaseOrder,
    Channel,
    ExhibitId,
    Happening,
    Investigation,
    Membership,
    Phrase,
    TimelineEntry,
)
from nlp_guard.reports import reckoning, summary
from nlp_guard.reports.bilingual import word
from nlp_guard.reports.citations import Citations
from nlp_guard.reports.clock import Clock
from nlp_guard.reports.config import ReportsConfig
from nlp_guard.reports.pictures.bars import Step, waterfall
from nlp_guard.reports.pictures.burst import burst_picture, rhythm
from nlp_guard.reports.pictures.layout import CIRCLE_UP_TO
from nlp_guard.reports.pictures.ring import ring_graph, ring_picture, speaks
from nlp_guard.reports.pictures.strip import strip_picture
from nlp_guard.reports.pictures.timeline import timeline_picture
from nlp_guard.reports.talk import Talk, TalkPages, of_case

WIDE_PX, NARROW_PX = 920.0, 346.0
"""Widths in which every picture is drawn: for a desk, and for a telephone in the hand."""
_WIDE_BINS, _NARROW_BINS = 288, 96


@dataclass(frozen=True, slots=True)
class Pictures:
    """A picture in both widths; CSS shows the one that fits."""

    wide: Markup
    narrow: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One row of the timeline's list: an entry, or orders that follow one another."""

    when: Phrase
    what: Happening
    text: Phrase
    who: str
    why: tuple[ExhibitId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    """A link with its waterfall."""

    anchor: str
    edge: CaseEdge
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """An account, what it did, and its strongest links.

    Args:
        links: Rows of the list of links, strongest first.
        n_links: Links in all.
    """

    anchor: str
    account: CaseAccount
    orders: tuple[CaseOrder, ...]
    links: tuple[LinkRow, ...]
    n_links: int

    @property
    def paid(self) -> tuple[tuple[Decimal, str], ...]:
        """What it paid for each order, and in which currency."""
        return tuple((order.net, order.currency) for order in self.orders)


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """Everything the templates need of one case.

    Args:
        reasons_from: The conversation whose reasons the case gives as its own; None where they
            are of no single one.
        step_minutes: Width of a bar of the burst chart.
        accounts: Those that are told in full; `other_accounts` in short.
        orders: Those that are listed.
    """

    number: int
    prefix: str
    case: Case
    cites: Citations
    headline: Phrase
    paragraph: tuple[summary.Sentence, ...]
    figures: tuple[summary.Figure, ...]
    undecided: tuple[Phrase, ...]
    reasons_from: Talk | None
    timeline: Pictures | None
    moments: tuple[Moment, ...]
    bursts: Pictures | None
    step_minutes: int
    ring: Pictures | None
    n_drawn_links: int
    strips: tuple[Pictures | None, ...]
    accounts: tuple[AccountRow, ...]
    other_accounts: tuple[AccountRow, ...]
    orders: tuple[CaseOrder, ...]
    links: tuple[LinkRow, ...]
    sums: tuple[reckoning.Sum, ...]
    chats: tuple[Talk, ...]
    calls: tuple[Talk, ...]


class CasePages:
    """Makes the pages of an investigation's cases.

    Args:
        investigation: The whole of it.
        config: Limits.
        clock: The zone of the page.
        now: Time of the newest record; None where nothing is dated.
    """

    def __init__(
        self,
        investigation: Investigation,
        config: ReportsConfig,
        clock: Clock,
        now: datetime | None,
    ) -> None:
        self._investigation = investigation
        self._config = config
        self._clock = clock
        self._now = now

    def page(self, number: int, case: Case, talks: TalkPages) -> CasePage:
        """Return one case ready for the page.

        Args:
            number: From 1.
            case: The case.
            talks: Makes its conversations.
        """
        prefix = f"c{number}"
        talk = of_case(case, self._investigation.detections)
        cites = Citations(case, prefix, talk, self._config.max_evidence)
        parties = {e.conversation_id: e.account for e in case.timeline if e.conversation_id}
        shown = [
            talks.talk(d, f"{prefix}-talk-{n}", parties.get(d.conversation.id) or "")
            for n, d in enumerate(talk)
        ]
        ranked = sorted(case.edges, key=lambda e: (-e.link.weight_bits, e.link.left, e.link.right))
        links = tuple(
            LinkRow(anchor=f"{prefix}-link-{n}", edge=edge, steps=waterfall(edge.link))
            for n, edge in enumerate(ranked[: self._max_links(case)])
        )
        ring, n_drawn = self._ring(case, ranked, prefix)
        accounts = _in_full_first(_account_rows(case, ranked, links, prefix))
        n_full = self._config.max_accounts
        bursts, step = self._bursts(case)
        return CasePage(
            number=number,
            prefix=prefix,
            case=case,
            cites=cites,
            headline=summary.headline(case),
            paragraph=summary.paragraph(case, talk, self._clock),
            figures=summary.figures(case, self._clock, self._now),
            undecided=summary.undecided(case),
            reasons_from=next(
                (t for t in shown if case.reasons and t.detection.reasons == case.reasons), None
            ),
            timeline=self._timeline(case, cites),
            moments=tuple(_moments(case.timeline, self._clock)),
            bursts=bursts,
            step_minutes=step,
            ring=ring,
            n_drawn_links=n_drawn,
            strips=tuple(self._strips(case)),
            accounts=tuple(accounts[:n_full]),
            other_accounts=tuple(accounts[n_full:]),
            orders=case.orders[: self._config.max_orders],
            links=links,
            sums=reckoning.compared(case),
            chats=tuple(t for t in shown if t.detection.conversation.channel is Channel.CHAT),
            calls=tuple(t for t in shown if t.detection.conversation.channel is Channel.CALL),
        )

    def _max_links(self, case: Case) -> int:
        n_accounts = len(case.accounts) + len(case.callers)
        is_many = n_accounts > CIRCLE_UP_TO
        return self._config.max_links_of_many if is_many else self._config.max_links

    def _timeline(self, case: Case, cites: Citations) -> Pictures | None:
        if not case.timeline and not any(order.paid_at for order in case.orders):
            return None
        return Pictures(
            *(
                timeline_picture(case, self._clock, cites, self._now, width)
                for width in (WIDE_PX, NARROW_PX)
            )
        )

    def _bursts(self, case: Case) -> tuple[Pictures | None, int]:
        orders = self._investigation.orders
        wide = rhythm(case, orders, self._clock, _WIDE_BINS)
        narrow = rhythm(case, orders, self._clock, _NARROW_BINS)
        if wide is None or narrow is None:
            return None, 0
        pictures = Pictures(
            burst_picture(case, wide, self._clock, WIDE_PX),
            burst_picture(case, narrow, self._clock, NARROW_PX),
        )
        return pictures, int(wide.step.total_seconds() // 60)

    def _strips(self, case: Case) -> Iterator[Pictures | None]:
        orders = {str(order.id): order for order in case.orders}
        for case_burst in case.bursts:
            wide, narrow = (
                strip_picture(case_burst.burst, orders, self._clock, width)
                for width in (WIDE_PX, NARROW_PX)
            )
            yield Pictures(wide, narrow) if wide and narrow else None

    def _ring(
        self, case: Case, ranked: Sequence[CaseEdge], prefix: str
    ) -> tuple[Pictures | None, int]:
        if not case.accounts:
            return None, 0
        graph = ring_graph(case, ranked, self._config.max_drawn_links)
        pictures = Pictures(
            ring_picture(graph, prefix, WIDE_PX), ring_picture(graph, prefix, NARROW_PX)
        )
        return pictures, len(graph.edges)


def _moments(timeline: Sequence[TimelineEntry], clock: Clock) -> Iterator[Moment]:
    orders: list[TimelineEntry] = []
    for entry in sorted(timeline, key=lambda e: e.at):
        if entry.what is Happening.ORDER and entry.account:
            orders.append(entry)
            continue
        yield from _orders_moment(orders, clock)
        orders = []
        yield _moment(entry, clock)
    yield from _orders_moment(orders, clock)


def _orders_moment(orders: Sequence[TimelineEntry], clock: Clock) -> Iterator[Moment]:
    if len(orders) == 1:
        yield _moment(orders[0], clock)
    elif orders:
        accounts = {entry.account for entry in orders if entry.account}
        yield Moment(
            when=clock.stretch(orders[0].at, orders[-1].at),
            what=Happening.ORDER,
            text=word("n_orders", n=len(orders)),
            who=next(iter(accounts)) if len(accounts) == 1 else f"×{len(accounts)}",
            why=tuple(key for entry in orders for key in entry.why),
        )


def _moment(entry: TimelineEntry, clock: Clock) -> Moment:
    return Moment(
        when=clock.moment(entry.at),
        what=entry.what,
        text=entry.text or word(f"happening.{entry.what}"),
        who=entry.account or "",
        why=entry.why,
    )


def _in_full_first(rows: Iterable[AccountRow]) -> list[AccountRow]:
    """Put those who spoke first, then those who only may belong, then the rest."""

    def rank(row: AccountRow) -> tuple[bool, bool]:
        is_firm = row.account.membership is Membership.MEMBER
        return not speaks(row.account), is_firm

    return sorted(rows, key=rank)


def _account_rows(
    case: Case, ranked: Sequence[CaseEdge], links: Sequence[LinkRow], prefix: str
) -> Iterator[AccountRow]:
    own_links: dict[str, list[LinkRow]] = {}
    for row in links:
        for end in (row.edge.link.left, row.edge.link.right):
            own_links.setdefault(end, []).append(row)
    own_orders: dict[str, list[CaseOrder]] = {}
    for order in case.orders:
        own_orders.setdefault(order.account, []).append(order)
    n_links = Counter(end for edge in ranked for end in (edge.link.left, edge.link.right))
    for n, account in enumerate((*case.accounts, *case.callers)):
        yield AccountRow(
            anchor=f"{prefix}-acct-{n}",
            account=account,
            orders=tuple(own_orders.get(account.id, ())),
            links=tuple(own_links.get(account.id, ())[:3]),
            n_links=n_links[account.id],
        )
