"""1688 order report: the second and later kinds of goods stand in rows without a number."""

from __future__ import annotations

from nlp_guard.sources.orders.report import Columns, OrderReport


class AlibabaOrders(OrderReport):
    """Reads an order report of 1688."""

    name = "alibaba_orders"
    columns = Columns(
        id=("订单编号",),
        account=("买家会员名", "买家公司名"),
        paid=("实付款(元)", "实付款"),
        line_pieces=("数量", "货品数量"),
        line_price=("单价(元)", "单价"),
        created_at=("订单创建时间",),
        paid_at=("订单付款时间",),
        status=("订单状态",),
        title=("货品标题", "货品名称"),
        receiver=("收货人姓名",),
        phone=("联系手机",),
        landline=("联系电话",),
        address=("收货地址",),
        message=("买家留言",),
    )
    required = (columns.id, columns.account, columns.paid, columns.created_at, columns.paid_at)
    telling = frozenset(
        ("买家公司名", "卖家公司名", "卖家会员名", "货品总价(元)", "涨价或折扣(元)", "货品标题")
    )
