"""Douyin order report: a row per sub-order, each with its own sum; the receiver is encrypted."""

from __future__ import annotations

from nlp_guard.sources.orders.report import Columns, OrderReport


class DouyinOrders(OrderReport):
    """Reads an order report of Douyin."""

    name = "douyin_orders"
    columns = Columns(
        id=("主订单编号",),
        line_paid=("订单应付金额", "商品金额"),
        line_pieces=("商品数量",),
        created_at=("订单提交时间",),
        paid_at=("支付完成时间", "支付时间"),
        status=("订单状态", "售后状态"),
        title=("选购商品",),
        receiver=("收件人",),
        phone=("收件人手机号",),
        address_parts=("省", "市", "区", "街道", "详细地址"),
        message=("买家留言",),
    )
    required = (columns.id, columns.line_paid, columns.line_pieces, columns.created_at)
    telling = frozenset(("主订单编号", "子订单编号", "选购商品", "订单应付金额", "订单提交时间"))
    unpaid = ("待支付", "待付款", "未支付")
