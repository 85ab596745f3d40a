"""The ring as a graph: accounts, callers and payees, linked by what they share.

Shape tells the kind (buyer account: circle; telephone: diamond; payee: square), a dashed hollow
outline tells that an account is only likely to belong, width tells the weight of a link in bits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from nlp_guard.records import AccountRole, Case, CaseAccount, CaseEdge, Membership
from nlp_guard.reports.bilingual import word
from nlp_guard.reports.pictures.layout import Places, ring_layout
from nlp_guard.reports.pictures.svg import link, mark, picture, text

_LABELS_UP_TO = 60
"""Accounts up to which every name is written; above, only of those who wrote or called."""


@dataclass(frozen=True, slots=True)
class RingGraph:
    """What is drawn of a ring.

    Args:
        edges: With their number in the case's list of links.
        payees: (name, account that pays from it).
        places: Of accounts and payees, in the unit square.
    """

    accounts: tuple[CaseAccount, ...]
    edges: tuple[tuple[int, CaseEdge], ...]
    payees: tuple[tuple[str, str], ...]
    places: Places


def ring_graph(case: Case, edges: Sequence[CaseEdge], max_edges: int) -> RingGraph:
    """Choose what is drawn and place it.

    Args:
        case: Its accounts and payees are drawn.
        edges: Links in the order in which the page lists them, strongest first.
        max_edges: Drawn at most.
    """
    names = {account.id for account in case.accounts}
    drawn = [
        (n, edge)
        for n, edge in enumerate(edges)
        if edge.link.left in names and edge.link.right in names
    ][:max_edges]
    payees = tuple(
        (f"payee:{n}", payee.account)
        for n, payee in enumerate(case.payees)
        if payee.account in names
    )
    weighted = [(e.link.left, e.link.right, max(e.link.weight_bits, 0.1)) for _, e in drawn]
    tied = [(payee, account, 4.0) for payee, account in payees if account]
    nodes = [*names, *(payee for payee, _ in payees)]
    return RingGraph(
        accounts=case.accounts,
        edges=tuple(drawn),
        payees=tuple((payee, account) for payee, account in payees if account),
        places=ring_layout(nodes, [*weighted, *tied]),
    )


def ring_picture(graph: RingGraph, prefix: str, width: float) -> Markup:
    """Draw the ring.

    Args:
        graph: What to draw and where.
        prefix: Of the anchors of accounts (``c1-acct-0``) and links (``c1-link-0``).
        width: In px.
    """
    pad_x, pad_y = (70.0, 30.0) if width > 600 else (46.0, 26.0)
    height = min(width * 0.68, 560.0) if width > 600 else width * 1.05
    at = {
        node: (pad_x + x * (width - 2 * pad_x), pad_y + y * (height - 2 * pad_y))
        for node, (x, y) in graph.places.items()
    }
    children = [
        mark("g", *_payee_ties(graph, at), class_="ties"),
        mark("g", *_edges(graph, at, prefix), class_="edges"),
        mark("g", *_payees(graph, at), class_="payees"),
        mark("g", *_accounts(graph, at, prefix), class_="nodes"),
    ]
    label = word("ring_picture", accounts=len(graph.accounts), links=len(graph.edges))
    return picture(width, height, label, children, "pic ring")


def _edges(graph: RingGraph, at: Places, prefix: str) -> Iterator[Markup]:
    numbers = {account.id: n for n, account in enumerate(graph.accounts)}
    strongest = max((e.link.weight_bits for _, e in graph.edges), default=1.0)
    for n, edge in reversed(graph.edges):
        (x1, y1), (x2, y2) = at[edge.link.left], at[edge.link.right]
        share = max(edge.link.weight_bits, 0.0) / max(strongest, 1e-9)
        d = f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"
        yield mark(
            "g",
            mark("path", d=d, class_="reach"),
            mark("path", d=d, class_="edge", stroke_width=0.6 + 3.0 * share),
            class_="link" if share > 0.5 else "link weak",
            data_card=f"{prefix}-link-{n}",
            data_ends=f"{numbers[edge.link.left]} {numbers[edge.link.right]}",
        )


def _accounts(graph: RingGraph, at: Places, prefix: str) -> Iterator[Markup]:
    is_crowded = len(graph.accounts) > _LABELS_UP_TO
    for n, account in enumerate(graph.accounts):
        x, y = at[account.id]
        speaks = not {AccountRole.SENDER, AccountRole.CALLER}.isdisjoint(account.roles)
        parts = [_shape(account, x, y, 4.0 if is_crowded else 8.0)]
        if speaks:
            parts.append(mark("circle", cx=x, cy=y, r=2.0 if is_crowded else 3.0, class_="voice"))
        if speaks or not is_crowded:
            y_text = y - 13 if y > 40 else y + 22
            parts.append(text(x, y_text, account.id, class_="name", text_anchor="middle"))
        yield link(
            f"{prefix}-acct-{n}",
            word(
                "ring_account",
                id=account.id,
                membership=word(f"membership.{account.membership}"),
                percent=f"{account.probability:.0%}",
            ),
            *parts,
            class_=f"node {account.membership}",
            data_card=f"{prefix}-acct-{n}",
            data_node=n,
        )


def _shape(account: CaseAccount, x: float, y: float, r: float) -> Markup:
    css = "body" if account.membership is Membership.MEMBER else "body likely"
    if account.platform == "phone":
        r *= 1.25
        d = f"M{x:.1f} {y - r:.1f}l{r:.1f} {r:.1f}l{-r:.1f} {r:.1f}l{-r:.1f} {-r:.1f}z"
        return mark("path", d=d, class_=f"{css} phone")
    return mark("circle", cx=x, cy=y, r=r, class_=css)


def _payee_ties(graph: RingGraph, at: Places) -> Iterator[Markup]:
    for payee, account in graph.payees:
        (x1, y1), (x2, y2) = at[payee], at[account]
        yield mark("line", x1=x1, y1=y1, x2=x2, y2=y2, class_="tie")


def _payees(graph: RingGraph, at: Places) -> Iterator[Markup]:
    for payee, _ in graph.payees:
        x, y = at[payee]
        yield mark("rect", x=x - 4, y=y - 4, width=8, height=8, class_="payee")
