"""WeChat as text: a line of time and name, the words, an empty line.

MemoTrace writes ``2015-07-23 10:00:00 某某``, WeFlow puts the name in quotes, others put the name
first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from itertools import chain, islice
from pathlib import Path, PurePosixPath

from nlp_guard.errors import InputError
from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.records import CharSpan, Role
from nlp_guard.sources.encodings.encoding import decode, find_encoding, text_lines
from nlp_guard.sources.qianniu.headers import STATUS
from nlp_guard.sources.reading.gathering import Sent, gather, named
from nlp_guard.sources.reading.moments import from_iso
from nlp_guard.sources.reading.placeholders import placeholder
from nlp_guard.sources.reading.talk import Side, outside, sides
from nlp_guard.sources.wechat.kinds import is_recall

_STAMP = r"(?P<at>\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2})"
_HEADER = re.compile(
    rf"{_STAMP} (?:'(?P<quoted>[^\n]{{1,60}})'|(?P<name>[^\s'][^\n]{{0,59}}))"
    rf"|(?P<first>[^\s\[][^\n]{{0,59}}?) {_STAMP.replace('<at>', '<then>')}",
    re.ASCII,
)
_SELF = frozenset({"我"})
_SYSTEM = frozenset({"系统消息", "系统", "System"})
_LOOK_AHEAD = 5_000
"""Messages from which it is learnt who speaks, before the first is given."""
_LEAST_SHARE = 0.15


@dataclass(slots=True)
class _Block:
    """A message while its body is being collected."""

    name: str
    sent_at: datetime
    start: int = 0
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words, without the empty lines behind them."""
        text = "".join(self.lines)
        while text.endswith(("\n", "\r")):
            text = text[:-1]
        return text


class WechatText:
    """Reads WeChat text; the file is one chat.

    One who is called 我 is the shop's side, as the one who exports; else names tell, and the
    name of the file, which such tools take from the other party.
    """

    name = "wechat_text"
    kind = "chat"

    def sniff(self, path: Path, head: bytes) -> float:
        """Return 0.96 where lines of time and name begin every block."""
        try:
            text, _ = decode(head)
        except InputError:
            return 0.0
        lines = text.splitlines(keepends=True)
        filled = [line.strip() for line in lines if line.strip()]
        n_blocks = sum(1 for block in _blocks(lines, UTC) if block.text)
        if not n_blocks or not _header(filled[0], UTC) or not STATUS.isdisjoint(filled):
            return 0.0
        return 0.96 if n_blocks / len(filled) >= _LEAST_SHARE else 0.0

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give the conversation; a very long one in parts.

        Raises:
            InputError: If the file is no text, or holds no message.
        """
        uri = context.provenance.uri
        is_empty = True
        try:
            codec = find_encoding(path)
            with text_lines(path, codec) as lines:
                messages = _messages(_blocks(lines, context.timezone), context)
                for conversation in gather(messages, context, named(context, self.name, codec)):
                    is_empty = False
                    yield conversation
        except InputError as failure:
            raise InputError(failure.reason, path=uri, line=failure.line) from failure
        if is_empty:
            raise InputError("no message found; expected lines of time and name", path=uri)


def _blocks(lines: Iterable[str], zone: tzinfo) -> Iterator[_Block]:
    """Cut the text at headers that follow an empty line."""
    current: _Block | None = None
    is_after_gap = True
    at = 0
    for raw in lines:
        line = raw.strip()
        opened = _header(line, zone) if is_after_gap and line else None
        at += len(raw)
        if opened is not None:
            if current is not None:
                yield current
            current = opened
            current.start = at
        elif current is not None:
            current.lines.append(raw)
        is_after_gap = not line
    if current is not None:
        yield current


def _header(line: str, zone: tzinfo) -> _Block | None:
    found = _HEADER.fullmatch(line)
    if found is None or "-->" in line:
        return None
    sent_at = from_iso(found["at"] or found["then"], zone)
    name = found["quoted"] or found["name"] or found["first"]
    return None if sent_at is None else _Block(name, sent_at)


def _messages(blocks: Iterator[_Block], context: ReadingContext) -> Iterator[Sent]:
    first = list(islice(blocks, _LOOK_AHEAD))
    names = [block.name for block in first if block.name not in _SYSTEM]
    stem = PurePosixPath(context.provenance.uri).stem
    found = sides(names, context.staff | _SELF, stem)
    account = outside(found) or ""
    for block in chain(first, blocks):
        side = found.get(block.name, Side())
        text = block.text
        is_notice = block.name in _SYSTEM or is_recall(text)
        if text:
            yield Sent(
                talk="",
                account=account,
                role=Role.SYSTEM if is_notice else side.role,
                is_role_inferred=side.is_inferred and not is_notice,
                speaker=block.name,
                text=text,
                sent_at=block.sent_at,
                source_span=CharSpan(block.start, block.start + len(text)),
                attachment=placeholder(text),
                is_recalled=is_recall(text),
            )
