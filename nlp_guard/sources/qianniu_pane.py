"""Text copied from the conversation pane of Qianniu or Wangwang: the commonest hand-over.

A header line has the nick glued to the time; the body follows; a read mark ends it::

    示例旗舰店:小美2015-7-23 07:25:33
    亲，这边帮您看下订单哦
    已读

Older and saved forms put the header otherwise: ``nick --> receiver time``, ``[nick] time``,
``nick(time): text`` on one line, or the nick and the time on two lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from dataclasses import replace as with_changes
from datetime import datetime
from pathlib import Path

from nlp_guard.errors import InputError
from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.records import (
    AccountId,
    Channel,
    CharSpan,
    Conversation,
    Role,
    Utterance,
    UtteranceId,
    content_id,
)
from nlp_guard.records.ids import ConversationId
from nlp_guard.sources.encoding import decode

_TIME = r"(?P<ts>\d{4}[-/]\d{1,2}[-/]\d{1,2} \d{1,2}:\d{2}(?::\d{2})?)"
_NICK = r"(?P<nick>[^\s,，。！？!?；;\"“”\[\]][^,，。！？!?；;\"“”\[\]\n]{0,48}?)"
_GLUED = re.compile(rf"^{_NICK}\s*(?:-->\s*\S[^\n]*?\s*)?{_TIME}\s*$")
_BRACKETED = re.compile(rf"^\[(?P<nick>[^\]\n]{{1,50}})\]\s*{_TIME}\s*$")
_ONE_LINE = re.compile(rf"^{_NICK}\s*[(（]{_TIME}[)）]\s*[:：]\s*(?P<rest>.*)$")
_HEADERS = (_BRACKETED, _ONE_LINE, _GLUED)
_TIME_ALONE = re.compile(rf"^{_TIME}\s*$")
_RECALL = re.compile(r"^(?P<nick>\S{1,50}?)\s*撤回了一条消息\s*$")

_STATUS = frozenset({"已读", "未读", "发送中", "发送失败"})
_CARD_LINE = re.compile(
    r"^(?:https?://\S*|¥|¥?\d{0,6}(?:\.\d{1,2})?|原价¥[\d.]+|销量\S*|已售\d+件|立即下单|推荐回复|"
    r"发送引用|当前用户来自 ?.*|由 ?\S+ ?转交给 ?\S+|原因：【.*】|\[?图片\]?|\[?动画表情\]?)$"
)
_SHOP_WORDS = re.compile(r"旗舰店|专卖店|专营店|官方店|企业店")


@dataclass(slots=True)
class _Message:
    """A message while its body is still being collected."""

    nick: str
    sent_at: datetime
    start: int
    end: int
    lines: list[tuple[int, int]] = field(default_factory=list)
    is_recall: bool = False


class QianniuPane:
    """Reads conversation-pane copies.

    The agent's side is known by the nick: one of the shop's own staff nicks, or the form
    ``main:sub`` that only sub-accounts of a shop have. A nick that merely sounds like a shop
    is taken as the agent's too, and marked as inferred.
    """

    name = "qianniu_pane"
    kind = "chat"

    def sniff(self, path: Path, head: bytes) -> float:
        """Return how surely this is a pane copy, by the share of header lines."""
        try:
            text, _ = decode(_whole_lines(head))
        except InputError:
            return 0.0
        lines = [line for line in text.splitlines() if line.strip()]
        if not lines:
            return 0.0
        n_headers = sum(1 for line in lines if _header(line.strip()) or _TIME_ALONE.match(line))
        share = n_headers / len(lines)
        return 0.0 if share < 0.1 else min(0.95, 0.7 + share / 2)

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give one conversation per buyer, in order of first appearance.

        Raises:
            InputError: If the file is no text, or holds no message.
        """
        uri = context.provenance.uri
        try:
            text, codec = decode(path.read_bytes())
        except InputError as failure:
            raise InputError(failure.reason, path=uri) from failure
        messages = [m for m in _messages(text, context) if m.is_recall or m.end > m.start]
        if not messages:
            raise InputError("no message found; expected lines of nick and time", path=uri)
        provenance = with_changes(
            context.provenance,
            encoding=codec,
            tools=(*context.provenance.tools, self.name),
        )
        for buyer, part in _by_buyer(messages, context.staff).items():
            conversation_id = ConversationId(content_id("conv", uri, buyer))
            yield Conversation(
                id=conversation_id,
                channel=Channel.CHAT,
                account_id=AccountId(buyer) if buyer else None,
                started_at=part[0].sent_at,
                provenance=provenance,
                utterances=tuple(
                    _utterance(message, f"{conversation_id}:{n}", text, context.staff)
                    for n, message in enumerate(part)
                ),
            )


def _whole_lines(head: bytes) -> bytes:
    """Cut a first block at its last line end, so that no character is split."""
    cut = head.rfind(b"\n")
    return head[: cut + 1] if cut >= 0 and len(head) >= 65536 else head


def _header(line: str) -> re.Match[str] | None:
    return next((m for pattern in _HEADERS if (m := pattern.match(line))), None)


def _parse_time(text: str, context: ReadingContext) -> datetime | None:
    form = "%Y-%m-%d %H:%M:%S" if text.count(":") == 2 else "%Y-%m-%d %H:%M"
    try:
        naive = datetime.strptime(text.replace("/", "-"), form)  # noqa: DTZ007 - zone is added below
    except ValueError:
        return None
    return naive.replace(tzinfo=context.timezone)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Give (start, end without the line end) of every line."""
    start = 0
    for raw in re.split(r"(?<=\n)", text):
        yield start, start + len(raw.rstrip("\r\n"))
        start += len(raw)


def _messages(text: str, context: ReadingContext) -> Iterator[_Message]:
    """Cut the copy into messages; every body is one slice of the text."""
    current: _Message | None = None
    for opened, start, end in _marked_lines(text, context):
        line = text[start:end].strip()
        if opened is not None:
            if current is not None:
                yield _closed(current)
            current = opened
        elif current is not None and (recall := _RECALL.match(line)):
            yield _closed(current)
            current = _Message(recall["nick"], current.sent_at, start, end, is_recall=True)
        elif current is not None and line in _STATUS:
            yield _closed(current)
            current = None
        elif current is not None and not current.is_recall and not _is_noise(line):
            current.lines.append((start, end))
    if current is not None:
        yield _closed(current)


def _is_noise(line: str) -> bool:
    return not line or _CARD_LINE.match(line) is not None


def _marked_lines(
    text: str, context: ReadingContext
) -> Iterator[tuple[_Message | None, int, int]]:
    """Give (the message a header opens, start, end) per line; two-line headers count as one."""
    lines = list(_lines(text))
    is_taken = False
    for index, (start, end) in enumerate(lines):
        if is_taken:
            is_taken = False
            continue
        raw = text[start:end]
        opened = _open(raw.strip(), start + len(raw) - len(raw.lstrip()), end, context)
        if opened is None and index + 1 < len(lines):
            opened = _open_on_two_lines(text, raw.strip(), lines[index + 1], context)
            is_taken = opened is not None
        yield opened, start, end


def _open(line: str, start: int, end: int, context: ReadingContext) -> _Message | None:
    """Take a header line; ``start`` is where the stripped line begins."""
    found = _header(line)
    if found is None or (sent_at := _parse_time(found["ts"], context)) is None:
        return None
    message = _Message(found["nick"].strip(), sent_at, end, end)
    if found.re is _ONE_LINE and found["rest"]:
        message.lines.append((start + found.start("rest"), start + found.end("rest")))
    return message


def _open_on_two_lines(
    text: str, line: str, following: tuple[int, int], context: ReadingContext
) -> _Message | None:
    """Take a nick alone on a line, with the time alone on the next."""
    start, end = following
    found = _TIME_ALONE.match(text[start:end].strip())
    if not found or not line or len(line) > 50 or _CARD_LINE.match(line) or line in _STATUS:
        return None
    sent_at = _parse_time(found["ts"], context)
    return None if sent_at is None else _Message(line, sent_at, end, end)


def _closed(message: _Message) -> _Message:
    """Settle the span: from the first to the last line of the body, spaces outside left out."""
    if message.lines:
        message.start, message.end = message.lines[0][0], message.lines[-1][1]
    return message


def _is_agent(nick: str, staff: frozenset[str]) -> tuple[bool, bool]:
    """Return (agent's side, inferred)."""
    if nick in staff:
        return True, False
    main = re.split(r"[:：]", nick, maxsplit=1)[0]
    if main in staff or main != nick:
        return True, main not in staff and not _SHOP_WORDS.search(main)
    return (True, True) if _SHOP_WORDS.search(nick) else (False, False)


def _by_buyer(messages: list[_Message], staff: frozenset[str]) -> dict[str, list[_Message]]:
    """Deal the messages out to the buyers: the shop's go to whoever spoke last or speaks next."""
    buyers = [None if _is_agent(m.nick, staff)[0] else m.nick for m in messages]
    owner = next((buyer for buyer in buyers if buyer), "")
    dealt: dict[str, list[_Message]] = {}
    for message, buyer in zip(messages, buyers, strict=True):
        owner = buyer or owner
        dealt.setdefault(owner, []).append(message)
    return dealt


def _utterance(message: _Message, key: str, text: str, staff: frozenset[str]) -> Utterance:
    is_agent, is_inferred = _is_agent(message.nick, staff)
    role = Role.SYSTEM if message.is_recall else Role.AGENT if is_agent else Role.BUYER
    body = text[message.start : message.end]
    start = message.start + len(body) - len(body.lstrip())
    body = body.strip()
    return Utterance(
        id=UtteranceId(key),
        role=role,
        is_role_inferred=is_inferred,
        speaker=message.nick,
        text=body,
        sent_at=message.sent_at,
        source_span=CharSpan(start, start + len(body)),
    )
