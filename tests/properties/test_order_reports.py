"""Orders written in each platform's report are read back as they were."""

from __future__ import annotations

import tempfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_guard import plugins
from nlp_guard.records import Exhibit, Order
from nlp_guard.sources.citation import quote_at
from nlp_guard.sources.folder import Intake
from tests.fakes.order_reports import REPORTS, Goods, Report, Sale
from tests.fakes.reading import NOW, SHANGHAI

READERS = plugins.load("sources").objects

# What every platform takes in a title; commas of both widths separate titles or cells.
words = st.text("样例皂刷液瓶装大号abc XY12\"';|\t()", max_size=12).map(
    lambda text: f"货{' '.join(text.split())}号"
)
moments = st.datetimes(datetime(2012, 1, 1), datetime(2027, 1, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0, tzinfo=SHANGHAI)
)
prices = st.decimals(0, 99_999, places=2)
goods = st.builds(Goods, words, st.integers(1, 999), prices)
sales = st.lists(
    st.builds(
        Sale,
        # Odd numbers: no spreadsheet leaves them when it rounds.
        number=st.integers(10**15, 10**18 - 1).map(lambda n: str(2 * n + 1)),
        buyer=st.sampled_from(("tb_样例01", "样例买家", "a@example.com")),
        goods=st.lists(goods, min_size=1, max_size=3).map(tuple),
        created_at=moments,
        paid_at=st.none() | moments,
        receiver=st.sampled_from(("张样例", "张**")),
        message=st.sampled_from(("", "请尽快", 'a "b", c\nd')),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda sale: sale.number,
)


def said(order: Order) -> dict[str, object]:
    return {
        "id": order.id,
        "account_id": order.account_id,
        "paid": order.paid,
        "pieces": order.pieces,
        "created_at": order.created_at,
        "paid_at": order.paid_at,
        "status": order.status,
        "title": order.title,
        "receiver": order.receiver,
        "phone": order.phone,
        "address": order.address,
        "message": order.message,
        "refunded": order.refunded,
        "lines": tuple((line.title, line.pieces, line.price) for line in order.lines),
    }


def sold(sale: Sale) -> dict[str, object]:
    return {
        "id": sale.number,
        "account_id": sale.buyer,
        "paid": sale.total if sale.paid_at else None,
        "pieces": sale.pieces,
        "created_at": sale.created_at,
        "paid_at": sale.paid_at,
        "status": sale.status,
        "title": sale.titles,
        "receiver": sale.receiver,
        "phone": sale.phone,
        "address": sale.address,
        "message": sale.message,
        "refunded": Decimal("1.00"),
        "lines": tuple((item.title, item.pieces, item.price) for item in sale.goods),
    }


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.file_name)
@given(made=sales)
@settings(max_examples=10, deadline=None)
def test_orders_come_back_and_cite_their_rows(report: Report, made: list[Sale]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        Path(folder, report.file_name).write_bytes(report.write(made))
        intake = Intake([folder], READERS, now=NOW)
        assert list(intake) == []
        coverage = intake.coverage()
        assert coverage.skipped == ()
        assert [source.reader for source in coverage.sources] == [report.reader]
        for order, sale in zip(intake.orders, made, strict=True):
            expected = {key: value for key, value in sold(sale).items() if key in report.says}
            assert {key: said(order)[key] for key in expected} == expected
            cited: Exhibit = order.exhibit()
            assert quote_at(folder, cited) == cited.quote
