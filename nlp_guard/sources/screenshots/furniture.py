"""Text in a chat window that nobody said: bars, marks, placeholders; and the window's title."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nlp_guard.sources.screenshots.clocks import read_clock
from nlp_guard.sources.screenshots.lines import TextLine

_MARKS = re.compile(
    r"(?:[✓√]*\s*)?(?:已读|未读|已送达|送达|发送失败|已发送|\d+人(?:已读|未读)|全部已读|"
    r"Read|Unread|Delivered|Sent|Seen|Not Delivered)(?:\s*\d{1,2}:\d\d)?",
    re.IGNORECASE,
)
_PLACEHOLDERS = re.compile(
    r"发消息|发送|按住\s*说话|按住说话|请?输入(?:消息|文字|内容)?[.…]*|说点什么[.…]*|发送消息给.*|"
    r"i?Message|Type a message|Send a message|Text Message|Write a message[.…]*|Aa|"
    r"对方正在输入[.…]*|.{0,20}typing[.…]*|\d+条新消息|以下为新消息|查看更多(?:消息|历史消息)?|"
    r"New messages?|点击查看更多",
    re.IGNORECASE,
)
_OF_A_BAR = re.compile(
    r"[\d\s:：%<>《》〈〉‹›.·•…+\-|/\\()（）]*(?:[45]G|LTE|HD|WiFi|KB/s|VPN)?[\d%\s]*"
)
_COUNT = re.compile(r"\s*[（(]\d+[)）]\s*$")
_SURE, _LEAST_SCORE = 0.8, 0.35


def is_junk(line: TextLine) -> bool:
    """Tell whether a line is what a recogniser makes of an avatar or an icon.

    Example:
        >>> from nlp_guard.records import Box
        >>> [is_junk(TextLine(text=text, box=Box(0, 0, 9, 9), score=score))
        ...  for text, score in (("O", 0.3), ("好", 0.99), ("…", 0.9))]
        [True, False, True]
    """
    letters = sum(letter.isalnum() for letter in line.text)
    if not letters:
        return line.score < _SURE or len(line.text) < 2
    return line.score < _LEAST_SCORE or (len(line.text) < 3 and line.score < _SURE)


def is_furniture(text: str) -> bool:
    """Tell whether a line is a read mark or a placeholder.

    Example:
        >>> is_furniture("已读"), is_furniture("按住 说话"), is_furniture("我已读完了")
        (True, True, False)
    """
    bare = text.strip()
    return bool(_MARKS.fullmatch(bare) or _PLACEHOLDERS.fullmatch(bare))


def title_of(lines: Iterable[TextLine], least_height: float) -> str:
    """Return the title among the lines above the talk; "" where there is none.

    Args:
        lines: Above the talk.
        least_height: Titles are written as large as messages.

    Example:
        >>> from nlp_guard.records import Box
        >>> bar = [("9:41", 10), ("5G 87%", 10), ("<3", 50), ("示例甲(6)", 50)]
        >>> title_of([TextLine(text=text, box=Box(0, top, 80, top + 30), score=1.0)
        ...           for text, top in bar], 25)
        '示例甲'
    """
    fit = [
        line
        for line in lines
        if line.height >= least_height
        and not _OF_A_BAR.fullmatch(line.text.strip())
        and not is_furniture(line.text)
        and read_clock(line.text) is None
    ]
    if not fit:
        return ""
    lowest = max(line.box.bottom for line in fit)
    row = [line for line in fit if line.box.bottom > lowest - line.height]
    return _COUNT.sub("", max(row, key=lambda line: len(line.text)).text).strip()
