"""What could not be concluded, and why: sentences for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from nlp_guard.cases.exposure import Reckoning, Standing
from nlp_guard.cases.register import Register
from nlp_guard.cases.ring import Ring, is_call
from nlp_guard.records import (
    Ask,
    AskKind,
    AskReading,
    CasePayee,
    Detection,
    Membership,
    Order,
    Phrase,
    ShopFacts,
    StatedPayment,
)


def find_gaps(
    ring: Ring, register: Register, facts: ShopFacts, reckoning: Reckoning
) -> tuple[Phrase, ...]:
    """Say what the sources did not allow to conclude."""
    return (
        *_sources(register.orders, register.detections),
        *_clocks(ring),
        *_members(ring),
        *_orders(ring, reckoning),
        *_freight(facts, reckoning),
    )


def _sources(orders: Sequence[Order], detections: Sequence[Detection]) -> Iterator[Phrase]:
    if not orders:
        yield Phrase(
            zh="没有订单报表：无法算出成交额、发货与不发货的代价，也看不到只下单不说话的账号",
            en="No order report: turnover, the cost of shipping or of holding back, and accounts "
            "that order without writing cannot be told.",
        )
    if not any(not is_call(detection) for detection in detections):
        yield Phrase(
            zh="没有聊天记录：不知道谁在旺旺上索款、点名了哪些收款账号",
            en="No chats: who wrote demands and which payees were listed cannot be told.",
        )
    if not any(map(is_call, detections)):
        yield Phrase(
            zh="没有通话：电话里提出的金额和期限无从得知",
            en="No calls: sums and deadlines named by telephone cannot be told.",
        )


def _clocks(ring: Ring) -> Iterator[Phrase]:
    """Say where the sources' clocks do not go together."""
    orders = (*ring.orders, *ring.likely_orders)
    backwards = sum(
        order.paid_at < order.created_at for order in orders if order.paid_at and order.created_at
    )
    if backwards:
        yield Phrase(
            zh=f"{backwards} 单的付款时间早于下单时间，报表的时钟或时区不可靠",
            en=f"Orders paid before they were placed ({backwards}): the report's clock or zone is "
            "not to be relied on.",
        )
    placed = {_offset(at) for order in orders if (at := order.paid_at or order.created_at)}
    talked = {
        _offset(said.utterance.sent_at) for said in ring.dialogue() if said.utterance.sent_at
    }
    if placed and talked and placed.isdisjoint(talked):
        one, other = " / ".join(sorted(placed)), " / ".join(sorted(talked))
        yield Phrase(
            zh=f"订单的时间记作 UTC{one}，会话的记作 UTC{other}：已按时区换算，"
            "请核对来源的时区是否属实",
            en=f"Orders are timed in UTC{one}, conversations in UTC{other}: they were converted; "
            "check that the zones are true.",
        )


def _offset(at: datetime) -> str:
    return f"{at:%z}"


def _members(ring: Ring) -> Iterator[Phrase]:
    likely = [m for m in ring.buyers if m.membership is Membership.LIKELY]
    if likely:
        yield _likely(len(likely), ring.likely_orders)
    for stranger in ring.strangers:
        name = stranger.account_id.partition(":")[2]
        yield Phrase(
            zh=f"来电或留言的 {name} 对应哪个买家账号，查不出来",
            en=f"Which buyer's account {name} belongs to cannot be told.",
        )


def _likely(n_accounts: int, orders: Sequence[Order]) -> Phrase:
    zh = f"{n_accounts} 个账号只是可能属于该团伙"
    en = f"Only likely members: {n_accounts} accounts"
    if orders:
        paid = sum((order.paid or Decimal(0) for order in orders), Decimal(0))
        zh += f"，其 {len(orders)} 单（实付 {paid:,.2f}）未计入各项金额"
        en += f"; what they ordered ({len(orders)}, {paid:,.2f} paid) is in none of the sums"
    return Phrase(zh=zh, en=f"{en}.")


def _orders(ring: Ring, reckoning: Reckoning) -> Iterator[Phrase]:
    for standing, zh, en in (
        (Standing.UNPAID, "未付款", "unpaid"),
        (Standing.UNPRICED, "实付为零或负数", "priced at nothing or less"),
        (Standing.CLOSED, "已关闭或已退款", "closed or refunded"),
    ):
        n = sum(found is standing for _, found in reckoning.left_out)
        if n:
            yield Phrase(
                zh=f"团伙有 {n} 单{zh}，不计入金额",
                en=f"Orders of the ring that are {en} ({n}) are in none of the sums.",
            )
    refunded = [order for order in reckoning.orders if order.refunded]
    if refunded:
        yield Phrase(
            zh=f"团伙有 {len(refunded)} 单部分退款，金额按扣除退款后计",
            en=f"Orders of the ring that are refunded in part ({len(refunded)}) count with what "
            "is left.",
        )
    lost = sum(order.is_id_lost for order in ring.orders)
    if lost:
        yield Phrase(
            zh=f"团伙有 {lost} 单的订单号被表格软件改成了科学计数，原号已丢失，不按它比对；"
            "请按文本格式重新导出",
            en=f"Order numbers that a spreadsheet rounded ({lost}) are lost and matched on "
            "nowhere; export them again as text.",
        )
    for currency, amount in reckoning.other_currencies:
        yield Phrase(
            zh=f"另有 {amount:,.2f} {currency} 的订单，币种不同，未与其他金额相加",
            en=f"Orders over {amount:,.2f} {currency} are not added to sums in another currency.",
        )
    if ring.orders and reckoning.exposure is None:
        yield Phrase(
            zh="团伙没有一单已付款且未关闭，没有可算的代价",
            en="No order of the ring is paid and open, so nothing is at stake in orders.",
        )


def _freight(facts: ShopFacts, reckoning: Reckoning) -> Iterator[Phrase]:
    if reckoning.exposure is None:
        return
    if facts.freight_per_kg is None:
        yield Phrase(
            zh="店铺没有给出运费单价（case.toml 的 logistics.per_kg），算不出发货成本",
            en="The shop's freight rate is not given (case.toml, logistics.per_kg): the cost of "
            "shipping cannot be told.",
        )
    elif reckoning.unweighed:
        yield Phrase(
            zh=f"{reckoning.unweighed} 单的标题没写重量，算不出发货成本",
            en=f"Titles that state no weight (orders: {reckoning.unweighed}): the cost of "
            "shipping cannot be told.",
        )
    if reckoning.estimated:
        yield Phrase(
            zh=f"{reckoning.estimated} 单混装不同重量的商品，重量取中间值",
            en=f"Orders that hold goods of different weights ({reckoning.estimated}): the middle "
            "is taken.",
        )


def unclear_payments(payments: Sequence[StatedPayment]) -> tuple[Phrase, ...]:
    """Say of which payments it cannot be told who had them."""
    return tuple(
        Phrase(
            zh=f"case.toml 写明已付 {paid.amount:,.2f} {paid.currency}，付给了哪个团伙无法判定，"
            "未从任何一方的索款里扣除；请写明收款账号（to）",
            en=f"Which ring had the {paid.amount:,.2f} {paid.currency} that case.toml says were "
            "paid cannot be told; it is taken off no demand. State the payee (to).",
        )
        for paid in payments
    )


def open_questions(
    asks: Sequence[Ask], payees: Sequence[CasePayee], *, has_orders: bool
) -> tuple[Phrase, ...]:
    """Say what the demands leave open.

    Args:
        asks: What is asked.
        payees: Where the money was to go.
        has_orders: Whether there are orders that could tell who pays from a payee's account.
    """
    found = []
    if not asks:
        found.append(
            Phrase(
                zh="索款没有说出可以计算的比例或金额",
                en="The demand names no share and no sum that could be reckoned with.",
            )
        )
    if {ask.reading for ask in asks if ask.kind is AskKind.SUM} >= {*AskReading}:
        found.append(
            Phrase(
                zh="所要金额是总数还是每个账号，没有说清，两种算法都列出",
                en="Whether the sum is the whole or for each account was not said: both are "
                "given.",
            )
        )
    counted = {ask.payees for ask in asks if ask.payees}
    if payees and counted and len(payees) not in counted:
        found.append(
            Phrase(
                zh=f"说要付给 {_or(counted)} 个账号，点名列出的是 {len(payees)} 个",
                en=f"{_or(counted)} payees are spoken of, {len(payees)} are listed.",
            )
        )
    for ask in asks:
        if ask.is_unclear:
            figure = f"{ask.low.normalize():f} {ask.unit}"
            found.append(
                Phrase(
                    zh=f"{ask.id} 的 {figure} 在通话里两次听到的不一样，请重听再定",
                    en=f"{ask.id}: {figure} was heard twice and not the same; listen again.",
                )
            )
    unknown = sum(payee.account is None for payee in payees)
    if unknown and has_orders:
        found.append(
            Phrase(
                zh=f"{unknown} 个收款账号不是任何团伙订单的付款账号",
                en=f"Payees that paid for no order of the ring: {unknown}.",
            )
        )
    return tuple(found)


def _or(numbers: Iterable[int]) -> str:
    return " / ".join(map(str, sorted(numbers)))
