"""Money of two currencies is never added up, wherever a report shows sums."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from nlp_guard.records import BreakEven, Case, CasePayment, Phrase, Way
from nlp_guard.reports import reckoning, summary
from nlp_guard.reports.clock import clock_of, newest
from nlp_guard.reports.html import HtmlReport
from tests.fakes.ring_case import ring_investigation


@pytest.fixture
def mixed(case: Case) -> Case:
    """The case with one order, an ask and a payment in dollars."""
    first, *others = case.orders
    dollars = replace(case.asks[0], id="a9", currency="USD", paid=Decimal(10), is_unclear=True)
    payment = CasePayment(amount=Decimal(10), currency="USD", why=())
    assert case.exposure is not None
    exposure = replace(
        case.exposure,
        break_even=(BreakEven(way=Way.HOLD, sum=Decimal(70), exceeded_by=("a9",)),),
        assumptions=(Phrase(zh="前提一", en="the first assumption"),),
    )
    return replace(
        case,
        orders=(replace(first, currency="USD", paid=Decimal(7), refunded=Decimal(2)), *others),
        asks=(*case.asks, dollars),
        payments=(payment,),
        exposure=exposure,
    )


def test_the_summary_names_each_currency(mixed: Case, tmp_path: Path) -> None:
    investigation = ring_investigation(tmp_path)
    told = summary.paragraph(mixed, investigation.detections, clock_of(investigation))
    assert " + US$5" in told[0].text.en
    figures = summary.figures(mixed, clock_of(investigation), newest(investigation))
    assert "US$10" in {figure.value.en for figure in figures}


def test_sums_are_compared_in_their_own_currency(mixed: Case) -> None:
    currencies = {row.name.en.split(":")[0]: row.currency for row in reckoning.compared(mixed)}
    assert currencies["a9"] == "USD"
    assert currencies["a1"] == "CNY"
    (line,) = reckoning.break_even_lines(mixed)
    assert "¥70" in line.en
    assert "a9 is above it" in line.en


def test_the_page_shows_refunds_payments_doubt_and_assumptions(
    mixed: Case, tmp_path: Path
) -> None:
    investigation = replace(ring_investigation(tmp_path), cases=(mixed,))
    page = HtmlReport().render(investigation).decode()
    for words in ("US$2 refunded", "Paid already", "listen again", "the first assumption"):
        assert words in page
