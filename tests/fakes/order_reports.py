"""Orders written as each platform's report writes them, to be read back and compared."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import openpyxl

Table = list[list[str]]


def _columns(*lines: str) -> list[str]:
    return ",".join(lines).split(",")


GENERATION_1 = _columns(
    "订单编号,买家会员名,买家支付宝账号,买家应付货款,买家应付邮费,买家支付积分,总金额,返点积分",
    "买家实际支付金额,买家实际支付积分,订单状态,买家留言,收货人姓名,收货地址 ,运送方式,联系电话 ",
    "联系手机,订单创建时间,订单付款时间 ,宝贝标题 ,宝贝种类 ,物流单号 ,物流公司,订单备注",
    "宝贝总数量",
)
GENERATION_2 = [
    *GENERATION_1[:3],
    "支付单号",
    "支付详情",
    *GENERATION_1[3:],
    "修改后的收货地址",
    "退款金额",
    "主订单编号",
]
GENERATION_3 = [
    *(n for n in GENERATION_2 if n not in {"收货人姓名", "收货地址 ", "联系电话 ", "联系手机"}),
    "商家备忘",
    "发货时间",
]
JD = _columns(
    "订单号,商品ID,商品名称,订购数量,支付方式,下单时间,京东价,订单金额,结算金额,余额支付,应付金额",
    "订单状态,下单帐号,客户姓名,客户地址,联系电话,订单备注,付款确认时间",
)
PDD = _columns(
    "商品,订单号,订单状态,商品总价(元),邮费(元),店铺优惠折扣(元),平台优惠折扣(元),用户实付金额(元)",
    "商家实收金额(元),商品数量(件),收货人,手机,省,市,区,街道,支付时间,订单成交时间,售后状态",
)
DOUYIN = _columns(
    "主订单编号,子订单编号,选购商品,商品规格,商品数量,商家编码,订单应付金额,运费,收件人,收件人手机号",
    "详细地址,订单提交时间,支付完成时间,商家备注,订单完成时间,订单状态,售后状态",
)
ALIBABA = _columns(
    "订单编号,买家公司名,买家会员名,卖家公司名,卖家会员名,货品总价（元）,运费（元）,涨价或折扣（元）",
    "实付款（元）,订单状态,订单创建时间,订单付款时间,收货人姓名,收货地址,联系电话,联系手机,货品标题",
    "单价（元）,数量",
)
SHOPIFY = _columns(
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Subtotal,Total,Created at",
    "Lineitem quantity,Lineitem name,Lineitem price,Billing Name,Billing Phone,Shipping Name",
    "Shipping Street,Shipping City,Shipping Phone,Notes,Refunded Amount",
)


@dataclass(frozen=True, slots=True)
class Goods:
    title: str
    pieces: int
    price: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """What really happened; every report tells a part of it."""

    number: str
    buyer: str
    goods: tuple[Goods, ...]
    created_at: datetime
    paid_at: datetime | None
    status: str = "买家已付款，等待卖家发货"
    receiver: str = "张样例"
    phone: str = "13800000000"
    address: str = "样例省 样例市 测试路1号"
    message: str = ""

    @property
    def total(self) -> Decimal:
        return sum((item.pieces * item.price for item in self.goods), Decimal(0))

    @property
    def pieces(self) -> int:
        return sum(item.pieces for item in self.goods)

    @property
    def titles(self) -> str:
        return "，".join(item.title for item in self.goods)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A way to write sales down.

    Args:
        reader: Name of the reader that must know it again.
        file_name: As such files are called.
        write: Sales → file.
        says: Attributes of an order that it carries.
    """

    reader: str
    file_name: str
    write: Callable[[Sequence[Sale]], bytes]
    says: frozenset[str]


def as_csv(table: Table, encoding: str = "gb18030", delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(table)
    return text.getvalue().encode(encoding)


def as_xlsx(table: Table) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("订单")
    for row in table:
        sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _time(moment: datetime | None, form: str = "%Y-%m-%d %H:%M:%S") -> str:
    return moment.strftime(form) if moment else ""


def _row(header: Sequence[str], **cells: str) -> list[str]:
    return [cells.get(name.strip().replace("（", "(").replace("）", ")"), "") for name in header]


def _taobao(header: Sequence[str], sales: Sequence[Sale], mark: str) -> Table:
    rows = [
        _row(
            header,
            订单编号=mark.format(sale.number),
            买家会员名=sale.buyer,
            买家支付宝账号="a@example.com",
            买家实际支付金额=str(sale.total),
            订单状态=sale.status,
            买家留言=sale.message or "null",
            收货人姓名=sale.receiver,
            收货地址=sale.address,
            联系电话="'null",
            联系手机=f"'{sale.phone}",
            订单创建时间=_time(sale.created_at),
            订单付款时间=_time(sale.paid_at),
            宝贝标题=sale.titles,
            宝贝总数量=str(sale.pieces),
            退款金额="1.00",
        )
        for sale in sales
    ]
    return [list(header), *rows]


def _jd(sales: Sequence[Sale]) -> Table:
    rows = [
        _row(
            JD,
            订单号=sale.number,
            商品名称=item.title,
            订购数量=str(item.pieces),
            下单时间=_time(sale.created_at),
            京东价=str(item.price),
            应付金额=str(sale.total),
            订单状态=sale.status,
            下单帐号=sale.buyer,
            客户姓名=sale.receiver,
            客户地址=sale.address,
            联系电话=sale.phone,
            订单备注=sale.message,
            付款确认时间=_time(sale.paid_at),
        )
        for sale in sales
        for item in sale.goods
    ]
    return [JD, *rows]


def _pdd(sales: Sequence[Sale]) -> Table:
    rows = [
        _row(
            PDD,
            **{
                "商品": sale.titles,
                "订单号": f"{sale.number}\t",
                "订单状态": sale.status,
                "用户实付金额(元)": str(sale.total),
                "商品数量(件)": str(sale.pieces),
                "收货人": sale.receiver,
                "手机": f"{sale.phone}\t",
                "支付时间": _time(sale.paid_at),
                "订单成交时间": _time(sale.created_at),
            },
        )
        for sale in sales
    ]
    return [PDD, *rows]


def _douyin(sales: Sequence[Sale]) -> Table:
    rows = [
        _row(
            DOUYIN,
            主订单编号=f"\t{sale.number}",
            子订单编号=f"\t{sale.number}{n}",
            选购商品=item.title,
            商品数量=str(item.pieces),
            订单应付金额=str(item.pieces * item.price),
            收件人="##q5XvZsGk2Lw8Jt1R",
            收件人手机号="$$q5XvZsGk2Lw8Jt1R",
            订单提交时间=_time(sale.created_at),
            支付完成时间=_time(sale.paid_at),
            订单状态=sale.status,
        )
        for sale in sales
        for n, item in enumerate(sale.goods)
    ]
    return [DOUYIN, *rows]


def _alibaba(sales: Sequence[Sale]) -> Table:
    table: Table = [["1688 订单导出"], ALIBABA]
    for sale in sales:
        for n, item in enumerate(sale.goods):
            goods = {"货品标题": item.title, "单价(元)": str(item.price), "数量": str(item.pieces)}
            order = {
                "订单编号": sale.number,
                "买家会员名": sale.buyer,
                "实付款(元)": str(sale.total),
                "订单状态": sale.status,
                "订单创建时间": _time(sale.created_at, "%Y/%m/%d %H:%M:%S"),
                "订单付款时间": _time(sale.paid_at, "%Y/%m/%d %H:%M:%S"),
                "收货人姓名": sale.receiver,
                "收货地址": sale.address,
                "联系手机": sale.phone,
            }
            table.append(_row(ALIBABA, **goods, **({} if n else order)))
    return table


def _shopify(sales: Sequence[Sale]) -> Table:
    table: Table = [SHOPIFY]
    for sale in sales:
        for n, item in enumerate(sale.goods):
            every = {
                "Name": sale.number,
                "Email": sale.buyer,
                "Lineitem quantity": str(item.pieces),
                "Lineitem name": item.title,
                "Lineitem price": str(item.price),
            }
            first = {
                "Financial Status": sale.status,
                "Currency": "EUR",
                "Total": str(sale.total),
                "Created at": _time(sale.created_at, "%Y-%m-%d %H:%M:%S %z"),
                "Paid at": _time(sale.paid_at, "%Y-%m-%d %H:%M:%S %z"),
                "Shipping Name": sale.receiver,
                "Shipping Street": sale.address,
                "Shipping Phone": f"'{sale.phone}",
                "Notes": sale.message,
                "Refunded Amount": "1.00",
            }
            table.append(_row(SHOPIFY, **every, **({} if n else first)))
    return table


def trade(sale: Sale) -> dict[str, object]:
    """Return a sale as the trade API gives it."""
    goods = [
        {"oid": f"{sale.number}{n}", "title": i.title, "num": i.pieces, "price": str(i.price)}
        for n, i in enumerate(sale.goods)
    ]
    return {
        "tid": int(sale.number),
        "buyer_nick": sale.buyer,
        "status": "WAIT_SELLER_SEND_GOODS",
        "payment": str(sale.total),
        "created": _time(sale.created_at),
        "pay_time": _time(sale.paid_at),
        "num": 0,
        "receiver_name": sale.receiver,
        "receiver_mobile": sale.phone,
        "receiver_address": sale.address,
        "buyer_message": sale.message,
        "orders": {"order": goods if len(goods) > 1 else goods[0]},
    }


def _trades(sales: Sequence[Sale]) -> bytes:
    inner = {"total_results": len(sales), "trades": {"trade": [trade(sale) for sale in sales]}}
    return json.dumps({"trades_sold_get_response": inner}, ensure_ascii=False).encode()


def _trade_lines(sales: Sequence[Sale]) -> bytes:
    lines = ({"trade_fullinfo_get_response": {"trade": trade(sale)}} for sale in sales)
    return "\n".join(json.dumps(line) for line in lines).encode()


_EVERY = frozenset({"id", "paid", "pieces", "created_at", "paid_at", "status", "title"})
_RECEIVER = frozenset({"receiver", "phone", "address"})
_BUYER = frozenset({"account_id"})
_MESSAGE, _LINES, _REFUND = frozenset({"message"}), frozenset({"lines"}), frozenset({"refunded"})
_TAOBAO = _EVERY | _BUYER | _MESSAGE

REPORTS = (
    Report(
        reader="export_order_list",
        file_name="ExportOrderList201507231119.csv",
        write=lambda sales: as_csv(_taobao(GENERATION_1, sales, '="{}"')),
        says=_TAOBAO | _RECEIVER,
    ),
    Report(
        reader="export_order_list",
        file_name="ExportOrderList201907231119.csv",
        write=lambda sales: as_csv(_taobao(GENERATION_2, sales, "'{}"), "utf-8-sig", "\t"),
        says=_TAOBAO | _RECEIVER | _REFUND,
    ),
    Report(
        reader="export_order_list",
        file_name="ExportOrderList202607231119.xlsx",
        write=lambda sales: as_xlsx(_taobao(GENERATION_3, sales, "{}")),
        says=_TAOBAO | _REFUND,
    ),
    Report(
        reader="jd_orders",
        file_name="jd.csv",
        write=lambda sales: as_csv(_jd(sales)),
        says=_EVERY | _BUYER | _RECEIVER | _MESSAGE | _LINES,
    ),
    Report(
        reader="pdd_orders",
        file_name="orders_export.csv",
        write=lambda sales: as_csv(_pdd(sales), "utf-8"),
        says=_EVERY | frozenset({"receiver", "phone"}),
    ),
    Report(
        reader="douyin_orders",
        file_name="douyin.csv",
        write=lambda sales: as_csv(_douyin(sales), "utf-8-sig"),
        says=_EVERY,
    ),
    Report(
        reader="alibaba_orders",
        file_name="1688.xlsx",
        write=lambda sales: as_xlsx(_alibaba(sales)),
        says=_EVERY | _BUYER | _RECEIVER | _LINES,
    ),
    Report(
        reader="shopify_orders",
        file_name="orders_export_1.csv",
        write=lambda sales: as_csv(_shopify(sales), "utf-8"),
        says=_EVERY | _BUYER | _RECEIVER | _MESSAGE | _LINES | _REFUND,
    ),
    Report(
        reader="trade_api",
        file_name="trades.json",
        write=_trades,
        says=_EVERY | _BUYER | _RECEIVER | _MESSAGE | _LINES,
    ),
    Report(
        reader="trade_api",
        file_name="trades.jsonl",
        write=_trade_lines,
        says=_EVERY | _BUYER | _RECEIVER | _MESSAGE | _LINES,
    ),
)
