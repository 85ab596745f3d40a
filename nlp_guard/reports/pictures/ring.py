"""The ring as a graph: accounts, callers and payees, linked by what they share.

Shape tells the kind (buyer account: circle; telephone: diamond; payee: square), a dashed hollow
outline tells that an account is only likely to belong, width tells the weight of a link in bits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import networkx as nx
from markupsafe import Markup

from nlp_guard.records import AccountId, AccountRole, Case, CaseAccount, CaseEdge, Membership
from nlp_guard.reports.bilingual import word
from nlp_guard.reports.citations import shown
from nlp_guard.reports.pictures.layout import CIRCLE_UP_TO, Places, ring_layout
from nlp_guard.reports.pictures.svg import link, mark, picture, text
from nlp_guard.reports.sureness import sureness

_NAME_PX = 13.0
_NAME_ROOM_PX = 110.0
"""Width that a name may take beside its account in a large ring."""
_STRONGEST = 2
_POINTED_AT_UP_TO = 150
"""Accounts up to which each leads to its row; of more, those who wrote or called."""
_NAMED_SPEAKERS = 24
"""In a large ring only those who wrote or called are named, unless they are too many."""


@dataclass(frozen=True, slots=True)
class RingGraph:
    """What is drawn of a ring.

    Args:
        edges: With their number in the case's list of links.
        payees: Payee account to the accounts that pay from it.
        places: Of accounts, in the unit square.
    """

    accounts: tuple[CaseAccount, ...]
    edges: tuple[tuple[int, CaseEdge], ...]
    payees: Mapping[str, tuple[AccountId, ...]]
    places: Places

    @property
    def is_circle(self) -> bool:
        """Tell whether all accounts stand on one circle and are named."""
        return len(self.accounts) <= CIRCLE_UP_TO


def ring_graph(case: Case, edges: Sequence[CaseEdge], max_edges: int) -> RingGraph:
    """Choose what is drawn and place it.

    Args:
        case: Its accounts and payees are drawn.
        edges: Links in the order in which the page lists them, strongest first.
        max_edges: Drawn at most.
    """
    accounts = (*case.accounts, *case.callers)
    names = [account.id for account in accounts]
    known = frozenset(names)
    drawn = [
        (n, edge)
        for n, edge in enumerate(edges)
        if edge.link.left in known and edge.link.right in known
    ]
    if len(names) > CIRCLE_UP_TO:
        drawn = _telling(drawn)
    drawn = drawn[:max_edges]
    payees: dict[str, tuple[AccountId, ...]] = {}
    for payee in case.payees:
        if payee.account in known and payee.account is not None:
            payees[payee.id] = (*payees.get(payee.id, ()), payee.account)
    weighted = [(e.link.left, e.link.right, max(e.link.weight_bits, 0.1)) for _, e in drawn]
    return RingGraph(
        accounts=accounts,
        edges=tuple(drawn),
        payees=payees,
        places=ring_layout(names, weighted),
    )


def _telling(edges: Sequence[tuple[int, CaseEdge]]) -> list[tuple[int, CaseEdge]]:
    """Choose the links that hold a large ring together, and each account's strongest.

    All links of some hundred accounts make one grey patch. What is kept is the strongest forest,
    so that whoever is linked stays linked, and ``_STRONGEST`` links of every account.
    """
    kept, n_kept = [], Counter[str]()
    parts: nx.utils.UnionFind[str] = nx.utils.UnionFind()
    for n, edge in edges:
        left, right = edge.link.left, edge.link.right
        joins = parts[left] != parts[right]
        if joins or min(n_kept[left], n_kept[right]) < _STRONGEST:
            parts.union(left, right)
            n_kept.update((left, right))
            kept.append((n, edge))
    return kept


def ring_picture(graph: RingGraph, prefix: str, width: float) -> Markup:
    """Draw the ring.

    Args:
        graph: What to draw and where.
        prefix: Of the anchors of accounts (``c1-acct-0``) and links (``c1-link-0``).
        width: In px.
    """
    is_wide = width > 600
    pad_x = (width - 560) / 2 if graph.is_circle and is_wide else 24.0 if is_wide else 84.0
    pad_y = 44.0 if graph.is_circle else 24.0
    if not graph.is_circle and not is_wide:
        pad_x = 16.0
    height = 500.0 if is_wide else 380.0
    at = {
        node: (pad_x + x * (width - 2 * pad_x), pad_y + y * (height - 2 * pad_y))
        for node, (x, y) in graph.places.items()
    }
    middle = (width / 2, height / 2)
    children = [
        mark("g", *_edges(graph, at, prefix), class_="edges"),
        mark("g", *_payees(graph, at, middle), class_="payees"),
        mark("g", *_accounts(graph, at, prefix, middle), class_="nodes"),
    ]
    label = word("ring_picture", accounts=len(graph.accounts), links=len(graph.edges))
    return picture(width, height, label, children, "pic ring")


def _edges(graph: RingGraph, at: Places, prefix: str) -> Iterator[Markup]:
    numbers = {account.id: n for n, account in enumerate(graph.accounts)}
    if len(graph.accounts) > _POINTED_AT_UP_TO:
        yield mark(
            "path", d="".join(_line(edge, at) for _, edge in graph.edges), class_="edge many"
        )
        return
    strongest = max((e.link.weight_bits for _, e in graph.edges), default=1.0)
    for n, edge in reversed(graph.edges):
        ends = f"{numbers[edge.link.left]} {numbers[edge.link.right]}"
        share = max(edge.link.weight_bits, 0.0) / max(strongest, 1e-9)
        d = _line(edge, at)
        if not graph.is_circle:
            # Of many accounts the links are drawn to show the shape, not to be pointed at.
            yield mark("path", d=d, class_="link edge", data_ends=ends)
            continue
        yield mark(
            "g",
            mark("path", d=d, class_="reach"),
            mark("path", d=d, class_="edge", stroke_width=0.5 + 3.0 * share**2),
            class_="link" if share > 0.5 else "link weak",
            data_card=f"{prefix}-link-{n}",
            data_ends=ends,
        )


def _line(edge: CaseEdge, at: Places) -> str:
    (x1, y1), (x2, y2) = at[edge.link.left], at[edge.link.right]
    return f"M{x1:.0f} {y1:.0f}L{x2:.0f} {y2:.0f}"


def _accounts(
    graph: RingGraph, at: Places, prefix: str, middle: tuple[float, float]
) -> Iterator[Markup]:
    r = 8.0 if graph.is_circle else 4.0 if middle[0] > 300 or len(graph.accounts) < 150 else 2.6
    speakers = [account for account in graph.accounts if speaks(account)]
    is_named = graph.is_circle or len(speakers) <= _NAMED_SPEAKERS
    names: list[tuple[float, float]] = []
    for n, account in enumerate(graph.accounts):
        x, y = (round(place, 1) for place in at[account.id])
        parts = [_shape(account, x, y, r)]
        if speaks(account):
            parts.append(mark("circle", cx=x, cy=y, r=r * 0.38, class_="voice"))
        if graph.is_circle:
            parts.append(_name(account, at[account.id], middle, r))
        elif is_named and speaks(account):
            anchor, dx = ("start", 8) if x < middle[0] else ("end", -8)
            y_text = _free(x, y + 4, names)
            names.append((x, y_text))
            parts.append(
                text(x + dx, y_text, shown(account.id), class_="name", text_anchor=anchor)
            )
        if len(graph.accounts) > _POINTED_AT_UP_TO and not speaks(account):
            yield from parts
            continue
        yield link(
            f"{prefix}-acct-{n}",
            word(
                "ring_account",
                id=shown(account.id),
                membership=word(f"membership.{account.membership}"),
                percent=sureness(account.probability),
            ),
            *parts,
            class_=f"node {account.membership}",
            data_card=f"{prefix}-acct-{n}",
            data_node=n,
        )


def _free(x: float, y: float, names: Sequence[tuple[float, float]]) -> float:
    """Return the first height from y downwards at which a name covers none of those written."""
    while any(abs(x - x2) < _NAME_ROOM_PX and abs(y - y2) < _NAME_PX for x2, y2 in names):
        y += _NAME_PX
    return y


def speaks(account: CaseAccount) -> bool:
    """Tell whether an account wrote or called."""
    return not {AccountRole.SENDER, AccountRole.CALLER}.isdisjoint(account.roles)


def _name(
    account: CaseAccount, at: tuple[float, float], middle: tuple[float, float], r: float
) -> Markup:
    """Write the name outside of the circle, turned away from its middle."""
    x, y = at
    dx, dy = x - middle[0], y - middle[1]
    is_beside = abs(dx) > abs(dy) * 0.12
    if not is_beside:
        y_text = y - r - _NAME_PX - 3 if dy < 0 else y + r + _NAME_PX + 12
        return text(
            x, y_text, _short(shown(account.id), middle), class_="name", text_anchor="middle"
        )
    x_text = x + (r + _NAME_PX) * (1 if dx > 0 else -1)
    anchor = "start" if dx > 0 else "end"
    y_text = y + 4 - 5 * (1 if dy > 0 else -1) * (-1 if abs(dx) < abs(dy) else 0)
    return text(
        x_text, y_text, _short(shown(account.id), middle), class_="name", text_anchor=anchor
    )


def _short(name: str, middle: tuple[float, float]) -> str:
    """Cut a name to the room beside the circle; the whole name is in the mark's label."""
    room = 22 if middle[0] > 300 else 11
    shown, used = "", 0
    for character in name:
        used += 2 if ord(character) > 0x2E80 else 1
        if used > room:
            return f"{shown}…"
        shown += character
    return shown


def _shape(account: CaseAccount, x: float, y: float, r: float) -> Markup:
    css = "body" if account.membership is Membership.MEMBER else "body likely"
    if AccountRole.CALLER in account.roles and AccountRole.ORDERER not in account.roles:
        r *= 1.3
        d = f"M{x:.1f} {y - r:.1f}l{r:.1f} {r:.1f}l{-r:.1f} {r:.1f}l{-r:.1f} {-r:.1f}z"
        return mark("path", d=d, class_=f"{css} phone")
    return mark("circle", cx=x, cy=y, r=r, class_=css)


def _payees(graph: RingGraph, at: Places, middle: tuple[float, float]) -> Iterator[Markup]:
    """Draw a payee beside its account; between them, where several pay from it."""
    for accounts in graph.payees.values():
        if len(accounts) == 1:
            if graph.is_circle:
                x, y = _outwards(at[accounts[0]], middle, 15.0)
                yield mark("rect", x=x - 3.5, y=y - 3.5, width=7, height=7, class_="payee")
            continue
        x = sum(at[account][0] for account in accounts) / len(accounts)
        y = sum(at[account][1] for account in accounts) / len(accounts)
        for account in accounts:
            x2, y2 = at[account]
            yield mark("line", x1=x, y1=y, x2=x2, y2=y2, class_="tie")
        yield mark("rect", x=x - 5, y=y - 5, width=10, height=10, class_="payee")


def _outwards(
    at: tuple[float, float], middle: tuple[float, float], by: float
) -> tuple[float, float]:
    dx, dy = at[0] - middle[0], at[1] - middle[1]
    length = max((dx * dx + dy * dy) ** 0.5, 1e-9)
    return at[0] + dx / length * by, at[1] + dy / length * by
