from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from nlp_guard import plugins
from nlp_guard.errors import InputError
from nlp_guard.protocols import Source
from nlp_guard.records import Order, OrderId, OrderLine
from nlp_guard.sources.orders.book import OrderBook
from nlp_guard.sources.orders.trade_api import TradeApi
from tests.fakes.order_reports import REPORTS, Goods, Report, Sale, as_csv, as_xlsx, trade
from tests.fakes.reading import NOW, SHANGHAI, context, written

READERS: Sequence[Source] = plugins.load("sources").objects
SALE = Sale(
    number="1930000000000001",
    buyer="样例买家",
    goods=(Goods("样例皂", 1, Decimal("3.50")), Goods("样例刷", 2, Decimal(9))),
    created_at=datetime(2015, 7, 23, 11, 18, tzinfo=SHANGHAI),
    paid_at=datetime(2015, 7, 23, 11, 19, tzinfo=SHANGHAI),
)


def reader(name: str) -> Source:
    return next(reader for reader in READERS if reader.name == name)


def read(name: str, path: Path) -> list[Order]:
    return [o for o in reader(name).read(path, context(path.name)) if isinstance(o, Order)]


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.file_name)
def test_only_its_own_reader_is_sure_of_a_report(report: Report, tmp_path: Path) -> None:
    path = written(tmp_path, report.file_name, report.write([SALE]))
    head = path.read_bytes()[:65_536]
    sure = {r.name: r.sniff(path, head) for r in READERS if r.sniff(path, head) > 0.5}
    assert set(sure) == {report.reader}
    assert sure[report.reader] == 0.98


def test_what_a_platform_encrypted_is_masked(tmp_path: Path) -> None:
    report = next(report for report in REPORTS if report.reader == "douyin_orders")
    (order,) = read("douyin_orders", written(tmp_path, "d.csv", report.write([SALE])))
    assert (order.receiver, order.phone) == ("***", "***")
    assert order.account_id == "? (1930000000000001)"
    assert order.paid == Decimal("21.50")


def test_an_order_without_a_time_of_payment_is_unpaid_by_its_status(tmp_path: Path) -> None:
    table = [
        ["订单号", "用户实付金额(元)", "商品总价(元)", "商品数量(件)", "订单状态", "订单成交时间"],
        ["260401-123456789012345", "10", "10", "1", "待发货", "2026-04-01 10:00:00"],
        ["260401-123456789012346", "10", "10", "1", "待付款", "2026-04-01 10:00:00"],
    ]
    paid, unpaid = read("pdd_orders", written(tmp_path, "p.csv", as_csv(table)))
    assert (paid.paid, paid.paid_at) == (Decimal(10), paid.created_at)
    assert (unpaid.paid, unpaid.paid_at) == (None, None)


def test_every_sheet_with_orders_is_read_and_the_others_left(tmp_path: Path) -> None:
    report = next(report for report in REPORTS if report.file_name == "1688.xlsx")
    path = written(tmp_path, "a.xlsx", report.write([SALE, replace(SALE, number="7")]))
    first, second = read("alibaba_orders", path)
    assert (first.locator, second.locator) == ("订单!3:3", "订单!5:5")
    assert [line.title for line in second.lines] == ["样例皂", "样例刷"]


def test_a_number_stored_as_a_number_of_a_workbook_is_lost(tmp_path: Path) -> None:
    report = next(report for report in REPORTS if report.file_name.endswith("1119.xlsx"))
    path = written(tmp_path, "a.xlsx", report.write([SALE]))
    table = [
        [
            "订单编号",
            "买家会员名",
            "买家实际支付金额",
            "宝贝总数量",
            "订单创建时间",
            "订单付款时间",
        ]
    ]
    row: list[object] = [1930000000000001234, "样例", 3, 1, "2015-07-23 11:18:00", ""]
    path.write_bytes(as_xlsx([*table, row]))  # type: ignore[list-item]
    (order,) = read("export_order_list", path)
    assert order.is_id_lost
    assert order.id.startswith("lost-")
    assert "1.93" in order.source_text


def test_a_trade_without_a_whole_nick_goes_by_the_open_id(tmp_path: Path) -> None:
    masked = trade(SALE) | {"buyer_nick": "摩**", "receiver_name": "~AES~q5XvZsGk2Lw8Jt1R~1~"}
    known = masked | {"tid": 7, "buyer_open_uid": "AAFakeOpenUid01"}
    path = written(tmp_path, "t.json", json.dumps([masked, known, {"tid": "", "created": ""}]))
    orders: list[Order] = []
    with pytest.raises(InputError, match="/2: no order number"):
        orders.extend(o for o in TradeApi().read(path, context()) if isinstance(o, Order))
    accounts = [order.account_id for order in orders]
    assert accounts == ["摩** (1930000000000001)", "AAFakeOpenUid01"]
    assert orders[0].receiver == "***"
    assert orders[0].locator == "/0"


@pytest.mark.parametrize("content", ["[]", "{}", '{"tid": 1}', "nope", ""])
def test_a_file_without_a_trade_is_refused(tmp_path: Path, content: str) -> None:
    path = written(tmp_path, "t.json", content)
    assert TradeApi().sniff(path, content.encode()) == 0.0
    with pytest.raises(InputError):
        list(TradeApi().read(path, context()))


def test_lines_of_the_newest_export_are_joined_whatever_comes_first() -> None:
    def line(title: str, uri: str) -> OrderLine:
        source = replace(context().provenance, uri=uri)
        return OrderLine(order_id=OrderId("7"), title=title, pieces=2, provenance=source)

    order = Order(
        id=OrderId("7"),
        account_id=SALE.buyer,  # type: ignore[arg-type]
        paid=None,
        currency="CNY",
        pieces=0,
        created_at=NOW,
        paid_at=None,
        provenance=context().provenance,
    )
    book = OrderBook()
    for entry in (line("旧", "1.csv"), line("新", "2.csv"), order, line("旧", "1.csv")):
        book.add(entry)
    (joined,) = book.joined()
    assert (joined.title, joined.pieces, len(joined.lines)) == ("新", 2, 1)
