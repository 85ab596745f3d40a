"""Blocks of the web page of past chats: time, body, and the account on the last line.

The page gives the hour; the day stands in a row of its own above the blocks of that day::

    2015-07-23
    20:57:11
    在吗
    tb_样例01
    20:57:40
    亲，在的
    示例专卖店:小迪
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, tzinfo
from pathlib import Path

from nlp_guard.errors import InputError
from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.records import CharSpan, Role
from nlp_guard.sources.encodings.encoding import decode, find_encoding, text_lines
from nlp_guard.sources.qianniu.headers import is_nick
from nlp_guard.sources.qianniu.nicks import nick_sides
from nlp_guard.sources.reading.faults import Faults
from nlp_guard.sources.reading.gathering import Sent, gather, named
from nlp_guard.sources.reading.placeholders import placeholder

WITHHELD = "请在客户端查看原始聊天记录"
"""What the page gives instead of some messages: ``…，网页版无法展示``."""

_DAY = re.compile(r"(\d{4})(?:-|/|年)(\d{1,2})(?:-|/|月)(\d{1,2})日?(?: *(?:星期|周).)?", re.ASCII)
_CLOCK = re.compile(r"(?:(\d{4})-(\d{1,2})-(\d{1,2}) )?(\d{1,2}):(\d{2}):(\d{2})", re.ASCII)
_LEAST_SHARE = 0.15


@dataclass(slots=True)
class _Block:
    """A message between its time and the next.

    Args:
        number: Line of its time, from 1.
        day: None where no row has told it yet.
        lines: (offset, line with its end), empty ones left out at both ends.
    """

    number: int
    day: date | None
    clock: time
    lines: list[tuple[int, str]] = field(default_factory=list)

    @property
    def nick(self) -> str:
        """The account: the last line."""
        return self.lines[-1][1].strip() if self.lines else ""

    def is_whole(self) -> bool:
        """Tell whether there is a body and an account behind it."""
        return len(self.lines) > 1 and is_nick(self.nick)

    def words(self) -> tuple[int, str]:
        """Return (offset, body)."""
        body = [line for _, line in self.lines[:-1]]
        return self.lines[0][0], "".join(body).rstrip("\r\n")


class QianniuWeb:
    """Reads text copied from the web page of past chats; one conversation per buyer."""

    name = "qianniu_web"
    kind = "chat"

    def sniff(self, path: Path, head: bytes) -> float:
        """Return 0.93 where whole blocks fill the text."""
        try:
            text, _ = decode(head)
        except InputError:
            return 0.0
        lines = text.splitlines(keepends=True)
        filled = [line.strip() for line in lines if line.strip()]
        if not filled or not (_day(filled[0]) or _CLOCK.fullmatch(filled[0])):
            return 0.0
        blocks = list(_blocks(lines))
        n_whole = sum(block.is_whole() for block in blocks)
        has_nicks = {block.nick for block in blocks if ":" in block.nick or "：" in block.nick}
        is_dated = any(block.day for block in blocks) or (n_whole > 1 and has_nicks)
        if not n_whole or not is_dated or n_whole < len(blocks) - 1:
            return 0.0
        return 0.93 if n_whole / len(filled) >= _LEAST_SHARE else 0.0

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give one conversation per buyer.

        Raises:
            InputError: If the file is no text, or holds no message.
            CorruptRecord: After all whole blocks were given, if some name no account.
        """
        uri = context.provenance.uri
        faults = Faults(uri, context.note)
        try:
            codec = find_encoding(path)
            with text_lines(path, codec) as lines:
                blocks = list(_whole(_blocks(lines), faults))
        except InputError as failure:
            raise InputError(failure.reason, path=uri, line=failure.line) from failure
        yield from gather(_messages(blocks, context), context, named(context, self.name, codec))
        faults.end()
        if not blocks:
            raise InputError("no message found; expected blocks of time, body, account", path=uri)


def _whole(blocks: Iterable[_Block], faults: Faults) -> Iterator[_Block]:
    for block in blocks:
        if block.is_whole():
            yield block
        elif block.lines:
            faults.add(block.number, "no account at the end of the block")


def _blocks(lines: Iterable[str]) -> Iterator[_Block]:
    day: date | None = None
    current: _Block | None = None
    at = 0
    for number, raw in enumerate(lines, start=1):
        line = raw.strip()
        opened_day = _day(line)
        clock = _CLOCK.fullmatch(line)
        if opened_day or clock:
            if current is not None:
                yield _trimmed(current)
            day = opened_day or day
            current = _opened(clock, day, number) if clock else None
        elif current is not None and (line or current.lines):
            current.lines.append((at, raw))
        at += len(raw)
    if current is not None:
        yield _trimmed(current)


def _trimmed(block: _Block) -> _Block:
    while block.lines and not block.lines[-1][1].strip():
        block.lines.pop()
    return block


def _day(line: str) -> date | None:
    found = _DAY.fullmatch(line)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _opened(found: re.Match[str], day: date | None, line: int) -> _Block | None:
    year, month, number, hour, minute, second = found.groups()
    try:
        if year:
            day = date(int(year), int(month), int(number))
        return _Block(line, day, time(int(hour), int(minute), int(second)))
    except ValueError:
        return None


def _messages(blocks: list[_Block], context: ReadingContext) -> Iterator[Sent]:
    """Deal the blocks out: the shop's words go to the buyer who spoke last, or speaks first."""
    found = nick_sides((block.nick for block in blocks), context.staff)
    buyers = [nick if found[nick].role is Role.BUYER else "" for nick in (b.nick for b in blocks)]
    owner = next(filter(None, buyers), "")
    for block, buyer in zip(blocks, buyers, strict=True):
        owner = buyer or owner
        start, text = block.words()
        is_withheld = WITHHELD in text
        side = found[block.nick]
        yield Sent(
            talk=owner,
            account=owner,
            role=side.role,
            is_role_inferred=side.is_inferred,
            speaker=block.nick,
            text="" if is_withheld else text,
            sent_at=_moment(block, context.timezone),
            source_span=CharSpan(start, start if is_withheld else start + len(text)),
            attachment=placeholder(text),
            is_unreadable=is_withheld,
        )


def _moment(block: _Block, zone: tzinfo) -> datetime | None:
    return None if block.day is None else datetime.combine(block.day, block.clock, zone)
