"""The lines of a pane copy that are not words of anybody: headers, marks, cards."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple

_STAMP = re.compile(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2}) (\d{1,2}):(\d{2})(?::(\d{2}))?(?: ?([AP]M))?", re.ASCII
)
_CLOCK = re.compile(
    r"\[(?P<nick>[^\]\n]{1,50})\] ?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?"
)
_NICK = re.compile(r"[^\s,，。！？!?；;\"“”\[\]<>|][^\t,，。！？!?；;\"“”\[\]<>|]{0,48}")
_NO_NICK = re.compile(r".*(?:[:：(（=]|时间|日期)")
"""What stands before a time in the body of a message: ``付款时间：2015-07-23 10:00:00``."""

_LONGEST_NICK = 49
_ARROW = "-->"
_DAY, _HALF_A_DAY = timedelta(days=1), timedelta(hours=12)
_OPENING, _CLOSING = ("(", "（"), (")", "）")
_BRACKETS = (*_OPENING, "]")
_COLONS = (":", "：")

STATUS = frozenset({"已读", "未读", "发送中", "发送失败"})
"""Lines that end a message: whether it was read."""

READ_MARKS = frozenset({"已读", "未读"})

_CARD_LINE = re.compile(
    r"https?://\S*|¥\d{0,6}(?:\.\d{1,2})?|\.\d{1,2}|原价¥[\d.]+|销量\S*|已售\d+件|立即下单|推荐回复|发送引用|"
    r"当前用户来自 ?.*|由 ?\S+ ?转交给 ?\S+|原因：【.*】"
)
_PRICE_PART = re.compile(r"\d{1,6}(?:\.\d{1,2})?")
RECALL = "撤回了一条消息"
_RECALL = re.compile(rf"(?P<nick>\S.{{0,49}}?)?\s*{RECALL}")
_BOT = re.compile(r"[^\s:：]{0,12}(?:机器人|小蜜|智能助理)[^\s:：]{0,6}[:：] ")


class Header(NamedTuple):
    """A line that opens a message.

    Args:
        nick: Who speaks; "" for a time alone on its line, whose nick stands a line before.
        sent_at: Aware; None where neither this line nor one before names the day.
        to: Whom it is said to, where the line tells.
        body: Where the body begins on the same line; None where it begins on the next.
    """

    nick: str
    sent_at: datetime | None
    to: str = ""
    body: int | None = None


@dataclass(slots=True)
class Headers:
    """Tells headers from words; remembers the day for headers that give the hour alone.

    Args:
        zone: In which times are written.

    Example:
        >>> from datetime import UTC
        >>> Headers(UTC).header("样例20152015-7-3 7:05:00")
        Header(nick='样例2015', sent_at=datetime.datetime(2015, 7, 3, 7, 5, tzinfo=datetime.timezone.utc), to='', body=None)
        >>> Headers(UTC).header("付款时间：2015-07-03 07:05:00") is None
        True
    """  # noqa: E501 - one header, as it is shown

    zone: tzinfo
    latest: datetime | None = None

    def header(self, line: str) -> Header | None:
        """Return the header a line is; None where it is none.

        Args:
            line: Without its line end and without spaces around.
        """
        found = _STAMP.search(line)
        if found is None:
            return self._clock_header(line) if line.startswith("[") else None
        before, body = line[: found.start()].rstrip(), None
        if found.end() < len(line):
            body = _body(line, found.end(), before)
            if body is None:
                return None
        nick, to = before, ""
        if before.endswith(_BRACKETS):
            nick = _unwrapped(before)
        if _ARROW in nick:
            nick, _, to = nick.partition(_ARROW)
            nick = nick.rstrip()
        if not (is_nick(nick) or (not before and body is None)):
            return None
        sent_at = _moment(found, self.zone)
        if sent_at is None:
            return None
        self.latest = sent_at
        return Header(nick, sent_at, to.strip(), body)

    def _clock_header(self, line: str) -> Header | None:
        """Take ``[nick] 10:30``: the day is that of the message before, or the next."""
        found = _CLOCK.fullmatch(line)
        if found is None or not is_nick(found["nick"]):
            return None
        hour, minute, second = (int(found[unit] or 0) for unit in ("hour", "minute", "second"))
        if hour > 23 or minute > 59 or second > 59:
            return None
        if self.latest is not None:
            moment = self.latest.replace(hour=hour, minute=minute, second=second)
            is_next_day = self.latest - moment > _HALF_A_DAY
            self.latest = moment + _DAY if is_next_day else moment
        return Header(found["nick"].strip(), self.latest)


def _unwrapped(before: str) -> str:
    """Return what stands before the time without the brackets around it or the time."""
    if before.endswith(_OPENING):
        return before[:-1].rstrip()
    return before[1:-1].strip() if before.startswith("[") else before


def _body(line: str, at: int, before: str) -> int | None:
    """Return where the body begins behind a time; None where this is no header at all."""
    if before.endswith(_OPENING):
        if not line.startswith(_CLOSING, at):
            return None
        at += 1
        if at == len(line):
            return at
    while line.startswith(" ", at):
        at += 1
    if not line.startswith(_COLONS, at):
        return None
    return at + 2 if line.startswith(" ", at + 1) else at + 1


def _moment(found: re.Match[str], zone: tzinfo) -> datetime | None:
    *units, half = found.groups("0")
    year, month, day, hour, minute, second = map(int, units)
    if half != "0":
        hour = hour % 12 + (12 if half == "PM" else 0)
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None


def is_nick(text: str) -> bool:
    """Tell whether a text can be a nick: no sentence, no name of a field."""
    return len(text) <= _LONGEST_NICK and _is_nick(text)


@lru_cache(maxsize=4096)
def _is_nick(text: str) -> bool:
    return _NICK.fullmatch(text) is not None and _NO_NICK.fullmatch(text) is None


def recalled_by(line: str) -> str | None:
    """Return who took a message back, "" where the line does not tell; None for another line.

    Example:
        >>> recalled_by("样例 撤回了一条消息"), recalled_by("撤回了一条消息"), recalled_by("撤回")
        ('样例', '', None)
    """
    found = _RECALL.fullmatch(line)
    return None if found is None else found["nick"] or ""


def bot_prefix(text: str) -> int:
    """Return the length of the bot's name before its words; 0 where no bot speaks.

    Example:
        >>> bot_prefix("店小蜜: 亲，在的"), bot_prefix("亲，在的")
        (5, 0)
    """
    found = _BOT.match(text)
    return found.end() if found else 0


@dataclass(slots=True)
class Cards:
    """Tells the lines of goods cards from words; a price stands on lines of its own after ``¥``.

    Example:
        >>> cards = Cards()
        >>> [cards.takes(line) for line in ("500", "¥", "9", ".9", "立即下单", "500")]
        [False, True, True, True, True, False]
    """

    in_price: bool = False

    def takes(self, line: str) -> bool:
        """Tell whether a line belongs to a card."""
        if _CARD_LINE.fullmatch(line):
            self.in_price = line == "¥" or line.startswith("原价")
            return True
        is_price = self.in_price and _PRICE_PART.fullmatch(line) is not None
        self.in_price = False
        return is_price
