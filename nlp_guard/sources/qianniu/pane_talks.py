"""Messages of a pane → one talk per buyer, given as they end, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import chain, islice

from nlp_guard.protocols import ReadingContext
from nlp_guard.records import CharSpan, Conversation, Provenance, Role, Utterance
from nlp_guard.sources.qianniu.headers import bot_prefix
from nlp_guard.sources.qianniu.nicks import nick_sides
from nlp_guard.sources.qianniu.pane_messages import PaneMessage
from nlp_guard.sources.reading.gathering import OpenTalks
from nlp_guard.sources.reading.placeholders import placeholder
from nlp_guard.sources.reading.talk import Side, Talk

LOOK_AHEAD = 5_000
"""Messages from which it is learnt who is staff, before the first is dealt out."""
_STEP_BACK = timedelta(minutes=1)
"""Time runs back by more than this only where the copy of another chat begins."""


def pane_talks(
    messages: Iterable[PaneMessage], context: ReadingContext, provenance: Provenance
) -> Iterator[Conversation]:
    """Deal messages out to the buyers.

    What the shop says goes to whom it is said to, where the header tells; else to the buyer who
    spoke last, and before any buyer spoke, to the one who speaks first. Where nothing tells
    shop and buyer apart, the file is one talk.

    Args:
        messages: In order of the file.
        context: Whose staff is known.
        provenance: Of the file, complete.

    Yields:
        One conversation per buyer, in order of first appearance; of a file that holds more
        than `gathering.MAX_OPEN` messages, a buyer's talk in parts.
    """
    stream = iter(messages)
    first = list(islice(stream, LOOK_AHEAD))
    dealer = _Dealer(_Speakers(first, context), context, provenance)
    for message in chain(first, stream):
        yield from dealer.deal(message)
    yield from dealer.end()


class _Speakers:
    """Who is on which side; a nick first met later on is outside if the shop's side is known.

    ``alone`` is the one who speaks in a file where nobody else does: a single voice is outside.
    """

    def __init__(self, messages: Iterable[PaneMessage], context: ReadingContext) -> None:
        self._staff = context.staff
        nicks: dict[str, None] = {}
        marked: set[str] = set()
        for message in messages:
            nicks.update(dict.fromkeys(filter(None, (message.nick, message.to))))
            if message.is_marked:
                marked.add(message.nick)
        stem = context.provenance.uri.rpartition("/")[2].rpartition(".")[0]
        self._sides: dict[str, Side] = dict(
            nick_sides(nicks, self._staff, contact=stem, marked=frozenset(marked))
        )
        self._later: dict[str, Side] = {}
        unknown = [nick for nick, side in self._sides.items() if side.role is Role.UNKNOWN]
        self.alone = unknown[0] if len(self._sides) == len(unknown) == 1 else ""
        self._agents = [nick for nick, side in self._sides.items() if side.role is Role.AGENT]

    def __getitem__(self, nick: str) -> Side:
        side = self._sides.get(nick) or self._later.get(nick)
        if side is None:
            side = nick_sides([nick, *self._agents], self._staff)[nick]
            if len(self._later) >= LOOK_AHEAD:
                self._later.clear()
            self._later[nick] = side
        return side


class _Dealer:
    """Deals messages out to the talks that are still going on."""

    def __init__(
        self, speakers: _Speakers, context: ReadingContext, provenance: Provenance
    ) -> None:
        self._speakers = speakers
        self._talks = OpenTalks(context, provenance)
        self._waiting: list[PaneMessage] = []
        self._owner: str | None = None
        self._latest: datetime | None = None

    def deal(self, message: PaneMessage) -> Iterator[Conversation]:
        """Take one message; give the talks that end for want of room."""
        buyer = self._buyer(message)
        if buyer is None and self._is_new_copy(message):
            self._owner = None
        self._latest = message.sent_at or self._latest
        self._owner = buyer or self._owner
        self._waiting.append(message)
        if self._owner is not None or len(self._waiting) > LOOK_AHEAD:
            yield from self._settle(self._owner or "")

    def end(self) -> Iterator[Conversation]:
        """Give the talks that are left, in order of first appearance."""
        yield from self._settle("")
        yield from self._talks.rest()

    def _buyer(self, message: PaneMessage) -> str | None:
        if self._speakers[message.nick].role is Role.BUYER:
            return message.nick
        if message.to and self._speakers[message.to].role is Role.BUYER:
            return message.to
        return None

    def _is_new_copy(self, message: PaneMessage) -> bool:
        if self._latest is None or message.sent_at is None:
            return False
        return self._latest - message.sent_at > _STEP_BACK

    def _settle(self, owner: str) -> Iterator[Conversation]:
        """Deal out what was said, now that it is known to whom."""
        for message in self._waiting:
            talk = self._talks.of(owner)
            talk.accounts.add(owner or self._speakers.alone)
            side = Side(Role.SYSTEM) if message.is_recall else self._speakers[message.nick]
            talk.utterances.append(_utterance(message, side, talk))
            yield from self._talks.overfull()
        self._waiting.clear()


def _utterance(message: PaneMessage, side: Side, talk: Talk) -> Utterance:
    text, start = message.text, message.start
    if skipped := bot_prefix(text):
        text, start = text[skipped:], start + skipped
        if side.role is not Role.AGENT:
            side = Side(Role.AGENT, is_inferred=True)
    return Utterance(
        id=talk.next_id(),
        role=side.role,
        is_role_inferred=side.is_inferred,
        speaker=message.nick,
        text=text,
        sent_at=message.sent_at,
        source_span=CharSpan(start, start + len(text)),
        attachment=placeholder(text),
        is_recalled=message.is_recall,
    )
