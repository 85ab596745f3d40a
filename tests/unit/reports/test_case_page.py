from __future__ import annotations

from dataclasses import replace

import pytest

from nlp_guard.records import Case, Happening, Investigation
from nlp_guard.reports.case_page import CasePage, CasePages
from nlp_guard.reports.clock import clock_of, newest
from nlp_guard.reports.config import ReportsConfig
from nlp_guard.reports.talk import TalkPages


def _page(investigation: Investigation, case: Case, **limits: int) -> CasePage:
    config, clock = ReportsConfig(**limits), clock_of(investigation)
    makes = CasePages(investigation, config, clock, newest(investigation))
    return makes.page(1, case, TalkPages(investigation, config, clock))


@pytest.fixture(scope="module")
def made(quiet: Investigation, case: Case) -> CasePage:
    return _page(quiet, case)


def test_links_stand_strongest_first_with_their_steps(made: CasePage, case: Case) -> None:
    weights = [row.edge.link.weight_bits for row in made.links]
    assert weights == sorted(weights, reverse=True)
    assert len(weights) == len(case.edges)
    for row in made.links:
        steps = [step for step in row.steps if not step.is_total]
        assert sum(step.bits for step in steps) == pytest.approx(row.edge.link.weight_bits)


def test_links_are_limited_and_still_counted(quiet: Investigation, case: Case) -> None:
    limited = _page(quiet, case, max_links=5, max_drawn_links=3)
    assert (len(limited.links), limited.n_drawn_links) == (5, 3)
    n_links = sum(row.n_links for row in limited.accounts)
    assert n_links == 2 * len(case.edges)


def test_accounts_carry_their_own_orders_and_links(made: CasePage, case: Case) -> None:
    rows = {row.account.id: row for row in made.accounts}
    assert len(rows) == len(case.accounts) + len(case.callers)
    for account in case.accounts:
        row = rows[account.id]
        assert len(row.orders) == sum(order.account == account.id for order in case.orders)
        assert all(account.id in (link.edge.link.left, link.edge.link.right) for link in row.links)


def test_single_orders_that_follow_one_another_are_told_at_once(made: CasePage) -> None:
    orders = [moment for moment in made.moments if moment.what is Happening.ORDER]
    assert [moment.text.en for moment in orders] == ["a burst begins", "it ends", "3 orders"]
    assert len(orders[-1].why) == 3


def test_reasons_lead_to_the_conversation_they_are_of(quiet: Investigation, case: Case) -> None:
    chat = quiet.detections[0]
    of_chat = _page(quiet, replace(case, reasons=chat.reasons)).reasons_from
    assert of_chat is not None
    assert of_chat.detection is chat
    assert _page(quiet, case).reasons_from is None
    assert _page(quiet, replace(case, reasons=())).reasons_from is None


def test_each_burst_is_drawn_order_by_order(made: CasePage, case: Case) -> None:
    assert [strip is not None for strip in made.strips] == [True, True]
    first = made.strips[0]
    assert first is not None
    assert first.wide.count("<circle") == len(case.bursts[0].burst.order_ids)


def test_pictures_are_left_out_when_there_is_nothing_to_draw(
    quiet: Investigation, case: Case
) -> None:
    empty = replace(case, accounts=(), callers=(), orders=(), bursts=(), timeline=(), edges=())
    page = _page(quiet, empty)
    assert (page.timeline, page.bursts, page.ring, page.strips) == (None, None, None, ())
