"""What every picture must hold: well-formed, inside its frame, in both languages, linked."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree

import networkx as nx
import pytest
from markupsafe import Markup

from nlp_guard.records import (
    AccountId,
    AccountRole,
    Case,
    Channel,
    Investigation,
    Membership,
    Phrase,
)
from nlp_guard.reports.citations import Citations
from nlp_guard.reports.clock import clock_of, newest
from nlp_guard.reports.pictures.bars import comparison_name
from nlp_guard.reports.pictures.burst import burst_picture, rhythm
from nlp_guard.reports.pictures.call import call_picture
from nlp_guard.reports.pictures.ring import ring_graph, ring_picture
from nlp_guard.reports.pictures.strip import strip_picture
from nlp_guard.reports.pictures.timeline import timeline_picture

WIDTHS = (920.0, 346.0)
PICTURES = ("timeline", "burst", "ring", "strip", "call")


def draw(name: str, ring: Investigation, width: float, case: Case | None = None) -> Markup:
    case = case or ring.cases[0]
    clock = clock_of(ring)
    if name == "timeline":
        return timeline_picture(case, clock, Citations(case, "c1", ()), newest(ring), width)
    if name == "burst":
        counted = rhythm(case, ring.orders, clock, 288)
        assert counted is not None
        return burst_picture(case, counted, clock, width)
    if name == "ring":
        return ring_picture(ring_graph(case, case.edges, 1000), "c1", width)
    if name == "strip":
        orders = {str(order.id): order for order in case.orders}
        drawn = strip_picture(case.bursts[0].burst, orders, clock, width)
        assert drawn is not None
        return drawn
    call = next(d for d in ring.detections if d.conversation.channel is Channel.CALL)
    return call_picture(call, (0.1, 0.9, 0.4), 24.0, width)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PICTURES)
def test_picture_is_well_formed_and_labelled(name: str, width: float, ring: Investigation) -> None:
    root = ElementTree.fromstring(draw(name, ring, width))  # noqa: S314 - our own output
    assert root.get("data-aria-label-zh")
    assert root.get("data-aria-label-en")
    assert root.get("style") is None


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PICTURES)
def test_marks_lie_inside_the_frame(name: str, width: float, ring: Investigation) -> None:
    drawn = ElementTree.fromstring(draw(name, ring, width))  # noqa: S314 - our own output
    box = drawn.get("viewBox", "").split()
    assert float(box[2]) == width
    for key, limit in (("x", width), ("cx", width), ("y", float(box[3])), ("cy", float(box[3]))):
        places = [float(e.get(key, "0")) for e in drawn.iter() if e.tag != "svg"]
        assert min(places) >= 0
        assert max(places) <= limit + 0.5


def test_every_order_is_counted_once_in_the_bars(ring: Investigation, case: Case) -> None:
    counted = rhythm(case, ring.orders, clock_of(ring), 288)
    assert counted is not None
    assert sum(counted.ring) == len(case.orders)
    assert sum(counted.ring) + sum(counted.ordinary) == len(ring.orders)
    assert (counted.step, counted.end - counted.start) == (
        timedelta(minutes=5),
        timedelta(days=1),
    )


def test_bars_cover_all_days_when_a_case_runs_for_weeks(ring: Investigation, case: Case) -> None:
    first = case.orders[0]
    assert first.paid_at is not None
    late = replace(case.orders[1], paid_at=first.paid_at + timedelta(days=40))
    counted = rhythm(replace(case, orders=(first, late)), (), clock_of(ring), 96)
    assert counted is not None
    assert len(counted.ring) <= 96
    assert sum(counted.ring) == 2


def test_no_bars_are_drawn_when_no_order_is_dated(ring: Investigation, case: Case) -> None:
    undated = tuple(replace(order, paid_at=None) for order in case.orders)
    assert rhythm(replace(case, orders=undated), ring.orders, clock_of(ring), 288) is None


def test_timeline_marks_lead_to_evidence(ring: Investigation, case: Case) -> None:
    links = re.findall(r'href="#c1-([^"]+)"', draw("timeline", ring, 920.0))
    assert links
    assert set(links) <= set(case.evidence)


def test_timeline_tells_how_many_stand_in_one_mark(ring: Investigation) -> None:
    assert ">54</text>" in draw("timeline", ring, 920.0)


def test_likely_accounts_are_told_by_shape_too(ring: Investigation, case: Case) -> None:
    drawn = draw("ring", ring, 920.0)
    likely = [a for a in case.accounts if a.membership is Membership.LIKELY]
    assert drawn.count('class="body likely"') == len(likely)
    assert drawn.count("phone") == 1


def test_callers_and_accounts_are_all_drawn(ring: Investigation, case: Case) -> None:
    drawn = draw("ring", ring, 920.0)
    assert drawn.count('class="node ') == len(case.accounts) + len(case.callers)
    assert drawn.count('class="payee"') == len(case.payees)


def test_shared_payee_is_drawn_between_its_accounts(ring: Investigation, case: Case) -> None:
    shared = tuple(replace(payee, id="one@example.com") for payee in case.payees)
    drawn = draw("ring", ring, 920.0, replace(case, payees=shared))
    assert drawn.count('class="payee"') == 1
    assert drawn.count('class="tie"') == len(case.payees)


def test_names_stay_text_when_they_hold_markup(ring: Investigation, case: Case) -> None:
    name = AccountId("</text><script>\u202e")
    accounts = (replace(case.accounts[0], id=name), *case.accounts[1:])
    drawn = draw("ring", ring, 920.0, replace(case, accounts=accounts, edges=()))
    assert "<script" not in drawn
    assert "⟨U+202E⟩" in drawn


def test_five_hundred_accounts_are_drawn_without_names(ring: Investigation, case: Case) -> None:
    one = replace(case.accounts[1], roles=())
    many = tuple(replace(one, id=AccountId(f"n{n:03d}")) for n in range(500))
    drawn = draw("ring", ring, 920.0, replace(case, accounts=many, callers=(), edges=()))
    assert drawn.count('class="body"') == 500
    assert 'class="name"' not in drawn


def _large(case: Case, n: int) -> Case:
    """Return the case with ``n`` accounts, every pair of them linked."""
    accounts = tuple(replace(case.accounts[1], id=AccountId(f"n{i:03d}")) for i in range(n))
    edge = case.edges[0]
    edges = [
        replace(
            edge,
            link=replace(
                edge.link, left=left.id, right=right.id, prior_bits=-9.0 + int(right.id[1:]) / n
            ),
        )
        for i, left in enumerate(accounts)
        for right in accounts[i + 1 :]
    ]
    return replace(case, accounts=accounts, callers=(), edges=tuple(edges))


def test_large_ring_is_drawn_by_its_telling_links_and_stays_whole(case: Case) -> None:
    large = _large(case, 60)
    ranked = sorted(large.edges, key=lambda e: -e.link.weight_bits)
    graph = ring_graph(large, ranked, 5000)
    assert len(graph.edges) < len(large.edges) / 5
    linked = nx.Graph([(e.link.left, e.link.right) for _, e in graph.edges])
    assert nx.is_connected(linked)
    assert linked.number_of_nodes() == 60
    assert graph.edges[0][1] == ranked[0]


def test_speakers_of_a_large_ring_are_named_when_they_are_few(
    ring: Investigation, case: Case
) -> None:
    large = _large(case, 60)
    few = tuple(
        replace(a, roles=(AccountRole.SENDER,)) if n < 3 else replace(a, roles=())
        for n, a in enumerate(large.accounts)
    )
    drawn = draw("ring", ring, 920.0, replace(large, accounts=few, edges=large.edges[:80]))
    assert drawn.count('class="name"') == 3


def test_long_names_are_cut_and_told_in_full(ring: Investigation, case: Case) -> None:
    name = AccountId("一个名字特别特别长的示例买家账号")
    accounts = (replace(case.accounts[0], id=name), *case.accounts[1:])
    drawn = draw("ring", ring, 346.0, replace(case, accounts=accounts, edges=()))
    assert ">一个名字特…</text>" in drawn
    assert f'aria-label="{name}' in drawn


def test_burst_is_not_drawn_when_its_orders_are_not_dated(ring: Investigation, case: Case) -> None:
    undated = {str(o.id): replace(o, paid_at=None) for o in case.orders}
    assert strip_picture(case.bursts[0].burst, undated, clock_of(ring), 920.0) is None


def test_comparison_of_a_plug_in_keeps_its_own_name() -> None:
    assert comparison_name("device") == Phrase(zh="device", en="device")
    assert comparison_name("phone").zh == "电话"


def test_call_is_drawn_when_there_is_no_sound_to_hear(ring: Investigation) -> None:
    call = next(d for d in ring.detections if d.conversation.channel is Channel.CALL)
    assert 'class="wave"' not in call_picture(call, (), 24.0, 920.0)
    assert 'class="wave"' in call_picture(call, (0.5,), 24.0, 920.0)
