from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from nlp_guard.errors import CorruptRecord, InputError
from nlp_guard.records import Order
from nlp_guard.sources.orders.taobao import ExportOrderList
from tests.fakes.reading import SHANGHAI, context, written

HEADER = (
    "订单编号,买家会员名,买家支付宝账号,买家实际支付金额,订单状态,收货人姓名,收货地址 ,联系电话 ,"
    "联系手机,订单创建时间,订单付款时间 ,宝贝标题 ,宝贝总数量"
)
ROW = (
    '"=""1930000000000001""",tb_样例01,a@example.com,59.00,交易成功,张样例,'
    "样例省 样例市 样例区 测试路1号(000000),'null,'13800000000,"
    '2015-07-23 11:18:50,2015-07-23 11:19:00,"样例洗衣液，4kg",2'
)


def read(path: Path) -> list[Order]:
    return [o for o in ExportOrderList().read(path, context(path.name)) if isinstance(o, Order)]


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_row_becomes_an_order_that_cites_its_row(
    tmp_path: Path, encoding: str, line_end: str
) -> None:
    source = line_end.join((HEADER, ROW, ""))
    path = written(tmp_path, "o.csv", source, encoding)
    (order,) = read(path)
    assert (order.id, order.account_id, order.payer) == (
        "1930000000000001",
        "tb_样例01",
        "a@example.com",
    )
    assert (order.paid, order.pieces, order.currency) == (Decimal("59.00"), 2, "CNY")
    assert order.paid_at == datetime(2015, 7, 23, 11, 19, tzinfo=SHANGHAI)
    assert (order.phone, order.landline) == ("13800000000", "")
    assert order.source_span is not None
    assert order.provenance.encoding is not None
    decoded = path.read_bytes().decode(order.provenance.encoding)
    assert decoded[order.source_span.slice] == order.source_text == ROW


def test_columns_are_found_by_name_when_order_and_delimiter_differ(tmp_path: Path) -> None:
    source = (
        "宝贝总数量\t订单付款时间\t买家会员名 \t订单创建时间\t买家实际支付金额\t订单编号\n"
        "3\t2015/7/23 11:19\t样例\t2015/7/23 11:18\t1,234.50\t'1930000000000002\n"
    )
    (order,) = read(written(tmp_path, "o.csv", source))
    assert (order.pieces, order.paid, order.account_id) == (3, Decimal("1234.50"), "样例")


def test_a_row_may_span_lines(tmp_path: Path) -> None:
    row = ROW.replace("样例洗衣液，4kg", "样例\n洗衣液")
    second = ROW.replace("0001", "0002", 1)
    path = written(tmp_path, "o.csv", f"{HEADER}\n{row}\n{second}\n")
    first, last = read(path)
    assert first.source_text == row
    assert last.source_text == second


def test_an_unpaid_order_has_no_price(tmp_path: Path) -> None:
    row = ROW.replace("2015-07-23 11:19:00", "")
    (order,) = read(written(tmp_path, "o.csv", f"{HEADER}\n{row}\n"))
    assert (order.paid, order.paid_at) == (None, None)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("59.00", "viel", "not a number"),
        ("59.00", "NaN", "not a number"),
        ("2015-07-23 11:19:00", "gestern", "a time"),
        ("2015-07-23 11:19:00", "23/07/2015 11:19", "a time"),
        (",2", ",1.5", "not a count"),
        ('"=""1930000000000001"""', "合计", "no order number"),
        (",张样例", "", "columns"),
    ],
)
def test_a_broken_row_is_left_out_and_named_and_the_others_stay(
    tmp_path: Path, old: str, new: str, why: str
) -> None:
    broken = new.join(ROW.rsplit(old, 1)) if why != "columns" else "1930000000000001,样例"
    good = ROW.replace("0001", "0002", 1)
    path = written(tmp_path, "o.csv", f"{HEADER}\n{broken}\n{good}\n")
    with pytest.raises(CorruptRecord, match=f"1 broken record: line 2: .*{why}"):
        read(path)
    assert [order.id for order in _until_error(path)] == ["1930000000000002"]


@pytest.mark.parametrize("paid", ["0.00", "-12.50"])
def test_a_price_is_kept_when_it_is_zero_or_negative(tmp_path: Path, paid: str) -> None:
    row = ROW.replace("59.00", paid)
    (order,) = read(written(tmp_path, "o.csv", f"{HEADER}\n{row}\n"))
    assert order.paid == Decimal(paid)


@pytest.mark.parametrize(
    ("nick", "account"),
    [("t**1", "t**1 (1930000000000001)"), ("", "? (1930000000000001)")],
)
def test_a_buyer_without_a_whole_name_is_nobody_else(
    tmp_path: Path, nick: str, account: str
) -> None:
    row = ROW.replace("tb_样例01", nick)
    (order,) = read(written(tmp_path, "o.csv", f"{HEADER}\n{row}\n"))
    assert order.account_id == account


def test_rounded_numbers_name_no_order_and_the_rows_are_kept(tmp_path: Path) -> None:
    rows = [
        ROW.replace('"=""1930000000000001"""', "1.93E+15").replace("样例01", f"样例0{n}")
        for n in (1, 2)
    ]
    path = written(tmp_path, "o.csv", "\n".join((HEADER, *rows)))
    notes: list[str] = []
    orders = list(ExportOrderList().read(path, replace(context("o.csv"), note=notes.append)))
    assert all(isinstance(order, Order) and order.is_id_lost for order in orders)
    assert len({order.id for order in orders if isinstance(order, Order)}) == 2
    assert orders == list(ExportOrderList().read(path, context("o.csv")))
    assert notes[0].startswith("2 order numbers were rounded by a spreadsheet")


def test_numbers_that_all_end_in_zeros_are_taken_as_rounded(tmp_path: Path) -> None:
    rows = [ROW.replace('"=""1930000000000001"""', f"19300000000000{n}0000") for n in range(1, 5)]
    orders = read(written(tmp_path, "o.csv", "\n".join((HEADER, *rows))))
    assert len(orders) == 4
    assert all(order.is_id_lost for order in orders)


def _until_error(path: Path) -> list[Order]:
    found: list[Order] = []
    try:
        for order in ExportOrderList().read(path, context("o.csv")):
            assert isinstance(order, Order)
            found.append(order)
    except InputError:
        return found
    raise AssertionError("no error was raised")


def test_missing_columns_are_named(tmp_path: Path) -> None:
    path = written(tmp_path, "o.csv", "订单编号,宝贝标题,物流公司\n1,a,b\n")
    with pytest.raises(CorruptRecord, match=r"o\.csv:1: columns missing: 买家会员名"):
        read(path)


def test_a_report_saved_in_a_wrong_encoding_is_read(tmp_path: Path) -> None:
    spoilt = f"{HEADER}\n{ROW}\n".encode("gbk").decode("latin-1")
    path = written(tmp_path, "o.csv", spoilt)
    assert ExportOrderList().sniff(path, path.read_bytes()) > 0.5
    (order,) = read(path)
    assert order.account_id == "tb_样例01"
    assert order.source_span is not None
    assert order.provenance.encoding == "utf-8+latin-1+gb18030"
    assert path.read_bytes().decode(order.provenance.encoding)[order.source_span.slice] == ROW


@pytest.mark.parametrize("head", [b"", b"%PDF", b"a,b,c\n1,2,3\n", "你好\n".encode()])
def test_sniff_refuses_what_is_no_report(head: bytes) -> None:
    assert ExportOrderList().sniff(Path("o.csv"), head) == 0.0
