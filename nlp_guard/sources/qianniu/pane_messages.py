"""The lines of a pane copy → its messages, one after the other, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from nlp_guard.sources.qianniu.headers import (
    READ_MARKS,
    RECALL,
    STATUS,
    Cards,
    Header,
    Headers,
    is_nick,
    recalled_by,
)


@dataclass(slots=True)
class PaneMessage:
    """One message of a pane.

    Args:
        nick: Who speaks.
        sent_at: Aware; None where nothing tells the day.
        to: Whom it is said to, where the header tells.
        text: The words as they stand there, line ends inside them included.
        start: Where they begin, in code points of the decoded file.
        is_marked: True where the pane shows whether it was read.
        is_recall: True for the notice that a message was taken back.
    """

    nick: str
    sent_at: datetime | None
    to: str = ""
    text: str = ""
    start: int = 0
    is_marked: bool = False
    is_recall: bool = False


def pane_messages(lines: Iterable[str], zone: tzinfo) -> Iterator[PaneMessage]:
    r"""Cut a copy into messages.

    Args:
        lines: Of the decoded file, with their line ends.
        zone: In which times are written.

    Example:
        >>> from datetime import UTC
        >>> lines = ["甲2015-7-3 7:05:00\n", "在吗\n", "已读\n", "乙(2015-7-3 7:06:00): 在\n"]
        >>> [(m.nick, m.text, m.start, m.is_marked) for m in pane_messages(lines, UTC)]
        [('甲', '在吗', 18, True), ('乙', '在', 45, False)]
    """
    headers = Headers(zone)
    current = _Open(PaneMessage("", None), is_over=True)
    before = ""
    at = 0
    for raw in lines:
        line = raw.strip()
        opened = None
        if header := headers.header(line):
            opened = _opened(header, current, before, raw, at)
        elif line in STATUS:
            current.message.is_marked |= line in READ_MARKS
            current.is_over = True
            line = ""
        elif line.endswith(RECALL):
            opened = _recall(line, current, headers, at + raw.index(line))
        if opened is None:
            current.add(at, raw, line)
        else:
            if current.kept:
                yield current.ended()
            current, line = opened, ""
        before = line
        at += len(raw)
    if current.kept:
        yield current.ended()


@dataclass(slots=True)
class _Open:
    """A message whose body is still being collected.

    Args:
        is_over: True where nothing that follows belongs to it.
    """

    message: PaneMessage
    is_over: bool = False
    lines: list[str] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    cards: Cards = field(default_factory=Cards)

    def add(self, at: int, raw: str, line: str) -> None:
        """Take a line of the body; what is no words counts only where words follow."""
        is_noise = not line or self.cards.takes(line)
        if self.is_over or (is_noise and not self.kept):
            return
        if not self.kept:
            self.message.start = at
        self.lines.append(raw)
        if not is_noise:
            self.kept.append(len(self.lines))

    def take_back(self, line: str) -> None:
        """Give up the last line, if it is this one: it was the nick of the next message."""
        if self.kept and self.lines[self.kept[-1] - 1].strip() == line:
            self.kept.pop()

    def ended(self) -> PaneMessage:
        """Return the message, which has words."""
        self.message.text = "".join(self.lines[: self.kept[-1]]).rstrip("\r\n")
        return self.message


def _opened(header: Header, current: _Open, before: str, raw: str, at: int) -> _Open | None:
    """Open a message; a time alone takes the line before it for the nick."""
    nick = header.nick
    if not nick:
        if not is_nick(before) or Cards().takes(before):
            return None
        nick = before
        current.take_back(before)
    opened = _Open(PaneMessage(nick, header.sent_at, header.to))
    if header.body is not None:
        body = len(raw) - len(raw.lstrip()) + header.body
        opened.add(at + body, raw[body:], raw[body:].strip())
    return opened


def _recall(line: str, current: _Open, headers: Headers, start: int) -> _Open | None:
    """Take the notice that a message was taken back; it tells no time of its own."""
    who = recalled_by(line)
    if who is None:
        return None
    nick = current.message.nick if who in {"", "对方", "你"} else who
    notice = _Open(PaneMessage(nick, headers.latest, is_recall=True))
    notice.add(start, line, line)
    notice.is_over = True
    return notice
