r"""LINE: the text file that "Save chat history" writes, from a phone or from the Windows app.

A line alone gives the day; a message is ``22:13<tab>Name<tab>text``, its text in double quotes
where it has several lines. The Windows app writes spaces instead of tabs, so that a name ends
where the words that all lines of the same speaker share end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from dataclasses import replace as with_changes
from datetime import date, datetime, timedelta
from pathlib import Path

from nlp_guard.errors import InputError
from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.records import CharSpan, Role, Utterance
from nlp_guard.sources.encodings.encoding import decode
from nlp_guard.sources.messengers.line_days import Day, days_of, is_day
from nlp_guard.sources.messengers.line_notices import attachment_of, is_recall
from nlp_guard.sources.messengers.line_speakers import split_names
from nlp_guard.sources.reading.talk import Side, Talk, outside, sides

_BANNER = re.compile(r"[\ufeff]?\[LINE\]\s*(.*)")
_CONTACT = re.compile(
    r"(?:Chat history (?:with|in) (?P<en>.+)|[与與和](?P<zh>.+?)的(?:聊天[记記][录錄]|聊天)"
    r"|(?P<ja>.+?)(?:とのトーク履歴|のトーク履歴)|(?P<ko>.+?)(?:님?과의 대화|와의 대화))\s*$"
)
_HALF = r"(?:上午|下午|凌晨|中午|晚上|午前|午後|오전|오후)"
_MESSAGE = re.compile(
    rf"(?P<half>{_HALF})?[ \u202f]?(?P<h>\d{{1,2}}):(?P<m>\d{{2}})[ \u202f]?"
    r"(?P<late>[AaPp]\.?[Mm]\.?)?(?P<gap>\t| )(?P<rest>[^\n]*)"
)
_TABBED = re.compile(
    rf"^{_HALF}? ?\d{{1,2}}:\d{{2}}[ \u202f]?(?:[AaPp]\.?[Mm]\.?)?\t", re.MULTILINE
)
_BEFORE_NOON = ("上午", "凌晨", "午前", "오전", "A", "a")


@dataclass(slots=True)
class _Line:
    """A message while its places are still being found."""

    day: Day
    minutes: int
    start: int
    end: int
    has_tab: bool
    name: str = ""
    is_notice: bool = False


class LineHistory:
    """Reads a chat history saved by LINE.

    The sides are known where a name is one of the shop's staff, or inferred from the heading,
    which names the other party; else they stay unknown.
    """

    name = "line_history"
    kind = "chat"

    def sniff(self, path: Path, head: bytes) -> float:
        """Return 0.98 for LINE's own heading, less for its days and lines without one."""
        try:
            text, _ = decode(head[: head.rfind(b"\n") + 1] or head)
        except InputError:
            return 0.0
        lines = [line.strip("\r") for line in text.split("\n") if line.strip()][:200]
        if not lines:
            return 0.0
        found = [match for line in lines if (match := _MESSAGE.match(line))]
        if _BANNER.match(lines[0]):
            return 0.98 if found or len(lines) < 4 else 0.5
        if not is_day(lines[0]) or len(found) * 3 < len(lines):
            return 0.0
        tabs = sum(match["gap"] == "\t" and "\t" in match["rest"] for match in found)
        return 0.9 if tabs * 2 > len(found) else 0.6

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give the chat as one conversation.

        Raises:
            InputError: If the file is no text, or holds no message.
        """
        uri = context.provenance.uri
        try:
            text, codec = decode(path.read_bytes())
        except InputError as failure:
            raise InputError(failure.reason, path=uri) from failure
        lines = list(_lines(text))
        if not lines:
            raise InputError("no message found; expected days and lines of time, name", path=uri)
        contact = _contact(text)
        _name(lines, text, contact, context)
        provenance = with_changes(
            context.provenance, encoding=codec, tools=(*context.provenance.tools, self.name)
        )
        dates = days_of([line.day for line in lines], context)
        found = sides((m.name for m in lines if not m.is_notice), context.staff, contact)
        talk = Talk(context)
        for line, day in zip(lines, dates, strict=True):
            sent_at = _time(day, line.minutes, context)
            talk.utterances.append(_utterance(talk, text, line, sent_at, found.get(line.name)))
        yield talk.conversation(provenance, account=outside(found))


def _contact(text: str) -> str:
    """Return whom the heading names.

    Example:
        >>> _contact("[LINE] Chat history with Ann"), _contact("[LINE] 样例とのトーク履歴")
        ('Ann', '样例')
    """
    banner = _BANNER.match(text.split("\n", 1)[0].strip())
    found = _CONTACT.match(banner[1]) if banner else None
    return next((name for name in found.groups() if name), "").strip() if found else ""


def _lines(text: str) -> Iterator[_Line]:
    """Cut the text into messages; what follows on other lines belongs to the last one."""
    has_tabs = _TABBED.search(text) is not None
    day: Day | None = None
    current: _Line | None = None
    for start, end in _line_places(text):
        line = text[start:end]
        opened = _MESSAGE.fullmatch(line)
        if is_day(line):
            day = line.strip()
        elif opened and day is not None and (opened["gap"] == "\t") is has_tabs:
            if current:
                yield current
            current = _Line(day, _minutes(opened), start + opened.start("rest"), end, has_tabs)
        elif current is not None and line.strip():
            current.end = end
    if current:
        yield current


def _line_places(text: str) -> Iterator[tuple[int, int]]:
    """Give (start, end without the line end) of every line."""
    start = 0
    for raw in re.split(r"(?<=\n)", text):
        yield start, start + len(raw.rstrip("\r\n"))
        start += len(raw)


def _minutes(found: re.Match[str]) -> int:
    """Return minutes from the day's beginning; LINE counts on to 24:53 for the night."""
    hour, half = int(found["h"]), found["half"] or found["late"]
    if half:
        hour = hour % 12 + (0 if half.startswith(_BEFORE_NOON) else 12)
    return hour * 60 + int(found["m"])


def _name(lines: Sequence[_Line], text: str, contact: str, context: ReadingContext) -> None:
    """Find who speaks in every line, and where the words begin."""
    spaced = []
    for line in lines:
        body = text[line.start : line.end]
        if not line.has_tab:
            spaced.append(line)
            continue
        name, tab, _ = body.partition("\t")
        line.name, line.is_notice = (name.strip(), not name.strip()) if tab else ("", True)
        line.start += len(name) + 1 if tab else 0
    known = {contact, *context.staff} - {""}
    first_lines = [text[line.start : line.end].split("\n", 1)[0] for line in spaced]
    names = split_names(first_lines, known)
    if spaced and not set(names) <= known:
        context.note(
            "names and words are not set apart in this form; what all lines of a speaker begin "
            "with was taken as the name"
        )
    for line, name in zip(spaced, names, strict=True):
        line.name, line.is_notice = name, not name
        line.start += len(name) + 1 if name else 0


def _time(day: date | None, minutes: int, context: ReadingContext) -> datetime | None:
    if day is None:
        return None
    try:
        at = datetime(day.year, day.month, day.day, tzinfo=context.timezone)
        return at + timedelta(minutes=minutes)
    except OverflowError:
        return None


def _utterance(
    talk: Talk, text: str, line: _Line, sent_at: datetime | None, side: Side | None
) -> Utterance:
    body = text[line.start : line.end]
    start, end = line.start, line.end
    if "\n" in body and body.startswith('"') and body.endswith('"') and line.has_tab:
        start, end = start + 1, end - 1
    span = CharSpan(start, max(start, end))
    words = text[span.slice]
    is_recalled = is_recall(words) and (line.is_notice or not line.has_tab)
    is_notice = line.is_notice or side is None or is_recalled
    return Utterance(
        id=talk.next_id(),
        role=Role.SYSTEM if is_notice or side is None else side.role,
        is_role_inferred=not is_notice and side is not None and side.is_inferred,
        speaker=line.name,
        text=words,
        sent_at=sent_at,
        source_span=span,
        attachment=attachment_of(words, is_bare=not line.has_tab),
        is_recalled=is_recalled,
    )
