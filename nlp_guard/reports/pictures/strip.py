"""One burst, order by order: a row per account, a dot per order, as large as its pieces."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from markupsafe import Markup

from nlp_guard.records import AccountId, Burst, CaseOrder, Phrase
from nlp_guard.reports.bilingual import word
from nlp_guard.reports.clock import Clock
from nlp_guard.reports.pictures.axis import TimeAxis
from nlp_guard.reports.pictures.svg import mark, picture, text

_NAMED_UP_TO = 40
_DENSE_FROM = 120
"""Rows from which they stand closer."""
_TOP = 8.0


def strip_picture(
    burst: Burst, orders: dict[str, CaseOrder], clock: Clock, width: float
) -> Markup | None:
    """Draw a burst.

    Args:
        burst: The burst.
        orders: Of the case, by id.
        clock: The case's zone.
        width: In px.

    Returns:
        None where none of its orders is dated.
    """
    placed = [orders[i] for i in burst.order_ids if i in orders and orders[i].paid_at]
    if not placed:
        return None
    rows = _rows(placed)
    is_named = len(rows) <= _NAMED_UP_TO
    row_px = 15.0 if is_named else 5.0 if len(rows) <= _DENSE_FROM else 2.5
    left = (150.0 if width > 600 else 96.0) if is_named else 12.0
    pad = max((burst.end - burst.start) * 0.03, timedelta(seconds=30))
    axis = TimeAxis.whole(burst.start - pad, burst.end + pad, left, width - 70)
    bottom = _TOP + row_px * len(rows)
    children = [
        *_frame(axis, clock, bottom),
        *(_lines(rows, row_px, left, width) if is_named else ()),
        mark("g", *_dots(placed, list(rows), axis, row_px, is_named), class_="bar ring"),
    ]
    return picture(
        width, bottom + 24, word("strip_picture"), children, "pic burst strip-of-orders"
    )


def _rows(orders: list[CaseOrder]) -> dict[AccountId, int]:
    """Return pieces per account, in order of first order."""
    rows: dict[AccountId, int] = {}
    for order in sorted(orders, key=lambda o: (str(o.paid_at), o.account)):
        rows[order.account] = rows.get(order.account, 0) + order.pieces
    return rows


def _frame(axis: TimeAxis, clock: Clock, bottom: float) -> Iterator[Markup]:
    for x, moment in axis.ticks(clock.zone, 46.0):
        yield mark("line", x1=x, x2=x, y1=_TOP, y2=bottom + 4, class_="grid")
        yield text(x, bottom + 17, clock.time(moment), class_="tick", text_anchor="middle")


def _lines(
    rows: dict[AccountId, int], row_px: float, left: float, width: float
) -> Iterator[Markup]:
    for n, (account, pieces) in enumerate(rows.items()):
        y = _TOP + row_px * (n + 0.5)
        yield mark("line", x1=left, x2=width - 70, y1=y, y2=y, class_="rule")
        yield text(left - 8, y + 4, account, class_="tick who", text_anchor="end")
        said = word("n_pieces", n=pieces)
        yield text(width - 2, y + 4, said, class_="tick", text_anchor="end")


def _dots(
    orders: list[CaseOrder],
    rows: list[AccountId],
    axis: TimeAxis,
    row_px: float,
    is_named: bool,
) -> Iterator[Markup]:
    row_of = {account: n for n, account in enumerate(rows)}
    most = max(order.pieces for order in orders)
    for order in orders:
        if order.paid_at is None:
            continue
        y = _TOP + row_px * (row_of[order.account] + 0.5)
        r = max(1.6, row_px * 0.48 * (max(order.pieces, 0) / max(most, 1)) ** 0.5)
        label = Phrase(zh=f"{order.pieces} 件", en=f"{order.pieces} pieces")
        hint = [mark("title", label.zh, data_zh=label.zh, data_en=label.en)] if is_named else ()
        yield mark("circle", *hint, cx=round(axis.x(order.paid_at), 1), cy=y, r=round(r, 1))
