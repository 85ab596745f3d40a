"""Pinduoduo order report: a row per order, and no buyer's name in it."""

from __future__ import annotations

from nlp_guard.sources.orders.report import Columns, OrderReport


class PinduoduoOrders(OrderReport):
    """Reads an order report of Pinduoduo."""

    name = "pdd_orders"
    columns = Columns(
        id=("订单号",),
        paid=("用户实付金额(元)", "商家实收金额(元)"),
        line_pieces=("商品数量(件)",),
        created_at=("订单成交时间", "拼单成功时间", "订单确认时间", "支付时间", "发货时间"),
        paid_at=("支付时间",),
        status=("订单状态", "售后状态"),
        title=("商品", "商品名称"),
        receiver=("收货人", "收件人"),
        phone=("手机", "收货人电话"),
        address_parts=("省", "市", "区", "街道", "详细地址"),
        message=("买家留言",),
    )
    required = (columns.id, columns.paid, columns.line_pieces)
    telling = frozenset(
        (
            "商品总价(元)",
            "邮费(元)",
            "店铺优惠折扣(元)",
            "平台优惠折扣(元)",
            "用户实付金额(元)",
            "商家实收金额(元)",
            "商品数量(件)",
        )
    )
    unpaid = ("待付款", "未付款", "待支付", "未支付")
