"""A line with nick and time above what is said: ``示例店:小美 (2026-04-03 09:06:01):``."""

from __future__ import annotations

import re
from typing import NamedTuple

from nlp_guard.sources.screenshots.clocks import Clock, read_clock

_DAY = r"20\d\d[-/.年]\s*\d{1,2}[-/.月]\s*\d{1,2}日?|\d{1,2}[-/]\d{1,2}|昨天|今天|前天|星期\S|周\S"
_HEADER = re.compile(
    rf"(?P<nick>\S.{{0,40}}?)\s*[(（\[]?\s*(?P<clock>(?:(?:{_DAY})\s*)?"
    r"\d{1,2}[:：]\d\d(?:[:：]\d\d)?)\s*[)）\]]?\s*[:：]?"
)


class Header(NamedTuple):
    """Who speaks, and when."""

    nick: str
    clock: Clock


def read_header(text: str) -> Header | None:
    """Return nick and time of a line that is nothing else; None for other lines.

    Example:
        >>> read_header("示例旗舰店:小美(2026-04-0309:06:01):").nick
        '示例旗舰店:小美'
        >>> read_header("tb_样例01 10:30").clock.at
        datetime.time(10, 30)
        >>> read_header("10:30") is None
        True
    """
    found = _HEADER.fullmatch(text.strip())
    clock = read_clock(found["clock"]) if found else None
    if found is None or clock is None or read_clock(text) is not None:
        return None
    return Header(found["nick"].strip("（([ "), clock)
