from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from nlp_guard.records import Case, CaseId, Investigation, Verdict
from nlp_guard.reports.clock import Clock, clock_of, newest
from nlp_guard.reports.summary import Figure, figures, headline, paragraph, time_left, undecided
from nlp_guard.reports.talk import of_case

BARE = Case(id=CaseId("c"), verdict=Verdict.SUSPICIOUS, probability=0.4, accounts=())


def _figures(ring: Investigation, case: Case) -> dict[str, Figure]:
    return {f.name.en: f for f in figures(case, clock_of(ring), newest(ring))}


def test_paragraph_tells_orders_demands_threats_and_deadline(
    ring: Investigation, case: Case
) -> None:
    told = paragraph(case, of_case(case, ring.detections), clock_of(ring))
    assert [sentence.text.en for sentence in told] == [
        "23 July 11:19–15:57: 17 buyer accounts placed 57 orders, in 2 bursts, 672 pieces, "
        "¥20,566.60 paid.",
        "In 3 chats and 2 calls the outside party asks for: 20%–30% of the turnover "
        "(comes to ¥4,113.32–¥6,169.98); ¥4,000 (read as the total); "
        "¥4,000 to each account (the other reading).",
        "Threatened: mass returns, complaints to platform or authorities.",
        "It is to be met by 24 July 12:00.",
    ]


def test_every_sentence_of_the_paragraph_is_cited(ring: Investigation, case: Case) -> None:
    for sentence in paragraph(case, of_case(case, ring.detections), clock_of(ring)):
        assert sentence.why
        assert set(sentence.why) <= set(case.evidence)


def test_threats_are_cited_by_the_words_that_carry_them(ring: Investigation, case: Case) -> None:
    threats = paragraph(case, of_case(case, ring.detections), clock_of(ring))[2]
    quotes = [case.evidence[key].quote for key in threats.why]
    assert "不给的话57单全部退货" in quotes
    assert all("退" in quote or "投诉" in quote or "拒签" in quote for quote in quotes)


def test_paragraph_says_so_when_there_is_nothing_to_tell() -> None:
    (sentence,) = paragraph(BARE, (), Clock(UTC))
    assert "no orders or demands" in sentence.text.en


def test_both_readings_of_a_sum_stand_in_one_figure(ring: Investigation, case: Case) -> None:
    figure = _figures(ring, case)["Asked by sum"]
    assert figure.value.en == "¥4,000 / ¥68,000"
    assert "read as the total" in figure.below.en


def test_clocks_run_from_the_newest_record(ring: Investigation, case: Case) -> None:
    found = _figures(ring, case)
    assert found["Deadline set"].below.en == "34 min left"
    assert found["First order must ship"].below.en == "1 d 23 h left"


def test_deadline_is_over_when_a_newer_record_was_read(ring: Investigation, case: Case) -> None:
    later = datetime(2015, 7, 24, 6, 30, tzinfo=UTC)
    found = {f.name.en: f for f in figures(case, clock_of(ring), later)}["Deadline set"]
    assert (found.below.en, found.kind) == ("2 h 30 min over", "over")


def test_clock_stands_when_nothing_is_dated() -> None:
    assert time_left(datetime(2015, 7, 24, tzinfo=UTC), None).en == "no dated record"
    now = datetime(2015, 7, 24, tzinfo=UTC)
    assert time_left(now + timedelta(hours=1), now).en == "1 h left"


def test_costs_are_unknown_when_the_shop_gave_no_rate(ring: Investigation, case: Case) -> None:
    assert case.exposure is not None
    changed = replace(case, exposure=replace(case.exposure, ship=None))
    assert _figures(ring, changed)["Cost to ship"].value.en == "unknown"


def test_sum_is_called_unreckonable_when_no_total_is_known(
    ring: Investigation, case: Case
) -> None:
    rate = replace(case.asks[0], total_low=None, total_high=None)
    figure = _figures(ring, replace(case, asks=(rate,)))["Asked by rate"]
    assert figure.value.en == "20%–30% of the turnover"
    assert figure.below.en == "the sum cannot be reckoned"


def test_headline_counts_no_orders_when_there_are_none(case: Case) -> None:
    assert headline(case).en == "Suspected extortion: 17 buyer accounts, 57 orders"
    assert headline(replace(case, orders=())).en == "Suspected extortion: 17 buyer accounts"


def test_guilt_is_never_decided(case: Case) -> None:
    assert "for people to decide" in undecided(case)[0].en
    assert any("2 accounts are only" in point.en for point in undecided(case))
    assert "for people to decide" in undecided(BARE)[0].en
