"""Taobao and Tmall: ``ExportOrderList<time>`` and ``ExportOrderDetailList<time>``.

Three generations differ in columns and their order; the third masks or drops the receiver. The
detail list has a row per kind of goods and no buyer: it is joined to the orders by their number.
"""

from __future__ import annotations

from nlp_guard.sources.orders.detail_report import DetailReport
from nlp_guard.sources.orders.report import Columns, OrderReport

_NUMBER = ("订单编号", "主订单编号")


class ExportOrderList(OrderReport):
    """Reads an order report of Taobao or Tmall."""

    name = "export_order_list"
    columns = Columns(
        id=_NUMBER,
        account=("买家会员名", "买家昵称"),
        paid=("买家实际支付金额",),
        pieces=("宝贝总数量",),
        created_at=("订单创建时间",),
        paid_at=("订单付款时间",),
        status=("订单状态",),
        title=("宝贝标题", "商品标题"),
        payer=("买家支付宝账号",),
        receiver=("收货人姓名",),
        phone=("联系手机",),
        landline=("联系电话",),
        address=("修改后的收货地址", "收货地址"),
        message=("买家留言",),
        refunded=("退款金额",),
    )
    required = (
        _NUMBER,
        columns.account,
        columns.paid,
        columns.pieces,
        columns.created_at,
        columns.paid_at,
    )
    telling = frozenset(
        (
            "买家支付宝账号",
            "买家实际支付金额",
            "买家应付货款",
            "宝贝总数量",
            "宝贝标题",
            "宝贝种类",
        )
    )


class ExportOrderDetailList(DetailReport):
    """Reads the goods of a Taobao or Tmall order report."""

    name = "export_order_details"
    columns = Columns(
        id=_NUMBER,
        title=("标题", "商品标题"),
        line_pieces=("购买数量",),
        line_price=("价格", "商品价格"),
    )
    required = (_NUMBER, columns.title, columns.line_pieces)
    telling = frozenset(("标题", "购买数量", "外部系统编号", "商品属性", "套餐信息", "商家编码"))
