"""Taobao's trade API as JSON: ``trades.sold.get`` and ``trade.fullinfo.get``, dumped or in lines.

Receivers come encrypted or masked, nicks often masked: an order without a whole nick goes by the
buyer's open id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace as with_changes
from pathlib import Path
from typing import Any

from nlp_guard.errors import InputError
from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.records import AccountId, Order, OrderId, OrderLine
from nlp_guard.sources.citation import quoted
from nlp_guard.sources.orders.identity import account_of
from nlp_guard.sources.orders.report import TITLES_BETWEEN
from nlp_guard.sources.orders.values import amount, count, moment, readable
from nlp_guard.sources.reading.faults import Faults
from nlp_guard.sources.reading.json_values import outline, read_json, word

_STATUS = {
    "TRADE_NO_CREATE_PAY": "等待买家付款",
    "WAIT_BUYER_PAY": "等待买家付款",
    "WAIT_SELLER_SEND_GOODS": "买家已付款，等待卖家发货",
    "SELLER_CONSIGNED_PART": "卖家部分发货",
    "WAIT_BUYER_CONFIRM_GOODS": "卖家已发货，等待买家确认",
    "TRADE_BUYER_SIGNED": "买家已签收",
    "TRADE_FINISHED": "交易成功",
    "TRADE_CLOSED": "交易关闭",
    "TRADE_CLOSED_BY_TAOBAO": "交易关闭",
}
"""The API's words in those of the order report, so that both say the same."""
_NEEDED = frozenset(("tid", "created"))
_TELLING = frozenset(("payment", "buyer_nick", "buyer_open_uid", "receiver_name", "orders"))
_ADDRESS = ("receiver_state", "receiver_city", "receiver_district", "receiver_address")
_DEEPEST = 5


class TradeApi:
    """Reads trades as Taobao's open platform gives them."""

    name = "trade_api"
    kind = "orders"

    def sniff(self, path: Path, head: bytes) -> float:
        """Return 0.98 where an object has a trade's fields."""
        fields: dict[str, set[str]] = {}
        for place in outline(head):
            parent, _, key = place.rpartition(".")
            fields.setdefault(parent, set()).add(key)
        is_trade = any(keys >= _NEEDED and keys & _TELLING for keys in fields.values())
        return 0.98 if is_trade else 0.0

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give one order per trade.

        Raises:
            InputError: If it is no JSON; or, after all good trades were given, if some had to be
                left out.
        """
        faults = Faults(context.provenance.uri, context.note)
        codec, values = read_json(path, context.provenance.uri, faults)
        source = context.provenance
        source = with_changes(source, encoding=codec, tools=(*source.tools, self.name))
        placed = with_changes(context, provenance=source)
        n_trades = 0
        for value in values:
            for place, trade in _trades(value.data, value.place):
                n_trades += 1
                try:
                    yield _order(trade, place, placed)
                except ValueError as failure:
                    faults.add(place, str(failure))
        if not n_trades and not faults.n:
            raise InputError("no trade in it", path=context.provenance.uri)
        faults.end()


def _trades(
    data: object, place: str, depth: int = _DEEPEST
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give the trades in a value with their places, however a response wraps them."""
    if isinstance(data, Mapping):
        if data.keys() >= _NEEDED:
            yield place, data
            return
        inner = [(str(key).replace("~", "~0").replace("/", "~1"), v) for key, v in data.items()]
    elif isinstance(data, list):
        inner = [(str(index), value) for index, value in enumerate(data)]
    else:
        return
    if depth:
        for key, value in inner:
            yield from _trades(value, f"{place}/{key}", depth - 1)


def _order(trade: Mapping[str, Any], place: str, context: ReadingContext) -> Order:
    number = word(trade, "tid")
    if not any(map(str.isdigit, number)):
        raise ValueError("no order number")
    lines = tuple(_lines(trade, number))
    paid_at = moment(word(trade, "pay_time"), context.timezone)
    status = word(trade, "status")
    return Order(
        id=OrderId(number),
        account_id=_account(trade, number),
        paid=amount(word(trade, "payment")) if paid_at else None,
        currency="CNY",
        pieces=count(word(trade, "num")) or sum(line.pieces for line in lines),
        created_at=moment(word(trade, "created"), context.timezone),
        paid_at=paid_at,
        status=_STATUS.get(status, status),
        title=TITLES_BETWEEN.join(line.title for line in lines) or word(trade, "title"),
        payer=readable(word(trade, "buyer_alipay_no")),
        receiver=readable(word(trade, "receiver_name")),
        phone=readable(word(trade, "receiver_mobile")),
        landline=readable(word(trade, "receiver_phone")),
        address=" ".join(readable(text) for key in _ADDRESS if (text := word(trade, key))),
        message=word(trade, "buyer_message"),
        provenance=context.provenance,
        source_text=quoted(trade),
        locator=place,
        lines=lines,
    )


def _account(trade: Mapping[str, Any], number: str) -> AccountId:
    nick = word(trade, "buyer_nick")
    open_id = word(trade, "buyer_open_uid")
    if open_id and (not nick or "*" in nick):
        return AccountId(open_id)
    return account_of(nick, number)


def _lines(trade: Mapping[str, Any], number: str) -> Iterator[OrderLine]:
    """Give the goods; one alone comes as an object instead of a list."""
    inner = trade.get("orders")
    goods = inner.get("order") if isinstance(inner, Mapping) else inner
    for item in goods if isinstance(goods, Sequence) and not isinstance(goods, str) else [goods]:
        if isinstance(item, Mapping):
            yield OrderLine(
                order_id=OrderId(number),
                title=word(item, "title"),
                pieces=count(word(item, "num")),
                price=amount(word(item, "price")),
            )
