"""JD order report: a row per kind of goods; the order's own sums stand in every row of it."""

from __future__ import annotations

from nlp_guard.sources.orders.report import Columns, OrderReport


class JdOrders(OrderReport):
    """Reads an order report of JD."""

    name = "jd_orders"
    columns = Columns(
        id=("订单号", "订单编号"),
        account=("下单帐号", "下单账号"),
        paid=("应付金额", "结算金额", "订单金额"),
        line_pieces=("订购数量",),
        line_price=("京东价",),
        created_at=("下单时间",),
        paid_at=("付款确认时间",),
        status=("订单状态",),
        title=("商品名称",),
        receiver=("客户姓名",),
        phone=("联系电话",),
        address=("客户地址",),
        message=("订单备注",),
    )
    required = (columns.id, columns.account, columns.paid, columns.line_pieces, columns.created_at)
    telling = frozenset(("下单帐号", "下单账号", "京东价", "订购数量", "结算金额", "付款确认时间"))
    unpaid = ("等待付款", "未付款", "待付款")
